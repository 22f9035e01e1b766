"""The table rule of the Markdown parser, made to keep the cells that its own version drops."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

_BAR = re.compile(r"(?<!\\)\|")


def whole_table(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    """Read a table; what a row holds beyond its columns goes into the row's last cell."""
    from markdown_it.rules_block import table

    known = len(state.tokens)
    if not table(state, start, end, silent):
        return False
    cells: list[Token] = []
    line = start
    for token in state.tokens[known:]:
        if token.type == "tr_open" and token.map:
            cells, line = [], token.map[0]
        elif token.type == "inline":
            cells.append(token)
        elif token.type == "tr_close":
            rest = _cells(state, line)[len(cells) :]
            cells[-1].content = " | ".join([cells[-1].content, *rest])
    return True


def _cells(state: "StateBlock", line: int) -> list[str]:
    """Return the cells of a source line as they were written."""
    text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()
    parts = [part.strip() for part in _BAR.split(text)]
    first = 1 if parts[0] == "" else 0
    last = len(parts) - 1 if len(parts) > 1 and parts[-1] == "" else len(parts)
    return parts[first:last]
