"""How the tests of the command line call it: in this process, or as a program of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from learned import fresh_data_dir

from mistral_assistant.cli import main

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Ran:
    """What a command left."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder for the commands that only keep caches there."""
    return fresh_data_dir(tmp_path_factory.mktemp("shared") / "data")


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run a command in this process."""

    def run(*arguments: object) -> Ran:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        return Ran(code, *capsys.readouterr())

    return run


@pytest.fixture
def program(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run a command as a program, with bytes for its standard input."""
    data = fresh_data_dir(tmp_path / "own-data")

    def run(
        *arguments: str | bytes, standard_input: bytes = b"", **environment: str
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "mistral_assistant", *arguments],
            input=standard_input,
            capture_output=True,
            cwd=ROOT,
            env={
                **os.environ,
                "PYTHONUTF8": "1",
                "MISTRAL_ASSISTANT_DATA_DIR": str(data),
                **environment,
            },
            timeout=120,
        )

    return run
