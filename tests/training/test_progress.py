"""What is told while a training goes on: time, curves, the display, an answer now and then."""

import io
import json
import math
from collections.abc import Callable
from typing import Any

import pytest

from mistral_assistant.training import curves, log, recipe
from mistral_assistant.training.arguments import TrainArguments
from mistral_assistant.training.memory import estimate
from mistral_assistant.training.pace import Pace, foreseen_seconds

SMALL = {"hidden_size": 64, "intermediate_size": 192, "num_hidden_layers": 2, "vocab_size": 1000,
         "num_attention_heads": 4, "num_key_value_heads": 2}  # fmt: skip


def test_a_curve_is_drawn_from_high_to_low_in_blocks() -> None:
    falling = [8.0 - number for number in range(8)]
    assert curves.drawn(falling, 8) == ["█▇▆▅▄▃▂▁"]
    tall = curves.drawn(falling, 8, 2)
    assert tall[0].startswith("█") and tall[0].endswith(" ") and tall[1][-1] == "▁"
    assert len(curves.drawn([1.0] * 200, 40)[0]) == 40
    assert curves.drawn([float("nan"), math.inf], 8, 2) == ["", ""]


def test_the_foreseen_time_gives_way_to_the_measured_one(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    pace = Pace(foreseen=100.0)
    pace.begin(0, 0)
    assert pace.after(0, 0, 10) == (0.0, 100.0)
    now[0] = 50.0  # the first step warms up
    assert pace.after(1, 10, 10)[1] == pytest.approx(90.0)
    now[0] = 52.0
    pace.after(2, 20, 10)
    now[0] = 54.0
    assert pace.corrected_at(3) and not pace.corrected_at(4)
    assert pace.after(3, 30, 10) == pytest.approx((5.0, 14.0))


def test_more_work_takes_longer() -> None:
    def seconds(**changes: Any) -> float:
        args = TrainArguments(**{"method": "lora", "device": "cpu", "precision": "fp32", **changes})
        return foreseen_seconds(SMALL, args, estimate(SMALL, args, 50), (100, 5000, 2000), 1e9)

    once = seconds(num_train_epochs=1.0)
    assert seconds(num_train_epochs=2.0) == pytest.approx(2 * once)
    assert seconds(num_train_epochs=1.0, method="full") > once
    assert seconds(num_train_epochs=1.0, gradient_checkpointing="yes") > once
    # 16 examples of 50 tokens are a step: two steps are 32 % of an epoch.
    assert seconds(num_train_epochs=1.0, max_steps=2) == pytest.approx(0.32 * once)


def test_a_run_tells_time_and_curve_and_leaves_its_picture(
    finished: tuple[recipe.Job, list[str]],
) -> None:
    job, told = finished
    text = "\n".join(told)
    assert "Durée prévue : environ" in text and "Durée corrigée après 3 étapes" in text
    assert "Perte : " in text
    assert (job.run.folder / curves.FILE).read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_at_each_validation_before_the_end_the_model_answers_a_question(
    finished: tuple[recipe.Job, list[str]],
) -> None:
    job, told = finished
    samples = [entry for entry in log.entries(job.run.log) if "answer" in entry]
    assert [entry["step"] for entry in samples] == [2]
    held = (job.run.data / "validation.jsonl").read_text(encoding="utf-8")
    question = json.loads(held)["messages"][0]["content"]
    assert question in samples[0]["question"]
    assert any(line.startswith("Essai : ") for line in told)


def test_the_display_takes_the_place_of_the_lines(new_job: Callable[..., recipe.Job]) -> None:
    from rich.console import Console

    from mistral_assistant.cli.live import LiveDisplay

    screen = io.StringIO()
    told: list[str] = []
    job = new_job(sample_answers=1)
    job.tell = told.append
    job.watcher = LiveDisplay(Console(file=screen, width=90, force_terminal=True))
    recipe.fine_tune(job)
    shown = screen.getvalue()
    for part in ("étape 4/4", "perte", "tokens/s", "reste", "█", "→"):
        assert part in shown, part
    assert not any(line.startswith("étape ") for line in told)


def test_what_a_model_says_cannot_steer_the_terminal() -> None:
    from rich.console import Console

    from mistral_assistant.cli.live import LiveDisplay

    screen = io.StringIO()
    display = LiveDisplay(Console(file=screen, width=90, force_terminal=True))
    display.begin(2)
    display.step({"step": 1, "question": "q", "answer": "a\x1b]0;titre\x07b[red]c"}, 2)
    display.end()
    assert "\x1b]0;" not in screen.getvalue()
    assert "« q » → « a]0;titreb[red]c »" in screen.getvalue()
