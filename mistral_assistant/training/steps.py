"""One step backward that survives a full memory: the batch in pieces, the sum the same.

A micro-batch that does not fit is cut at its rows (packed: at its documents) and goes through in
pieces. The loss is divided by the tokens of the whole optimiser step, so the pieces add up to the
same gradient: the effective batch stays as it was.
"""

import gc
from collections.abc import Callable, Sequence
from typing import Any

import torch

from mistral_assistant.errors import TrainingError
from mistral_assistant.i18n import _

Batch = dict[str, Any]
_OUT_OF_MEMORY = ("out of memory", "not enough memory", "can't allocate memory")


class Pieces:
    """Into how many pieces a micro-batch is cut, and what this optimiser step has seen so far."""

    def __init__(self, tell: Callable[[int], None], alone: bool = True) -> None:
        """``tell`` is called with the number of pieces whenever it grows.

        ``alone``: no other process trains along; several must take their steps together.
        """
        self.count = 1
        self._tell, self._alone = tell, alone
        self._seen: list[Batch] = []

    def step(
        self, batch: Batch, backward: Callable[[Batch], Any], clear: Callable[[], None], last: bool
    ) -> Any:
        """Return the loss of ``batch``, its gradient added; ``last``: of this optimiser step.

        Raises:
            RuntimeError: not even single rows fit.
        """
        self._seen.append(batch)
        again = [batch]
        while True:
            try:
                for one in again:
                    loss = sum(backward(piece) for piece in cut(one, self.count))
                break
            except RuntimeError as error:
                if not out_of_memory(error) or not self._more():
                    raise
            # Gradients of half a backward pass are worth nothing: this step begins again.
            clear()
            free_memory()
            again = self._seen
        if last:
            self._seen = []
        return loss

    def _more(self) -> bool:
        finer = self._alone and any(
            len(cut(one, 2 * self.count)) > len(cut(one, self.count)) for one in self._seen
        )
        if finer:
            self.count *= 2
            self._tell(self.count)
        return finer


def cut(batch: Batch, count: int) -> list[Batch]:
    """Return a batch in at most ``count`` pieces of whole rows or whole packed documents."""
    if count == 1:
        return [dict(batch)]
    if "attention_mask" in batch:
        rows = len(batch["input_ids"])
        edges = _edges(list(range(rows + 1)), count)
        return [_rows(batch, start, end) for start, end in zip(edges, edges[1:], strict=False)]
    places = batch["position_ids"][0]
    starts = [*(places == 0).nonzero().flatten().tolist(), len(places)]
    edges = _edges(starts, count)
    return [_documents(batch, start, end) for start, end in zip(edges, edges[1:], strict=False)]


def out_of_memory(error: Exception) -> bool:
    """Tell whether an error of torch means that memory ran out, the processor's among them."""
    full = isinstance(error, torch.OutOfMemoryError)
    return full or any(words in str(error) for words in _OUT_OF_MEMORY)


def memory_error() -> TrainingError:
    """Return the error for a memory that does not even hold single rows."""
    return TrainingError(
        _("La mémoire ne suffit pas, même un exemple à la fois."),
        _("Baissez max_length, prenez --method qlora ou un modèle plus petit."),
    )


def free_memory() -> None:
    """Give back what the failed attempt left."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def _edges(starts: Sequence[int], count: int) -> list[int]:
    """Return the starts that cut into at most ``count`` stretches of about the same length."""
    whole = starts[-1]
    wanted = [whole * place / count for place in range(count + 1)]
    return sorted({min(starts, key=lambda start: (abs(start - at), start)) for at in wanted})


def _rows(batch: Batch, start: int, end: int) -> Batch:
    longest = int(batch["attention_mask"][start:end].sum(1).max())
    return {name: value[start:end, :longest] for name, value in batch.items()}


def _documents(batch: Batch, start: int, end: int) -> Batch:
    piece = {
        name: batch[name][:, start:end]
        for name in ("input_ids", "labels", "position_ids")
    }  # fmt: skip
    begins = (piece["position_ids"][0] == 0).nonzero().flatten()
    length = torch.tensor([end - start], device=begins.device)
    edges = torch.cat([begins, length]).to(torch.int32)
    lengths = edges.diff()
    piece["cu_seq_lens_q"] = piece["cu_seq_lens_k"] = edges
    piece["max_length_q"] = piece["max_length_k"] = int(lengths.max())
    if "seq_idx" in batch:
        each = torch.arange(len(lengths), dtype=torch.int32, device=edges.device)
        piece["seq_idx"] = torch.repeat_interleave(each, lengths)[None]
    return piece
