"""The rows of JSON, of JSON by the line, and of the archive that X hands out."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from mistral_assistant.dataset.row_fault import RowFault
from mistral_assistant.dataset.rows import Fault, Row, at, damaged, open_text
from mistral_assistant.errors import DataError
from mistral_assistant.i18n import _

_CHUNK = 1 << 20


def jsonl_rows(path: Path) -> Iterator[Row]:
    with open_text(path) as stream:
        for number, line in enumerate(_lines(stream), 1):
            if line.strip():
                with at(path, number):
                    yield Row(number, _object(line))


def jsonl_rows_or_faults(path: Path) -> Iterator[Row | Fault]:
    with open_text(path) as stream:
        for number, line in enumerate(_lines(stream), 1):
            if not line.strip():
                continue
            try:
                yield Row(number, _object(line))
            except RowFault as fault:
                yield Fault(number, str(fault))


def _lines(stream: IO[str]) -> Iterator[str]:
    """Yield lines by LF and CRLF only: a lone CR is white space to JSON."""
    for line in stream:
        rest = line
        while rest.endswith("\r"):
            more = next(stream, "")
            if not more:
                break
            rest += more
        yield rest


def _object(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RowFault(_("ce n'est pas du JSON")) from error
    if not isinstance(value, dict):
        raise RowFault(_("il faut un objet JSON"))
    return value


def json_rows(path: Path) -> Iterator[Row]:
    """Yield the objects of one JSON array, of which only a window is in memory."""
    with open_text(path) as stream:
        yield from _array(stream, path)


def _array(stream: IO[str], path: Path) -> Iterator[Row]:
    decoder = json.JSONDecoder()
    window, line, size = stream.read(_CHUNK), 1, _CHUNK
    start = len(window) - len(window.lstrip())
    line += window[:start].count("\n")
    if window[start : start + 1] != "[":
        raise DataError(
            _("{file}, ligne {line} : {what}.").format(
                file=path, line=line, what=_("le fichier doit être une liste JSON")
            ),
            _("Mettez un objet par ligne dans un fichier .jsonl."),
        )
    place = start + 1
    while True:
        begin = re.compile(r"[\s,]*").match(window, place).end()  # type: ignore[union-attr]
        if begin < len(window) and window[begin] == "]":
            return
        try:
            value, end = decoder.raw_decode(window, begin)
            done = end < len(window)
        except (ValueError, RecursionError):
            done = False
        if done:
            line += window.count("\n", place, begin)
            with at(path, line):
                if not isinstance(value, dict):
                    raise RowFault(_("il faut un objet JSON"))
                yield Row(line, value)
            line += window.count("\n", begin, end)
            place, size = end, _CHUNK
            continue
        more = stream.read(size)
        if not more:
            line += window.count("\n", place, begin)
            raise damaged(path, line, _("ce n'est pas du JSON"))
        window, place, size = window[place:] + more, 0, size * 2


def archive_rows(path: Path) -> Iterator[Row]:
    """Yield the tweets of an X archive: JSON after an assignment."""
    with open_text(path) as stream:
        head = stream.read(200)
        cut = head.find("[", head.find("=") + 1)
        if cut < 0:
            raise damaged(path, 1, _("ce n'est pas une archive de X"))
        with _at_place(path, head, cut) as rest:
            for row in _array(rest, path):
                tweet = row.values.get("tweet", row.values)
                if not isinstance(tweet, dict) or "id_str" not in tweet:
                    raise damaged(path, row.line, _("ce n'est pas un tweet"))
                text = tweet.get("full_text", tweet.get("text", ""))
                yield Row(row.line, {"id_tweet": tweet["id_str"], "texte": text,
                                     "date_creation": _date(tweet.get("created_at"))})  # fmt: skip


@contextmanager
def _at_place(path: Path, head: str, cut: int) -> Iterator[IO[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        stream.read(cut)
        yield stream


def _date(text: Any) -> str:
    """Return X's own date in ISO form; another one as it is."""
    try:
        return datetime.strptime(str(text), "%a %b %d %H:%M:%S %z %Y").isoformat(sep=" ")
    except ValueError:
        return str(text or "")
