"""Checkpoints that are whole or do not count, and the way back to the last of them.

transformers writes the files; the manifest beside them (size and SHA-256 of each) is written last,
so a folder that a crash left half-written has none or a wrong one.
"""

import json
import os
import shutil
from pathlib import Path
from typing import Any

from mistral_assistant.training.run_directory import file_hash, write_json

MANIFEST = "manifest.json"


def seal(folder: Path) -> None:
    """Put everything in ``folder`` on the disk for good and write its manifest."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    for file in files:
        _sync(file)
    write_json(folder / MANIFEST, {
        file.relative_to(folder).as_posix(): [file.stat().st_size, file_hash(file)]
        for file in files
    })  # fmt: skip
    _sync(folder)


def is_whole(folder: Path) -> bool:
    """Tell whether every file of the manifest is there, unchanged."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return bool(manifest) and all(
            (folder / name).stat().st_size == size and file_hash(folder / name) == digest
            for name, (size, digest) in manifest.items()
        )
    except (OSError, ValueError, AttributeError, TypeError):
        return False


def step_of(folder: Path) -> int:
    """Return the step that a checkpoint folder is named after."""
    number = folder.name.rpartition("-")[2]
    return int(number) if number.isdecimal() else -1


def last_whole(folder: Path) -> Path | None:
    """Return the latest whole checkpoint and remove the broken ones after it."""
    for found in sorted(folder.glob("checkpoint-*"), key=step_of, reverse=True):
        if is_whole(found):
            return found
        shutil.rmtree(found)
    return None


def keep_latest(folder: Path, count: int, best: str | None) -> None:
    """Remove all but the latest ``count`` checkpoints and the best one."""
    found = sorted(folder.glob("checkpoint-*"), key=step_of)
    for old in found[: max(0, len(found) - count)]:
        if best is None or old.name != Path(best).name:
            shutil.rmtree(old)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
