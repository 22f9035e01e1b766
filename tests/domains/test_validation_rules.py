import pytest

from mistral_assistant.domains.validation_rules import covers


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({}, {"urgency": True}, True),
        ({"category": ("A", "B")}, {"category": ("A",)}, True),
        ({"category": ("A",)}, {"category": ("A", "B")}, False),
        ({"category": ("A",)}, {}, False),
        ({"found": ("t",)}, {"found": ("t", "u")}, True),
        ({"found": ("t", "u")}, {"found": ("t",)}, False),
        ({"values": {"x": ("1", "2")}}, {"values": {"x": ("1",), "y": ("3",)}}, True),
        ({"values": {"x": ("1",)}}, {"values": {"y": ("1",)}}, False),
        ({"knowledge_at_least": 0.2}, {"knowledge_at_least": 0.5}, True),
        ({"knowledge_at_least": 0.5}, {"knowledge_at_least": 0.2}, False),
        ({"first_turn": True}, {"first_turn": False}, False),
    ],
)
def test_a_rule_covers_another_where_its_conditions_follow(
    first: dict[str, object], second: dict[str, object], expected: bool
) -> None:
    assert covers(first, second) is expected
