"""The forms that a row of training data takes, by the columns that they have."""

from collections.abc import Mapping
from typing import Any

Values = Mapping[str, Any]

FORMS: Mapping[str, tuple[str, ...]] = {
    "pairs": ("instruction", "response"),
    "messages": ("messages",),
    "sharegpt": ("conversations",),
    "alpaca": ("instruction", "input", "output"),
    "prompt": ("prompt", "completion"),
    "preference": ("prompt", "chosen", "rejected"),
    "text": ("text",),
}
"""Form → its columns as we write them."""
STRUCTURED = ("messages", "conversations", "history")
"""Columns that always hold JSON."""
TEXT_COLUMNS = ("text", "texte", "content", "contenu")
