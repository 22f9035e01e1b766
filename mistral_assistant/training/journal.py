"""What a training tells while it goes on: each step into the journal, some of them to the user."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from transformers import TrainerCallback

from mistral_assistant.i18n import _
from mistral_assistant.training import log
from mistral_assistant.training.callbacks import Tell
from mistral_assistant.training.generation import complete
from mistral_assistant.training.pace import CORRECTED_AFTER, Pace
from mistral_assistant.training.tokenizers import Tokenizer

SECONDS_BETWEEN_LINES = 5.0
SAMPLE_TOKENS = 48


class Watcher(Protocol):
    """A display that is drawn anew at each step, where there is a terminal for it."""

    def begin(self, total: int) -> None:
        """So many steps are to come."""

    def step(self, entry: Mapping[str, Any], total: int) -> None:
        """An entry of the journal, with how much time is left."""

    def end(self) -> None:
        """No more steps."""


class Journal(TrainerCallback):  # type: ignore[misc]
    """Writes every logged step to the journal; shows them in a display, or some as lines."""

    def __init__(self, file: Path, tell: Tell) -> None:
        self._file, self.tell = file, tell
        self.pace = Pace()
        self.watcher: Watcher | None = None
        self._told, self._over = 0.0, False

    def on_train_begin(self, args: Any, state: Any, control: Any, **rest: Any) -> None:
        self.pace.begin(state.global_step, state.num_input_tokens_seen)
        self.pace.foreseen *= 1 - state.global_step / max(1, state.max_steps)
        if self.watcher:
            self.watcher.begin(state.max_steps)

    def on_train_end(self, args: Any, state: Any, control: Any, **rest: Any) -> None:
        self.end()

    def end(self) -> None:
        """Take the display away, whatever the training ended with; measuring tells for itself."""
        self._over = True
        if self.watcher:
            self.watcher.end()
            self.watcher = None

    def on_log(
        self, args: Any, state: Any, control: Any, logs: dict[str, Any] | None = None, **rest: Any
    ) -> None:
        found = _entry(logs or {})
        if not found or self._over or not state.is_world_process_zero:
            return
        entry = {"step": state.global_step, "epoch": round(state.epoch or 0.0, 4), **found}
        entry |= {"tokens": state.num_input_tokens_seen, **self._measured(state)}
        log.append(self._file, entry)
        if "loss" in entry and self.pace.corrected_at(state.global_step):
            self.tell(_("Durée corrigée après {count} étapes : encore {left}").format(
                count=CORRECTED_AFTER, left=entry["left"]))  # fmt: skip
        if self.watcher:
            self.watcher.step(entry, state.max_steps)
            return
        now = time.monotonic()
        if now - self._told >= SECONDS_BETWEEN_LINES or "eval_loss" in entry:
            self._told = now
            self.tell(log.line(entry, state.max_steps))

    def sampled(self, step: int, question: str, answer: str) -> None:
        """Note and show what the model says on its way."""
        entry = {"step": step, "question": question, "answer": answer}
        log.append(self._file, entry)
        if self.watcher:
            self.watcher.step(entry, 0)
        else:
            self.tell(_("Essai : « {question} » → « {answer} »").format(
                question=question, answer=answer))  # fmt: skip

    def _measured(self, state: Any) -> dict[str, Any]:
        tokens = state.num_input_tokens_seen
        speed, left = self.pace.after(state.global_step, tokens, state.max_steps)
        found: dict[str, Any] = {"left": log.duration(left)} if left or speed else {}
        if speed:
            found["tokens_per_second"] = round(speed, 1)
        memory = _gpu_memory()
        return {**found, "memory_gb": memory} if memory else found


class Samples(TrainerCallback):  # type: ignore[misc]
    """At each validation the model answers one question that it does not learn."""

    def __init__(self, prompts: Sequence[Sequence[int]], tokenizer: Tokenizer, journal: Journal):
        self._prompts, self._tokenizer, self._journal = prompts, tokenizer, journal

    def on_evaluate(
        self, args: Any, state: Any, control: Any, model: Any = None, **rest: Any
    ) -> None:
        if model is None or args.world_size > 1 or state.global_step >= state.max_steps:
            return  # several processes would have to generate together; at the end all are asked
        prompt = list(self._prompts[state.global_step % len(self._prompts)])
        mode = model.training
        model.eval()
        said = complete(model, self._tokenizer, prompt, SAMPLE_TOKENS)
        model.train(mode)
        self._journal.sampled(state.global_step, self._tokenizer.decode(prompt), said.text)


def prompts_of(examples: Sequence[Any]) -> list[tuple[int, ...]]:
    """Return what comes before the first answer of each example; of a text its beginning."""
    found = []
    for one in examples:
        if hasattr(one, "prompt"):
            found.append(one.prompt)
            continue
        start = next(place for place, label in enumerate(one.labels) if label >= 0)
        found.append(one.ids[: start if start > 1 else 12])
    return found


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
