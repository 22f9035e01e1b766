"""The loop over the eight steps: its events, its trace, replaced steps, and its use from Python."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from scripted import Script
from workshop_turns import GOOD, QUESTION, WRONG, run, system_of

from mistral_assistant import AdvancedReasoningSystem
from mistral_assistant.chat import ConversationState
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.errors import UsageError
from mistral_assistant.reasoning.events import (
    Event,
    StepFinished,
    StepStarted,
    TextDelta,
    TurnFinished,
)
from mistral_assistant.reasoning.system import load_named_pack
from mistral_assistant.reasoning.turn import STEPS, Answer, Category, Turn

QUESTIONS = (
    "Bonjour !",
    "Où en est ma commande ?",
    "Où en est ma commande CMD-482913 ?",
    "Comment retourner un article ?",
    "quel temps fera-t-il demain ?",
    "espèce d'imbécile",
    "combien font 12 x 3 ?",
    "Parlez-moi du Lumévia 55 OLED",
    "\x1b[31m $x {0} \ud800",
    "",
)


# --- events ------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_eight_steps_are_told_in_order_and_the_end_comes_last(
    shop: AdvancedReasoningSystem, now: datetime, question: str
) -> None:
    turn, events = run(shop, now, question)
    steps = [event for event in events if isinstance(event, StepStarted | StepFinished)]
    assert [type(event) for event in steps] == [StepStarted, StepFinished] * len(STEPS)
    assert [event.name for event in steps[::2]] == list(STEPS)
    assert [event.name for event in steps[1::2]] == list(STEPS)
    assert events[-1] == TurnFinished(turn, events[-1].state)
    assert sum(isinstance(event, TurnFinished) for event in events) == 1


def test_text_comes_between_start_and_end_of_the_answer_step(
    template_pack: DomainPack, now: datetime
) -> None:
    turn, events = run(system_of(template_pack, Script(("La révision ", "coûte 45 €."))), now)
    texts = [index for index, event in enumerate(events) if isinstance(event, TextDelta)]
    assert texts == list(range(texts[0], texts[0] + 2))
    assert events[texts[0] - 1] == StepStarted("answer")
    after = events[texts[-1] + 1]
    assert isinstance(after, StepFinished)
    assert after.name == "answer"
    assert "".join(events[index].text for index in texts) == turn.answer.text


def test_every_step_is_timed(shop: AdvancedReasoningSystem, now: datetime) -> None:
    turn, events = run(shop, now)
    assert list(turn.timings_ms) == list(STEPS)
    assert all(spent >= 0 for spent in turn.timings_ms.values())
    finished = {event.name: event.ms for event in events if isinstance(event, StepFinished)}
    assert finished == turn.timings_ms


def test_the_state_after_the_turn_comes_with_the_end(
    shop: AdvancedReasoningSystem, now: datetime
) -> None:
    _turn, events = run(shop, now, "Où en est ma commande ?")
    state = events[-1].state
    assert (state.turns, state.topic) == (1, "COMMANDE")
    assert state.pending.missing == "numero_commande"


def test_the_same_question_gives_the_same_answer(
    shop: AdvancedReasoningSystem, now: datetime
) -> None:
    for question in QUESTIONS:
        first, second = shop.answer(question, now=now), shop.answer(question, now=now)
        one, other = first.trace(), second.trace()
        for trace in (one, other):
            trace.pop("timings_ms")
            trace["answer"].pop("first_token_ms")
        assert one == other


# --- the trace ---------------------------------------------------------------------------------

PARTS = {
    "category": {"name", "confidence", "ranked", "in_scope"},
    "approach": {"name", "reason"},
    "consistency": {"findings"},
    "answer": {"text", "sources"},
    "moderation": {"level", "score", "matches"},
    "context": {"question", "category", "topic", "language", "sentiment"},
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_trace_is_plain_json_with_all_its_parts(
    shop: AdvancedReasoningSystem, now: datetime, question: str
) -> None:
    trace = shop.answer(question, now=now).trace()
    assert json.loads(json.dumps(trace)) == trace
    assert list(trace) == ["schema_version", *STEPS, "timings_ms"]
    for part, keys in PARTS.items():
        assert keys <= set(trace[part])
    for entity in trace["entities"]:
        assert {"type", "value", "text", "start", "end"} <= set(entity)
    for passage in trace["knowledge"]:
        assert {"source", "score", "text"} <= set(passage)


def test_a_finding_tells_kind_severity_span_and_evidence(
    template_pack: DomainPack, now: datetime
) -> None:
    turn, _events = run(system_of(template_pack, Script((WRONG,)), Script((GOOD,))), now)
    trace = json.loads(json.dumps(turn.trace()))
    (finding,) = trace["consistency"]["repaired"]
    assert {"kind", "severity", "span", "evidence"} <= set(finding)
    assert WRONG[slice(*finding["span"])] == finding["text"] == "99 €"


def test_what_a_step_tells_is_what_the_trace_holds(
    shop: AdvancedReasoningSystem, now: datetime
) -> None:
    turn, events = run(shop, now, "Où en est ma commande CMD-482913 ?")
    told = {event.name: event.value for event in events if isinstance(event, StepFinished)}
    trace = turn.trace()
    assert told == {name: trace[name] for name in STEPS}


def test_an_unfinished_turn_has_a_trace_of_what_was_done(
    shop: AdvancedReasoningSystem, now: datetime
) -> None:
    turn = Turn(QUESTION, now)
    for event in shop.run(turn):
        if isinstance(event, StepFinished) and event.name == "context":
            break
    assert list(turn.trace()) == [
        "schema_version", "moderation", "category", "context", "timings_ms",
    ]  # fmt: skip


# --- replaced steps ----------------------------------------------------------------------------


def test_a_replaced_step_is_used(template_pack: DomainPack, now: datetime) -> None:
    category = Category("HORAIRES", 1.0, (("HORAIRES", 1.0),), 1.0, "sure")
    system = AdvancedReasoningSystem(template_pack, steps={"category": lambda turn: category})
    turn = system.answer(QUESTION, now=now)
    assert turn.category is category
    assert turn.context.category == "HORAIRES"


def test_a_replaced_step_may_be_a_generator(template_pack: DomainPack, now: datetime) -> None:
    def shout(turn: Turn) -> Iterator[Event]:
        yield TextDelta("TRENTE ")
        yield TextDelta("EUROS")
        return Answer("TRENTE EUROS", "shouting")

    system = AdvancedReasoningSystem(template_pack, steps={"answer": shout})
    turn, events = run(system, now, "Bonjour")
    assert turn.answer == Answer("TRENTE EUROS", "shouting")
    assert [event.text for event in events if isinstance(event, TextDelta)] == ["TRENTE ", "EUROS"]


# --- as a small library ------------------------------------------------------------------------


def test_a_pack_is_loaded_by_its_name(now: datetime) -> None:
    """The example of the README: a name, a question, the record of how it was answered."""
    turn = AdvancedReasoningSystem("ecommerce").answer(
        "Où en est ma commande CMD-482913 ?", now=now
    )
    assert "CMD-482913" in turn.answer.text
    assert turn.approach.name == "table"


def test_history_and_state_can_be_given(shop: AdvancedReasoningSystem, now: datetime) -> None:
    state = ConversationState(turns=3, topic="LIVRAISON", question="Combien coûte la livraison ?")
    turn = shop.answer("Et pour la Belgique ?", (), state, now)
    assert turn.context.topic == "follow_up"


def test_an_unknown_name_tells_which_packs_there_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        load_named_pack("epicerie", data_dir=tmp_path)
    assert "« epicerie »" in caught.value.problem
    assert "ecommerce" in caught.value.hint


def test_documents_of_the_user_join_the_pack(tmp_path: Path, now: datetime) -> None:
    own = tmp_path / "knowledge" / "ecommerce"
    own.mkdir(parents=True)
    (own / "parking.md").write_text(
        "# Le magasin\n\n## Garer un ballon dirigeable\nLe mât d'amarrage est sur le toit.\n",
        encoding="utf-8",
    )
    pack = load_named_pack("ecommerce", data_dir=tmp_path)
    found = AdvancedReasoningSystem(pack).index.search("garer un ballon dirigeable", 1)
    assert found[0].text == "Le mât d'amarrage est sur le toit."
