"""Where pairs go: a CSV or JSONL file that appears complete or not at all."""

import csv
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from mistral_assistant.errors import DataError
from mistral_assistant.i18n import _

FORMATS = (".csv", ".tsv", ".jsonl")


def check_output(output: Path, *sources: Path | None) -> None:
    """Refuse to write over a file that is read.

    Raises:
        DataError: with what to choose instead.
    """
    for source in sources:
        if source and output.exists() and output.samefile(source):
            raise DataError(
                _("« {path} » est un fichier d'entrée : il ne sera pas remplacé.").format(
                    path=output
                ),
                _("Donnez un autre nom à la sortie."),
            )


def check_outputs(outputs: Sequence[Path], *sources: Path | None) -> None:
    """Refuse, before any work, outputs that are read, that are one file or cannot be written.

    Raises:
        DataError: with what to choose instead.
    """
    for place, output in enumerate(outputs):
        check_output(output, *sources)
        if any(output.resolve() == other.resolve() for other in outputs[:place]):
            raise DataError(
                _("« {path} » est demandé pour deux sorties.").format(path=output),
                _("Donnez un autre nom à l'une des deux."),
            )
        folder = next(folder for folder in output.absolute().parents if folder.exists())
        if output.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
            raise DataError(
                _("« {path} » ne peut pas être écrit.").format(path=output),
                _("Vérifiez le dossier, vos droits et la place libre."),
            )


def check_format(output: Path) -> None:
    """Refuse an ending that names no format.

    Raises:
        DataError: with the endings that do.
    """
    if output.suffix.lower() not in FORMATS:
        raise DataError(
            _("Format de sortie inconnu : « {name} ».").format(name=output.name),
            _("Terminez le nom par {formats}.").format(formats=", ".join(FORMATS)),
        )


def write_rows(rows: Iterable[dict[str, str]], names: Sequence[str], output: Path) -> None:
    """Write rows in the format that the file's ending names."""
    with replaced(output) as file:
        if output.suffix.lower() == ".jsonl":
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
            return
        delimiter = "\t" if output.suffix.lower() == ".tsv" else ","
        writer = csv.DictWriter(file, names, delimiter=delimiter, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_pieces(pieces: Iterable[str], output: Path) -> None:
    """Write a text that comes in pieces."""
    with replaced(output) as file:
        file.writelines(pieces)


@contextmanager
def replaced(output: Path) -> Iterator[TextIO]:
    """Open a file beside ``output`` that takes its place when all is written."""
    output.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{output.name}.", dir=output.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="", errors="surrogatepass") as file:
            yield file
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)
        os.replace(name, output)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def report_text(described: dict[str, Any], entries: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield the JSON of a report piece by piece; the entries may be many."""
    yield json.dumps(described, ensure_ascii=False)[:-1] + ', "entries": ['
    for position, entry in enumerate(entries):
        yield ("," if position else "") + "\n" + json.dumps(entry, ensure_ascii=False)
    yield "\n]}\n"
