"""What happens between the steps: the journal, checkpoints sealed, a stop that loses nothing."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from transformers import TrainerCallback

from mistral_assistant.training import checkpoints, log

Tell = Callable[[str], None]
SECONDS_BETWEEN_LINES = 5.0


class Journal(TrainerCallback):  # type: ignore[misc]
    """Writes every logged step to the journal and tells some of them."""

    def __init__(self, file: Path, tell: Tell) -> None:
        self._file, self._tell = file, tell
        self._told = 0.0
        self._start = (0.0, 0, 0)
        """Time, step and tokens when this process began to train."""

    def on_train_begin(self, args: Any, state: Any, control: Any, **rest: Any) -> None:
        self._start = (time.monotonic(), state.global_step, state.num_input_tokens_seen)

    def on_log(
        self, args: Any, state: Any, control: Any, logs: dict[str, Any] | None = None, **rest: Any
    ) -> None:
        found = _entry(logs or {})
        if not found or not state.is_world_process_zero:
            return
        entry = {"step": state.global_step, "epoch": round(state.epoch or 0.0, 4), **found}
        entry["tokens"] = state.num_input_tokens_seen
        log.append(self._file, {**entry, **self._pace(state)})
        now = time.monotonic()
        if now - self._told >= SECONDS_BETWEEN_LINES or "eval_loss" in entry:
            self._told = now
            self._tell(log.line({**entry, **self._pace(state)}, state.max_steps))

    def _pace(self, state: Any) -> dict[str, Any]:
        begun, first, tokens = self._start
        passed, steps = time.monotonic() - begun, state.global_step - first
        if not steps or passed <= 0:
            return {}
        left = (state.max_steps - state.global_step) * passed / steps
        pace: dict[str, Any] = {
            "tokens_per_second": round((state.num_input_tokens_seen - tokens) / passed, 1),
            "left": log.duration(left),
        }
        memory = _gpu_memory()
        return {**pace, "memory_gb": memory} if memory else pace


class Checkpoints(TrainerCallback):  # type: ignore[misc]
    """Seals each checkpoint, then removes the old ones; ends the training when asked to."""

    def __init__(self, folder: Path, keep: int) -> None:
        self._folder, self._keep = folder, keep
        self.stop_asked = False

    def on_step_end(self, args: Any, state: Any, control: Any, **rest: Any) -> Any:
        if self.stop_asked:
            control.should_save = control.should_training_stop = True
        return control

    def on_save(self, args: Any, state: Any, control: Any, **rest: Any) -> None:
        if not state.is_world_process_zero:
            return
        checkpoints.seal(self._folder / f"checkpoint-{state.global_step}")
        checkpoints.keep_latest(self._folder, self._keep, state.best_model_checkpoint)

    @contextmanager
    def on_sigterm(self) -> Iterator[None]:
        """Within: SIGTERM means save after this step and stop."""

        def asked(number: int, frame: FrameType | None) -> None:
            self.stop_asked = True

        before = signal.signal(signal.SIGTERM, asked)
        try:
            yield
        finally:
            signal.signal(signal.SIGTERM, before)


_KEPT = {
    "loss": "loss", "learning_rate": "learning_rate", "grad_norm": "grad_norm",
    "mean_token_accuracy": "accuracy", "entropy": "entropy", "eval_loss": "eval_loss",
    "eval_mean_token_accuracy": "eval_accuracy", "train_loss": "train_loss",
}  # fmt: skip


def _entry(logs: dict[str, Any]) -> dict[str, Any]:
    return {name: float(logs[key]) for key, name in _KEPT.items() if key in logs}


def _gpu_memory() -> float:
    import torch

    return round(torch.cuda.max_memory_allocated() / 1e9, 2) if torch.cuda.is_available() else 0.0
