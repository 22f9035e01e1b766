"""SIGKILL at any moment: the same command goes on and ends with the same bits."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mistral_assistant.training import checkpoints, log
from mistral_assistant.training.run_directory import Run

ROOT = Path(__file__).parents[2]
STEPS, PATIENCE_S = 8, 600


SERVER = """
import json, os, sys
import trl, peft, datasets, accelerate, gguf, matplotlib.figure
from mistral_assistant.training import callbacks, dpo, journal, merge, sft
from mistral_assistant.cli import main
from fine_tune import fine_tune
for line in sys.stdin:
    words, output = json.loads(line)
    child = os.fork()
    if not child:
        place = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(place, 1)
        os.dup2(place, 2)
        code = 70
        try:
            code = main(["train", *words], recipe=fine_tune)
        finally:
            sys.stdout.flush()
            os._exit(code)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Imports everything once, then makes a process of its own for each command line."""


class Server:
    """Starts trainings; a process that does not import first takes seconds instead of a minute."""

    def __init__(self) -> None:
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
        self._own = subprocess.Popen([sys.executable, "-c", SERVER], env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip

    def start(self, words: list[str], output: Path) -> int:
        """Return the number of a new process that runs ``fine_tune.py`` with these words."""
        assert self._own.stdin and self._own.stdout
        self._own.stdin.write(json.dumps([words, str(output)]) + "\n")
        self._own.stdin.flush()
        return int(self._own.stdout.readline())

    def ended(self) -> int:
        """Wait for the process to end and return its exit code."""
        assert self._own.stdout
        return int(self._own.stdout.readline())

    def close(self) -> None:
        """End the server."""
        self._own.communicate()


@pytest.fixture(scope="module")
def server(base: Path) -> Iterator[Server]:
    own = Server()
    yield own
    own.close()


def command(base: Path, delays: Path, runs: Path) -> list[str]:
    return [
        str(delays), "--model_name_or_path", str(base),
        "--output_dir", str(runs), "--device", "cpu", "--max_steps", str(STEPS),
        "--save_steps", "1", "--batch-size", "2", "--gradient_accumulation_steps", "1",
        "--max_length", "64", "--lora_r", "4", "--sample_answers", "0", "--learning_rate", "0.01",
    ]  # fmt: skip


def finish(server: Server, words: list[str], output: Path) -> str:
    server.start(words, output)
    code, told = server.ended(), output.read_text()
    assert code == 0, told
    return told


def only_run(runs: Path) -> Run:
    (file,) = runs.glob("*/run.json")
    return Run(file.parent)


def result(runs: Path) -> tuple[bytes, list[tuple[int, float, int]]]:
    """Return the adapter's bytes, and (step, loss, tokens) of each step."""
    run = only_run(runs)
    steps = [(e["step"], e["loss"], e["tokens"]) for e in log.entries(run.log) if "loss" in e]
    return (run.final / "adapter_model.safetensors").read_bytes(), steps


def kill_when(server: Server, words: list[str], output: Path, come: Callable[[], bool]) -> None:
    """Start a training and kill it as soon as something has come about."""
    child = server.start(words, output)
    deadline = time.monotonic() + PATIENCE_S
    while not come():
        assert time.monotonic() < deadline and Path(f"/proc/{child}").exists(), output.read_text()
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    assert server.ended() == -signal.SIGKILL, "it had ended before"


@pytest.fixture(scope="module")
def undisturbed(
    base: Path, delays: Path, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> tuple[bytes, list[tuple[int, float, int]]]:
    runs = tmp_path_factory.mktemp("undisturbed")
    finish(server, command(base, delays, runs), runs / "told")
    return result(runs)


@pytest.mark.slow
@pytest.mark.parametrize("draw", range(10))
def test_killed_at_a_random_step(
    draw: int,
    base: Path,
    delays: Path,
    server: Server,
    tmp_path: Path,
    undisturbed: tuple[bytes, list[tuple[int, float, int]]],
) -> None:
    words, step = command(base, delays, tmp_path), random.Random(draw).randrange(1, STEPS)

    def come() -> bool:
        found = list(tmp_path.glob("*/log.jsonl"))
        return bool(found) and sum("loss" in e for e in log.entries(found[0])) >= step

    kill_when(server, words, tmp_path / "told", come)
    told = finish(server, words, tmp_path / "told")
    assert "a été interrompu : il reprend" in told
    assert result(tmp_path) == undisturbed


@pytest.mark.slow
@pytest.mark.parametrize("draw", range(10))
def test_killed_during_a_save(
    draw: int,
    base: Path,
    delays: Path,
    server: Server,
    tmp_path: Path,
    undisturbed: tuple[bytes, list[tuple[int, float, int]]],
) -> None:
    chance = random.Random(100 + draw)
    words, step, wait = command(base, delays, tmp_path), chance.randrange(1, 7), chance.random()

    def come() -> bool:
        return any(tmp_path.glob(f"*/checkpoints/checkpoint-{step}"))

    kill_when(server, words, tmp_path / "told", lambda: come() and (time.sleep(0.15 * wait) or
        True))  # fmt: skip
    for folder in only_run(tmp_path).checkpoints.glob("checkpoint-*"):
        assert checkpoints.step_of(folder) <= step or checkpoints.is_whole(folder)
    finish(server, words, tmp_path / "told")
    assert result(tmp_path) == undisturbed
