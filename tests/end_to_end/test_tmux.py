"""The app in a real terminal, driven by keys: a long conversation, a stop, a restart."""

import importlib.util
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from mistral_assistant.conversations.store import Store

ROOT = Path(__file__).parents[2]
RECORD = ROOT / "docs" / "screenshots" / "record.py"
SLOW_CHAT = Path(__file__).parent / "slow_chat.py"

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")


@pytest.fixture(scope="module")
def record() -> ModuleType:
    spec = importlib.util.spec_from_file_location("record", RECORD)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.WAIT = 60.0
    return module


def test_twelve_turns_over_both_packs_and_a_restart(record: ModuleType, tmp_path: Path) -> None:
    done = record.record(tmp_path / "data", tmp_path)
    assert done["turns"] == 12
    assert {file.name for file in tmp_path.glob("*.svg")} == {"chat.svg", "debug.svg", "help.svg"}


@pytest.fixture
def slow(record: ModuleType, tmp_path: Path) -> Iterator[Any]:
    terminal = record.Terminal([sys.executable, str(SLOW_CHAT), str(tmp_path)], name="slow")
    yield terminal
    terminal.close()


@pytest.mark.parametrize("key", ["Escape", "C-c"])
def test_a_stopped_answer_keeps_its_text(slow: Any, key: str, tmp_path: Path) -> None:
    slow.wait_for("E-commerce")
    slow.say("Combien coûte la livraison en Belgique ?")
    slow.wait_for("encore un mot, encore un mot,")
    slow.keys(key)
    slow.wait_for("interrompu")
    slow.say("bonjour")
    slow.wait_for("Rebonjour")
    slow.keys("C-d")
    store = Store(tmp_path / "conversations.sqlite")
    latest = store.latest()
    assert latest
    _question, stopped, _hello, _answer = store.page(latest.id)
    assert stopped.status == "interrupted"
    assert stopped.content.startswith("encore un mot, encore")
    store.close()
