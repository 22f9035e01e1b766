"""No compiled code of the hub's in the process that holds a model, even with ``kernels`` there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tiny_models import save_tiny_mistral

FAKE = """
import os

def _note(what):
    with open(os.environ["NOTED"], "a") as file:
        file.write(what + "\\n")

_note("imported")

def get_kernel(name, *args, **kwargs):
    _note(name)
    raise FileNotFoundError(name)

class _Anything:
    def __init__(self, *args, **kwargs): pass
    def __call__(self, value=None, *args, **kwargs): return value
    def __getattr__(self, name): return _Anything()
    def __or__(self, other): return self

def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return _Anything
"""
"""What stands in for the package: it notes what is asked of it and fetches nothing."""
LOAD = """
import sys
from pathlib import Path
if sys.argv[2] == "open":
    from mistral_assistant.models import hub_kernels
    hub_kernels.keep_out = lambda: None
from mistral_assistant.engine.runtimes.transformers import TransformersRuntime
from mistral_assistant.errors import ModelError
import bitsandbytes
try:
    TransformersRuntime(Path(sys.argv[1]), "none").load(lambda _done, _total: None)
except ModelError as error:
    print(error.problem)
"""


@pytest.fixture
def kernels(tmp_path: Path) -> Path:
    """A folder in which a program finds the package ``kernels``."""
    folder = tmp_path / "paquets"
    (folder / "kernels").mkdir(parents=True)
    (folder / "kernels" / "__init__.py").write_text(FAKE)
    about = folder / "kernels-0.18.2.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: kernels\nVersion: 0.18.2\n")
    return folder


def run(kernels: Path, program: str, *arguments: str) -> tuple[str, str]:
    """Return what a program printed, and what it asked of the package."""
    noted = kernels / "noted"
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(kernels), "NOTED": str(noted)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout, noted.read_text() if noted.exists() else ""


@pytest.mark.parametrize("package", ["engine", "training"])
def test_where_models_are_loaded_the_package_is_not_there(kernels: Path, package: str) -> None:
    program = (
        "from importlib.util import find_spec\n"
        "assert find_spec('kernels')\n"
        f"import mistral_assistant.{package}\n"
        "assert find_spec('kernels') is None\n"
        "try: import kernels\n"
        "except ImportError: print('refused')"
    )
    assert run(kernels, program) == ("refused\n", "")


@pytest.mark.slow
def test_a_model_that_asks_for_a_kernel_gets_none(kernels: Path, tmp_path: Path) -> None:
    """Without the lock the same program does ask the hub: the package sees it."""
    pytest.importorskip("bitsandbytes")
    folder = tmp_path / "modele"
    save_tiny_mistral(folder)
    config = json.loads((folder / "config.json").read_text())
    config["attn_implementation"] = "flash_attention_2"
    (folder / "config.json").write_text(json.dumps(config))
    said, noted = run(kernels, LOAD, str(folder), "closed")
    assert "ne se charge pas" in said and noted == ""
    _said, noted = run(kernels, LOAD, str(folder), "open")
    assert "kernels-community/flash-attn2" in noted
