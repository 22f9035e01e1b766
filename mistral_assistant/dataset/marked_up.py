"""Tables drawn in text: Markdown pipes and HTML rows."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser

from mistral_assistant.dataset.row_tables import Row

_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?\s*")
_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>\n?", re.I)


def looks_like_markdown(lines: Sequence[str]) -> bool:
    """Tell whether these lines are a Markdown table, perhaps below a title."""
    full = [line for line in lines[:200] if line.strip()]
    rule = next((i for i, line in enumerate(full[:20]) if _RULE.fullmatch(line.rstrip())), -1)
    if rule < 1 or "|" not in full[rule - 1]:
        return False
    width = len(_cells(full[rule]))
    body = full[rule + 1 :]
    fitting = sum(1 for line in body if len(_cells(line)) == width)
    return width == len(_cells(full[rule - 1])) and fitting >= 0.5 * len(body)


def markdown_rows(lines: Iterable[str]) -> Iterator[Row]:
    """Yield the rows of a Markdown table; a line that begins without a bar goes on with a cell."""
    pending: Row | None = None
    width = 0
    for number, line in enumerate(lines, 1):
        if _RULE.fullmatch(line.rstrip("\r\n")) and not width:
            width = len(_cells(line))
            if pending:
                yield pending
            pending = None
            yield number, [line], [""]
            continue
        cells = _cells(line)
        if pending and width and line.strip() and len(pending[2] or []) + len(cells) - 1 <= width:
            before = pending[2] or [""]
            joined = [*before[:-1], f"{before[-1]}\n{cells[0]}", *cells[1:]]
            if len(before) < width:
                pending = (pending[0], [*pending[1], line], joined)
                continue
        if pending:
            yield pending
        pending = (number, [line], cells)
    if pending:
        yield pending


def _cells(line: str) -> list[str]:
    body = line.strip()
    body = body.removeprefix("|")
    if body.endswith("|") and not body.endswith("\\|"):
        body = body[:-1]
    return [_cell(cell) for cell in _BAR.split(body)]


def _cell(text: str) -> str:
    text = _BREAK.sub("\n", text.strip()).replace("\\|", "|").replace("&#124;", "|")
    return text


def looks_like_html(lines: Sequence[str]) -> bool:
    """Tell whether the file is an HTML table."""
    text = "".join(lines[:400])[:100_000]
    return (
        len(re.findall(r"<tr\b", text, re.I)) >= 2 and len(re.findall(r"<t[dh]\b", text, re.I)) >= 4
    )


class _Rows(HTMLParser):
    """Collects the cells of table rows as they are closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[tuple[int, list[str]]] = []
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._line = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._close_row()
            self._row, self._line = [], self.getpos()[0]
        elif tag in ("td", "th"):
            self._close_cell()
            self._cell = []
        elif self._cell is not None:
            if tag == "br":
                self._cell.append("\n")
            elif tag == "li":
                self._cell.append("\n- ")
            elif tag == "p" and "".join(self._cell).strip():
                self._cell.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._close_cell()
        elif tag in ("tr", "table", "tbody", "thead"):
            self._close_row()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _close_cell(self) -> None:
        if self._cell is not None and self._row is not None:
            self._row.append("".join(self._cell).strip())
        self._cell = None

    def _close_row(self) -> None:
        self._close_cell()
        if self._row:
            self.rows.append((self._line, self._row))
        self._row = None

    def close(self) -> None:
        super().close()
        self._close_row()


def html_rows(lines: Iterable[str]) -> Iterator[Row]:
    """Yield the rows of HTML tables, entities decoded and tags gone."""
    parser = _Rows()
    for line in lines:
        parser.feed(line)
        for number, cells in parser.rows:
            yield number, [html.escape(cell) for cell in cells], cells
        parser.rows.clear()
    parser.close()
    for number, cells in parser.rows:
        yield number, cells, cells
