"""Greedy answers of a model in memory, to see what it has learned; the chat has its own engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mistral_assistant.chat import ChatMessage
from mistral_assistant.training.tokenizers import Tokenizer


@dataclass(frozen=True)
class Answer:
    """What the model said, and whether it came to an end by itself."""

    text: str
    stopped: bool


def answer(model: Any, tokenizer: Tokenizer, messages: Sequence[ChatMessage], most: int) -> Answer:
    """Return the likeliest answer, at most ``most`` tokens long."""
    return complete(model, tokenizer, list(tokenizer.encode_chat(messages).ids), most)


def complete(model: Any, tokenizer: Tokenizer, prompt: list[int], most: int) -> Answer:
    """Return the likeliest continuation of tokens."""
    import torch

    written = model.generate(
        input_ids=torch.tensor([prompt], device=model.device),
        attention_mask=torch.ones(1, len(prompt), dtype=torch.long, device=model.device),
        max_new_tokens=most,
        do_sample=False,
        num_beams=1,
        temperature=None, top_p=None, top_k=None,
        eos_token_id=tokenizer.eos_id,
        pad_token_id=tokenizer.pad_id,
        use_cache=True,
    )[0, len(prompt) :].tolist()  # fmt: skip
    stopped = tokenizer.eos_id in written
    ids = written[: written.index(tokenizer.eos_id)] if stopped else written
    return Answer(tokenizer.decode(ids).strip(), stopped)
