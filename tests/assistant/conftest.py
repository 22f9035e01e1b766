"""An assistant with a real store and two small packs."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from mistral_assistant.assistant import Assistant
from mistral_assistant.conversations.store import Store
from mistral_assistant.settings import Settings

TEMPLATE = Path(__file__).parents[2] / "domains" / "_template"


@pytest.fixture
def domains(tmp_path: Path) -> Path:
    """Two packs of one content under two names and titles."""
    for name, title in (("atelier", "Atelier de vélos"), ("garage", "Garage à vélos")):
        folder = tmp_path / "domains" / name
        shutil.copytree(TEMPLATE, folder)
        manifest = folder / "pack.toml"
        text = manifest.read_text(encoding="utf-8")
        text = text.replace('name = "template"', f'name = "{name}"')
        text = text.replace('title = "Atelier de vélos"', f'title = "{title}"')
        text = text.replace('adapter = "template"', f'adapter = "{name}"')
        manifest.write_text(text, encoding="utf-8")
    return tmp_path / "domains"


@pytest.fixture
def settings(domains: Path, tmp_path: Path) -> Settings:
    """Settings that begin with the pack ``atelier``."""
    return Settings(pack="atelier", domains=(domains,), data_dir=tmp_path / "data")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    store = Store(tmp_path / "conversations.db")
    yield store
    store.close()


@pytest.fixture
def assistant(settings: Settings, store: Store) -> Assistant:
    """An assistant that answers offline."""
    return Assistant(settings, store)
