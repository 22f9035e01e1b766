"""A recogniser of all built-ins for the tests of each."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from mistral_assistant.domains.pack import DomainPack, EntityType
from mistral_assistant.reasoning.entities import BUILTINS, EntityRecogniser

NOW = datetime(2026, 3, 12, 10)


@pytest.fixture(scope="package")
def recogniser(template_pack: DomainPack) -> EntityRecogniser:
    """Return a recogniser of all built-ins and nothing else."""
    types = {name: EntityType(name, name, builtin=name) for name in BUILTINS}
    return EntityRecogniser(replace(template_pack, entities=types))


@pytest.fixture
def values(recogniser: EntityRecogniser) -> Callable[[str, str], list[str]]:
    """Return a function from built-in and message to the values of that type."""

    def find(builtin: str, text: str) -> list[str]:
        found = [entity for entity in recogniser.find(text, NOW) if entity.type == builtin]
        assert all(text[entity.start : entity.end] == entity.text for entity in found)
        return [entity.value for entity in found]

    return find
