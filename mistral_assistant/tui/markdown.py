"""Markdown → flat blocks, whole or growing; how blocks look is the affair of ``prose.py``.

An answer must lose no character, so the rules that swallow text are off: raw HTML, entities,
backslashes (``\\\\serveur\\partage``), reference definitions. Links become their text and their
address, never something to click. Inline markup is read only in blocks of a bounded size.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Literal

from mistral_assistant.i18n import _

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MAX_INLINE_CHARS = 6_000
"""A longer paragraph is shown without inline markup: some inputs take quadratic time."""
MAX_BLOCK_CHARS = 20_000
MAX_CHARS = 100_000
"""From a longer block, or beyond so many characters, an answer goes on as plain text."""
_OFF = ("reference", "lheading", "html_block", "html_inline", "entity", "escape")
_BULLETS = ("• ", "◦ ", "▪ ")
_QUOTE = "▎ "
_STYLES = {"em": "em", "strong": "strong", "s": "strike"}

Kind = Literal["text", "heading", "code", "rule", "table"]


@dataclass(frozen=True)
class Run:
    """A stretch of text with the names of its styles: ``em``, ``strong``, ``strike``, ``code``."""

    text: str
    styles: tuple[str, ...] = ()


Cell = tuple[Run, ...]


@dataclass(frozen=True)
class Block:
    """One piece of the page, with all that stands left of it."""

    kind: Kind
    runs: Cell = ()
    first: str = ""
    """Left of the first line: bullets, numbers, quote bars, indentation."""
    rest: str = ""
    """Left of the other lines."""
    gap: bool = True
    """An empty line goes before it, unless it comes first."""
    text: str = ""
    """The code."""
    language: str = ""
    rows: tuple[tuple[Cell, ...], ...] = ()
    """A table, header first."""


class MarkdownText:
    """A Markdown text that grows; only what may still change is read again.

    ``settled`` blocks never change any more, ``tail`` may. Together they are the blocks of the
    whole text.
    """

    def __init__(self, text: str = "") -> None:
        self.text = ""
        self.settled: list[Block] = []
        self.tail: list[Block] = []
        self._offset = 0
        """Where the tail begins in the text."""
        self._plain = False
        self.append(text)

    def append(self, fragment: str) -> None:
        """Add ``fragment``, which must be clean, at the end."""
        self.text += fragment
        if not self._plain:
            self._settle()
        if self._plain:
            self._settle_plain()
        else:
            self.tail = list(blocks(self.text[self._offset :]))

    def _settle(self) -> None:
        """Move the tail's start to its last top-level block, judged by whole lines only.

        A line that is still being written may change what the line before it means; a top-level
        block that whole lines have closed is never opened again.
        """
        end = self.text.rfind("\n", self._offset, MAX_CHARS) + 1
        if end > self._offset:
            source = self.text[self._offset : end]
            tokens = _parser().parse(source)
            starts = [token.map[0] for token in tokens if token.level == 0 and token.map]
            lines = source.split("\n")[: starts[-1] if starts else 0]
            length = sum(len(line) + 1 for line in lines)
            self.settled += blocks(source[:length])
            self._offset += length
        too_long = len(self.text) - self._offset > MAX_BLOCK_CHARS
        self._plain = too_long or len(self.text) > MAX_CHARS

    def _settle_plain(self) -> None:
        end = self.text.rfind("\n", self._offset) + 1
        if end:
            self.settled.append(Block("text", (Run(self.text[self._offset : end - 1]),), gap=False))
            self._offset = end
        rest = self.text[self._offset :]
        self.tail = [Block("text", (Run(rest),), gap=False)] if rest else []


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a clean Markdown text."""
    return _Walk().blocks(_parser().parse(text)) if text else iter(())


@cache
def _parser() -> "MarkdownIt":
    # Imported late: the first frame of the app needs no Markdown.
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.disable(list(_OFF))
    # Inline markup is read block by block in _inline, where its size is known.
    parser.core.ruler.disable(["inline", "text_join"])
    return parser


@dataclass
class _Container:
    """A quote or list item that is open."""

    first: str
    rest: str
    used: bool = False

    def prefix(self) -> str:
        return self.rest if self.used else self.first


@dataclass
class _List:
    """A list that is open."""

    used: bool = False


