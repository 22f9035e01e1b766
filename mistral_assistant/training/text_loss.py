"""How well a model foretells texts: loss, perplexity, bits per byte and per character."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from mistral_assistant.training.examples import IGNORED, Example


def text_loss(model: Any, examples: Sequence[Example], batch: int = 8) -> tuple[float, int]:
    """Return the loss of all learned tokens together, in nats, and their number."""
    import torch

    mode = model.training
    model.eval()
    total, count = 0.0, 0
    with torch.no_grad():
        for ids, mask, labels in _batches(examples, batch, model.device):
            logits = model(input_ids=ids, attention_mask=mask, use_cache=False).logits[:, :-1]
            total += float(torch.nn.functional.cross_entropy(
                logits.float().flatten(0, 1), labels[:, 1:].flatten(), ignore_index=IGNORED,
                reduction="sum"))  # fmt: skip
            count += int((labels[:, 1:] != IGNORED).sum())
    model.train(mode)
    return total, count


def text_scores(
    model: Any, examples: Sequence[Example], texts: Sequence[str] = (), batch: int = 8
) -> dict[str, float]:
    """Return loss per token and perplexity; with the texts themselves also bits per byte.

    The end mark of each text is foretold too and counts; it is part of no byte.
    """
    total, count = text_loss(model, examples, batch)
    loss = total / max(count, 1)
    scores = {"loss": loss, "perplexity": math.exp(min(loss, 700.0))}
    if texts:
        bits = total / math.log(2)
        scores["bits_per_byte"] = bits / sum(len(text.encode()) for text in texts)
        scores["bits_per_character"] = bits / sum(map(len, texts))
    return scores


def _batches(examples: Sequence[Example], size: int, device: Any) -> Iterator[Any]:
    import torch

    ordered = sorted(examples, key=lambda example: len(example.ids))
    for start in range(0, len(ordered), size):
        part = ordered[start : start + size]
        longest = max(len(example.ids) for example in part)
        rows = [
            (
                [*example.ids, *[0] * (longest - len(example.ids))],
                [1] * len(example.ids) + [0] * (longest - len(example.ids)),
                [*example.labels, *[IGNORED] * (longest - len(example.labels))],
            )
            for example in part
        ]
        yield [torch.tensor(column, device=device) for column in zip(*rows, strict=True)]
