"""A faulty answer is mended once; a backend that fails leaves an answer all the same."""

import threading
from datetime import datetime

import pytest
from scripted import Script, ScriptedBackend
from workshop_turns import GONE, GOOD, QUESTION, WRONG, run, system_of

from mistral_assistant import AdvancedReasoningSystem
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.reasoning.events import AnswerReplaced, StepFinished, TextDelta, TurnFinished
from mistral_assistant.reasoning.turn import Turn

WRONG_AGAIN = "La révision coûte 98 € pour un vélo classique."
OFFLINE_START = "La révision complète coûte 45 €"


# --- a faulty answer ---------------------------------------------------------------------------


def test_a_clean_answer_is_not_touched(template_pack: DomainPack, now: datetime) -> None:
    system = system_of(template_pack, Script((GOOD,)))
    turn, events = run(system, now)
    assert (turn.answer.text, turn.answer.first_version) == (GOOD, "")
    assert turn.consistency.badge == "verified"
    assert turn.consistency.checked == 1
    assert not any(isinstance(event, AnswerReplaced) for event in events)
    assert len(system.backend.prompts) == 1


def test_a_wrong_price_is_written_again_once(template_pack: DomainPack, now: datetime) -> None:
    system = system_of(template_pack, Script((WRONG,)), Script((GOOD,)))
    turn, events = run(system, now)
    assert (turn.answer.text, turn.answer.first_version) == (GOOD, WRONG)
    assert turn.answer.backend == "scripted"
    assert turn.consistency.badge == "corrected"
    assert turn.consistency.findings == ()
    (fault,) = turn.consistency.repaired
    assert (fault.kind, fault.severity, fault.text) == ("figure", "blocking", "99 €")
    assert events[-2] == AnswerReplaced(fault, GOOD)
    assert isinstance(events[-1], TurnFinished)
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == WRONG
    first, second = system.backend.prompts
    assert "99 €" not in first.messages[0].content
    assert "99 €" in second.messages[0].content


@pytest.mark.parametrize(
    "second",
    [
        Script((WRONG_AGAIN,)),
        Script(()),
        Script((" \n",)),
        Script((), fault=GONE),
        Script(("La révision coûte ",), fault=GONE),
    ],
    ids=["faulty too", "empty", "blank", "failing", "failing half way"],
)
def test_a_second_version_that_is_no_better_gives_way_to_the_offline_answer(
    template_pack: DomainPack, now: datetime, second: Script
) -> None:
    system = system_of(template_pack, Script((WRONG,)), second, Script((GOOD,)))
    turn, events = run(system, now)
    assert turn.answer.text.startswith(OFFLINE_START)
    assert (turn.answer.backend, turn.answer.status) == ("offline", "complete")
    assert turn.answer.first_version == WRONG
    assert turn.consistency.badge == "corrected"
    assert [finding.text for finding in turn.consistency.repaired] == ["99 €"]
    assert events[-2] == AnswerReplaced(turn.consistency.repaired[0], turn.answer.text)
    assert len(system.backend.prompts) == 2, "one repair, no third try"


def test_a_second_version_that_leaves_doubts_gives_way_too(
    template_pack: DomainPack, now: datetime
) -> None:
    doubtful = f"{GOOD} Profitez de nos soldes dès maintenant !"
    system = system_of(template_pack, Script((WRONG,)), Script((doubtful,)))
    turn, _events = run(system, now)
    assert turn.answer.text.startswith(OFFLINE_START)
    assert turn.consistency.badge == "corrected"


def test_a_repair_is_timed_with_the_step_that_checks_it(
    template_pack: DomainPack, now: datetime
) -> None:
    turn, events = run(system_of(template_pack, Script((WRONG,)), Script((GOOD,))), now)
    checks = [e.ms for e in events if isinstance(e, StepFinished) and e.name == "consistency"]
    assert len(checks) == 2
    assert turn.timings_ms["consistency"] == pytest.approx(sum(checks), abs=0.002)


def test_a_stopped_answer_is_not_repaired(template_pack: DomainPack, now: datetime) -> None:
    system = system_of(template_pack, Script((WRONG, " "), endless=True))
    cancel = threading.Event()
    turn = Turn(QUESTION, now)
    events = []
    for event in system.run(turn, cancel):
        events.append(event)
        if isinstance(event, TextDelta):
            cancel.set()
    assert (turn.answer.text, turn.answer.status) == (WRONG, "interrupted")
    assert turn.consistency.findings
    assert not any(isinstance(event, AnswerReplaced) for event in events)
    assert isinstance(events[-1], TurnFinished)
    assert len(system.backend.prompts) == 1
    assert system.backend.running == 0


def test_a_stop_during_the_repair_still_ends_with_a_whole_answer(
    template_pack: DomainPack, now: datetime
) -> None:
    cancel = threading.Event()
    scripts = iter((Script((WRONG,)), Script((GOOD,), endless=True)))

    def choose(_prompt: object) -> Script:
        script = next(scripts)
        if script.endless:
            cancel.set()
        return script

    system = AdvancedReasoningSystem(template_pack, ScriptedBackend(choose=choose))
    turn = Turn(QUESTION, now)
    assert isinstance(list(system.run(turn, cancel))[-1], TurnFinished)
    assert turn.answer.text.startswith(OFFLINE_START)
    assert turn.answer.status == "complete"


# --- a backend that fails ----------------------------------------------------------------------


def test_a_backend_that_fails_at_once_is_answered_offline_with_a_notice(
    template_pack: DomainPack, now: datetime
) -> None:
    turn, events = run(system_of(template_pack, Script((), fault=GONE)), now)
    assert turn.answer.text.startswith(OFFLINE_START)
    assert turn.answer.notice.startswith("Le serveur ne répond plus.")
    assert turn.consistency.badge == "verified"
    assert isinstance(events[-1], TurnFinished)


def test_a_backend_that_fails_in_mid_answer_leaves_the_part(
    template_pack: DomainPack, now: datetime
) -> None:
    turn, events = run(system_of(template_pack, Script(("La révision ",), fault=GONE)), now)
    assert (turn.answer.text, turn.answer.status) == ("La révision ", "interrupted")
    assert turn.answer.notice == "Le serveur ne répond plus."
    assert isinstance(events[-1], TurnFinished)
