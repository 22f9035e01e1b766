"""A data folder in which the shipped packs are learned already, so that chats start at once."""

import shutil
import tempfile
from functools import cache
from pathlib import Path

from mistral_assistant.reasoning.system import AdvancedReasoningSystem, load_named_pack


@cache
def _learned() -> tempfile.TemporaryDirectory[str]:
    folder = tempfile.TemporaryDirectory(prefix="learned-")
    for name in ("ecommerce", "support-technique"):
        pack = load_named_pack(name, data_dir=Path(folder.name))
        AdvancedReasoningSystem(pack, cache_dir=Path(folder.name) / "cache").close()
    return folder


def fresh_data_dir(folder: Path) -> Path:
    """Make ``folder`` a data folder with no conversation in it, and return it."""
    return Path(shutil.copytree(_learned().name, folder))
