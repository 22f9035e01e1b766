"""Blocks → lines of a given width. Lines know their styles by name; no widget is needed here.

Lines break at plain spaces only, and not at those of French punctuation (« 14 h ? »), however
they were typed.
"""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len, chop_cells
from textual.content import Content, Span

from mistral_assistant.i18n import _

if TYPE_CHECKING:
    from mistral_assistant.tui.markdown_blocks import Block
    from mistral_assistant.tui.markdown_inline import Cell

STYLES = {
    "em": "italic",
    "strong": "bold",
    "strike": "strike",
    "code": "$foreground on $surface",
    "heading": "bold $accent",
    "muted": "$foreground 62%",
}
CODE = "$foreground on $surface"
MAX_HIGHLIGHT_CHARS = 8_000
"""Longer code stays in one colour."""
_TAB = 4
_SEPARATOR = " │ "
_MIN_COLUMN = 4
_FRENCH_SPACE = re.compile(r"(?<=«) | (?=[;:!?»€%](?!\w))")
_WORD = re.compile(r" *[^ ]+ *| +")
_NARROW = re.compile("[ -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u20ac]*")
"""Characters of one cell each; a text of nothing else need not be measured word by word."""


def block_lines(block: "Block", width: int, *, highlight: bool = True) -> list[Content]:
    """Return the lines of a block, its left prefix included, none wider than ``width``."""
    inner = max(2, width - cell_len(block.first))
    match block.kind:
        case "code":
            lines = _code(block, inner, highlight)
        case "table":
            lines = _table(block.rows, inner)
        case "rule":
            lines = [Content.styled("─" * min(inner, 32), STYLES["muted"])]
        case "heading":
            lines = wrap(_cell(block.runs).stylize(STYLES["heading"]), inner)
        case _:
            lines = wrap(_cell(block.runs), inner)
    return _prefixed(lines, block.first, block.rest)


def page(blocks: "Iterable[Block]", width: int, *, highlight: bool = True) -> list[Content]:
    """Return the lines of blocks below one another, with the empty lines between them."""
    lines: list[Content] = []
    for block in blocks:
        if block.gap and lines:
            lines.append(Content(""))
        lines += block_lines(block, width, highlight=highlight)
    return lines


def wrap(content: Content, width: int) -> list[Content]:
    """Break ``content`` into lines of at most ``width`` cells; words too long are cut."""
    lines: list[Content] = []
    for line in content.split("\n", allow_blank=True):
        if line.cell_length <= width:
            lines.append(line)
            continue
        parts = line.divide(_breaks(line.plain, width))
        lines += [part.rstrip(" ") for part in parts]
    return lines


def plain(text: str) -> Content:
    """Return clean text as it stands, tabs expanded."""
    return Content(text.expandtabs(_TAB))


def fit(text: str, width: int) -> str:
    """Return one line of text cut to ``width`` cells, with an ellipsis where it was cut."""
    if cell_len(text) <= width:
        return text
    return chop_cells(text, max(1, width - 1))[0] + "…" if width > 0 else ""


def excerpt(text: str, most: int) -> str:
    """Return a text of at most ``most`` characters: beginning and end, with « … » between them."""
    if len(text) <= most:
        return text
    end = most // 4
    return f"{text[: most - end - 3].rstrip()} … {text[-end:].lstrip()}"


def sides(left: Content, right: Content, width: int) -> Content:
    """Return one line with ``left`` and ``right`` at its two ends; ``left`` gives way."""
    room = width - right.cell_length - 1
    if room < 1:
        return right.truncate(width)
    left = left.truncate(room, ellipsis=True)
    return left + Content(" " * (width - left.cell_length - right.cell_length)) + right


def _breaks(text: str, width: int) -> list[int]:
    """Return the offsets at which ``text`` is cut."""
    text = _FRENCH_SPACE.sub("\u00a0", text)
    return _counted(text, width) if _NARROW.fullmatch(text) else _measured(text, width)


def _counted(text: str, width: int) -> list[int]:
    """Return the offsets where all characters are one cell wide."""
    breaks: list[int] = []
    start, first, end = 0, len(text) - len(text.lstrip(" ")), len(text.rstrip(" "))
    while end - start > width:
        space = text.rfind(" ", max(start + 1, first), start + width + 1)
        start = start + width if space < 0 else space + 1
        while space >= 0 and text[start] == " ":
            start += 1
        breaks.append(start)
    return breaks


