"""The GPU protocol tried on a processor: every arm does the same work."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.parametrize("more", [[], ["--padded", "--method", "lora"]], ids=["full", "padded"])
def test_every_arm_begins_with_the_loss_of_chance(more: list[str], tmp_path: Path) -> None:
    for package in ("torch", "trl", "peft", "datasets", "bitsandbytes"):
        pytest.importorskip(package)
    words = [sys.executable, str(ROOT / "benchmarks" / "train_gpu.py"), "--tiny", "--steps", "1",
             "--folder", str(tmp_path), *more]  # fmt: skip
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    arms = json.loads(done.stdout.splitlines()[-1])["arms"]
    assert set(arms) == {"hf", "trl", "ours", "unsloth"}
    for name in ("hf", "trl", "ours"):
        assert arms[name]["first_loss"] == pytest.approx(10.40, abs=0.05), arms
        assert arms[name]["tokens"] > 0
