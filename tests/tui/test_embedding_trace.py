"""The panel says what an embedding model gave, and nothing where none took part."""

from mistral_assistant.tui.evidence import Look, step_evidence

CATEGORY = {"ranked": [["RETOUR", 0.9]], "decision": "sure", "in_scope": 0.9, "evidence": []}


def shown(**more: object) -> str:
    look = Look()
    return "\n".join(
        line.plain for line in step_evidence("category", {**CATEGORY, **more}, 60, look)
    )


def test_the_part_of_the_lead_is_shown_with_the_lead() -> None:
    assert "plongement : -0,20 de l'avance de +0,75" in shown(meaning=(-0.2, 0.75))


def test_traces_without_one_and_of_earlier_versions_say_nothing() -> None:
    assert "plongement" not in shown(meaning=None) + shown()
