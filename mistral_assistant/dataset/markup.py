"""HTML in the cells: tags of a content system, entities, escaped once or twice."""

import html
import re
from collections.abc import Sequence

from mistral_assistant.dataset.layer import Layer, has_accents, share

_ACCENT_ENTITY = re.compile(
    r"&(?:[A-Za-z](?:acute|grave|circ|uml|cedil|tilde|ring|slash)|oelig|OElig|aelig|laquo|raquo"
    r"|euro|nbsp|hellip|rsquo|lsquo|ldquo|rdquo|deg|ndash|mdash|#\d{3,6}|#[xX][0-9A-Fa-f]{2,5});"
)
_IN_WORD = re.compile(
    r"[A-Za-z]&(?:[A-Za-z](?:acute|grave|circ|uml|cedil)|oelig|rsquo|#39|#x27|apos|#2\d\d);[A-Za-z]"
)
_TAG = re.compile(
    r"</?(?:p|br|b|i|u|s|em|strong|span|div|ul|ol|li|a|h[1-6]|font|table|tbody|thead|tr|td|th|hr"
    r"|small|sup|sub|code|pre|blockquote|html|body|center|label|section|article)(?:\s[^<>]*)?/?>",
    re.I,
)
_WRAPPED = re.compile(r"\s*<(p|div|span|td|li|body|html|h\d)\b[^<>]*>.*</\1>\s*", re.I | re.S)
_BREAK = re.compile(r"<br\s*/?>", re.I)
_SPACE = re.compile("&nbsp;|&#160;|&#xa0;", re.I)
_APOSTROPHE, _QUOTE = re.compile("&(?:#0?39|#[xX]27|apos);"), re.compile("&quot;|&#34;")
_BARE_AMPERSAND = re.compile(r"&(?!\w+;|#\w+;)")


def find_tags(cells: Sequence[str]) -> Layer | None:
    """Look for texts that a content system wrapped: on both sides, or in nearly every answer.

    Examples of code are more varied, and the questions about them are none.
    """
    if not any("<" in cell for cell in cells):
        return None
    sides = [cells[0::2], cells[1::2]]
    wrapped = [share(side, re.compile(rf"\A{_WRAPPED.pattern}\Z", re.I | re.S)) for side in sides]
    tagged = [share(side, _TAG) for side in sides]
    if min(wrapped) < 0.4 and min(tagged) < 0.7 and wrapped[1] < 0.8:
        return Layer("tags", without_breaks, _BREAK) if _are_breaks(cells) else None
    return Layer("tags", without_tags, re.compile("[<&]"))


def _are_breaks(cells: Sequence[str]) -> bool:
    """Tell whether line breaks, and nothing else, were written as tags."""
    broken = [cell for cell in cells if _BREAK.search(cell)]
    others = sum(1 for cell in cells if _TAG.search(_BREAK.sub("", cell)))
    real = sum(1 for cell in cells if "\n" in cell.strip())
    return len(broken) >= max(3, 0.02 * len(cells)) and not others and real <= 0.1 * len(broken)


def without_breaks(text: str) -> str:
    """Turn the tags of line breaks into line breaks."""
    return re.sub(r"[ \t]*<br\s*/?>\n?", "\n", text, flags=re.I)


def without_tags(text: str) -> str:
    """Turn HTML into text: line breaks, list items, no tags, entities decoded."""
    text = re.sub(r"<!--.*?-->|<(script|style)\b.*?</\1>", "", text, flags=re.S | re.I)
    text = re.sub(r"<br\s*/?>\n?", "\n", text, flags=re.I)
    text = re.sub(r"</p>\s*<p\b[^<>]*>", "\n\n", text, flags=re.I)
    text = re.sub(r"</(?:div|h\d|tr)>\s*(?=<(?:div|h\d|tr))", "\n", text, flags=re.I)
    text = re.sub(r"\s*<li\b[^<>]*>\s*", "\n- ", text, flags=re.I)
    return html.unescape(_TAG.sub("", text))


def find_entities(cells: Sequence[str]) -> Layer | None:
    """Look for entities where the characters themselves hardly occur."""
    layer = Layer("entities", html.unescape, re.compile("&"))
    accented = sum(1 for cell in cells if "&" in cell and _ACCENT_ENTITY.search(cell))
    if accented >= max(2, 0.1 * len(cells)):
        if sum(map(has_accents, cells)) <= 0.2 * accented:
            return layer
    text = "\n".join(cells)
    for escaped, raw in ((_APOSTROPHE, "'"), (_QUOTE, '"'), (_SPACE, "\xa0")):
        count = len(escaped.findall(text))
        if count >= max(2, 0.05 * len(cells)) and text.count(raw) <= 0.1 * count:
            return layer
    many = text.count("&amp;") >= max(3, 0.05 * len(cells))
    return layer if many and not _BARE_AMPERSAND.search(text) else None


def row_entities(pair: tuple[str, str]) -> tuple[str, str]:
    """Decode entities where the row alone proves them: inside words, with no bare accent."""
    both = "\n".join(pair)
    if "&" not in both or not _IN_WORD.search(both) or has_accents(both):
        return pair
    return html.unescape(pair[0]), html.unescape(pair[1])
