"""SIGKILL at any moment: the same command goes on and ends with the same bits."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mistral_assistant.training import checkpoints, log
from mistral_assistant.training.run_directory import Run

ROOT = Path(__file__).parents[2]
STEPS = 8


def command(base: Path, delays: Path, runs: Path) -> list[str]:
    return [
        sys.executable, str(ROOT / "fine_tune.py"), str(delays), "--model_name_or_path", str(base),
        "--output_dir", str(runs), "--device", "cpu", "--max_steps", str(STEPS),
        "--save_steps", "1", "--batch-size", "2", "--gradient_accumulation_steps", "1",
        "--max_length", "64", "--lora_r", "4", "--sample_answers", "0", "--learning_rate", "0.01",
    ]  # fmt: skip


def start(words: list[str]) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(words, env=environment, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT)  # fmt: skip


def finish(words: list[str]) -> str:
    process = start(words)
    told = process.communicate()[0].decode()
    assert process.returncode == 0, told
    return told


def only_run(runs: Path) -> Run:
    (file,) = runs.glob("*/run.json")
    return Run(file.parent)


def result(runs: Path) -> tuple[bytes, list[tuple[int, float, int]]]:
    """Return the adapter's bytes, and (step, loss, tokens) of each step."""
    run = only_run(runs)
    steps = [(e["step"], e["loss"], e["tokens"]) for e in log.entries(run.log) if "loss" in e]
    return (run.final / "adapter_model.safetensors").read_bytes(), steps


def kill_when(process: subprocess.Popen[bytes], come: Callable[[], bool]) -> None:
    """Kill a process as soon as something has come about."""
    while process.poll() is None and not come():
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.communicate()


@pytest.fixture(scope="module")
def undisturbed(
    base: Path, delays: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[bytes, list[tuple[int, float, int]]]:
    runs = tmp_path_factory.mktemp("undisturbed")
    finish(command(base, delays, runs))
    return result(runs)


@pytest.mark.slow
@pytest.mark.parametrize("draw", range(10))
def test_killed_at_a_random_step(
    draw: int,
    base: Path,
    delays: Path,
    tmp_path: Path,
    undisturbed: tuple[bytes, list[tuple[int, float, int]]],
) -> None:
    words, step = command(base, delays, tmp_path), random.Random(draw).randrange(1, STEPS)

    def come() -> bool:
        found = list(tmp_path.glob("*/log.jsonl"))
        return bool(found) and sum("loss" in e for e in log.entries(found[0])) >= step

    kill_when(start(words), come)
    told = finish(words)
    assert "a été interrompu : il reprend" in told
    assert result(tmp_path) == undisturbed


@pytest.mark.slow
@pytest.mark.parametrize("draw", range(10))
def test_killed_during_a_save(
    draw: int,
    base: Path,
    delays: Path,
    tmp_path: Path,
    undisturbed: tuple[bytes, list[tuple[int, float, int]]],
) -> None:
    chance = random.Random(100 + draw)
    words, step, wait = command(base, delays, tmp_path), chance.randrange(1, 7), chance.random()

    def come() -> bool:
        return any(tmp_path.glob(f"*/checkpoints/checkpoint-{step}"))

    process = start(words)
    kill_when(process, lambda: come() and (time.sleep(0.15 * wait) or True))
    for folder in only_run(tmp_path).checkpoints.glob("checkpoint-*"):
        assert checkpoints.step_of(folder) <= step or checkpoints.is_whole(folder)
    finish(words)
    assert result(tmp_path) == undisturbed
