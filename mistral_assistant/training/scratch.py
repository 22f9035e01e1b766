"""A small model from nothing: Mistral-style, or a mixture of experts in Llama 4's manner.

Both are transformers' own classes. What those lack for Llama 4 is the loss that keeps the experts
equally busy; it is added here (Switch Transformer, Fedus et al. 2021, eq. 4 to 6).
"""

from typing import Any

from mistral_assistant.training.arguments import TrainArguments
from mistral_assistant.training.base_model import ready_to_train

_HEAD = 16
"""Numbers per attention head, as far as the hidden size allows whole heads."""


def new_config(args: TrainArguments, tokenizer: Any) -> Any:
    """Return the configuration of a model that fits the arguments and the tokenizer."""
    heads = max(1, args.hidden_size // (2 * _HEAD))
    shared: dict[str, Any] = {
        "vocab_size": tokenizer.vocab_size,
        "hidden_size": args.hidden_size,
        "num_hidden_layers": args.num_hidden_layers,
        "num_attention_heads": heads,
        "num_key_value_heads": heads // 2 if heads % 2 == 0 else heads,
        "head_dim": args.hidden_size // heads,
        "max_position_embeddings": max(args.max_length, 512),
        "bos_token_id": tokenizer.bos_id,
        "eos_token_id": tokenizer.eos_id,
        "pad_token_id": tokenizer.pad_id,
        "tie_word_embeddings": True,
    }
    if args.architecture == "mistral":
        from transformers import MistralConfig

        return MistralConfig(
            **shared, intermediate_size=8 * args.hidden_size // 3 // 16 * 16, sliding_window=None,
            architectures=["MistralForCausalLM"],
        )  # fmt: skip
    from transformers import Llama4TextConfig

    return Llama4TextConfig(
        **shared,
        # An expert and the shared one work on each token; together as wide as one dense layer.
        intermediate_size=4 * args.hidden_size // 3 // 16 * 16,
        intermediate_size_mlp=8 * args.hidden_size // 3 // 16 * 16,
        num_local_experts=args.num_local_experts,
        num_experts_per_tok=1,
        interleave_moe_layer_step=1,
        attn_temperature_tuning=False,
        attention_chunk_size=max(args.max_length, 512),
        architectures=["Llama4ForCausalLM"],
    )  # fmt: skip


def new_model(config: Any, seed: int) -> Any:
    """Return a model with random weights in single precision."""
    import torch
    from transformers import AutoModelForCausalLM

    torch.manual_seed(seed)
    return ready_to_train(AutoModelForCausalLM.from_config(config, dtype=torch.float32))


class ExpertBalance:
    """Watches the routers of a mixture of experts: their loss, and how busy each expert is."""

    def __init__(self, model: Any, coefficient: float) -> None:
        self.coefficient = coefficient
        self.counts: Any = None
        """Tokens that each expert got in forward passes without gradients (validation)."""
        self._logits: list[Any] = []
        for module in _routers(model):
            module.register_forward_hook(self._note)

    def loss(self) -> Any:
        """Return the weighted loss of the forward passes since the last call."""
        import torch

        found, self._logits = self._logits, []
        if not found:
            return 0.0
        experts = found[0].shape[-1]
        losses = []
        for logits in found:
            chosen = torch.nn.functional.one_hot(logits.argmax(-1), experts).float().mean(0)
            losses.append(experts * (chosen * logits.float().softmax(-1).mean(0)).sum())
        return self.coefficient * torch.stack(losses).mean()

    def shares(self) -> list[float]:
        """Return each expert's share of the tokens seen without gradients."""
        if self.counts is None:
            return []
        return [float(share) for share in self.counts / self.counts.sum()]

    def _note(self, module: Any, inputs: Any, output: Any) -> None:
        import torch

        logits = output[1]
        if torch.is_grad_enabled():
            self._logits.append(logits)
            return
        found = torch.bincount(logits.argmax(-1), minlength=logits.shape[-1]).float()
        self.counts = found if self.counts is None else self.counts + found


def has_experts(model: Any) -> bool:
    """Tell whether a model is a mixture of experts of the kind that lacks a balancing loss."""
    return bool(_routers(model))


def _routers(model: Any) -> list[Any]:
    return [module for module in model.modules() if type(module).__name__ == "Llama4Router"]
