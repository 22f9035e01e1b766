"""How much memory a run takes, computed from the model's configuration before it is loaded.

The parts: weights, adapter with gradients and optimiser, activations kept for the backward pass,
logits. The constants are for transformers' Mistral with the sdpa attention.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mistral_assistant.i18n import _
from mistral_assistant.training.arguments import TrainArguments

NF4_BITS = 4.127
"""Per weight, the doubly quantised scales included (QLoRA, Dettmers et al. 2023)."""
_WIDTH = {"fp32": 4, "bf16": 2, "fp16": 2}
TOKENS = 128
"""Positions whose logits are in memory together on a CPU (see ``learned_head``)."""
LINEAR = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


@dataclass(frozen=True)
class Estimate:
    """Numbers of parameters, and bytes."""

    parameters: int
    trainable: int
    weights: int
    training: int
    """Trainable weights beyond the base, the optimiser's two moments, and their gradients as far
    as they need more room than the forward pass did."""
    activations: int
    logits: int

    @property
    def total(self) -> int:
        """The peak, in bytes."""
        return self.weights + self.training + self.activations + self.logits

    def __str__(self) -> str:
        share = 100 * self.trainable / max(1, self.parameters)
        return _(
            "{trainable} paramètres entraînés sur {all} ({share} %) ; mémoire prévue {total} Go "
            "(poids {weights}, apprentissage {training}, activations {rest})"
        ).format(
            trainable=f"{self.trainable:,}".replace(",", "\u202f"),
            all=f"{self.parameters:,}".replace(",", "\u202f"),
            share=f"{share:.2f}".replace(".", ","),
            total=_size(self.total),
            weights=_size(self.weights),
            training=_size(self.training),
            rest=_size(self.activations + self.logits),
        )


def linear_shapes(config: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """Return the (inputs, outputs) of each linear module of one layer."""
    hidden, inner = int(config["hidden_size"]), int(config["intermediate_size"])
    heads = int(config["num_attention_heads"])
    size = int(config.get("head_dim") or hidden // heads)
    keys = size * int(config.get("num_key_value_heads") or heads)
    return {
        "q_proj": (hidden, size * heads), "k_proj": (hidden, keys), "v_proj": (hidden, keys),
        "o_proj": (size * heads, hidden), "gate_proj": (hidden, inner),
        "up_proj": (hidden, inner), "down_proj": (inner, hidden),
    }  # fmt: skip


def estimate(config: Mapping[str, Any], args: TrainArguments, longest: int) -> Estimate:
    """Return what a run with decided arguments takes; ``longest``: tokens of its longest row."""
    shapes, layers = linear_shapes(config), int(config["num_hidden_layers"])
    hidden, vocabulary = int(config["hidden_size"]), int(config["vocab_size"])
    linear = layers * sum(inputs * outputs for inputs, outputs in shapes.values())
    tied = bool(config.get("tie_word_embeddings"))
    rest = vocabulary * hidden * (1 if tied else 2) + (2 * layers + 1) * hidden
    trainable = linear + rest if args.method == "full" else _adapter(shapes, layers, args)
    width = _WIDTH[args.precision]
    length = args.max_length if args.packing else min(args.max_length, longest)
    # A CPU takes packed sequences one by one.
    rows = 1 if args.packing and args.device == "cpu" else args.per_device_train_batch_size
    tokens = rows * length
    bits = NF4_BITS if args.method == "qlora" else 8 * width
    activations, layer = _activations(shapes, layers, hidden, tokens, width, args)
    # On a CPU the logits of a few positions are in memory twice; a GPU's kernel keeps none.
    logits = 0 if args.device == "cuda" else 2 * min(tokens, TOKENS) * vocabulary * 4
    # Two moments in fp32; of an adapter also the weights themselves. Then either the forward pass
    # is at its end, or the gradients are all there and the optimiser works on a copy of them.
    kept = trainable * (8 if args.method == "full" else 12)
    stepping = trainable * 8
    passing = activations + max(logits, layer)
    return Estimate(
        parameters=linear + rest,
        trainable=trainable,
        weights=round(linear * bits / 8) + rest * width,
        training=kept + max(0, stepping - passing),
        activations=activations + max(0, layer - logits),
        logits=logits,
    )


def _adapter(shapes: Mapping[str, tuple[int, int]], layers: int, args: TrainArguments) -> int:
    wanted = args.lora_target_modules.split(",")
    names = LINEAR if args.lora_target_modules == "all-linear" else tuple(map(str.strip, wanted))
    sides = sum(sum(shapes[name]) for name in names if name in shapes)
    return layers * args.lora_r * sides


def _activations(
    shapes: Mapping[str, tuple[int, int]],
    layers: int,
    hidden: int,
    tokens: int,
    width: int,
    args: TrainArguments,
) -> tuple[int, int]:
    """Return what the forward pass keeps, and what one layer done again needs beside it."""
    # Of one layer the inputs and outputs of its linear modules and two norms in fp32 are kept;
    # a frozen module whose input nothing else needs does not keep it.
    one = width * sum(inputs + outputs for inputs, outputs in shapes.values()) + 8 * hidden
    if args.method != "full" and args.lora_target_modules != "all-linear":
        named = args.lora_target_modules
        one -= 0 if "down_proj" in named else width * shapes["down_proj"][0]
        one -= 0 if "gate_proj" in named or "up_proj" in named else width * hidden
    if args.gradient_checkpointing == "yes":
        return tokens * (layers + 1) * hidden * width, tokens * one
    return tokens * layers * one, 0


def _size(count: int) -> str:
    text = f"{count / 1e9:.2f}" if count < 10e9 else f"{count / 1e9:.0f}"
    return text.replace(".", ",")
