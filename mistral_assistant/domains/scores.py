"""The last result of ``packs test`` for each pack, in the cache; void once a file of it changes."""

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

FILE = "pack-scores.json"


def keep_score(cache_dir: Path, pack: Path, percentage: float) -> None:
    """Remember the share of right turns of a pack as it is now; a lost score is no fault."""
    with suppress(OSError, ValueError):
        cache_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        known = {**_read(cache_dir), str(pack.resolve()): [_state(pack), percentage]}
        fresh = cache_dir / f"{FILE}.tmp"
        fresh.write_text(json.dumps(known), encoding="utf-8")
        os.replace(fresh, cache_dir / FILE)


def last_score(cache_dir: Path, pack: Path) -> float | None:
    """Return the share of right turns in percent; None where the pack was not tested as it is."""
    with suppress(OSError, ValueError):
        state, percentage = _read(cache_dir).get(str(pack.resolve())) or (None, 0)
        return float(percentage) if state == _state(pack) else None
    return None


def _read(cache_dir: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError, RecursionError):
        values = json.loads((cache_dir / FILE).read_text(encoding="utf-8"))
        return values if isinstance(values, dict) else {}
    return {}


def _state(pack: Path) -> list[int]:
    """Return what changes with any file of the pack: their number, size and newest time."""
    about = [path.stat() for path in pack.rglob("*") if path.is_file()]
    return [
        len(about),
        sum(item.st_size for item in about),
        max((item.st_mtime_ns for item in about), default=0),
    ]
