import ast
from dataclasses import replace
from typing import Any

from mistral_assistant.authoring.python_source import python_source
from mistral_assistant.domains.loader import load_pack, packaged_folder


def values_of(source: str) -> dict[str, Any]:
    """Read the assignments back without running anything."""
    return {
        statement.targets[0].id: ast.literal_eval(statement.value)
        for statement in ast.parse(source).body
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
    }


def test_the_source_reads_back_as_the_pack() -> None:
    pack = load_pack(packaged_folder() / "_template")
    vectors = {"TARIFS": {"combien": 1.25, "prix ": 0.1}}
    values = values_of(python_source(pack, vectors))
    assert list(values) == ["CATEGORIES", "THEME_VECTORS", "RESPONSE_TEMPLATES"]
    assert values["THEME_VECTORS"] == vectors
    assert list(values["CATEGORIES"]) == list(pack.CATEGORIES)
    assert values["CATEGORIES"]["TARIFS"]["examples"] == list(pack.CATEGORIES["TARIFS"].examples)
    templates = values["RESPONSE_TEMPLATES"]["SALUTATION"]["default"]
    assert templates == list(pack.RESPONSE_TEMPLATES["SALUTATION"]["default"])


def test_quotes_and_control_characters_stay_inside_literals() -> None:
    pack = load_pack(packaged_folder() / "_template")
    text = "a\"'\\\n\x1b]0;x\x07\u202e" + "'''); import os #"
    hostile = replace(pack, RESPONSE_TEMPLATES={text: {"default": (text,)}})
    source = python_source(hostile, {})
    assert values_of(source)["RESPONSE_TEMPLATES"] == {text: {"default": [text]}}
    assert not {"\x1b", "\x07", "\u202e"} & set(source)
