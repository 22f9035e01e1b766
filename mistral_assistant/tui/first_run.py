"""Whether the program runs for the first time: a marker in the data folder. No Textual here."""

from contextlib import suppress
from pathlib import Path

MARKER = "welcomed"


def is_first_run(folder: Path) -> bool:
    """Tell whether nobody has been welcomed in this data folder, and nothing was said there."""
    names = (MARKER, "conversations.sqlite")
    with suppress(OSError):
        return not any((folder / name).exists() for name in names)
    return False


def note_welcome(folder: Path) -> None:
    """Remember that the welcome has been shown; where that cannot be written it comes again."""
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / MARKER).touch(mode=0o600)
