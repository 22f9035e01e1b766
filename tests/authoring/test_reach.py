from datetime import datetime
from pathlib import Path

import pytest
from talking import Talk

from mistral_assistant.authoring.reach import Reach, reach
from mistral_assistant.domains.loader import load_pack, packaged_folder
from mistral_assistant.reasoning.system import AdvancedReasoningSystem


@pytest.fixture
def found(tmp_path: Path, now: datetime) -> Reach:
    """Of a document of which one passage can answer and the other cannot."""
    (tmp_path / "notes.md").write_text(
        "## Quels sont vos horaires de Noël ?\n<!-- category: HORAIRES -->\nFermé le 25.\n\n"
        "## Salut\nNous saluons chacun.\n",
        encoding="utf-8",
    )
    pack = load_pack(packaged_folder() / "_template", tmp_path)
    system = AdvancedReasoningSystem(pack)
    try:
        return reach(pack, {"notes.md"}, lambda question: Talk(system, now).say(question))
    finally:
        system.close()


def test_a_passage_that_never_gets_a_word_in_is_named_with_the_rule(found: Reach) -> None:
    assert found.asked == 2
    (silent,) = found.silent
    assert (silent.title, silent.rule) == ("Salut", "bonjour")
    lines = found.lines()
    assert lines[0] == "! 1 passage essayé sur 2 ne répond pas à sa propre question :"
    assert lines[1] == "    « Salut » : règle « bonjour », SALUTATION"


def test_where_every_passage_answers_there_is_nothing_to_say() -> None:
    assert Reach(3, ()).lines() == []


def test_passages_of_the_pack_itself_are_not_asked_for(found: Reach) -> None:
    assert all("knowledge" not in item.title for item in found.silent) and found.asked == 2
