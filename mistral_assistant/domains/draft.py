"""A pack while it is being checked: what could be read of each file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mistral_assistant.domains.document import Document
from mistral_assistant.domains.files import Folder
from mistral_assistant.domains.pack import (
    CategorySpec,
    EntityType,
    KnowledgeEntry,
    Limits,
    ModerationWords,
    Rule,
    Table,
)


@dataclass
class Draft:
    """The parts of a pack. A part is None where its file is missing or cannot be parsed, so that
    nothing that refers to it is called unknown."""

    folder: Folder
    documents: dict[str, Document] = field(default_factory=dict)
    """File name → parsed TOML file."""
    manifest: "Manifest | None" = None
    tables: dict[str, Table] | None = None
    categories: dict[str, CategorySpec] | None = None
    outside: tuple[str, ...] = ()
    entities: dict[str, EntityType] | None = None
    templates: dict[str, dict[str, tuple[str, ...]]] | None = None
    rules: list[Rule] | None = None
    knowledge: list[KnowledgeEntry] = field(default_factory=list)


@dataclass(frozen=True)
class Manifest:
    """What ``pack.toml`` says, without the rows of its tables."""

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
    placeholders: Mapping[str, str]
