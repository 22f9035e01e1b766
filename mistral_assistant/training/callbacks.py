"""What happens between the steps: checkpoints sealed, a stop that loses nothing."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from transformers import TrainerCallback

from mistral_assistant.training import checkpoints

Tell = Callable[[str], None]


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