@dataclass
class _Walk:
    """One pass over the tokens of a text."""

    open: list[_Container] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)

    def blocks(self, tokens: "Sequence[Token]") -> Iterator[Block]:
        """Yield the blocks; a table is collected row by row until it closes."""
        heading = False
        rows: list[tuple[Cell, ...]] | None = None
        hidden = False
        for token in tokens:
            kind = token.type
            if kind in ("bullet_list_open", "ordered_list_open"):
                self.lists.append(_List())
            elif kind in ("bullet_list_close", "ordered_list_close"):
                self.lists.pop()
            elif kind == "list_item_open":
                bullet = f"{token.info}{token.markup} " if token.info else self._bullet()
                self.open.append(_Container(bullet, " " * len(bullet)))
            elif kind == "blockquote_open":
                self.open.append(_Container(_QUOTE, _QUOTE))
            elif kind in ("list_item_close", "blockquote_close"):
                if not self.open[-1].used:
                    yield self._block("text", hidden=True)
                self.open.pop()
            elif kind == "heading_open":
                heading = True
            elif kind == "paragraph_open":
                hidden = token.hidden
            elif kind == "table_open":
                rows = []
            elif kind == "tr_open" and rows is not None:
                rows.append(())
            elif kind == "table_close" and rows is not None:
                yield self._block("table", rows=tuple(rows))
                rows = None
            elif kind == "inline" and rows is not None:
                rows[-1] += (_inline(token.content),)
            elif kind == "inline":
                yield self._block(
                    "heading" if heading else "text", _inline(token.content), hidden=hidden
                )
                heading = hidden = False
            elif kind == "hr":
                yield self._block("rule")
            elif kind in ("fence", "code_block"):
                language = token.info.split()[0] if token.info.split() else ""
                yield self._block("code", text=token.content.rstrip("\n"), language=language)

    def _bullet(self) -> str:
        return _BULLETS[(len(self.lists) - 1) % len(_BULLETS)]

    def _block(
        self,
        kind: Kind,
        runs: Cell = (),
        *,
        hidden: bool = False,
        text: str = "",
        language: str = "",
        rows: tuple[tuple[Cell, ...], ...] = (),
    ) -> Block:
        """Make a block and note that its containers have shown their bullet."""
        starts_list = len(self.lists) > 0 and not self.lists[0].used
        first = "".join(container.prefix() for container in self.open)
        rest = "".join(container.rest for container in self.open)
        for container in self.open:
            container.used = True
        for item in self.lists:
            item.used = True
        gap = not hidden or starts_list
        return Block(kind, runs, first, rest, gap, text, language, rows)


def _inline(source: str) -> Cell:
    """Return the runs of one paragraph, heading or cell."""
    if len(source) > MAX_INLINE_CHARS:
        return (Run(source),)
    parser = _parser()
    tokens: list[Token] = []
    parser.inline.parse(source, parser, {}, tokens)
    return _merged(_runs(tokens))


def _runs(tokens: "Sequence[Token]") -> Iterator[Run]:
    styles: list[str] = []
    literal: list[bool] = []
    links: list[tuple[str, str]] = []
    for index, token in enumerate(tokens):
        name, _underscore, way = token.type.rpartition("_")
        if token.type == "text":
            for number, (_address, shown) in enumerate(links):
                links[number] = (_address, shown + token.content)
            yield Run(token.content, tuple(styles))
        elif token.type in ("softbreak", "hardbreak"):
            yield Run("\n", tuple(styles))
        elif token.type == "code_inline":
            yield Run(token.content, (*styles, "code"))
        elif token.type == "image":
            yield Run(f"{token.content} ({token.attrGet('src')})", tuple(styles))
        elif token.type == "link_open":
            links.append((_address_of(token), ""))
        elif token.type == "link_close":
            address, shown = links.pop()
            if address not in (shown, f"mailto:{shown}"):
                yield Run(f" ({address})", tuple(styles))
        elif way == "open":
            literal.append(_inside_a_word(tokens, index))
            if literal[-1]:
                yield Run(token.markup, tuple(styles))
            else:
                styles.append(_STYLES.get(name, name))
        elif way == "close":
            if literal.pop():
                yield Run(token.markup, tuple(styles))
            else:
                styles.pop()


def _address_of(token: "Token") -> str:
    title = token.attrGet("title")
    address = str(token.attrGet("href") or "")
    return _("{address} « {title} »").format(address=address, title=title) if title else address


def _inside_a_word(tokens: "Sequence[Token]", index: int) -> bool:
    """Tell a product such as ``2*3*4`` from emphasis."""
    if tokens[index].markup != "*" or not 0 < index < len(tokens) - 1:
        return False
    before, after = tokens[index - 1], tokens[index + 1]
    return (
        before.type == after.type == "text"
        and before.content[-1:].isalnum()
        and after.content[:1].isalnum()
    )


def _merged(runs: Iterator[Run]) -> Cell:
    """Join neighbours of one style."""
    merged: list[Run] = []
    for run in runs:
        if merged and merged[-1].styles == run.styles:
            merged[-1] = Run(merged[-1].text + run.text, run.styles)
        elif run.text:
            merged.append(run)
    return tuple(merged)
