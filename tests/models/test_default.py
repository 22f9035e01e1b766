"""Which model speaks where none is named."""

import argparse
import os
from pathlib import Path
from typing import Any

import pytest

from mistral_assistant.cli import engine as command
from mistral_assistant.models.default import BASE, default_model
from mistral_assistant.models.registry import register
from mistral_assistant.settings import Settings


def run(folder: Path, age: int, within: str = "final") -> Path:
    """Make what looks like a finished run, so many seconds old."""
    config = folder / within / "adapter_config.json"
    config.parent.mkdir(parents=True)
    config.write_text("{}")
    os.utime(config, (1_000_000 - age, 1_000_000 - age))
    return folder


def test_the_newest_finished_run_speaks_wherever_it_is_known_from(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    run(runs / "2026-03-01-velos", age=50)
    (runs / "2026-03-09-en-cours" / "checkpoints").mkdir(parents=True)
    assert default_model(tmp_path, runs) == (runs / "2026-03-01-velos", "")
    elsewhere = run(tmp_path / "ailleurs", age=10, within=".")
    assert default_model(tmp_path, runs) == (runs / "2026-03-01-velos", "")
    register(tmp_path, "seul", elsewhere)
    assert default_model(tmp_path, runs)[0] == runs / "2026-03-01-velos", "no run: an adapter"
    register(tmp_path, "autre", run(tmp_path / "loin", age=20))
    assert default_model(tmp_path, runs) == ((tmp_path / "loin").resolve(), "")


def test_without_a_run_the_base_speaks_and_says_so(tmp_path: Path) -> None:
    model, notice = default_model(tmp_path, tmp_path / "runs")
    assert model == Path(BASE)
    assert "Aucun entraînement" in notice


def test_a_run_that_has_gone_is_none(tmp_path: Path) -> None:
    gone = run(tmp_path / "parti", age=1)
    register(tmp_path, "parti", gone)
    (gone / "final" / "adapter_config.json").unlink()
    assert default_model(tmp_path, tmp_path / "runs")[0] == Path(BASE)


@pytest.mark.parametrize("trained", [True, False])
def test_the_engine_takes_it_and_tells_those_who_ask(
    trained: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("uvicorn")
    monkeypatch.chdir(tmp_path)
    if trained:
        run(tmp_path / "runs" / "velos", age=5)
    built: list[Any] = []

    class Built:
        notice = ""

    def build(options: Any) -> Built:
        built.append(options)
        return Built()

    served: list[Any] = []
    monkeypatch.setattr("mistral_assistant.engine.choose.build", build)
    monkeypatch.setattr("mistral_assistant.engine.run.serve", lambda *given: served.append(given))
    options = argparse.Namespace(
        model=None, adapter=[], runtime="auto", quantize="auto", dtype="auto", context=0, threads=0,
        host="127.0.0.1", port=0, token_file=None, state_file=None, idle_minutes=1, nice=0,
    )  # fmt: skip
    assert command.engine(options, Settings(data_dir=tmp_path)) == 0
    assert built[0].model == (Path("runs/velos") if trained else Path(BASE))
    assert bool(served[0][0].notice) is not trained
