"""The language-model head on a processor: only what is learned is scored, and only once.

TRL scores every position off a GPU and computes each tile of logits twice. Here the gradient is
taken while the logits are at hand, on the learned positions alone: a third less work, and of the
logits no more than a few rows are ever in memory.
"""

from typing import Any

import torch

from mistral_assistant.training.memory import TOKENS


class LearnedHead(torch.autograd.Function):  # type: ignore[misc]
    """Hidden states of the learned positions → log-probability, entropy, whether it was first."""

    @staticmethod
    def forward(ctx: Any, hidden: Any, weight: Any, labels: Any) -> Any:
        """Score the positions and keep the gradient of each log-probability."""
        wanted = ctx.needs_input_grad[0]
        grown = torch.zeros_like(weight) if ctx.needs_input_grad[1] else None
        found = [_scored(part, weight, own, wanted, grown) for part, own in
                 zip(hidden.split(TOKENS), labels.split(TOKENS), strict=True)]  # fmt: skip
        gradient, scores, entropy, first = (torch.cat(column) for column in
                                            zip(*found, strict=True))  # fmt: skip
        ctx.save_for_backward(gradient, grown)
        ctx.mark_non_differentiable(entropy, first)
        return scores, entropy, first

    @staticmethod
    def backward(ctx: Any, *outer: Any) -> Any:
        """Scale what the forward pass has kept."""
        gradient, grown = ctx.saved_tensors
        each = outer[0]
        if grown is not None:
            # The head's own gradient is kept as a sum, which goes with a loss that is a sum.
            if len(each) and not torch.equal(each, each[:1].expand_as(each)):
                raise RuntimeError("the loss must weigh every learned position alike")
            grown = grown * (each[0] if len(each) else 0.0)
        return gradient * each.unsqueeze(1).to(gradient.dtype), grown, None


def use_learned_head(model: Any) -> None:
    """Let TRL's call of a model score only what is learned.

    ``model`` is the one that TRL has given its own head to, without the adapter's wrapper.
    """
    from trl.trainer.utils import FusedCausalLMOutput

    general = model.forward

    def forward(*args: Any, fused_lm_head: bool = False, labels: Any = None, **rest: Any) -> Any:
        head = model.get_output_embeddings()
        if not fused_lm_head or head.bias is not None:
            given = {} if labels is None else {"labels": labels}
            fused = {"fused_lm_head": True} if fused_lm_head else {}
            return general(*args, **fused, **given, **rest)
        rest.pop("num_items_in_batch", None)
        hidden = model.base_model(*args, **{**rest, "use_cache": False}).last_hidden_state[:, :-1]
        wanted = labels[:, 1:]
        mask = wanted != -100
        scored = LearnedHead.apply(hidden[mask], head.weight, wanted[mask])
        log_probs, entropy, first = (
            values.new_zeros(mask.shape).masked_scatter(mask, values) for values in scored
        )
        return FusedCausalLMOutput(
            loss=-log_probs.sum() / mask.sum().clamp(min=1), log_probs=log_probs,
            label_mask=mask, entropy=entropy, is_top1=first,
        )  # fmt: skip

    # transformers looks its own signature up when it generates.
    forward.__wrapped__ = general  # type: ignore[attr-defined]
    model.forward = forward


def _scored(hidden: Any, weight: Any, labels: Any, wanted: bool, grown: Any) -> tuple[Any, ...]:
    """Return the gradient (nothing where none is wanted), score, entropy and hit of positions.

    ``grown``: takes what they add to the head's own gradient.
    """
    logits = (hidden @ weight.t()).float()
    whole = logits.logsumexp(-1)
    scores = logits.gather(1, labels[:, None]).squeeze(1) - whole
    first = (logits.argmax(-1) == labels).to(scores.dtype)
    logits -= whole[:, None]
    shares = logits.exp()
    entropy = -torch.einsum("nv,nv->n", shares, logits)
    if not wanted:
        return hidden[:0], scores, entropy, first
    # Of a log-probability with respect to the logits: one for the label, less every share.
    slopes = shares.neg_().to(weight.dtype)
    slopes[torch.arange(len(labels)), labels] += 1
    if grown is not None:
        grown.addmm_(slopes.t(), hidden)
    return slopes @ weight, scores, entropy, first
