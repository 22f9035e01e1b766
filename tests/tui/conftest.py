"""A small pack whose questions go to a scripted model, and the app around it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from scripted import ScriptedBackend

from mistral_assistant.assistant import Assistant
from mistral_assistant.conversations.store import Store
from mistral_assistant.settings import Settings
from mistral_assistant.tui.app import ChatApp

NOW = datetime(2026, 3, 12, 14, 2)

PACK = """
schema_version = 1
name = "{name}"
title = "{title}"
version = "1.0.0"
description = "Un domaine d'essai."
languages = ["fr"]
licence = "CC-BY-4.0"

[persona]
system = "Tu es un assistant d'essai."
"""
CATEGORIES = """
[LIVRE]
label = "les livres"
keywords = ["livre"]
examples = ["parle-moi de ce livre", "un livre à lire", "quel roman choisir", "raconte"]

[MUSIQUE]
label = "la musique"
keywords = ["musique"]
examples = ["un morceau de musique", "quelle chanson écouter", "joue du piano", "un concert"]
"""
APPROACHES = """
[[rule]]
id = "libre"
then = "generate"
reason = "Tout va au modèle."
"""
TEMPLATES = """
[ask]
default = ["Parlez-vous de $choices ?"]
[decline]
default = ["Je ne sais pas."]
[handover]
default = ["Appelez-nous."]
[no_answer]
default = ["Je n'ai pas la réponse."]
[moderation]
rude = ["Restons courtois."]
hostile = ["Restons courtois."]
threat = ["Restons courtois."]
"""


def write_pack(folder: Path, name: str, title: str, **files: str) -> Path:
    """Write a pack that passes every question on to the model."""
    home = folder / name
    home.mkdir(parents=True)
    texts = {
        "pack": PACK.format(name=name, title=title),
        "categories": CATEGORIES,
        "approaches": APPROACHES,
        "templates": TEMPLATES,
    }
    for file, text in (texts | files).items():
        (home / f"{file}.toml").write_text(text, encoding="utf-8")
    return home


@pytest.fixture
def domains(tmp_path: Path) -> Path:
    """A folder with two small packs, ``essai`` and ``jardin``."""
    folder = tmp_path / "domains"
    write_pack(folder, "essai", "Domaine d'essai")
    write_pack(folder, "jardin", "Le jardin")
    return folder


@pytest.fixture
def settings(tmp_path: Path, domains: Path) -> Settings:
    """Settings that point into the test's own folder."""
    return Settings(pack="essai", domains=(domains,), data_dir=tmp_path / "data")


@pytest.fixture
def store(settings: Settings) -> Any:
    """A store of its own, closed at the end."""
    store = Store(settings.data_dir / "conversations.sqlite")
    yield store
    store.close()


MakeApp = Callable[..., ChatApp]


@pytest.fixture
def make_app(settings: Settings, store: Store) -> MakeApp:
    """Make the app around a backend; ``build`` replaces how the assistant is made."""

    def make(backend: ScriptedBackend | None = None, **changes: Any) -> ChatApp:
        resume = changes.pop("resume", False)
        fault = changes.pop("store_fault", None)
        chosen = Settings(**{**vars(settings), **changes})
        return ChatApp(
            chosen,
            lambda: Assistant(
                chosen,
                None if fault else store,
                backend or ScriptedBackend(),
                store_fault=fault,
            ),
            clock=lambda: NOW,
            resume=resume,
        )

    return make
