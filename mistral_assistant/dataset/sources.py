"""From a path to a table of records: what kind of file it is, by its content and never its name."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO

from mistral_assistant.dataset import (
    dialogues,
    encoding,
    headings,
    literals,
    marked_up,
    sql_rows,
)
from mistral_assistant.dataset.containers import chunks, read, unpacked
from mistral_assistant.dataset.labels import unread_part
from mistral_assistant.dataset.lines import Notes, known_words, mender, read_lines
from mistral_assistant.dataset.rest import Source
from mistral_assistant.dataset.row_tables import table_of_rows, table_of_values
from mistral_assistant.dataset.segments import FilePart
from mistral_assistant.dataset.tables import Table, has_plain_header, head_of, read_delimited
from mistral_assistant.errors import DataError
from mistral_assistant.i18n import _

HEAD = 1 << 20
"""Bytes by which the encoding is told."""


@dataclass
class Read:
    """How much of a file has been read."""

    bytes: int = 0


def open_table(
    path: Path,
    stack: ExitStack,
    renamed: Mapping[str, str] | None = None,
    done: Read | None = None,
) -> Table:
    """Return the records of a file, with the encoding and the kind of file that were found.

    ``renamed`` maps a column name of the file to a role; ``stack`` closes the file.

    Raises:
        DataError: the file is missing, empty or of a kind that holds no table.
    """
    if not path.is_file():
        raise DataError(
            _("Le fichier « {path} » n'existe pas.").format(path=path),
            _("Vérifiez le chemin."),
        )
    file, kinds, unread = stack.enter_context(unpacked(path))
    if kinds and kinds[-1] == "xlsx":
        return _workbook(file, kinds, unread, renamed)
    head = read(file, HEAD)
    if not head.strip(b" \t\r\n\x00\x1a\xef\xbb\xbf"):
        raise DataError(
            _("Le fichier « {path} » est vide.").format(path=path),
            _("Il faut une ligne d'en-tête et au moins une ligne de données."),
        )
    found = encoding.detect(head)
    notes = Notes()
    data = _Replayed(_counted(chain([head], chunks(file)), done or Read()))
    words = known_words(head, found) if found.strays else frozenset()

    def mend(notes: Notes) -> Callable[[str, int], str]:
        return mender(found, notes, words)

    def again() -> Iterable[bytes] | None:
        """Return the text from the beginning, where runs of it can be told by their bytes."""
        if found.name != "utf-8" or b"\n" not in head[found.mark :]:
            return None
        first, *others = data.seen
        return chain([first[found.mark :], *others], data)

    def part(begin: int, size: int) -> Iterable[bytes]:
        return FilePart(file.fileno(), found.mark + begin, size)

    is_plain = not kinds and hasattr(os, "pread")
    source = Source(again, mend, notes, part if is_plain else None)
    table = _table(read_lines(data, found, notes, words), notes, renamed, source)
    data.remember = False
    table.notes = notes
    table.encoding = found.name
    table.container = "+".join([*kinds, table.container]).strip("+")
    if found.name != "utf-8":
        table.rules.insert(0, "encoding")
    table.rules += map(unread_part, unread)
    return table


def _workbook(
    file: IO[bytes], kinds: list[str], unread: list[str], renamed: Mapping[str, str] | None
) -> Table:
    from mistral_assistant.dataset.workbooks import sheet_rows

    rows, sheets = sheet_rows(file)
    numbered = ((number, ["\t".join(cells)], cells) for number, cells in enumerate(rows, 1))
    table = table_of_rows(numbered, renamed)
    table.container = "+".join(kinds)
    table.rules += map(unread_part, [*unread, *sheets])
    return table


def _counted(data: Iterable[bytes], done: Read) -> Iterator[bytes]:
    for chunk in data:
        yield chunk
        done.bytes += len(chunk)


class _Replayed:
    """Chunks of a file that can be had again as long as they are remembered."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self.seen: list[bytes] = []
        self.remember = True

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        chunk = next(self._chunks)
        if self.remember:
            self.seen.append(chunk)
        else:
            self.seen = []
        return chunk


def _table(
    lines: Iterator[str],
    notes: Notes,
    renamed: Mapping[str, str] | None,
    source: Source,
) -> Table:
    """Read lines of any kind; the first kind that recognises its own form takes them."""
    head = head_of(lines)
    every = chain(head, lines)
    if has_plain_header(head):
        return read_delimited(head, lines, renamed, source)
    if literals.looks_like_literals(head):
        table, kind = table_of_values(literals.values_of(every), renamed), "json"
    elif sql_rows.looks_like_sql(head):
        table, kind = table_of_rows(sql_rows.sql_rows(every), renamed), "sql"
    elif marked_up.looks_like_html(head):
        table, kind = table_of_rows(marked_up.html_rows(every), renamed), "html"
    elif dialogues.looks_like_transcript(head):
        table, kind = table_of_rows(dialogues.transcript_rows(every), renamed), "transcript"
    elif marked_up.looks_like_markdown(head):
        table, kind = table_of_rows(marked_up.markdown_rows(every), renamed), "markdown"
    elif headings.looks_like_headings(head):
        table, kind = table_of_rows(headings.heading_rows(every), renamed), "headings"
    else:
        return read_delimited(head, lines, renamed, source)
    table.container = kind
    return table
