"""The line on which each key of a TOML text stands, which tomllib does not tell.

The text has been parsed by tomllib already, so this scanner may trust its syntax.
"""

import re
import tomllib
from collections.abc import Iterator

KeyPath = tuple[str | int, ...]
"""Keys and 0-based indices from the top of the document: ``("rule", 2, "when", "category")``."""

MAX_NESTING = 40
MAX_KEY_PARTS = 20

_TOKEN = re.compile(
    r"""(?P<skip>[ \t\r]+|\#[^\n]*)
    |(?P<text>\"{3}(?:[^"\\]|\\[\s\S]|"{1,2}(?!"))*+(?:"{3,5}|\Z)
        |'{3}(?:[^']|'{1,2}(?!'))*+(?:'{3,5}|\Z)
        |"(?:[^"\\\n]|\\.)*+"?
        |'[^'\n]*+'?)
    |(?P<newline>\n)
    |(?P<mark>[\[\]{}=,.])
    |(?P<bare>[^\s\[\]{}=,.\#"']+)
    |(?P<other>[\s\S])""",
    re.VERBOSE,
)


def key_lines(text: str) -> dict[KeyPath, int]:
    """Return the 1-based line of every table, key and array element of a valid TOML text."""
    scanner = _Scanner(text)
    scanner.document()
    return scanner.lines


def excess_line(text: str) -> int:
    """Return the line where nesting or a dotted key gets deeper than tomllib can bear, or 0.

    ``[`` 100,000 times ends tomllib with RecursionError, and a dotted key costs it quadratic time.
    """
    depth = parts = 0
    line = 1
    for kind, token in _tokens(text):
        depth += (token in "[{") - (token in "]}") if kind == "mark" else 0
        if kind in ("bare", "text") or token == ".":
            parts += token == "."
        elif kind != "skip":
            parts = 0
        if depth > MAX_NESTING or parts >= MAX_KEY_PARTS:
            return line
        line += token.count("\n")
    return 0


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(text):
        yield match.lastgroup or "", match.group()


class _Scanner:
    """A walk over the tokens of one document."""

    def __init__(self, text: str) -> None:
        self.lines: dict[KeyPath, int] = {}
        self._tokens = [token for token in _tokens(text) if token[0] != "skip"]
        self._at = 0
        self._line = 1
        self._tables: dict[KeyPath, int] = {}

    def document(self) -> None:
        table: KeyPath = ()
        while self._at < len(self._tokens):
            if self._peek() == "\n":
                self._next()
            elif self._peek() == "[":
                table = self._header()
            else:
                self._pair(table)

    def _peek(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._tokens[at][1] if at < len(self._tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        self._line += token.count("\n")
        self._at += 1
        return token

    def _mark(self, path: KeyPath) -> None:
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], self._line)

    def _header(self) -> KeyPath:
        """Read ``[a.b]`` or ``[[a.b]]`` and return the path of the table that begins."""
        array = self._peek(1) == "["
        self._at += 2 if array else 1
        *parents, last = self._keys()
        path: KeyPath = ()
        for key in parents:
            path = self._current((*path, key))
        path = (*path, last)
        if array:
            self._tables[path] = self._tables.get(path, -1) + 1
        path = self._current(path)
        self._mark(path)
        self.lines[path] = self._line
        while self._peek() == "]":
            self._at += 1
        return path

    def _current(self, path: KeyPath) -> KeyPath:
        return (*path, self._tables[path]) if path in self._tables else path

    def _keys(self) -> list[str]:
        keys = [_unquoted(self._next())]
        while self._peek() == ".":
            self._at += 1
            keys.append(_unquoted(self._next()))
        return keys

    def _pair(self, table: KeyPath) -> None:
        path = (*table, *self._keys())
        self._mark(path)
        self._next()
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        if self._peek() == "[":
            self._array(path)
        elif self._peek() == "{":
            self._inline_table(path)
        else:
            while self._peek() not in ("", ",", "]", "}", "\n"):
                self._next()

    def _array(self, path: KeyPath) -> None:
        self._at += 1
        index = 0
        while self._peek() not in ("", "]"):
            if self._peek() == "\n":
                self._next()
            elif self._peek() == ",":
                self._at += 1
                index += 1
            else:
                self._mark((*path, index))
                self._value((*path, index))
        self._at += 1

    def _inline_table(self, path: KeyPath) -> None:
        self._at += 1
        while self._peek() not in ("", "}"):
            if self._peek() in (",", "\n"):
                self._next()
            else:
                self._pair(path)
        self._at += 1


def _unquoted(token: str) -> str:
    if token[:1] in ("'", '"'):
        return str(tomllib.loads(f"key = {token}")["key"])
    return token
