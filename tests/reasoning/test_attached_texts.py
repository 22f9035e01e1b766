"""Texts sent along with a question: the steps read what was typed, the model reads all of it."""

from datetime import datetime

import pytest
from scripted import Script, ScriptedBackend

from mistral_assistant.attached import attach, join
from mistral_assistant.chat import ChatMessage
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.reasoning.prompts import prompt_again
from mistral_assistant.reasoning.system import AdvancedReasoningSystem
from mistral_assistant.reasoning.turn import Turn

TYPED = "Quel est le tarif d'une crevaison ?"
LETTER = "Je suis furieux, bande de nuls ! REP-0412 du 3 mars, appelez le 06 12 34 56 78."
MESSAGE = join(TYPED, [attach("lettre.txt", LETTER)])


def answered(pack: DomainPack, message: str, now: datetime) -> tuple[Turn, ScriptedBackend]:
    backend = ScriptedBackend(Script(("Réparer une crevaison coûte 12 €.",)))
    turn = Turn(message, now)
    for _event in AdvancedReasoningSystem(pack, backend).run(turn):
        pass
    return turn, backend


def test_every_step_finds_what_it_finds_without_the_text(
    template_pack: DomainPack, now: datetime
) -> None:
    alone, _backend = answered(template_pack, TYPED, now)
    turn, _backend = answered(template_pack, MESSAGE, now)
    for step in ("moderation", "category", "context", "entities", "knowledge", "approach"):
        assert getattr(turn, step) == getattr(alone, step), step
    assert turn.question == TYPED
    assert turn.message == MESSAGE


def test_the_model_is_given_the_text(template_pack: DomainPack, now: datetime) -> None:
    turn, backend = answered(template_pack, MESSAGE, now)
    assert backend.prompts[-1].messages[-1] == ChatMessage("user", MESSAGE)
    assert backend.prompts[-1].question == TYPED
    again = prompt_again(turn.trace(), MESSAGE, (), template_pack)
    assert again == backend.prompts[-1].messages


def test_a_figure_of_the_text_is_borne_out(template_pack: DomainPack, now: datetime) -> None:
    backend = ScriptedBackend(Script(("Réparer une crevaison coûte 12 €, devis n° 8154 compris.",)))
    for text, badge in ((join(TYPED, [attach("devis", "Devis n° 8154.")]), False), (TYPED, True)):
        turn = Turn(text, now)
        for _event in AdvancedReasoningSystem(template_pack, backend).run(turn):
            pass
        said = [*turn.consistency.findings, *turn.consistency.repaired]
        assert any("8154" in finding.text for finding in said) is badge


@pytest.mark.parametrize("typed", ["", "  \n", "?"])
def test_a_text_without_a_question_is_the_question(
    template_pack: DomainPack, now: datetime, typed: str
) -> None:
    turn, _backend = answered(template_pack, join(typed, [attach("a", LETTER)]), now)
    assert LETTER in turn.question
    assert turn.attached == ""
    assert turn.entities
