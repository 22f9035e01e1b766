"""All conversations as one file: made while the chat runs, put back on this or another machine.

A back-up is a store like any other, in one file and complete. Putting one back never destroys
what was there: the old store stays beside the new one, under another name.
"""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from mistral_assistant.conversations import owners
from mistral_assistant.conversations.database import SIDE_FILES, copy_database
from mistral_assistant.conversations.faults import is_busy, store_error
from mistral_assistant.conversations.migrations import refuse_unknown
from mistral_assistant.conversations.store import Store
from mistral_assistant.errors import StoreError
from mistral_assistant.i18n import _

_ALL = 2**62
_MOST_KEPT = 1000


@dataclass(frozen=True)
class Restored:
    """What a restore has put in place."""

    conversations: int
    """In the back-up, the bin included."""
    kept: Path | None
    """The store that was there before; None if there was none."""


def back_up(store: Store, target: Path, *, overwrite: bool = False) -> int:
    """Copy the whole store into the one file ``target`` (0600) and return its size in bytes.

    Raises:
        StoreError: ``target`` exists (unless ``overwrite``) or cannot be written.
    """
    if target.exists() and not overwrite:
        raise StoreError(
            _("« {path} » existe déjà.").format(path=target),
            _("Choisissez un autre nom, ou ajoutez « --force » pour le remplacer."),
        )
    _refuse_same_file(store.path, target)
    with _fresh_beside(target) as fresh:
        store.copy_to(fresh)
        _put_in_place(fresh, target)
    return target.stat().st_size


def restore_backup(path: Path, source: Path) -> Restored:
    """Put the store in the file ``source`` in the place of the one at ``path``.

    The old one is kept as ``….bak``, ``….bak-2`` and so on. A back-up of an older version is
    brought up to date.

    Raises:
        StoreError: ``source`` is no sound back-up or newer than this program; the store is in use;
            a file cannot be written. Nothing has changed then.
    """
    _refuse_same_file(path, source)
    with _fresh_beside(path) as fresh:
        _copy_checked(source, fresh)
        restored = Store(fresh)  # runs the migrations that are missing
        found = len(restored.list(_ALL, archived=None)) + len(restored.list(_ALL, deleted=True))
        restored.close()
        _refuse_while_in_use(path)
        kept = _set_aside(path)
        _put_in_place(fresh, path)
    return Restored(found, kept)


def _copy_checked(source: Path, fresh: Path) -> None:
    """Copy a back-up that is whole, ours and not too new."""
    if not source.is_file():
        raise StoreError(
            _("La sauvegarde « {path} » n'existe pas.").format(path=source),
            _("Vérifiez le chemin."),
        )
    if source.stat().st_size == 0:
        raise StoreError(
            _("La sauvegarde « {path} » est vide.").format(path=source),
            _("Choisissez-en une autre."),
        )
    try:
        # Read-only: a file that is looked at must not get a journal beside it.
        uri = f"{source.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
            refuse_unknown(connection, source)
            sound = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if sound != "ok":
                raise sqlite3.DatabaseError(sound)
            copy_database(connection, fresh)
    except (sqlite3.Error, OSError) as error:
        raise store_error(error, source) from error


def _refuse_same_file(path: Path, other: Path) -> None:
    if other.exists() and path.exists() and other.samefile(path):
        raise StoreError(
            _("« {path} » est la base de conversations elle-même.").format(path=other),
            _("Indiquez un autre fichier."),
        )


def _refuse_while_in_use(path: Path) -> None:
    """See to it that no window is in the middle of something; a damaged store is no hindrance."""
    busy = any(owners.is_alive(path, token) for token in _tokens(path))
    if path.exists() and not busy:
        try:
            with closing(sqlite3.connect(path, timeout=1, isolation_level=None)) as connection:
                # Also rolls back what a killed program left, so that its journal is not needed.
                connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            busy = is_busy(error)
        except sqlite3.DatabaseError:
            busy = False
    if busy:
        raise StoreError(
            _("Une fenêtre se sert des conversations de « {path} ».").format(path=path),
            _("Fermez toutes les fenêtres de l'assistant, puis réessayez."),
        )


def _tokens(path: Path) -> tuple[str, ...]:
    return tuple(owners.tokens(path)) if path.parent.is_dir() else ()


def _set_aside(path: Path) -> Path | None:
    """Rename the store with its journals, and return its new name; None if there is none."""
    if not path.exists():
        return None
    numbers = ("", *(f"-{number}" for number in range(2, _MOST_KEPT)))
    kept = next(
        name for name in (path.with_name(f"{path.name}.bak{end}") for end in numbers)
        if not name.exists()
    )  # fmt: skip
    try:
        for suffix in reversed(SIDE_FILES):  # SQLite finds a journal by its store's name
            with suppress(FileNotFoundError):
                os.rename(path.with_name(path.name + suffix), kept.with_name(kept.name + suffix))
    except OSError as error:
        raise store_error(error, path) from error
    return kept


def _put_in_place(fresh: Path, path: Path) -> None:
    try:
        os.replace(fresh, path)
    except OSError as error:
        raise store_error(error, path) from error


@contextmanager
def _fresh_beside(path: Path) -> Iterator[Path]:
    """Give the name of a file in the same folder; what is left of it at the end is removed."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    try:
        yield fresh
    finally:
        for suffix in SIDE_FILES:
            fresh.with_name(fresh.name + suffix).unlink(missing_ok=True)
