"""One tiny base, and one short run on it that many tests look at."""

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from mistral_assistant.training import recipe
from mistral_assistant.training.arguments import TrainArguments

NOW = datetime(2026, 3, 12, 10, 0)
CITIES = ("Lyon", "Lille", "Brest", "Nantes", "Nice", "Paris", "Angers", "Tours", "Metz", "Dijon",
          "Pau", "Rennes")  # fmt: skip


def write_pairs(file: Path, pairs: list[tuple[str, str]]) -> Path:
    """Write a CSV of instructions and responses."""
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("instruction", "response"), *pairs])
    return file


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random Mistral of two layers with the real tokenizer."""
    for package in ("torch", "trl", "peft", "datasets", "mistral_common", "sentencepiece"):
        pytest.importorskip(package)
    from mistral_assistant.training.rehearsal import write_tiny_base

    folder = tmp_path_factory.mktemp("base") / "tiny"
    write_tiny_base(folder)
    return folder


@pytest.fixture(scope="session")
def delays(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CSV of twelve short pairs."""
    pairs = [(f"Délai pour {city} ?", f"{len(city)} jours pour {city}.") for city in CITIES]
    return write_pairs(tmp_path_factory.mktemp("data") / "délais.csv", pairs)


@pytest.fixture(scope="session")
def short_run(base: Path, delays: Path, tmp_path_factory: pytest.TempPathFactory) -> TrainArguments:
    """The arguments of a run of a few seconds."""
    return TrainArguments(
        data=str(delays), model_name_or_path=str(base),
        output_dir=str(tmp_path_factory.mktemp("runs")), device="cpu", method="lora",
        max_steps=4, save_steps=2, per_device_train_batch_size=2, gradient_accumulation_steps=1,
        learning_rate=1e-2, max_length=64, lora_r=4, sample_answers=1,
    )  # fmt: skip


@pytest.fixture
def new_job(short_run: TrainArguments, tmp_path: Path) -> Callable[..., Any]:
    """Start a job with changed arguments, its run in this test's own folder."""

    def make(**changes: Any) -> recipe.Job:
        args = replace(short_run, output_dir=str(tmp_path / "runs"), **changes)
        return recipe.start(args, lambda text: None, None, NOW)

    return make


@pytest.fixture(scope="session")
def finished(short_run: TrainArguments) -> tuple[recipe.Job, list[str]]:
    """A run from end to end, and what it told."""
    told: list[str] = []
    job = recipe.start(short_run, told.append, None, NOW)
    recipe.fine_tune(job)
    return job, told
