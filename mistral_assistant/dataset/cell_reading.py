"""One cell of a damaged row: what its quotation marks cost, and what it was meant to say."""

import re
from functools import lru_cache

NONE: frozenset[str] = frozenset()
LEAST_UNCLOSED = 1.0
"""Of a cell that begins with a quotation mark and ends without, beside its cuts."""
_LONG_NUMBER = 4
"""Digits."""


@lru_cache(maxsize=256)
def rule(name: str) -> frozenset[str]:
    """Return a set of one rule."""
    return frozenset((name,))


@lru_cache(maxsize=64)
def _glued(quote: str, delimiter: str) -> re.Pattern[str]:
    """Match a quotation mark that stands as if it began or ended a cell."""
    q, d = re.escape(quote), re.escape(delimiter)
    return re.compile(rf"{q}(?=[ \t]*\n)|{q}(?={d}(?!\s))|(?<=[{d}\n]){q}(?=\S)|{q}(?= +{q})")


@lru_cache(maxsize=64)
def _tight(quote: str) -> re.Pattern[str]:
    """Match a quotation mark between two texts, where no mark inside a sentence can stand."""
    q = re.escape(quote)
    return re.compile(rf"(?<=[^\s(\[«'’{q}]){q}(?=[^\W\d_])")


@lru_cache(maxsize=64)
def _run_on(quote: str) -> re.Pattern[str]:
    """Match a doubled mark between a text and the capital letter of the next."""
    return re.compile(rf"(?<=[^\s(\[«'’]){re.escape(quote * 2)}(?=[^\W\d_a-zà-ÿ])")


@lru_cache(maxsize=64)
def cell_too_many(delimiter: str) -> re.Pattern[str]:
    """Match a cell that is empty or a number, with the delimiter behind it."""
    d = re.escape(delimiter)
    return re.compile(rf"(\d{{0,7}}){d}(?=[^\s\d{d}])")


def quoted_cost(
    raw: str, inside: float, quote: str, delimiter: str
) -> tuple[float, frozenset[str]]:
    """Weigh a cell that begins with a quotation mark; ``inside`` is the cost of its cuts."""
    body = raw.strip(" \t\n")
    if is_closed(body, quote):
        inner = body[1:-1]
        lines = 0.02 * inner.count("\n")
        if quote not in inner:
            return lines, NONE
        single = inner.replace(quote * 2, "").count(quote)
        if single == 0:
            return lines + 1.2 * len(_run_on(quote).findall(inner)), NONE
        cost = 1.0 + 0.05 * single + 0.3 * (single % 2) + lines
        cost += 1.5 * len(_glued(quote, delimiter).findall(inner))
        return cost + 0.8 * len(_tight(quote).findall(inner)), rule("quotes_in_cell")
    glued = 1.5 * len(_glued(quote, delimiter).findall(body[1:]))
    if body.count(quote) % 2 == 0:
        return LEAST_UNCLOSED + inside + glued, NONE
    return 2.0 + inside + glued, rule("unclosed_quote")


def is_closed(raw: str, quote: str) -> bool:
    """Tell whether a cell that begins with a quotation mark ends with another."""
    body = raw.strip(" \t\n")
    return len(body) > 1 and body.endswith(quote)


def unquoted_cost(raw: str, inside: float, quote: str) -> tuple[float, frozenset[str]]:
    """Weigh a cell that begins without a quotation mark."""
    found = rule("unquoted_delimiter") if inside >= 0.09 else NONE
    count = raw.count(quote)
    if not count:
        return inside, found
    if count % 2 == 0:
        return inside + 0.2, found
    if _ends_with_lone_quote(raw.rstrip(" \t"), quote):
        return inside + 2.0, rule("unopened_quote")
    return inside + 0.7, found


def _ends_with_lone_quote(body: str, quote: str) -> bool:
    """A mark behind a digit is an inch sign, unless the whole cell is a long number."""
    before = body[:-1]
    inches = before[-1:].isdigit() and (len(before) < _LONG_NUMBER or not before.isdigit())
    return body.endswith(quote) and not inches


def extra_cost(rest: str) -> float:
    """Weigh the text behind the last cell: a remark is short, a sentence was cut off."""
    if len(rest) > 40:
        return 4.0
    return 0.8 + 0.03 * len(rest) + (0.8 if re.search(r"[.?!]$", rest) else 0.0)


def _without_stray(inner: str, quote: str) -> str:
    """Take away a lone mark at an end of a cell; behind a digit it is an inch sign."""
    if inner.count(quote) != 1:
        return inner
    return (inner[:-1] if _ends_with_lone_quote(inner, quote) else inner).removeprefix(quote)


def cell_content(raw: str, quote: str, delimiter: str, first: bool) -> str:
    """Return the text of a cell as its writer meant it."""
    if not first:
        raw = raw.lstrip("\n")
        if raw.startswith(delimiter):
            raw = raw.lstrip(delimiter + "\n")
    raw = raw.rstrip("\n") if raw.endswith("\n") else raw
    body = raw.strip(" \t")
    count = body.count(quote)
    if len(body) > 1 and body[0] == quote and body[-1] == quote:
        return _without_stray(body[1:-1], quote).replace(quote * 2, quote)
    if count % 2 == 0:
        return raw
    if body[0] == quote:
        return body[1:].replace(quote * 2, quote)
    if _ends_with_lone_quote(body, quote):
        return body[:-1].replace(quote * 2, quote)
    return raw
