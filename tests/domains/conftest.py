"""A valid pack to break: a copy of the template in a folder of its own."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

TEMPLATE = Path(__file__).parents[2] / "domains" / "_template"


@pytest.fixture
def pack_path(tmp_path: Path) -> Path:
    """A copy of the template pack, named ``template`` like the name in its pack.toml."""
    return Path(shutil.copytree(TEMPLATE, tmp_path / "template"))


@pytest.fixture
def replace(pack_path: Path) -> Callable[[str, str, str], None]:
    """Replace a text that must occur in a file of the pack."""

    def _replace(name: str, old: str, new: str) -> None:
        path = pack_path / name
        text = path.read_text(encoding="utf-8")
        if old not in text:
            raise ValueError(f"{old!r} is not in {name}")
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return _replace
