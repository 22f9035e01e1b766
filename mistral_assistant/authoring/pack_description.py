"""``packs show``: what a loaded pack holds, as text for its author and as JSON."""

import textwrap
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from mistral_assistant.authoring.pack_test import percent_text
from mistral_assistant.authoring.text_columns import columns
from mistral_assistant.cleaning import clean_line
from mistral_assistant.domains.loader import ADDED
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.i18n import _, ngettext

_WIDTH = 100


@dataclass(frozen=True)
class CategorySummary:
    """One category in a list."""

    name: str
    label: str
    examples: int
    keywords: int


@dataclass(frozen=True)
class PackDescription:
    """A pack at a glance."""

    name: str
    title: str
    version: str
    description: str
    path: str
    languages: tuple[str, ...]
    categories: tuple[CategorySummary, ...]
    left_out: float
    """Share of the examples that are found when each is left out, 0..1."""
    entities: tuple[str, ...]
    tables: tuple[tuple[str, int], ...]
    """(name, rows)"""
    rules: int
    passages: int
    documents: tuple[str, ...]
    """Documents that the user added."""
    templates: int
    base_model: str
    adapter: str

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)

    def lines(self) -> Iterator[str]:
        """Yield the description for a terminal."""
        yield clean_line(f"{self.title} ({self.name} {self.version})")
        yield from textwrap.wrap(clean_line(self.description), _WIDTH)
        yield clean_line(self.path)
        yield ""
        head = (_("catégorie"), _("libellé"), _("exemples"), _("mots-clés"))
        rows = [
            (item.name, clean_line(item.label), str(item.examples), str(item.keywords))
            for item in self.categories
        ]
        yield from columns([head, *rows], right={2, 3}, indent="")
        yield ""
        yield _("exemples : {count}, dont {share} retrouvés quand chacun est mis de côté").format(
            count=sum(item.examples for item in self.categories), share=percent_text(self.left_out)
        )
        for line in self._contents():
            yield from textwrap.wrap(clean_line(line), _WIDTH, subsequent_indent="  ")

    def _contents(self) -> Iterator[str]:
        yield _("entités : {names}").format(names=", ".join(self.entities) or "—")
        tables = ", ".join(f"{name} ({rows})" for name, rows in self.tables)
        yield _("tables : {names}").format(names=tables or "—")
        yield _("règles : {count} · passages : {passages} · modèles de texte : {templates}").format(
            count=self.rules, passages=self.passages, templates=self.templates
        )
        if self.documents:
            added = ngettext(
                "{count} document ajouté : {names}",
                "{count} documents ajoutés : {names}",
                len(self.documents),
            )
            yield added.format(count=len(self.documents), names=", ".join(self.documents))
        yield _("modèle : {base} · adaptateur : {adapter}").format(
            base=self.base_model or "—", adapter=self.adapter or "—"
        )


def describe(pack: DomainPack, left_out: float) -> PackDescription:
    """Return what a pack holds; ``left_out`` is what learning its categories measured."""
    added = [entry.file.removeprefix(ADDED) for entry in pack.knowledge
             if entry.file.startswith(ADDED)]  # fmt: skip
    return PackDescription(
        name=pack.name,
        title=pack.title,
        version=pack.version,
        description=pack.description,
        path=str(pack.path),
        languages=pack.languages,
        categories=tuple(
            CategorySummary(spec.id, spec.label, len(spec.examples), len(spec.keywords))
            for spec in pack.CATEGORIES.values()
        ),
        left_out=round(left_out, 4),
        entities=tuple(pack.entities),
        tables=tuple((table.name, len(table.rows)) for table in pack.tables.values()),
        rules=len(pack.rules),
        passages=len(pack.knowledge),
        documents=tuple(dict.fromkeys(added)),
        templates=len(pack.RESPONSE_TEMPLATES),
        base_model=pack.base_model,
        adapter=pack.adapter,
    )
