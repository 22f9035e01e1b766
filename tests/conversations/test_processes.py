"""Several processes on one store, and processes that die in the middle of a sentence."""

import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from mistral_assistant.conversations.owners import tokens
from mistral_assistant.conversations.store import Store

WRITER = Path(__file__).with_name("writer.py")
ROOT = Path(__file__).parents[2]


def start(action: str, path: Path, name: str, turns: int = 10_000) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, str(WRITER), action, str(path), name, str(turns)],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(ROOT)},
    )


def integrity(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])


def test_four_processes_write_at_once_and_nothing_is_lost(path: Path) -> None:
    writers = [start("chat", path, f"fenêtre {number}", 50) for number in range(4)]
    printed = [writer.communicate(timeout=120)[0].split("\n") for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0, 0, 0]
    ids = {int(line.split()[1]) for lines in printed for line in lines if line}
    assert len(ids) == 200
    store = Store(path)
    assert {conversation.messages for conversation in store.list()} == {50}
    for conversation in store.list():
        branch = store.page(conversation.id, limit=100)
        assert [message.content for message in branch] == [
            f"{conversation.title} {number}" for number in range(50)
        ]
    store.close()
    assert integrity(path) == "ok"


def kill_after(path: Path, lines: int, pause: float) -> list[str]:
    """Kill a streaming process some time after its n-th line, and return all it printed."""
    with start("stream", path, "fenêtre") as process:
        assert process.stdout is not None
        printed = [process.stdout.readline() for _ in range(lines)]
        time.sleep(pause)
        process.kill()
        rest = process.stdout.read().splitlines(keepends=True)
    return [line for line in (*printed, *rest) if line.endswith("\n")]


def check_committed(store: Store, printed: list[str]) -> None:
    """Everything that was printed is there; the last answer is kept and marked."""
    for line in printed[1:]:
        kind, message_id, length = line.split()
        message = store.message(int(message_id))
        assert len(message.content) >= int(length)
        assert message.status in ("complete", "interrupted")
        if kind == "message":
            assert message.status == "complete"


@pytest.mark.parametrize("kills", [10, pytest.param(50, marks=pytest.mark.slow)])
def test_a_killed_process_loses_nothing_that_was_committed(path: Path, kills: int) -> None:
    chance = random.Random(482913)
    marked = 0
    for _ in range(kills):
        printed = kill_after(path, chance.randint(3, 40), chance.uniform(0, 0.02))
        assert printed[0] == "recovered\n"
        assert integrity(path) == "ok"
        store = Store(path)
        left = store.recover()
        assert len(left) <= 1
        marked += len(left)
        check_committed(store, printed)
        assert [store.message(message_id).status for message_id in left] == ["interrupted"] * len(
            left
        )
        store.close()
        assert list(tokens(path)) == []
    assert marked > kills / 3


def test_a_window_that_starts_leaves_the_answer_of_another_alone(path: Path) -> None:
    with start("wait", path, "fenêtre") as process:
        assert process.stdout is not None
        answer = int(process.stdout.readline().split()[1])
        store = Store(path)
        assert store.recover() == ()
        assert store.message(answer).status == "partial"
        process.kill()
    assert store.recover() == (answer,)
    assert (store.message(answer).status, store.message(answer).content) == (
        "interrupted",
        "début",
    )
    assert store.recover() == ()
    store.close()
