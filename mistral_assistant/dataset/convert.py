"""From one file of training data to another, without loss: what does not fit is refused by line."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mistral_assistant.dataset import form_names, formats
from mistral_assistant.dataset.examples import Example
from mistral_assistant.dataset.formats import layout_of
from mistral_assistant.dataset.reading import Source, open_source
from mistral_assistant.dataset.rows import Row, at
from mistral_assistant.dataset.writing import Schema, container_of, new_file, write_rows
from mistral_assistant.errors import DataError
from mistral_assistant.i18n import _

Render = Callable[[Example], str]
"""Writes a dialogue out as one text, for continued pre-training."""

USUAL: Mapping[str, str] = {"dialogue": "messages", "preference": "preference", "text": "text"}


@dataclass(frozen=True)
class Converted:
    """What was done."""

    source: str
    target: str
    form: str
    rows: int

    def to_json(self) -> dict[str, Any]:
        """Return the account for programs."""
        return {"source": self.source, "target": self.target, "form": self.form,
                "rows_in": self.rows, "rows_out": self.rows}  # fmt: skip


def convert(
    path: Path,
    target: Path,
    form: str = "",
    *,
    renamed: Mapping[str, str] | None = None,
    render: Render | None = None,
    guard: bool = False,
    guarded: bool = False,
    force: bool = False,
) -> Converted:
    """Write the rows of a file in another form or container.

    Args:
        path: what to read.
        target: a new file; its ending names the container.
        form: one of FORMS; without it pairs for tables, messages elsewhere.
        renamed: a column of the file → one of ours.
        render: given, dialogues become texts by it; they cannot be read back.
        guard: neutralise cells that a spreadsheet would run.
        guarded: the file read was written with ``guard``.
        force: replace ``target``.

    Raises:
        DataError: a row cannot be read, or would lose something.
    """
    source = open_source(path, guarded=guarded)
    container = container_of(target)
    if container == "md":
        return _as_they_are(source, target, force)
    chosen = "text" if render else form or _usual(source, container, renamed)
    schema = Schema()
    for row in _written(source, chosen, renamed, render):
        schema.look(row.values)
    _come_back(source, schema, chosen)
    with new_file(target, force=force, sources=[path]) as fresh:
        rows = _written(source, chosen, renamed, render)
        count = write_rows(fresh, rows, schema, source, guard=guard)
    return Converted(str(path), str(target), chosen, count)


def _usual(source: Source, container: str, renamed: Mapping[str, str] | None) -> str:
    form = source.layout(renamed).form
    if form in ("text", "preference"):
        return form
    return "pairs" if container in ("csv", "tsv", "xlsx") else "messages"


def _written(
    source: Source, form: str, renamed: Mapping[str, str] | None, render: Render | None
) -> Iterator[Row]:
    for example in source.examples(renamed):
        with at(source.path, example.line):
            if render and example.kind == "dialogue":
                example = Example(text=render(example), extra=example.extra, line=example.line)
            yield Row(example.line, formats.written(example, form))


def _come_back(source: Source, schema: Schema, form: str) -> None:
    """Refuse columns by which the file written would be read as something else."""
    names = schema.names
    found = layout_of(names)
    used = set(form_names.FORMS[form]) | {"system", "history", "input"}
    if not names or (
        found and found.form == form and all(r == n and n in used for r, n in found.roles.items())
    ):
        return
    own = set(form_names.FORMS[form])
    others = ", ".join(name for name in names if name not in own)
    raise DataError(
        _("« {file} » : avec les colonnes {names}, la forme « {form} » se relirait mal.").format(
            file=source.path, names=others, form=form
        ),
        _("Choisissez une autre forme avec « --to », ou renommez ces colonnes."),
    )


def _as_they_are(source: Source, target: Path, force: bool) -> Converted:
    """Write chunks of a catalogue back as the Markdown that they come from."""
    with new_file(target, force=force, sources=[source.path]) as fresh:
        count = write_rows(fresh, source.rows(), Schema(), source)
    return Converted(str(source.path), str(target), "markdown", count)
