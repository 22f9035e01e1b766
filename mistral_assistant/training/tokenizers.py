"""Which tokenizer a model is trained with: Mistral's v3, or the small one made with the model."""

from pathlib import Path
from typing import Any

from mistral_assistant.models import hf_tokenizer
from mistral_assistant.models.tokenizer import MistralTokenizer
from mistral_assistant.training.small_tokenizer import FILE, SmallTokenizer, is_small

Tokenizer = MistralTokenizer | SmallTokenizer


def tokenizer_of(model: str | Path) -> Tokenizer:
    """Return the tokenizer of a base model: a folder's own small one, else v3.

    Raises:
        ModelError: the packages for it are missing.
    """
    file = Path(model) / FILE
    return SmallTokenizer(file) if is_small(file) else MistralTokenizer()


def for_transformers(tokenizer: Tokenizer) -> Any:
    """Return the tokenizer as transformers has it."""
    return tokenizer.build() if isinstance(tokenizer, SmallTokenizer) else hf_tokenizer.build()


def write_tokenizer(tokenizer: Tokenizer, folder: Path) -> None:
    """Write the tokenizer with its chat template into ``folder``."""
    if isinstance(tokenizer, SmallTokenizer):
        tokenizer.build().save_pretrained(str(folder))
    else:
        hf_tokenizer.write_tokenizer(folder)
