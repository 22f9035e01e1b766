"""A domain pack in memory: plain values, read by ``loader.py`` and never changed afterwards.

The upper-case names are the ones that pack authors know from the files and that
``packs show --python`` prints.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class CategorySpec:
    """One table of ``categories.toml``, with the examples of ``examples.csv`` added."""

    id: str
    label: str
    """As shown to the user when a choice is offered."""
    description: str = ""
    keywords: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    """Entity types without which a request of this category cannot be answered."""
    tone: str = ""
    format: str = ""
    weights: Mapping[str, float] = field(default_factory=dict)
    """Term → number, added by hand to the learned vector."""
    follow_up: bool = True
    """False for greetings and the like, which never become the running topic."""


@dataclass(frozen=True)
class EntityType:
    """One table of ``entities.toml``: exactly one of pattern, values, table or builtin."""

    id: str
    label: str
    question: str = ""
    """What to ask when the entity is missing."""
    example: str = ""
    pattern: str = ""
    """RE2 syntax; the first group, if any, is the value."""
    normalise: str = ""
    """``upper``, ``lower``, ``digits`` or a ``string.Template`` over ``$value`` and ``$digits``."""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Value → the ways to say it; inflected forms are found by stem."""
    table: str = ""
    column: str = ""
    aliases: str = ""
    """Column with ``;``-separated other names."""
    answer_pattern: str = ""
    """RE2 pattern that counts only in reply to our own question for this entity (a bare number)."""
    builtin: str = ""
    """A recogniser of ``reasoning.entities.BUILTINS``."""


@dataclass(frozen=True)
class Rule:
    """One ``[[rule]]`` of ``approaches.toml``; the first whose conditions all hold decides."""

    id: str
    then: str
    """One of the approaches of ``reasoning.turn``."""
    when: Mapping[str, Any]
    reason: str = ""
    template: str = ""
    """Key in ``templates.toml``."""
    variant: str = ""
    """Column of the row found, or entity type, whose value picks the variant of the template."""
    table: str = ""
    ask_for: str = ""
    """Entity type to ask for."""
    tool: str = ""
    tone: str = ""
    format: str = ""


@dataclass(frozen=True)
class TableRow:
    """One row with the line it stands on (1-based, the header is line 1)."""

    line: int
    cells: Mapping[str, str]
    file: str = ""
    """The document that a record stands in; empty for a row of the table's CSV."""
    provisional: frozenset[str] = frozenset()
    """Columns that held nothing but values that say nothing; their cells are empty."""


@dataclass(frozen=True)
class Field:
    """How a column of a table is asked for, and what it is called in documents."""

    names: tuple[str, ...] = ()
    """What record documents call it."""
    asked: tuple[str, ...] = ()
    """Wordings by which a question asks for it; any inflected form."""
    backwards: tuple[str, ...] = ()
    """Wordings that ask whose cell names a record: « dépendent de »; as they stand."""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Value → other ways to say it."""
    unknown: tuple[str, ...] = ()
    """Values that say nothing in this column: « Oui » as a host."""
    commas: bool = False
    """Commas part the items of a list that stands on one line."""


@dataclass(frozen=True)
class Table:
    """A CSV, or the records of documents, looked up by an entity and asked about."""

    name: str
    file: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    key: str
    """Column that is looked up."""
    entity: str
    """Entity type whose value is compared with ``key``."""
    title: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Column → what to call it in an answer."""
    also: Mapping[str, str] = field(default_factory=dict)
    """Further entity types that find a row → the column each is compared with."""
    category: str = ""
    """Column that names the category which a row belongs to, for a message that is little else."""
    search: tuple[str, ...] = ()
    """Columns whose cells help the search for passages once a row is found."""
    types: Mapping[str, str] = field(default_factory=dict)
    """Column → ``date``, ``amount``, ``number``, ``text`` or ``list``: how it is written."""
    fields: Mapping[str, Field] = field(default_factory=dict)
    """Column → how questions ask for it; a table with fields answers questions about its cells."""
    records: str = ""
    """Word in the headings of the documents whose records are the rows: « Application »."""
    called: tuple[str, ...] = ()
    """What users call a row: application, logiciel …"""
    unknown: tuple[str, ...] = ()
    """Cell values that say nothing, besides the built-in ones."""


@dataclass(frozen=True)
class KnowledgeEntry:
    """One passage of ``knowledge/``."""

    file: str
    line: int
    title: str
    text: str
    category: str = ""
    questions: tuple[str, ...] = ()
    """Other wordings that the passage answers; searched, never shown."""


@dataclass(frozen=True)
class ModerationWords:
    """Extra words of the pack, added to the built-in lists (``[moderation]`` in ``pack.toml``)."""

    rude: tuple[str, ...] = ()
    hostile: tuple[str, ...] = ()
    threat: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    """Words or phrases that are harmless in this domain."""


@dataclass(frozen=True)
class Limits:
    """Numbers of ``[limits]`` in ``pack.toml``."""

    sure: float = 2 / 3
    """Confidence from which the assistant acts without asking: here a wrong answer is as bad as
    three questions."""
    in_scope: float = 0.50
    """Below it a message counts as outside the domain."""
    passages: int = 3
    """Passages handed to the answer."""
    answer_chars: int = 1500
    as_pages: bool = False
    """The passages are the French pages of a house, whose sentences are compared one by one."""


@dataclass(frozen=True)
class DomainPack:
    """Everything that one folder under ``domains/`` says."""

    path: Path
    name: str
    title: str
    version: str
    description: str
    languages: tuple[str, ...]
    licence: str
    persona: str
    base_model: str
    adapter: str
    limits: Limits
    moderation: ModerationWords
    CATEGORIES: Mapping[str, CategorySpec]
    RESPONSE_TEMPLATES: Mapping[str, Mapping[str, tuple[str, ...]]]
    """Template key (often a category id) → variant → texts; ``default`` is the usual variant."""
    entities: Mapping[str, EntityType]
    rules: tuple[Rule, ...]
    tables: Mapping[str, Table]
    knowledge: tuple[KnowledgeEntry, ...]
    content_hash: str
    """SHA-256 over every file that was read; the key of all caches."""
    outside: tuple[str, ...] = ()
    """Messages of ``outside.txt``: near the domain, but none of its business."""
    placeholders: Mapping[str, str] = field(default_factory=dict)
    """``[placeholders]`` of ``pack.toml``: constants such as phone numbers for the templates."""

    @cached_property
    def rules_by_category(self) -> Mapping[str, tuple[Rule, ...]]:
        """Category, or empty → the rules that do not ask for another one, in their order."""
        return {
            name: tuple(rule for rule in self.rules if name in rule.when.get("category", (name,)))
            for name in (*self.CATEGORIES, "")
        }
