"""Adapters that a pack names: offered, unknown on this machine, or not fit to be offered."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mistral_assistant.engine.engine import Engine
from mistral_assistant.errors import ModelError


class NoModel:
    """A runtime that only takes note of its adapters."""

    name, context_tokens = "none", 512

    def __init__(self) -> None:
        self.adapters: dict[str, Path] = {}

    def set_adapters(self, adapters: Any) -> None:
        self.adapters = dict(adapters)

    def close(self) -> None:
        """Hold nothing."""


@pytest.fixture
def engine() -> Iterator[Engine]:
    def check(folder: Path) -> None:
        if folder.name == "autre-base":
            raise ModelError("Il est d'une autre base.")

    runtime: Any = NoModel()
    known = {"velos": Path("velos"), "livres": Path("autre-base")}
    made = Engine(runtime, "petit", {}, check=check, known=lambda: known)
    yield made
    made.close()


def test_what_is_missing_is_told_with_its_reason_or_with_none(engine: Engine) -> None:
    from mistral_assistant.engine.server import _missing

    missing = _missing(engine, ["velos", "livres", "inconnu"])
    assert missing == {"livres": "Il est d'une autre base.", "inconnu": ""}
    assert engine.runtime.adapters == {"velos": Path("velos")}  # type: ignore[attr-defined]
    assert engine.models == ("petit", "velos")
