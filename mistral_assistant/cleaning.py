"""The one cleaning function at the border: no foreign text is shown before it has passed here.

Textual and Rich let escape sequences through to the terminal (textual issue 3506). Only control
characters go; every visible character stays, so a hostile text is shown as what it is. The work
is done character by character, hence a text cut anywhere into chunks comes out the same.
"""

_REMOVED = [
    *range(0x00, 0x09),  # C0 but TAB and LF
    *range(0x0B, 0x20),
    *range(0x7F, 0xA0),  # DEL and C1, where 8-bit CSI and OSC live
    0x061C,  # bidirectional marks, embeddings, overrides and isolates
    0x200B,  # zero-width space
    0x200E,
    0x200F,
    *range(0x202A, 0x202F),
    0x2060,
    *range(0x2066, 0x2070),
    0xFEFF,
    *range(0xFFF9, 0xFFFC),  # interlinear annotation
    *range(0xE0000, 0xE0080),  # tag characters
]
_TABLE: dict[int, str | None] = dict.fromkeys(_REMOVED)
_TABLE |= dict.fromkeys((0x2028, 0x2029), "\n")
_TABLE |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # lone surrogates cannot be encoded


def clean(text: str) -> str:
    """Return ``text`` without control characters; line feeds and tabs stay."""
    return text.translate(_TABLE)


def clean_line(text: str) -> str:
    """Return ``text`` cleaned and on one line, for titles, labels and status texts."""
    return " ".join(clean(text).split())
