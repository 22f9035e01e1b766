"""What a model may ask for: schemas from annotations, arguments checked, nothing but reading."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.errors import ToolError
from mistral_assistant.knowledge.search import KnowledgeIndex
from mistral_assistant.tools.offered import MAX_ARGUMENT_CHARS, OFFERED, Desk, offered_for


@pytest.fixture
def desk(ecommerce: DomainPack, now: datetime) -> Iterator[Desk]:
    index = KnowledgeIndex(ecommerce)
    yield Desk(ecommerce, index, now)
    index.close()


def test_a_schema_comes_from_the_annotations() -> None:
    tool = OFFERED["calculator"].tool
    assert (tool.name, tool.description) == (
        "calculator",
        "Calcule exactement une expression arithmétique.",
    )
    assert tool.parameters == {
        "type": "object",
        "properties": {
            "expression": {
                "type": "string",
                "description": "Par exemple : 3 * 49,90 ou 12 % de 349",
            }
        },
        "required": ["expression"],
    }


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("calculator", {"expression": "3 * 49,90"}, "3 * 49,90 = 149,7"),
        ("calculator", {"expression": "(2+3)^2"}, "(2+3)^2 = 25"),
        ("dates", {"question": "quel jour sommes-nous ?"}, "12 mars 2026"),
        ("count", {"question": "combien de lettres dans « bonjour » ?"}, "7 lettres"),
        ("search", {"query": "délai de retour"}, "retour"),
        ("table", {"key": "cmd 482913"}, "CMD-482913"),
    ],
)
def test_a_tool_works_its_result_out(
    desk: Desk, name: str, arguments: dict[str, Any], expected: str
) -> None:
    assert expected in OFFERED[name].run(desk, arguments).text


def test_what_is_found_says_where_it_stands(desk: Desk) -> None:
    found = OFFERED["search"].run(desk, {"query": "frais de livraison"})
    assert found.passages
    for passage in found.passages:
        assert f"{passage.source}\n{passage.text}" in found.text


@pytest.mark.parametrize(
    "key", ["", "CMD", "CMD-", "*", "%", "CMD-48291", "' OR 1=1", "%' --", "—"]
)
def test_a_table_is_read_by_whole_keys_only(desk: Desk, key: str) -> None:
    """What can be read of the orders must be known: a model cannot list them."""
    with pytest.raises(ToolError):
        OFFERED["table"].run(desk, {"key": key})


@pytest.mark.parametrize("name", OFFERED)
@pytest.mark.parametrize(
    "wrong",
    [
        {}, {"inconnu": "x"}, {0: None}, {1: 7}, {1: ["x"]}, {1: {"a": {}}}, {1: ""}, {1: "  "},
        {1: "x" * (MAX_ARGUMENT_CHARS + 1)}, {1: "x", "de trop": "y"}, {1: 1e308}, {1: True},
    ],
)  # fmt: skip
def test_wrong_arguments_are_refused_with_what_is_wanted(
    desk: Desk, name: str, wrong: dict[Any, Any]
) -> None:
    """A number stands for the name of the tool's one argument."""
    tool = OFFERED[name]
    (argument,) = tool.tool.parameters["required"]
    given = {argument if isinstance(key, int) else key: value for key, value in wrong.items()}
    with pytest.raises(ToolError, match=f"{argument}"):
        tool.run(desk, given)


@pytest.mark.parametrize("name", OFFERED)
@pytest.mark.parametrize(
    "text",
    [
        "9**9**9**9", "__import__('os').system('true')", "(" * 400, "1/0", "\x00\x1b]0;x\x07",
        "\ud800", "a" * MAX_ARGUMENT_CHARS, "« " * 300, '"' * 999, "NEAR(a b, 5) OR a*",
        "combien de jours entre le 3 mars 99999 et le 1er", "-" * 900, "٣ * ٤", "1e999999",
    ],
)  # fmt: skip
def test_a_hostile_argument_is_worked_out_or_refused(desk: Desk, name: str, text: str) -> None:
    tool = OFFERED[name]
    (argument,) = tool.tool.parameters["required"]
    try:
        found = tool.run(desk, {argument: text})
    except ToolError as error:
        assert error.problem
    else:
        assert found.text


def test_a_pack_without_tables_and_knowledge_offers_neither(ecommerce: DomainPack) -> None:
    bare = replace(ecommerce, tables={}, knowledge=())
    assert set(offered_for(bare)) == {"calculator", "dates", "count"}
    assert set(offered_for(ecommerce)) == set(OFFERED)
