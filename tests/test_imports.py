"""What is loaded when: the first frame is light, and the chat never reaches a model library."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = ("torch", "transformers", "peft", "trl", "datasets", "pandas", "sklearn")
BEFORE_THE_FIRST_FRAME = (*HEAVY, "numpy", "re2", "rapidfuzz", "Stemmer", "sqlite3",
                          "httpx2", "httpcore2", "requests", "http.client")  # fmt: skip


def loaded_after(code: str, names: tuple[str, ...], tmp_path: Path) -> set[str]:
    """Run ``code`` in a fresh interpreter and return which of ``names`` it has loaded."""
    report = f"import sys; print('loaded', *(n for n in {names!r} if n in sys.modules))"
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{report}"],
        capture_output=True, text=True, cwd=ROOT, env=environment, check=True,
    )  # fmt: skip
    last = done.stdout.splitlines()[-1].split()
    assert last[0] == "loaded"
    return set(last[1:])


@pytest.mark.parametrize(
    "code",
    [
        "import mistral_assistant",
        "import mistral_assistant.tui.app",
        "import mistral_assistant.reasoning.events, mistral_assistant.commands",
        "from mistral_assistant.cli.parser import parse; parse(['ask', 'x'])",
    ],
)
def test_nothing_slow_is_loaded_before_the_first_frame(code: str, tmp_path: Path) -> None:
    assert loaded_after(code, BEFORE_THE_FIRST_FRAME, tmp_path) == set()


def test_the_first_frame_loads_only_what_it_shows(tmp_path: Path) -> None:
    code = (
        "from mistral_assistant.cli.parser import parse; parse(['--pack', 'ask'])\n"
        "from mistral_assistant.settings import load_settings; load_settings({})\n"
        "import mistral_assistant.tui.run, mistral_assistant.tui.driver"
    )
    later = ("mistral_assistant.chat", "mistral_assistant.cli.engine_options", "tomllib",
             "mistral_assistant.tui.markdown_blocks", "importlib.resources")  # fmt: skip
    assert loaded_after(code, (*later, "textual"), tmp_path) == {"textual"}


def test_help_loads_nothing_slow(tmp_path: Path) -> None:
    code = "from mistral_assistant.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass"
    assert loaded_after(code, (*BEFORE_THE_FIRST_FRAME, "textual"), tmp_path) == set()


def test_a_whole_answer_loads_no_model_library(tmp_path: Path) -> None:
    code = (
        "from mistral_assistant.cli import main\n"
        "assert main(['ask', 'Où en est ma commande CMD-482913 ?', '--trace']) == 0"
    )
    assert loaded_after(code, (*HEAVY, "textual"), tmp_path) == set()
    assert loaded_after(code, ("numpy",), tmp_path) == {"numpy"}, "the probe itself works"
