"""Learning in a process of its own: the chat only reads what the child has written."""

import sys
from pathlib import Path

import pytest

from mistral_assistant.assistant import Assistant
from mistral_assistant.reasoning import themes
from mistral_assistant.settings import Settings
from mistral_assistant.tui.learning_apart import LearningApart


def prepared(settings: Settings) -> Assistant:
    """Return an assistant that learns apart."""
    assistant = Assistant(settings)
    assistant.prepare = LearningApart(settings).prepare
    return assistant


def test_the_chat_learns_nothing_itself(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(themes, "_learn", lambda pack: pytest.fail("learned in this process"))
    assistant = prepared(settings)
    assistant.load()
    assert assistant.system.categoriser.categorise("un livre à lire").name == "LIVRE"


def test_a_child_that_cannot_work_leaves_the_learning_to_the_chat(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(settings.data_dir / "no-python"))
    assistant = prepared(settings)
    assistant.load()
    assert assistant.pack_title == "Domaine d'essai"


def test_it_begins_before_the_assistant_is_there_only_where_nothing_was_learned(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    monkeypatch.setattr(LearningApart, "_child", lambda _self, name: begun.append(name))
    LearningApart(settings).begin()
    assert begun == ["essai"]
    cache = settings.data_dir / "cache"
    cache.mkdir(parents=True)
    (cache / "categories-1-x.npz").touch()
    LearningApart(settings).begin()
    assert begun == ["essai"]


def test_the_child_imports_nothing_from_the_folder_it_runs_in(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "numpy.py").write_text("raise SystemExit(3)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(themes, "_learn", lambda pack: pytest.fail("learned in this process"))
    prepared(settings).load()
