"""The markup inside one paragraph: styles, code, links. Nothing here can be clicked.

A link becomes its text and its address. What is no markup stays as it was typed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from mistral_assistant.i18n import _
from mistral_assistant.tui.markdown_tables import whole_table

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MAX_INLINE_CHARS, MAX_INLINE_BRACKETS = 4_000, 500
"""A longer paragraph is shown without markup: some inputs take quadratic time. So is one of more
opening brackets, for each of which the end of a link is looked for."""
MAX_NESTING = 40
"""Levels that the parser goes down; a list and its item are two."""
_OFF = ("reference", "lheading", "html_block", "html_inline", "entity", "escape")
_OPENS = re.compile(r"(?:^|[\s(\[«“‘’'—–])$")
_CLOSES = re.compile(r"[,.;:!?…)\]»”’—–]*(?:\s|$)")
"""What may stand before and after a word in ``_marks_``; ``{0.__class__}`` is no such place."""
_STYLES = {"em": "em", "strong": "strong", "s": "strike"}


@dataclass(frozen=True)
class Run:
    """A stretch of text with the names of its styles: ``em``, ``strong``, ``strike``, ``code``."""

    text: str
    styles: tuple[str, ...] = ()


Cell = tuple[Run, ...]
"""A paragraph, a heading or a cell of a table."""


@cache
def parser() -> "MarkdownIt":
    """Return the parser; an answer must lose no character, so what swallows text is off."""
    # Imported late: the first frame of the app needs no Markdown.
    from markdown_it import MarkdownIt

    class Parser(MarkdownIt):
        """Shows addresses as they were written: they are read, never opened."""

        def normalizeLink(self, url: str) -> str:
            return url

        def normalizeLinkText(self, link: str) -> str:
            return link

    made = Parser("commonmark", {"html": False, "maxNesting": MAX_NESTING}).enable(
        ["table", "strikethrough"]
    )
    made.disable(list(_OFF))
    made.block.ruler.at("table", whole_table, {"alt": ["paragraph"]})
    # Inline markup is read paragraph by paragraph in ``inline``, where its size is known.
    made.core.ruler.disable(["inline", "text_join"])
    return made


def inline(source: str) -> Cell:
    """Return the runs of a paragraph; neighbours of one style are one run."""
    if len(source) > MAX_INLINE_CHARS or source.count("[") > MAX_INLINE_BRACKETS:
        return (Run(source),)
    tokens: list[Token] = []
    parser().inline.parse(source, parser(), {}, tokens)
    merged: list[Run] = []
    for run in _Reader(tokens).runs():
        if merged and merged[-1].styles == run.styles:
            merged[-1] = Run(merged[-1].text + run.text, run.styles)
        elif run.text:
            merged.append(run)
    return tuple(merged)


@dataclass
class _Link:
    """A link that is open."""

    address: str
    shown: str = ""


@dataclass
class _Reader:
    """One pass over the tokens of a paragraph."""

    tokens: "Sequence[Token]"
    styles: list[str] = field(default_factory=list)
    literal: list[bool] = field(default_factory=list)
    """For each pair of marks that is open: it is shown as typed."""
    links: list[_Link] = field(default_factory=list)
    closings: dict[int, int] = field(default_factory=dict)
    """Where each opening mark is closed."""

    def runs(self) -> Iterator[Run]:
        opened = []
        for index, token in enumerate(self.tokens):
            if token.nesting == 1:
                opened.append(index)
            elif token.nesting == -1:
                self.closings[opened.pop()] = index
        for index, token in enumerate(self.tokens):
            match token.type:
                case "text":
                    yield self._text(token.content)
                case "softbreak" | "hardbreak":
                    yield Run("\n", tuple(self.styles))
                case "code_inline":
                    yield Run(token.content, (*self.styles, "code"))
                case "image":
                    yield Run(f"{token.content} ({token.attrGet('src')})", tuple(self.styles))
                case "link_open":
                    self.links.append(_Link(_address(token)))
                case "link_close":
                    yield from self._close_link()
                case _:
                    yield from self._mark(token, index)

    def _text(self, text: str) -> Run:
        for link in self.links:
            link.shown += text
        return Run(text, tuple(self.styles))

    def _close_link(self) -> Iterator[Run]:
        link = self.links.pop()
        if link.address not in (link.shown, f"mailto:{link.shown}"):
            yield Run(f" ({link.address})", tuple(self.styles))

    def _mark(self, token: "Token", index: int) -> Iterator[Run]:
        """Open or close a style, or show its mark as typed."""
        name, _underscore, way = token.type.rpartition("_")
        if way == "open":
            self.literal.append(self._is_typed(index))
        literal = self.literal[-1] if way == "open" else self.literal.pop()
        if literal:
            yield Run(token.markup, tuple(self.styles))
        elif way == "open":
            self.styles.append(_STYLES.get(name, name))
        else:
            self.styles.pop()

    def _is_typed(self, index: int) -> bool:
        """Tell a product such as ``2*3*4`` or a name such as ``a.__b__`` from emphasis."""
        mark = self.tokens[index].markup[0]
        if mark == "_":
            after = self._text_at(self.closings.get(index, index) + 1)
            return not (_OPENS.search(self._text_at(index - 1)) and _CLOSES.match(after))
        before, after = self._text_at(index - 1), self._text_at(index + 1)
        return mark == "*" and before[-1:].isalnum() and after[:1].isalnum()

    def _text_at(self, index: int) -> str:
        """Return the text at a place; nothing where there is something else."""
        inside = 0 <= index < len(self.tokens) and self.tokens[index].type == "text"
        return self.tokens[index].content if inside else ""


def _address(token: "Token") -> str:
    title = token.attrGet("title")
    address = str(token.attrGet("href") or "")
    return _("{address} « {title} »").format(address=address, title=title) if title else address
