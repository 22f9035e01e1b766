"""What goes wrong with stored conversations, in words for the user and with a remedy."""

import errno
import sqlite3
from pathlib import Path

from mistral_assistant.cleaning import clean_line
from mistral_assistant.errors import AssistantError, StoreError
from mistral_assistant.i18n import _, system_reason

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DENIED = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def lacking_pack(fault: AssistantError, title: str) -> AssistantError:
    """Return what is told where the pack of a reopened conversation cannot be loaded."""
    text = _("{problem} La conversation continue avec « {title} ».")
    hint = _("« domaine » en choisit un autre ; « effacer » commence une conversation neuve.")
    return AssistantError(text.format(problem=fault.problem, title=clean_line(title)), hint)


def is_busy(error: Exception) -> bool:
    """Tell whether ``error`` only means that another process holds the store just now."""
    return _code(error) in _BUSY


def store_error(error: Exception, path: Path) -> StoreError:
    """Return what to tell the user about ``error``, met while using the store ``path``."""
    code = _code(error)
    if code in _BUSY:
        return _busy(path)
    number = getattr(error, "errno", 0)
    if code == sqlite3.SQLITE_FULL or number == errno.ENOSPC:
        return _full(path)
    if code in _DENIED or number in _FORBIDDEN:
        return _denied(path, error)
    if code in _DAMAGED or isinstance(error, ValueError):
        return _damaged(path, error)
    return _other(path, error)


def _code(error: Exception) -> int:
    # The low byte is the primary code; the rest tells variants apart.
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF


def _busy(path: Path) -> StoreError:
    return StoreError(
        _("Les conversations de « {path} » sont retenues par une autre fenêtre.").format(path=path),
        _("Fermez l'autre fenêtre, puis réessayez."),
    )


def _full(path: Path) -> StoreError:
    return StoreError(
        _("Le disque est plein : « {path} » ne peut plus être complété.").format(path=path),
        _("Libérez de la place, puis réessayez. Ce qui était enregistré est intact."),
    )


def _denied(path: Path, error: Exception) -> StoreError:
    return StoreError(
        _("« {path} » ne peut pas être ouvert ou écrit ({error}).").format(
            path=path, error=_reason(error)
        ),
        _("Vérifiez les droits du fichier et de son dossier, ou indiquez un autre dossier."),
    )


def _damaged(path: Path, error: Exception) -> StoreError:
    return StoreError(
        _(
            "« {path} » n'est pas, ou n'est plus, une base de conversations lisible ({error})."
        ).format(path=path, error=error),
        _(
            "Le fichier n'est ni effacé ni remplacé : remettez une sauvegarde à sa place, ou "
            "renommez-le pour repartir d'un historique vide."
        ),
    )


def _other(path: Path, error: Exception) -> StoreError:
    return StoreError(
        _("« {path} » n'a pas pu être lu ou écrit ({error}).").format(
            path=path, error=_reason(error)
        ),
        _("Vérifiez le disque, puis réessayez. Ce qui était enregistré est intact."),
    )


def _reason(error: Exception) -> str:
    return system_reason(error) if isinstance(error, OSError) else str(error)
