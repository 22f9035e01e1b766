"""A chat that is killed at any moment loses nothing that was kept, and can be taken up again."""

import json
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from end_to_end.chatter import QUESTION
from scripted import Script, ScriptedBackend

from mistral_assistant.assistant import Assistant
from mistral_assistant.conversations.store import Store
from mistral_assistant.reasoning.events import TurnFinished
from mistral_assistant.settings import Settings

ROOT = Path(__file__).parents[2]
CHATTER = Path(__file__).with_name("chatter.py")
LOST_S = 1.0
"""An answer may lose what was said in the last second."""


def chat_until_killed(domains: Path, data: Path, seconds: float) -> list[dict[str, Any]]:
    """Let the chatter talk for ``seconds``, kill it and return what it told."""
    chatter = subprocess.Popen(
        [sys.executable, str(CHATTER), str(domains), str(data)],
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
    )
    assert chatter.stdout is not None
    first = chatter.stdout.readline()
    time.sleep(seconds)
    assert chatter.poll() is None, "the chatter ended by itself"
    chatter.kill()
    lines = [first, *chatter.stdout.read().split(b"\n")]
    chatter.wait()
    chatter.stdout.close()
    return [json.loads(line) for line in lines if line.endswith(b"}") or line.endswith(b"}\n")]


def check_kept(store: Store, told: list[dict[str, Any]]) -> None:
    """Compare the store with the last thing told of each message."""
    last = {item["kept"]: item for item in told if "kept" in item}
    for message_id, item in last.items():
        message = store.message(message_id)
        if item["status"] == "complete":
            assert (message.content, message.status) == (item["content"], "complete")
        else:
            assert message.content.startswith(item["content"])
            assert message.status in ("interrupted", "complete")


def check_answer(store: Store, told: list[dict[str, Any]], message_id: int) -> None:
    """Look at the answer in whose middle the process was killed."""
    begun = max(number for number, item in enumerate(told) if item.get("content") == QUESTION)
    said = [item for item in told[begun:] if "said" in item]
    safe = [item["said"] for item in said if item["time"] < told[-1]["time"] - LOST_S]
    content = store.message(message_id).content
    assert content.startswith("".join(safe))
    assert "".join(item["said"] for item in said).startswith(content[:-10])


def go_on(settings: Settings, store: Store) -> None:
    """Open the conversation in a fresh assistant and get an answer."""
    latest = store.latest()
    assert latest is not None
    assistant = Assistant(settings, store, ScriptedBackend(Script(("Bien sûr.",))))
    conversation = assistant.open(latest.id)
    before = [message.id for message in store.page(latest.id, limit=1_000)]
    *_, last = assistant.answer(QUESTION, conversation)
    assert isinstance(last, TurnFinished)
    after = store.page(latest.id, limit=1_000)
    assert [message.id for message in after[:-2]] == before
    assert [message.content for message in after[-2:]] == [QUESTION, last.turn.answer.text]


@pytest.mark.parametrize("kills", [8, pytest.param(50, marks=pytest.mark.slow)])
def test_a_killed_chat_loses_nothing_that_was_kept(tmp_path: Path, kills: int) -> None:
    shutil.copytree(ROOT / "domains" / "_template", tmp_path / "domains" / "template")
    settings = Settings(
        pack="template", domains=(tmp_path / "domains",), data_dir=tmp_path / "data"
    )
    path = settings.data_dir / "conversations.sqlite"
    chance = random.Random(20260312)
    everything: dict[int, dict[str, Any]] = {}
    marked = 0
    for _ in range(kills):
        told = chat_until_killed(
            tmp_path / "domains", settings.data_dir, chance.choice((0.05, 2.5)) * chance.random()
        )
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        store = Store(path)
        left = store.recover()
        assert [store.message(message_id).status for message_id in left] == ["interrupted"] * len(
            left
        )
        assert len(left) <= 1
        check_kept(store, told)
        for message_id in left:
            check_answer(store, told, message_id)
        everything |= {item["kept"]: item for item in told if item.get("status") == "complete"}
        check_kept(store, list(everything.values()))
        if store.latest():
            go_on(settings, store)
        store.close()
        marked += len(left)
    assert marked >= kills // 4
