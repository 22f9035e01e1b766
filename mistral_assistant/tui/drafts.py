"""The text that stands in the input, kept in a private file so that no exit loses it."""

import os
from pathlib import Path

from mistral_assistant.errors import StoreError
from mistral_assistant.i18n import _, system_reason

FILE = "draft.txt"


def load_draft(folder: Path) -> str:
    """Return the draft left by the last session; empty if there is none that can be read."""
    try:
        return (folder / FILE).read_text(encoding="utf-8", errors="surrogatepass")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(
            _("Le brouillon {file} est illisible : {error}.").format(
                file=folder / FILE, error=error
            ),
            _("Supprimez ce fichier ; rien d'autre n'est perdu."),
        ) from error


def save_draft(folder: Path, text: str) -> None:
    """Keep ``text`` as the draft, or forget it if it is empty; readable by its owner only.

    Raises:
        StoreError: the file cannot be written.
    """
    file = folder / FILE
    try:
        if not text.strip():
            file.unlink(missing_ok=True)
            return
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = file.with_suffix(".tmp")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(handle, "w", encoding="utf-8", errors="surrogatepass") as stream:
            stream.write(text)
        fresh.replace(file)
    except OSError as error:
        raise StoreError(
            _("Le brouillon ne peut pas être enregistré : {error}.").format(
                error=system_reason(error)
            ),
            _("Vérifiez la place et les droits dans {folder}.").format(folder=folder),
        ) from error
