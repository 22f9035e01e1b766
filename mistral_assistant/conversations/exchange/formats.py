"""The formats that conversations can be written in, and how such a file is written."""

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path

from mistral_assistant.conversations.exchange.document import json_pieces
from mistral_assistant.conversations.exchange.markdown import markdown_pieces
from mistral_assistant.conversations.exchange.page import page_pieces
from mistral_assistant.conversations.exchange.training import Counts, csv_pieces, jsonl_pieces
from mistral_assistant.conversations.records import StoredConversation, WholeConversation
from mistral_assistant.conversations.store import Store
from mistral_assistant.errors import StoreError, UnknownIdError
from mistral_assistant.i18n import _, ngettext, system_reason

FORMATS: Mapping[str, str] = {
    "md": "Markdown",
    "html": "HTML",
    "json": "JSON",
    "csv": "CSV",
    "jsonl": "JSONL",
}
"""Format, which is also the ending of its files → what it is called."""
TRAINING = ("csv", "jsonl")
_PAGE = 200


@dataclass(frozen=True)
class Export:
    """Conversations on their way into a format."""

    pieces: Iterable[str]
    """The text; can be read once."""
    counts: Counts = field(default_factory=Counts)
    """Of training data; complete once the text has been read."""


def export(conversations: Iterable[WholeConversation], form: str) -> Export:
    """Return conversations in the format ``form``, one of FORMATS."""
    counts = Counts()
    pieces = {
        "md": lambda: markdown_pieces(conversations),
        "html": lambda: page_pieces(conversations),
        "json": lambda: json_pieces(conversations),
        "csv": lambda: csv_pieces(conversations, counts),
        "jsonl": lambda: jsonl_pieces(conversations, counts),
    }[form]()
    return Export(pieces, counts)


def all_conversations(store: Store) -> Iterator[WholeConversation]:
    """Yield every conversation, the archive included and the bin left out, latest first."""
    ids: list[int] = []
    while page := store.list(_PAGE, len(ids), archived=None):
        ids += [item.id for item in page]
    for conversation_id in ids:
        with suppress(UnknownIdError):  # removed for good since the list was read
            yield store.whole(conversation_id)


def write_new(path: Path, pieces: Iterable[str], *, overwrite: bool = False) -> Path:
    """Write a private file that is whole or not there at all, and return its path.

    Raises:
        StoreError: the file exists (unless ``overwrite``) or cannot be written.
    """
    if not overwrite and path.exists():
        raise StoreError(
            _("« {path} » existe déjà.").format(path=path),
            _("Choisissez un autre nom, ou ajoutez « --force » pour le remplacer."),
        )
    fresh = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w",
                  encoding="utf-8", newline="\n") as stream:  # fmt: skip
            stream.writelines(pieces)
        fresh.replace(path)
    except OSError as error:
        raise StoreError(
            _("« {path} » ne peut pas être écrit ({error}).").format(
                path=path, error=system_reason(error)
            ),
            _("Vérifiez le dossier, vos droits et la place libre."),
        ) from error
    finally:
        with suppress(OSError):  # it is in its place, or was never made
            fresh.unlink()
    return path


def free_path(folder: Path, about: StoredConversation, form: str) -> Path:
    """Return a path in ``folder`` that names the conversation and is not taken."""
    plain = unicodedata.normalize("NFKD", about.title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
    name = "-".join(part for part in ("conversation", str(about.id), words) if part)
    endings = chain(("",), (f"-{number}" for number in count(2)))
    paths = (folder / f"{name}{ending}.{form}" for ending in endings)
    return next(path for path in paths if not path.exists())


def counts_text(counts: Counts) -> str:
    """Return what became of the answers, in one line."""
    told = [
        (counts.kept, ngettext("{count} réponse", "{count} réponses", counts.kept)),
        (counts.corrected, ngettext("dont {count} corrigée", "dont {count} corrigées",
                                    counts.corrected)),
        (counts.bad, ngettext("{count} jugée mauvaise laissée de côté",
                              "{count} jugées mauvaises laissées de côté", counts.bad)),
        (counts.interrupted, ngettext("{count} interrompue laissée de côté",
                                      "{count} interrompues laissées de côté",
                                      counts.interrupted)),
        (counts.empty, ngettext("{count} vide laissée de côté", "{count} vides laissées de côté",
                                counts.empty)),
        (counts.other_branches, ngettext("{count} sur une autre branche",
                                         "{count} sur d'autres branches", counts.other_branches)),
    ]  # fmt: skip
    return " · ".join(
        text.format(count=number)
        for place, (number, text) in enumerate(told)
        if number or not place
    )