def _measured(text: str, width: int) -> list[int]:
    """Return the offsets where some characters are wider than others."""
    breaks: list[int] = []
    used = 0
    for match in _WORD.finditer(text):
        start, word = match.start(), match.group()
        size = cell_len(word.rstrip(" "))
        if used and used + size > width:
            breaks.append(start)
            used = 0
        if size <= width:
            used += cell_len(word)
            continue
        chunks = chop_cells(word.rstrip(" "), width)
        for chunk in chunks[:-1]:
            start += len(chunk)
            breaks.append(start)
        used = cell_len(chunks[-1]) + len(word) - len(word.rstrip(" "))
    return breaks


def _cell(runs: "Cell") -> Content:
    text, spans = "", []
    for run in runs:
        start, text = len(text), text + run.text.replace("\t", " " * _TAB)
        spans += [Span(start, len(text), STYLES[name]) for name in run.styles]
    return Content(text, spans=spans)


def _prefixed(lines: Sequence[Content], first: str, rest: str) -> list[Content]:
    if not first:
        return list(lines)
    muted = STYLES["muted"]
    return [
        Content.styled(rest if number else first, muted) + line
        for number, line in enumerate(lines or [Content("")])
    ]


def _code(block: "Block", width: int, highlight: bool) -> list[Content]:
    text = block.text.expandtabs(_TAB)
    content = Content(text)
    if highlight and block.language and len(text) <= MAX_HIGHLIGHT_CHARS:
        # Imported late: Pygments is slow to load and seldom needed.
        from textual.highlight import highlight as coloured

        content = coloured(text, language=block.language)
    rows: list[Content] = []
    for line in content.split("\n", allow_blank=True):
        rows += line.fold(width - 2)
    return [row.pad(1, max(1, width - row.cell_length - 1)).stylize_before(CODE) for row in rows]


def _table(rows: "Sequence[Sequence[Cell]]", width: int) -> list[Content]:
    columns = max(map(len, rows), default=0)
    cells = [[_cell(cell) for cell in row] for row in rows]
    natural = [
        max((row[index].cell_length for row in cells if index < len(row)), default=0)
        for index in range(columns)
    ]
    room = width - cell_len(_SEPARATOR) * (columns - 1)
    if room < columns * _MIN_COLUMN:
        return _stacked(cells, width)
    widths = _shrunk(natural, room)
    header = [cell.stylize("bold") for cell in cells[0]]
    rule = Content.styled("─┼─".join("─" * size for size in widths), STYLES["muted"])
    lines = [*_row(header, widths), rule]
    for row in cells[1:]:
        lines += _row(row, widths)
    return lines


def _shrunk(natural: Sequence[int], room: int) -> list[int]:
    """Return column widths that fill at most ``room``: only the widest give way."""
    cap = max(natural)
    while sum(min(size, cap) for size in natural) > room and cap > 1:
        cap -= 1
    return [max(1, min(size, cap)) for size in natural]


def _row(row: Sequence[Content], widths: Sequence[int]) -> list[Content]:
    columns = [wrap(cell, size) for cell, size in zip(row, widths, strict=False)]
    height = max(map(len, columns), default=1)
    separator = Content.styled(_SEPARATOR, STYLES["muted"])
    lines = []
    for number in range(height):
        parts = [
            _padded(column[number] if number < len(column) else Content(""), size)
            for column, size in zip(columns, widths, strict=False)
        ]
        lines.append(separator.join(parts))
    return lines


def _padded(content: Content, width: int) -> Content:
    return content.pad_right(max(0, width - content.cell_length))


def _stacked(cells: Sequence[Sequence[Content]], width: int) -> list[Content]:
    """Show a table too wide for its columns row by row, each cell after its heading."""
    lines: list[Content] = []
    for row in cells[1:] or cells:
        for number, cell in enumerate(row):
            name = cells[0][number].plain if cells[1:] and number < len(cells[0]) else ""
            label = Content.styled(
                _("{name} : ").format(name=name) if name else "", STYLES["muted"]
            )
            lines += wrap(label + cell, width)
        lines.append(Content(""))
    return lines[:-1]
