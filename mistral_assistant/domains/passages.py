"""The documents below ``knowledge/``, and those that users added: one passage a heading or row."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from mistral_assistant.domains.csv_rows import read_csv
from mistral_assistant.domains.files import Folder
from mistral_assistant.domains.json_lines import JsonLine, read_json_lines
from mistral_assistant.domains.pack import KnowledgeEntry
from mistral_assistant.domains.records import RecordReader
from mistral_assistant.domains.vocabulary import suggest
from mistral_assistant.i18n import _

SUFFIXES = (".md", ".csv", ".jsonl")
MAX_PASSAGE_CHARS = 4_000
ADDED = "documents/"
"""Prefix of the names of documents that the user added to a pack."""
_COMMENT = re.compile(r"<!--\s*(\w+)\s*:(.*?)-->\s*$")
_FENCE = re.compile(r"\s{0,3}(```|~~~)")


def read_passages(
    folder: Folder,
    names: Collection[str],
    categories: Collection[str] | None,
    records: RecordReader | None = None,
) -> list[KnowledgeEntry]:
    """Read the passages of the named files; categories are checked unless None.

    What ``records`` takes for itself is no passage.
    """
    entries: list[KnowledgeEntry] = []
    for name in sorted(names):
        if name.endswith(".md"):
            entries += _from_markdown(folder, name, records)
        elif name.endswith(".csv"):
            entries += _from_csv(folder, name)
        elif name.endswith(".jsonl"):
            entries += _from_json_lines(folder, name, records)
        else:
            folder.warn(
                name,
                _("ce fichier n'est pas lu"),
                _("Les connaissances se mettent en .md, .csv ou .jsonl."),
            )
    for entry in entries:
        _check(folder, entry, categories)
    return [replace(entry, file=shown_name(entry.file)) for entry in entries if entry.text]


def shown_name(name: str) -> str:
    """Return the name of a document as it is shown with an answer."""
    return name.removeprefix("knowledge/")


def _check(folder: Folder, entry: KnowledgeEntry, categories: Collection[str] | None) -> None:
    if not entry.text:
        folder.report(
            entry.file,
            _("passage sans texte"),
            _("Écrivez la réponse sous ce titre, ou retirez le passage."),
            line=entry.line,
            key=entry.title or "text",
        )
    if not entry.title:
        folder.report(
            entry.file,
            _("passage sans titre"),
            _("Donnez-lui un titre : il est montré comme source."),
            line=entry.line,
            key="title",
        )
    if len(entry.text) > MAX_PASSAGE_CHARS:
        folder.warn(
            entry.file,
            _("passage de plus de {limit} caractères").format(limit=MAX_PASSAGE_CHARS),
            _("Partagez-le : un passage répond à une seule question."),
            line=entry.line,
            key=entry.title,
        )
    what = _("catégorie inconnue « {name} »")
    folder.check_known(entry.file, entry.line, "category", entry.category, categories, what)


def _from_markdown(
    folder: Folder, name: str, records: RecordReader | None
) -> Iterator[KnowledgeEntry]:
    """Yield a passage for each ``##`` heading, and one for text that stands before the first."""
    text = folder.text(name) if folder.rows_left >= 0 else None
    if text is None:
        return
    if records:
        text = records.take(name, text)
    title = _file_title(name)
    line, lines = 1, list[str]()
    fenced = 0
    started = False
    for number, written in enumerate(text.split("\n"), 1):
        if _FENCE.match(written):
            fenced = 0 if fenced else number
        heading = None if fenced else re.match(r"(##?)\s+(.*?)\s*#*$", written)
        if heading is None:
            lines.append(written)
            continue
        yield from _passage(folder, name, line, title, lines, started)
        if folder.rows_left < 0:
            return
        title, line, lines, started = heading[2], number, [], heading[1] == "##"
    yield from _passage(folder, name, line, title, lines, started)
    if fenced:
        folder.warn(
            name,
            _("bloc de code jamais fermé : les titres qui suivent n'en sont plus"),
            _("Fermez-le par une ligne ```."),
            line=fenced,
        )


def _file_title(name: str) -> str:
    return name.rpartition("/")[2].rpartition(".")[0].replace("-", " ").replace("_", " ")


def _passage(
    folder: Folder, name: str, line: int, title: str, lines: list[str], started: bool
) -> Iterator[KnowledgeEntry]:
    """Yield the passage under one heading; nothing for a file title without text."""
    values, kept = _comments(folder, name, line, lines)
    text = "\n".join(kept).strip()
    if (text or started) and folder.take_row(name):
        questions = _split(values.get("questions", ""))
        yield KnowledgeEntry(name, line, title, text, values.get("category", ""), questions)


def _comments(
    folder: Folder, name: str, line: int, lines: list[str]
) -> tuple[dict[str, str], list[str]]:
    """Take the ``<!-- key: value -->`` lines out of a passage."""
    values: dict[str, str] = {}
    kept: list[str] = []
    for offset, written in enumerate(lines, 1):
        comment = _COMMENT.match(written)
        if comment is None:
            kept.append(written)
        elif comment[1] in ("category", "questions"):
            values[comment[1]] = comment[2].strip()
        else:
            folder.warn(
                name,
                _("remarque inconnue « {key} »").format(key=comment[1]),
                suggest(comment[1], ("category", "questions")),
                line=line + offset,
                key=comment[1],
            )
    return values, kept


def _from_csv(folder: Folder, name: str) -> Iterator[KnowledgeEntry]:
    table = read_csv(folder, name, ("title", "text"), ("category", "questions"))
    for row in table.rows if table else ():
        cells = row.cells
        questions = _split(cells.get("questions", ""))
        category = cells.get("category", "")
        yield KnowledgeEntry(name, row.line, cells["title"], cells["text"], category, questions)


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())


def _from_json_lines(
    folder: Folder, name: str, records: RecordReader | None
) -> Iterator[KnowledgeEntry]:
    for item in read_json_lines(folder, name):
        entry = _chunk(item, name) if "content" in item.values else _entry(item, name)
        item.end()
        if not records or not records.take_chunk(name, item.line, entry.text, entry.title):
            yield entry


def _chunk(item: JsonLine, name: str) -> KnowledgeEntry:
    """Read a piece of a document as other programs cut them: ``id``, ``content``, ``metadata``."""
    about = item.values.get("metadata")
    known = about if isinstance(about, dict) else {}
    item.ignore("metadata")
    title = next((known[key] for key in ("nom", "title", "name") if known.get(key)), "")
    text = item.text("content")
    identity = item.text("id", required=False)
    return KnowledgeEntry(name, item.line, str(title) or identity, text)


def _entry(item: JsonLine, name: str) -> KnowledgeEntry:
    return KnowledgeEntry(
        file=name,
        line=item.line,
        title=item.text("title", required=False),
        text=item.text("text", required=False),
        category=item.text("category", required=False),
        questions=item.texts("questions"),
    )
