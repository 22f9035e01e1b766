"""Tiny models with the real tokenizer, as the tests make them."""

from pathlib import Path
from typing import Any


def save_tiny_mistral(folder: Path, dtype: str = "float32", **changes: Any) -> Any:
    """Write a Mistral of two layers into ``folder`` and return it."""
    import torch
    from transformers import MistralConfig, MistralForCausalLM

    from mistral_assistant.models.hf_tokenizer import write_tokenizer

    torch.manual_seed(0)
    values: dict[str, Any] = {
        "vocab_size": 32_768,
        "hidden_size": 64,
        "intermediate_size": 160,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 16,
        "max_position_embeddings": 512,
        "sliding_window": None,
        "initializer_range": 0.2,
    }
    model = MistralForCausalLM(MistralConfig(**{**values, **changes})).to(getattr(torch, dtype))
    model.eval().save_pretrained(folder)
    write_tokenizer(folder)
    return model
