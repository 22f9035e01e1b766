"""Lines that belong to no row: blanks, comments, rules, page breaks, totals, conflict marks."""

import re

from mistral_assistant.dataset.header import LONGEST_NAME, folded, header_score
from mistral_assistant.dataset.strict import Lines

_FOOTER_WORDS = (
    r"total(?:\s+général)?|nombre (?:de|total)|fin (?:du|de|des)|end of|eof|export(?:é|e|ed)?"
    r"|généré|genere|generated|imprimé|source|copyright|©|confidentiel|document|dernière mise"
    r"|mis à jour|signature|rapport|édité|edite|\*{3}|somme|moyenne|version|date"
)
_COUNTED = r"rows?|lignes?|enregistrements?|records?|lines?|tuples?|résultats?"

_PATTERNS = tuple(
    (kind, re.compile(pattern, re.I | re.S), cost)
    for kind, pattern, cost in (
        ("conflict_marker", r"(?:<{7}|>{7}|\|{7})(?: .*)?|={7}", 0.1),
        ("separator", r"\W*(?:[-=*_~#+.·•—–\\/]\s*){3,}\W*|-{2}", 0.3),
        ("separator", r"[-=*_~#+—–]{2,}[^,;|\t]{1,60}[-=*_~#+—–]{2,}", 0.4),
        ("separator", r"`{3}\w{0,12}|~{3}\w{0,12}|\\\.", 0.3),
        (
            "page_break",
            r"\W*(?:page|p\.|seite|feuille|feuillet)\s*(?:n°\s*)?\d+(?:\s*(?:/|sur|of|de)\s*\d+)?\W*"
            r"|\W*[-–—]\s*\d{1,4}\s*[-–—]\W*|\f.*",
            0.4,
        ),
        (
            "row_count",
            rf"\W*\d+\s*(?:{_COUNTED})\b[^,;]{{0,60}}|query ok.*|\(\d+ .{{0,40}}\)",
            0.4,
        ),
        ("footer", rf"\W*(?:{_FOOTER_WORDS})\b.{{0,140}}", 0.9),
        ("comment", r"\s*(?:#|//|--|/\*|<!--|REM |%%|;;|\.\.\.|\{#).*", 0.6),
    )
)
"""Kind, pattern of the whole line, and cost: the doubt that it leaves."""

_ANY = re.compile("|".join(f"(?:{pattern.pattern})" for _, pattern, _ in _PATTERNS), re.I | re.S)
"""Matches the whole of a line that one of the patterns does: most are asked no further."""

_MOST_CELLS = 200
_LONG_GAP, _LONGEST_GAP = 100, 4_096
"""Blank lines that are told as one piece of junk, at least and at most."""
_COMMENT = re.compile(r"\s*(#|//|--|/\*|<!--|REM\b|%%|;;)", re.I)


def is_blank(line: str, delimiter: str = ",", quote: str = '"') -> bool:
    """Tell whether a line holds nothing but spaces, delimiters and quotation marks."""
    return not line.strip(f" \t\r\n\xa0\ufeff\x0c{delimiter}{quote},;")


def long_gap(feed: Lines) -> int:
    """Count the blank lines of a gap that is too long for any cell; 0 for an ordinary one."""
    if any(line.strip() for line in feed.peek(1)):
        return 0
    lines = feed.peek(_LONG_GAP)
    if len(lines) < _LONG_GAP or any(map(str.strip, lines)):
        return 0
    lines = feed.peek(_LONGEST_GAP)
    return next((i for i, line in enumerate(lines) if line.strip()), len(lines))


def junk_kind(
    line: str, delimiter: str, comments: frozenset[str] = frozenset()
) -> tuple[str, float]:
    """Return (kind, cost) of the junk that a line may be; the kind is empty where it is none.

    The cost grows with the doubt; a mark that this file uses for its comments leaves little.
    """
    text = line.strip().strip('"').strip(delimiter).strip()
    if is_blank(line, delimiter):
        return "blank", 0.0
    if not _ANY.fullmatch(text):
        return "", 0.0
    for kind, pattern, cost in _PATTERNS:
        if pattern.fullmatch(text):
            if kind == "comment" and comment_mark(text) in comments:
                cost = 0.3
            return kind, cost + (0.4 if len(text) > 120 else 0.0)
    return "", 0.0


def comment_mark(line: str) -> str:
    """Return the mark that makes a line a comment; empty where it has none."""
    match = _COMMENT.match(line)
    return match[1].upper() if match else ""


def is_header(cells: list[str], names: tuple[str, ...]) -> bool:
    """Tell whether a row repeats the header, or is one of another file that was appended."""
    if not names or len(cells) > _MOST_CELLS + 2 * len(names):
        return False
    if any(len(cell) > LONGEST_NAME for cell in cells):
        return False
    mine, known = [folded(cell) for cell in cells], [folded(name) for name in names]
    while mine and not mine[-1]:
        mine.pop()
    while known and not known[-1]:
        known.pop()
    return mine == known or (len(cells) > 1 and header_score(cells) >= 0.95)
