"""Learning from a pack in a process of its own: ``python -m mistral_assistant.tui.learning_apart``.

Learning takes some 170 MB for a moment, of which the heap gives a third never back, and all of the
interpreter's time while the user begins to type. Here a child learns and writes the cache, and the
chat reads it. Where the child fails, the chat learns as it would have without one.
"""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from mistral_assistant.settings import Settings

if TYPE_CHECKING:
    from mistral_assistant.domains.pack import DomainPack

LONGEST_S = 120.0
"""A child that takes longer is given up."""


class LearningApart:
    """Learns from packs in child processes, one at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._cache = settings.data_dir / "cache"
        self._early: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Let a child learn the chosen pack already if nothing has ever been learned here.

        It works while this process still imports the assistant.
        """
        if self._settings.embeddings:
            return  # the model is in this process anyway
        if not any(self._cache.glob("categories-*")):
            self._early = self._child(self._settings.pack)

    def prepare(self, pack: "DomainPack") -> None:
        """Return when ``pack`` has been learned, or cannot be learned apart."""
        from mistral_assistant.reasoning.themes import is_learned

        if self._settings.embeddings:
            return
        early, self._early = self._early, None
        if early:
            _wait(early)
        if not is_learned(pack, self._cache) and (child := self._child(pack.path.name)):
            _wait(child)

    def _child(self, name: str) -> "subprocess.Popen[bytes] | None":
        settings = self._settings
        folders = [str(folder.absolute()) for folder in settings.domains]
        with suppress(OSError):
            return subprocess.Popen(
                [
                    sys.executable,
                    "-P",
                    "-m",
                    __name__,
                    str(settings.data_dir.absolute()),
                    name,
                    *folders,
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # the screen is not its to write on
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        return None


def _wait(child: "subprocess.Popen[bytes]") -> None:
    try:
        child.wait(LONGEST_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def main(arguments: list[str]) -> None:
    """Learn the pack of a name into the cache of a data folder."""
    from mistral_assistant.domains.loader import (
        find_packs,
        knowledge_folder,
        load_pack,
        pack_folders,
    )
    from mistral_assistant.reasoning.themes import learn_categories

    data_dir, name, *folders = Path(arguments[0]), *arguments[1:]
    packs = find_packs(pack_folders([Path(folder) for folder in folders], data_dir))
    if name in packs:
        pack = load_pack(packs[name], knowledge_folder(data_dir, name))
        learn_categories(pack, data_dir / "cache")


if __name__ == "__main__":
    main(sys.argv[1:])
