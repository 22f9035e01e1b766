"""A whole file without its personal data, or the list of what is in it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mistral_assistant.dataset.privacy import KINDS, Masker
from mistral_assistant.dataset.reading import Source, open_source
from mistral_assistant.dataset.rows import Row
from mistral_assistant.dataset.writing import Schema, new_file, write_rows
from mistral_assistant.errors import UsageError
from mistral_assistant.i18n import _


@dataclass
class Masked:
    """The account; no row is lost."""

    rows: int = 0
    rows_with: int = 0
    """Rows that held anything personal."""
    counts: dict[str, int] = field(default_factory=dict)
    distinct: dict[str, int] = field(default_factory=dict)
    found: list[tuple[int, str, str]] = field(default_factory=list)
    """(line, kind, text)."""

    def to_json(self, *, with_texts: bool = False) -> dict[str, Any]:
        """Return the account for programs; the data itself only on demand."""
        told: dict[str, Any] = {
            "rows_in": self.rows, "changed": self.rows_with, "kept": self.rows - self.rows_with,
            "counts": self.counts, "distinct": self.distinct,
        }  # fmt: skip
        if with_texts:
            told["found"] = [{"line": n, "kind": k, "text": t} for n, k, t in self.found]
        return told


def mask_file(
    path: Path,
    target: Path | None,
    kinds: Collection[str] = KINDS,
    names: Sequence[str] = (),
    *,
    renamed: Mapping[str, str] | None = None,
    force: bool = False,
) -> Masked:
    """Write a file with masks in the texts that training sees; other columns stay.

    Raises:
        UsageError: a kind is unknown.
        DataError: a file cannot be read or written.
    """
    unknown = sorted(set(kinds) - set(KINDS))
    if unknown:
        raise UsageError(
            _("Le genre « {name} » n'existe pas.").format(name=unknown[0]),
            _("Genres : {names}.").format(names=", ".join(KINDS)),
        )
    source, done = open_source(path), Masked()
    schema = Schema()
    masker = Masker(kinds, names)
    for row in _masked(source, masker, renamed, done):
        schema.look(row.values)
    done.counts, done.distinct = dict(masker.counts), masker.distinct
    if target is not None:
        with new_file(target, force=force, sources=[path]) as fresh:
            rows = _masked(source, Masker(kinds, names), renamed, Masked())
            write_rows(fresh, rows, schema, source)
    return done


def _masked(
    source: Source, masker: Masker, renamed: Mapping[str, str] | None, done: Masked
) -> Iterator[Row]:
    layout = source.layout(renamed)
    for row in source.rows():
        before = len(done.found)

        def change(text: str, line: int = row.line) -> str:
            done.found += [(line, one.kind, one.text) for one in masker.find(text)]
            return masker.mask(text)

        values = layout.changed(row.values, change)
        done.rows += 1
        done.rows_with += len(done.found) > before
        yield Row(row.line, values)
