"""The next token from the scores of all, in the order and with the formulas of transformers."""

from typing import Any

import torch

from mistral_assistant.chat import GenerationOptions


class Sampler:
    """Draws the tokens of one answer."""

    def __init__(self, options: GenerationOptions, prompt: list[int], device: Any) -> None:
        self._options = options
        self._seen = torch.tensor(sorted(set(prompt)), dtype=torch.long, device=device)
        self._random = torch.Generator(device=device)
        if options.seed is None:
            self._random.seed()
        else:
            self._random.manual_seed(options.seed % 2**63)

    def next(self, scores: torch.Tensor) -> int:
        """Return the token drawn from ``scores``, one row over the vocabulary."""
        scores = scores.float()
        if self._options.repetition_penalty != 1.0:
            scores = self._penalised(scores)
        if self._options.temperature == 0.0 or self._options.top_k == 1:
            token = scores.argmax()
        else:
            token = self._drawn(scores / self._options.temperature)
        if self._options.repetition_penalty != 1.0:
            self._seen = torch.cat([self._seen, token.reshape(1)]).unique()
        return int(token)

    def _penalised(self, scores: torch.Tensor) -> torch.Tensor:
        """Push down what was said before: CTRL's penalty, as transformers applies it."""
        penalty = self._options.repetition_penalty
        seen = scores[self._seen]
        return scores.index_copy(
            0, self._seen, torch.where(seen < 0, seen * penalty, seen / penalty)
        )

    def _drawn(self, scores: torch.Tensor) -> torch.Tensor:
        options = self._options
        if options.top_k and options.top_k < len(scores):
            scores, ids = scores.topk(options.top_k)
        else:
            scores, ids = scores.sort(descending=True)
        shares = scores.softmax(-1)
        if options.top_p < 1.0:
            # The one that crosses the line is kept, so that there is always one.
            shares = shares.masked_fill(shares.cumsum(-1) - shares >= max(options.top_p, 1e-9), 0)
        return ids[shares.multinomial(1, generator=self._random)[0]]
