"""Where cells and rows of a damaged stretch may end, and how well each place would suit.

A cut is a delimiter, a line end, or a place where one of them may have been lost.
"""

import re
from typing import NamedTuple

from mistral_assistant.dataset.junk import junk_kind
from mistral_assistant.dataset.strict import Dialect

_JUNK = frozenset({"separator", "page_break", "conflict_marker", "row_count", "footer"})
"""Kinds of lines that are hardly a part of a text."""
_OTHER_RECORD = re.compile(r"(?:[?!.]\"?|\A\d{4,}\"?)[;\t|,](?=[\"@A-ZÀ-Þ])")
"""The boundary of a question, or a number, and its answer in a line, whatever the delimiter."""
_LIST_MARK = re.compile(r"\s*(?:[-•*–—·|▪◦✓→>]|\d{1,2}[.)] )")


class Cut(NamedTuple):
    """One place, with its costs."""

    place: int
    kind: str
    """``delimiter``, ``line``, ``end`` or ``lost`` (between two characters)."""
    inside: float
    """Cost of having it inside an unquoted cell."""
    boundary: float
    """Cost of taking it as the end of a cell."""

    @property
    def after(self) -> int:
        """Where the next cell begins."""
        return self.place + (self.kind in ("delimiter", "line"))


def is_prose(before: str, delimiter: str, after: str) -> bool:
    """Tell whether a delimiter between these two characters reads as punctuation."""
    if after and after in " \xa0\u202f":
        return True
    return delimiter in ",.:" and before.isdigit() and after.isdigit()


def is_all_prose(line: str, delimiter: str) -> bool:
    """Tell whether the delimiters of a line are all punctuation."""
    places = (i for i, char in enumerate(line) if char == delimiter)
    return all(is_prose(line[i - 1 : i], delimiter, line[i + 1 : i + 2]) for i in places)


def find_cuts(text: str, dialect: Dialect, lost: bool) -> list[Cut]:
    """Return the cuts of a text in order; with ``lost``, those of missing marks as well."""
    cuts = [
        _line_end(text, match.start(), dialect)
        if match[0] == "\n"
        else _delimiter(text, match.start(), dialect)
        for match in re.finditer(f"{re.escape(dialect.delimiter)}|\n", text)
    ]
    if lost:
        cuts = sorted([*cuts, *_lost(text, dialect.quote)], key=lambda cut: cut.place)
    if not text.endswith("\n"):
        cuts.append(Cut(len(text), "end", 9.0, 0.0))
    return cuts


def _delimiter(text: str, place: int, dialect: Dialect) -> Cut:
    before, after = text[max(0, place - 1) : place], text[place + 1 : place + 2]
    if dialect.spaced and after == " ":
        return Cut(place, "delimiter", 1.0, 0.0)
    quoted = (before == dialect.quote) + (after == dialect.quote) if dialect.quote else 0
    if quoted and is_prose(before, dialect.delimiter, after):
        return Cut(place, "delimiter", 0.6, 0.4)  # behind an inner quotation, or a padded cell
    if not is_prose(before, dialect.delimiter, after):
        ended = before in "?!." if before else False
        return Cut(place, "delimiter", 2.0 + ended + 0.6 * quoted, 0.0)
    if dialect.delimiter == "," and before in " \t\xa0\u202f\u3000":
        return Cut(place, "delimiter", 1.5, 0.3)  # no comma of a sentence has a space before it
    return Cut(place, "delimiter", 0.1, 0.8 if before in "?!" else 1.5)


def _line_end(text: str, place: int, dialect: Dialect) -> Cut:
    """Weigh a line break inside an unquoted cell by how the two lines meet."""
    before = text[max(0, place - 40) : place].rstrip(" \t")[-1:]
    end = text.find("\n", place + 1)
    line = text[place + 1 : end if end >= 0 else len(text)]
    after = line.lstrip(" \t")[:1]
    if not after:
        cost = 0.1
    elif _OTHER_RECORD.search(line):
        cost = 2.0
    elif "|" not in line and junk_kind(line, dialect.delimiter)[0] in _JUNK:
        cost = 1.3
    elif after == dialect.quote:
        cost = 1.6
    elif after.islower() or _LIST_MARK.match(line):
        cost = 0.3
    elif before in ".?!" and line.rstrip().endswith("?"):
        cost = 1.2
    else:
        cost = 0.6
    return Cut(place, "line", cost - 0.2 * (before != "" and before in ":,;"), 0.0)


def _lost(text: str, quote: str) -> list[Cut]:
    """Find where a delimiter or a line end may be missing between two characters."""
    cuts = [
        Cut(match.start(), "lost", 0.4, 1.6)
        for match in re.finditer(r"(?<=[a-zà-ÿ\d)»][.?!…])(?=[A-ZÀ-Þ])", text)
    ]
    cuts += [
        Cut(match.start(), "lost", 0.0, 2.4)
        for match in re.finditer(r"(?<=[\w »][?]) (?=[A-ZÀ-Þ])", text)
    ]
    if not quote:
        return cuts
    mark = re.escape(quote)
    ended = re.compile(rf"[.?!…»)]{mark}+ ?{mark}*[^\W_a-zà-ÿ]")
    begun = re.compile(rf"\S{mark}{{2}}[A-ZÀ-Þ]")
    # Within a run of marks nothing tells one place from the next.
    run = rf"(?!(?<={mark}{{3}})(?={mark}{{3}}))"
    for match in re.finditer(
        rf"(?<={mark}){run}(?=[^\W\d_]|{mark})| (?={mark}\S)"
        rf"|(?<=[\w.?!…)»])(?={mark}[A-ZÀ-Þ\d])",
        text,
    ):
        around = text[max(0, match.start() - 3) : match.end() + 3]
        cost = 1.0 if ended.search(around) else 1.5 if begun.search(around) else 1.9
        cuts.append(Cut(match.start(), "lost", 0.0, cost))
    return cuts
