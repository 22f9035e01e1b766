"""What stands in the input, kept for each conversation in private files: no exit loses it.

Each window writes files of its own (``12@1.txt`` is what window 1 has begun to write in
conversation 12), so that two windows never write over each other. A window takes a number by
locking a small file; what a window that is gone has left behind goes to the next one that opens
the conversation.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from mistral_assistant.errors import StoreError
from mistral_assistant.file_lock import lock
from mistral_assistant.i18n import _, system_reason

FOLDER = "drafts"
NEW = "new"
"""Key of a conversation that has no number yet."""
OLD_FILE = "draft.txt"
"""Where earlier versions kept the one draft they had."""

_MOST_WINDOWS = 100


class Drafts:
    """The drafts of one window."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / FOLDER
        self._old = data_dir / OLD_FILE
        self._window = 0
        """Number of this window; 0 until something is read or written."""
        self._descriptor: int | None = None
        self._unreadable: set[str] = set()
        """Keys whose files are left alone."""

    def load(self, key: str) -> str:
        """Return what was begun in the conversation ``key``; empty if there is nothing.

        Raises:
            StoreError: there is a draft that cannot be read.
        """
        try:
            own = self._file(key)
            if not own.exists():
                self._adopt(key, own)
            return own.read_text(encoding="utf-8", errors="surrogatepass")
        except (FileNotFoundError, NotADirectoryError):
            return ""
        except UnicodeDecodeError as error:
            self._unreadable.add(key)
            raise StoreError(
                _("Le brouillon {file} est illisible : {error}.").format(
                    file=self._folder / f"{key}@{self._window}.txt",
                    error=_("ce n'est pas de l'UTF-8"),
                ),
                _("Supprimez ce fichier ; rien d'autre n'est perdu."),
            ) from error
        except OSError as error:
            self._unreadable.add(key)
            raise StoreError(
                _("Les brouillons ne peuvent pas être gardés : {error}.").format(
                    error=system_reason(error)
                ),
                _("Vérifiez la place et les droits dans {folder}.").format(folder=self._folder),
            ) from error

    def save(self, key: str, text: str) -> None:
        """Keep ``text`` as the draft of the conversation ``key``, or forget it if it is empty.

        A draft that could not be read stays as it is.

        Raises:
            StoreError: the file cannot be written.
        """
        if key in self._unreadable:
            return
        try:
            file = self._file(key)
            if not text.strip():
                file.unlink(missing_ok=True)
                return
            _write_private(file, text)
        except OSError as error:
            raise StoreError(
                _("Le brouillon ne peut pas être enregistré : {error}.").format(
                    error=system_reason(error)
                ),
                _("Vérifiez la place et les droits dans {folder}.").format(folder=self._folder),
            ) from error

    def close(self) -> None:
        """Let other windows have what this one has left."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor, self._window = None, 0

    def _file(self, key: str) -> Path:
        if not self._window:
            self._take_window()
        return self._folder / f"{key}@{self._window}.txt"

    def _take_window(self) -> None:
        """Take the lowest number that no other window has."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for number in range(1, _MOST_WINDOWS):
            self._descriptor = _locked(self._folder, number)
            if self._descriptor is not None:
                self._window = number
                return
        # Some network folders know no locks at all.
        self._window = _MOST_WINDOWS + os.getpid()

    def _adopt(self, key: str, own: Path) -> None:
        """Take over the newest draft of a window that is gone."""
        if key == NEW and self._old.exists():
            self._old.replace(own)
            return
        left = [file for file in _files(self._folder, key) if not self._is_open(file)]
        if left:
            max(left, key=lambda file: file.stat().st_mtime).replace(own)

    def _is_open(self, file: Path) -> bool:
        """Tell whether the window that wrote ``file`` is still there."""
        number = file.stem.partition("@")[2]
        if not number.isdecimal() or int(number) >= _MOST_WINDOWS:
            return False
        descriptor = _locked(self._folder, int(number))
        if descriptor is None:
            return True
        os.close(descriptor)
        return False


def forget_drafts(data_dir: Path, conversation_ids: Iterable[int]) -> None:
    """Remove what any window has begun to write in conversations that are removed for good."""
    for conversation_id in conversation_ids:
        for file in _files(data_dir / FOLDER, str(conversation_id)):
            with suppress(OSError):  # the conversation itself is gone; a draft is all that is left
                file.unlink()


def _files(folder: Path, key: str) -> Iterator[Path]:
    yield from folder.glob(f"{key}@*.txt")


def _locked(folder: Path, number: int) -> int | None:
    """Return a descriptor that holds the lock of a window's number; None if another one has it."""
    descriptor = os.open(folder / f"window-{number}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        lock(descriptor)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _write_private(file: Path, text: str) -> None:
    fresh = file.with_suffix(".tmp")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(handle, "w", encoding="utf-8", errors="surrogatepass") as stream:
        stream.write(text)
    fresh.replace(file)
