"""Two processes that train together have the losses of one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mistral_assistant.training import log
from mistral_assistant.training.run_directory import Run

ROOT = Path(__file__).parents[2]


def losses(runs: Path, batch: int, delays: Path, base: Path, launcher: list[str]) -> list[float]:
    words = [
        sys.executable, *launcher, str(ROOT / "fine_tune.py"), str(delays), "--model_name_or_path",
        str(base), "--output_dir", str(runs), "--device", "cpu", "--max_steps", "3",
        "--batch-size", str(batch), "--gradient_accumulation_steps", "1", "--max_length", "64",
        "--lora_r", "4", "--lora_dropout", "0", "--sample_answers", "0", "--learning_rate", "0.01",
        "--validation_ratio", "0", "--test_ratio", "0",
    ]  # fmt: skip
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("[5/7]") == 1, "one process speaks"
    (file,) = runs.glob("*/run.json")
    assert (file.parent / "result.json").is_file()
    entries = list(log.entries(Run(file.parent).log))
    return [entry["loss"] for entry in entries if "loss" in entry]


@pytest.mark.slow
def test_two_processes_have_the_losses_of_one(base: Path, delays: Path, tmp_path: Path) -> None:
    launcher = ["-m", "accelerate.commands.launch", "--config_file",
                str(ROOT / "configs" / "two-processes-cpu.yaml")]  # fmt: skip
    together = losses(tmp_path / "two", 2, delays, base, launcher)
    alone = losses(tmp_path / "one", 4, delays, base, [])
    assert len(alone) == 3
    assert together == pytest.approx(alone, rel=1e-4)
