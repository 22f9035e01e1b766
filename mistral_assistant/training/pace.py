"""How long a training takes: foreseen before the first step, then measured.

Foreseen from the arithmetic of the model and from how fast this machine multiplies matrices of its
size; what is no matrix product (norms, attention, the optimiser) is in one factor.
"""

import time
from collections.abc import Mapping
from typing import Any

from mistral_assistant.training.arguments import TrainArguments
from mistral_assistant.training.memory import Estimate, linear_shapes

AROUND = 1.6
"""Time of a step over the time of its matrix products alone; found on the models of the tests."""
CORRECTED_AFTER = 3
"""Steps after which the measured pace replaces the foreseen one."""
_SECONDS_TO_MEASURE = 0.2
_MOST_ROWS = 2048


class Pace:
    """The pace of one process, which may have begun in the middle of a training."""

    def __init__(self, foreseen: float = 0.0) -> None:
        self.foreseen = foreseen
        """Seconds for all steps that are left at the beginning; 0: not known."""
        self._begun = self._first = (0.0, 0, 0)
        """Time, step and tokens at the beginning, and after the first step."""

    def begin(self, step: int, tokens: int) -> None:
        """Note the beginning."""
        self._begun = self._first = (time.monotonic(), step, tokens)

    def corrected_at(self, step: int) -> bool:
        """Tell whether the foreseen time has just given way to the measured one."""
        return bool(self.foreseen) and step - self._begun[1] == CORRECTED_AFTER

    def after(self, step: int, tokens: int, total: int) -> tuple[float, float]:
        """Return tokens a second and the seconds that are left, both 0 where not known."""
        now = time.monotonic()
        done = step - self._begun[1]
        if done <= 0:
            return 0.0, self.foreseen
        if done == 1:
            self._first = (now, step, tokens)
        # The first step also loads and warms up; it is left out as soon as there are others.
        since = self._begun if done < CORRECTED_AFTER else self._first
        passed = max(now - since[0], 1e-9)
        left = (total - step) * passed / max(1, step - since[1])
        if self.foreseen and done < CORRECTED_AFTER:
            left = self.foreseen * (total - step) / max(1, total - self._begun[1])
        return (tokens - since[2]) / passed, left


def foreseen_seconds(
    config: Mapping[str, Any],
    args: TrainArguments,
    wanted: Estimate,
    counts: tuple[int, int, int],
    speed: float,
) -> float:
    """Return about how long a run takes.

    ``counts``: examples, tokens and learned tokens of one epoch; ``speed``: floating-point
    operations a second.
    """
    examples, tokens, learned = counts
    each_step = args.per_device_train_batch_size * args.gradient_accumulation_steps
    epochs = args.num_train_epochs
    if args.max_steps:
        mean = tokens / max(1, examples)
        a_step = each_step * (args.max_length if args.packing else mean)
        epochs = min(epochs, args.max_steps * a_step / max(1, tokens))
    heads = learned if args.device == "cpu" else tokens
    work = tokens * _per_token(config, args) + heads * _per_head(config, args)
    steps = epochs * examples / each_step
    # The optimiser reads and writes each trainable weight about ten times.
    return epochs * work * AROUND / speed + steps * wanted.trainable * 20 / speed


def matrix_speed(config: Mapping[str, Any], args: TrainArguments) -> float:
    """Return how many floating-point operations a second this machine makes on such a model."""
    import torch

    kinds = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
    place = {"device": args.device, "dtype": kinds[args.precision]}
    hidden, inner = int(config["hidden_size"]), int(config["intermediate_size"])
    rows = min(_MOST_ROWS, args.per_device_train_batch_size * args.max_length)
    one, other = torch.zeros(rows, hidden, **place), torch.zeros(hidden, inner, **place)
    done, begun = -1, time.monotonic()
    while done < 1 or time.monotonic() - begun < _SECONDS_TO_MEASURE:
        one @ other  # noqa: B018
        if args.device == "cuda":
            torch.cuda.synchronize()
        done += 1
        if done == 0:  # the first one also loads the library
            begun = time.monotonic()
    return 2 * rows * hidden * inner * done / (time.monotonic() - begun)


def _per_token(config: Mapping[str, Any], args: TrainArguments) -> float:
    """Return the operations of the layers: forward, backward, once more where nothing is kept."""
    shapes = linear_shapes(config).values()
    weights = int(config["num_hidden_layers"]) * sum(wide * high for wide, high in shapes)
    passes = 2 + (args.method == "full") + (args.gradient_checkpointing == "yes")
    return 2.0 * weights * passes


def _per_head(config: Mapping[str, Any], args: TrainArguments) -> float:
    passes = 3 if args.method == "full" else 2
    return 2.0 * int(config["hidden_size"]) * int(config["vocab_size"]) * passes
