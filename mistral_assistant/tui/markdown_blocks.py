"""Markdown → flat blocks, each with all that stands left of it; how they look is in ``prose``."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from mistral_assistant.tui.markdown_inline import MAX_NESTING, Cell, Run, inline, parser

if TYPE_CHECKING:
    from markdown_it.token import Token

_BULLETS = ("• ", "◦ ", "▪ ")
_QUOTE = "▎ "
_LANGUAGE = re.compile(r"[\w.+#-]{0,20}", re.ASCII)


@dataclass(frozen=True)
class Block:
    """One piece of the page."""

    kind: Literal["text", "heading", "code", "rule", "table"]
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


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a clean Markdown text; what is nested too deep stands as typed."""
    tokens = parser().parse(text) if text else []
    if not _is_too_deep(tokens):
        yield from _Walk().blocks(tokens)
        return
    lines = text.split("\n")
    for group in _top_level(tokens):
        if _is_too_deep(group) and group[0].map:
            first, end = group[0].map
            yield Block("text", (Run("\n".join(lines[first:end]).rstrip("\n")),))
        else:
            yield from _Walk().blocks(group)


def _is_too_deep(tokens: "Sequence[Token]") -> bool:
    """Tell whether the parser may have left something out: it goes no deeper than its limit."""
    return any(token.level >= MAX_NESTING - 1 for token in tokens)


def _top_level(tokens: "Sequence[Token]") -> "Iterator[Sequence[Token]]":
    first = 0
    for number, token in enumerate(tokens):
        if token.level == 0 and token.nesting < 1:
            yield tokens[first : number + 1]
            first = number + 1


@dataclass
class _Container:
    """A quote or list item that is open."""

    first: str
    rest: str
    used: bool = False

    def prefix(self) -> str:
        return self.rest if self.used else self.first


@dataclass
class _Walk:
    """One pass over the tokens of a text."""

    containers: list[_Container] = field(default_factory=list)
    lists: list[bool] = field(default_factory=list)
    """For each list that is open: it has shown something."""
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    """Of the table that is open."""

    def blocks(self, tokens: "Sequence[Token]") -> Iterator[Block]:
        for number, token in enumerate(tokens):
            match token.type:
                case "inline":
                    opening = tokens[number - 1]
                    if opening.tag in ("td", "th"):
                        self.rows[-1] += (inline(token.content),)
                    else:
                        yield self._paragraph(opening, token.content)
                case "fence" | "code_block":
                    yield from self._code(token.info.strip(), token.content.rstrip("\n"))
                case "hr":
                    yield self._placed(Block("rule"))
                case "table_open":
                    self.rows = []
                case "tr_open":
                    self.rows.append(())
                case "table_close":
                    yield self._placed(Block("table", rows=tuple(self.rows)))
                case _:
                    yield from self._contain(token)

    def _paragraph(self, opening: "Token", source: str) -> Block:
        kind: Literal["text", "heading"] = "heading" if opening.tag[:1] == "h" else "text"
        # A hidden paragraph is one of a tight list.
        return self._placed(Block(kind, inline(source), gap=not opening.hidden))

    def _code(self, info: str, text: str) -> Iterator[Block]:
        """Yield the code, below whatever is more than the name of a language."""
        if _LANGUAGE.fullmatch(info):
            yield self._placed(Block("code", text=text, language=info))
            return
        yield self._placed(Block("text", (Run(info),)))
        yield self._placed(Block("code", text=text, language=info.split()[0], gap=False))

    def _contain(self, token: "Token") -> Iterator[Block]:
        """Open or close a list, an item or a quote; an empty one still shows its bullet."""
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self.lists.append(False)
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "list_item_open":
                bullet = f"{token.info}{token.markup} " if token.info else self._bullet()
                self.containers.append(_Container(bullet, " " * len(bullet)))
            case "blockquote_open":
                self.containers.append(_Container(_QUOTE, _QUOTE))
            case "list_item_close" | "blockquote_close":
                if not self.containers[-1].used:
                    yield self._placed(Block("text", gap=False))
                self.containers.pop()

    def _bullet(self) -> str:
        return _BULLETS[(len(self.lists) - 1) % len(_BULLETS)]

    def _placed(self, block: Block) -> Block:
        """Give a block what stands left of it, and note that its containers are used."""
        first = "".join(container.prefix() for container in self.containers)
        rest = "".join(container.rest for container in self.containers)
        starts_a_list = bool(self.lists) and not self.lists[0]
        for container in self.containers:
            container.used = True
        self.lists = [True] * len(self.lists)
        return replace(block, first=first, rest=rest, gap=block.gap or starts_a_list)
