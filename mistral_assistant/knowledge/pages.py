"""A passage of a house's pages as it is compared with a question: its heading and its statements.

A statement is a sentence, an item of a list, or a row of a table with the table's header.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from mistral_assistant.domains.pack import KnowledgeEntry
from mistral_assistant.french import fold
from mistral_assistant.knowledge.facts import age_ranges, asked, told
from mistral_assistant.knowledge.stems import stems

_SENTENCE = re.compile(r"(?<=[.!?…;])\s+")
_BULLET = re.compile(r"^(?:[-+*•]|\d+[.)])\s+")
_RULE = re.compile(r"\|[\s|:-]*-[\s|:-]*")


@dataclass(frozen=True)
class Statement:
    """One thing that a passage says."""

    stems: frozenset[str]
    facts: frozenset[str]
    """Kinds of facts in it, as of ``facts.told``."""
    ages: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Page:
    """One passage."""

    category: str
    head: frozenset[str]
    """Stems of the heading and of the questions that its author wrote."""
    lines: tuple[frozenset[str], ...]
    """Of the heading and of each of those questions."""
    asks: tuple[str, ...]
    """Kinds of facts that the heading announces."""
    statements: tuple[Statement, ...]

    @cached_property
    def body(self) -> frozenset[str]:
        """The stems of all statements."""
        return frozenset().union(*(statement.stems for statement in self.statements))

    @cached_property
    def facts(self) -> frozenset[str]:
        """The kinds of facts in all statements."""
        return frozenset().union(*(statement.facts for statement in self.statements))


def read_page(entry: KnowledgeEntry) -> Page:
    """Read one passage."""
    lines = [frozenset(stems(line)) for line in (entry.title, *entry.questions)]
    return Page(
        category=entry.category,
        head=frozenset().union(*lines),
        lines=tuple(line for line in lines if line),
        asks=asked(fold(entry.title)),
        statements=tuple(_statement(*parts) for parts in _statements(entry.text)),
    )


def _statement(text: str, beside: str) -> Statement:
    folded = fold(text)
    held = frozenset(stems(text)) | frozenset(stems(beside))
    return Statement(held, told(folded), tuple(age_ranges(folded)))


def _statements(text: str) -> Iterator[tuple[str, str]]:
    """Yield (text, header of its table) of each statement."""
    lines = [line.strip() for line in text.split("\n")]
    header = ""
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("|"):
            if _RULE.fullmatch(following):
                header = line
            elif not _RULE.fullmatch(line):
                yield line, header
            continue
        header = ""
        yield from ((part, "") for part in _SENTENCE.split(_BULLET.sub("", line)) if part)
