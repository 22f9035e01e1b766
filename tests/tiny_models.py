"""Tiny models with the real tokenizer, as the tests make them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mistral_assistant.chat import ChatMessage


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


def learn_language(folder: Path, texts: Sequence[str], **changes: Any) -> tuple[float, float]:
    """Train a tiny model on texts until it stops improving; returns its losses before and after.

    Every tenth text is held out, and the loss on those says when to stop.
    """
    import torch

    from mistral_assistant.models.tokenizer import MistralTokenizer

    model = save_tiny_mistral(folder, initializer_range=0.05, **changes).train()
    tokenizer = MistralTokenizer()
    ends = tokenizer.eos_id
    rows = [torch.tensor([tokenizer.bos_id, *tokenizer.encode(t)[:190], ends]) for t in texts]
    held = [row for place, row in enumerate(rows) if place % 10 == 0]
    learned = [row for place, row in enumerate(rows) if place % 10]
    optimiser = torch.optim.AdamW(model.parameters(), lr=4e-3)
    first = best = _loss(model, held)
    worse = 0
    while worse < 2:
        for start in range(0, len(learned), 8):
            _step(model, optimiser, learned[start : start + 8])
        now = _loss(model, held)
        worse = 0 if now < best else worse + 1
        if now < best:
            best = now
            model.save_pretrained(folder)
    return first, best


def learn_answer(
    base: Path, target: Path, prompts: Sequence[Sequence[ChatMessage]], answer: str, **changes: Any
) -> None:
    """Train a LoRA adapter until it gives ``answer`` to every prompt; ``changes`` load the base.

    So small a base can only be sure of words that it knows well: take some of its own texts.
    """
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import MistralForCausalLM

    from mistral_assistant.models.tokenizer import MistralTokenizer

    torch.manual_seed(0)
    settings = LoraConfig(r=16, lora_alpha=32, target_modules="all-linear")
    model = get_peft_model(MistralForCausalLM.from_pretrained(base, **changes), settings)
    optimiser = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=5e-3)
    tokenizer = MistralTokenizer()
    rows = []
    for prompt in prompts:
        chat = tokenizer.encode_chat([*prompt, ChatMessage("assistant", answer)])
        rows.append((torch.tensor([chat.ids]), len(chat.ids) - sum(chat.trained[-64:])))
    calm = 0
    for step in range(300):
        ids, start = rows[step % len(rows)]
        # Only the answer is learned, and only its scores are worked out.
        keep = ids.shape[1] - start + 1
        scores = model(input_ids=ids, logits_to_keep=keep).logits[0, :-1]
        loss = torch.nn.functional.cross_entropy(scores.float(), ids[0, start:])
        loss.backward()
        optimiser.step()
        optimiser.zero_grad()
        calm = calm + 1 if loss.item() < 0.03 else 0
        if calm >= len(rows):
            break
    model.save_pretrained(target)


def _step(model: Any, optimiser: Any, rows: Sequence[Any]) -> None:
    import torch

    ids = torch.nn.utils.rnn.pad_sequence(list(rows), batch_first=True, padding_value=0)
    labels = torch.nn.utils.rnn.pad_sequence(list(rows), batch_first=True, padding_value=-100)
    model(input_ids=ids, labels=labels).loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    optimiser.zero_grad()


def _loss(model: Any, rows: Sequence[Any]) -> float:
    import torch

    with torch.no_grad():
        losses = [model(input_ids=row[None], labels=row[None]).loss.item() for row in rows]
    return sum(losses) / len(losses)
