"""Who speaks, what is kept when speaking fails or is stopped, and where the words come from."""

import threading
from collections.abc import Generator
from dataclasses import replace

import pytest
from scripted import Script, ScriptedBackend

from mistral_assistant.chat import GenerationOptions
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.errors import BackendError
from mistral_assistant.reasoning.answer import answer_step, offline_version, second_version
from mistral_assistant.reasoning.events import TextDelta
from mistral_assistant.reasoning.turn import Answer, Finding, Turn

GONE = BackendError("Le serveur ne répond plus.", "Relancez-le.")
FAULT = Finding("figure", "blocking", (0, 4), "99 €", "Les sources disent « 45 € ».")
OFFLINE_START = "La révision complète coûte 45 €"


def speak(
    turn: Turn,
    pack: DomainPack,
    backend: ScriptedBackend,
    cancel: threading.Event | None = None,
    stop_after: int | None = None,
) -> tuple[list[str], Answer]:
    """Run the step; return the pieces that were streamed and the record."""
    cancel = cancel or threading.Event()
    step = answer_step(turn, pack, backend, GenerationOptions(), cancel)
    pieces: list[str] = []
    while True:
        try:
            pieces.append(next(step).text)
        except StopIteration as end:
            return pieces, end.value
        if len(pieces) == stop_after:
            cancel.set()


def test_what_a_model_says_is_streamed_and_recorded(turn: Turn, template_pack: DomainPack) -> None:
    backend = ScriptedBackend(Script(("Cela ", "coûte ", "45 €.")))
    pieces, answer = speak(turn, template_pack, backend)
    assert pieces == ["Cela ", "coûte ", "45 €."]
    assert (answer.text, answer.backend, answer.status) == (
        "Cela coûte 45 €.",
        "scripted",
        "complete",
    )
    assert (answer.prompt_tokens, answer.completion_tokens) == (10, 3)
    assert answer.first_token_ms is not None
    assert (answer.notice, answer.first_version) == ("", "")


def test_the_sources_are_what_the_model_was_given(turn: Turn, template_pack: DomainPack) -> None:
    _pieces, answer = speak(turn, template_pack, ScriptedBackend())
    assert answer.sources == tuple(passage.source for passage in turn.approach.passages)


def test_the_source_offline_is_the_passage_that_is_spoken(turn: Turn) -> None:
    assert turn.answer.backend == "offline"
    assert turn.answer.sources == ("tarifs.csv · Révision",)
    assert turn.answer.text.startswith(OFFLINE_START)


@pytest.mark.parametrize("name", ["template", "table", "tool", "ask", "handover", "decline"])
def test_finished_texts_are_spoken_without_the_model(
    turn: Turn, template_pack: DomainPack, name: str
) -> None:
    backend = ScriptedBackend()
    turn.approach = replace(turn.approach, name=name, text="Voilà.", passages=())
    _pieces, answer = speak(turn, template_pack, backend)
    assert (answer.text, answer.backend, backend.prompts) == ("Voilà.", "offline", [])


# --- failures ----------------------------------------------------------------------------------


def test_a_failure_before_the_first_word_is_answered_offline(
    turn: Turn, template_pack: DomainPack
) -> None:
    backend = ScriptedBackend(Script((), fault=GONE))
    pieces, answer = speak(turn, template_pack, backend)
    assert answer.text == "".join(pieces)
    assert answer.text.startswith(OFFLINE_START)
    assert (answer.backend, answer.status) == ("offline", "complete")
    assert answer.notice == "Le serveur ne répond plus. Réponse donnée hors ligne."
    assert answer.prompt_tokens is None


def test_a_failure_in_mid_answer_keeps_what_was_said(turn: Turn, template_pack: DomainPack) -> None:
    backend = ScriptedBackend(Script(("Cela coûte ",), fault=GONE))
    pieces, answer = speak(turn, template_pack, backend)
    assert pieces == ["Cela coûte "]
    assert (answer.text, answer.status) == ("Cela coûte ", "interrupted")
    assert answer.notice == "Le serveur ne répond plus."
    assert answer.backend == "scripted"


@pytest.mark.parametrize("chunks", [(), ("",), (" ", "\n\n")], ids=["none", "empty", "blank"])
def test_a_model_that_says_nothing_gives_way(
    turn: Turn, template_pack: DomainPack, chunks: tuple[str, ...]
) -> None:
    _pieces, answer = speak(turn, template_pack, ScriptedBackend(Script(chunks)))
    assert answer.text.startswith(OFFLINE_START)
    assert answer.backend == "offline"
    assert answer.notice == "Le modèle n'a rien répondu. Réponse donnée hors ligne."


# --- stopping ----------------------------------------------------------------------------------


def test_a_stop_keeps_what_was_said_and_ends_the_backend(
    turn: Turn, template_pack: DomainPack
) -> None:
    backend = ScriptedBackend(Script(("mot ",), endless=True))
    pieces, answer = speak(turn, template_pack, backend, stop_after=3)
    assert len(pieces) == 3
    assert (answer.text, answer.status, answer.notice) == ("mot mot mot ", "interrupted", "")
    assert backend.running == 0


def test_a_stop_before_the_first_word_leaves_an_empty_answer(
    turn: Turn, template_pack: DomainPack
) -> None:
    cancel = threading.Event()
    cancel.set()
    pieces, answer = speak(turn, template_pack, ScriptedBackend(), cancel)
    assert (pieces, answer.text, answer.status) == ([], "", "interrupted")


def test_a_reader_that_goes_away_ends_the_backend(turn: Turn, template_pack: DomainPack) -> None:
    backend = ScriptedBackend(Script(("mot ",), endless=True))
    step: Generator[TextDelta, None, Answer] = answer_step(
        turn, template_pack, backend, GenerationOptions(), threading.Event()
    )
    next(step)
    assert backend.running == 1
    step.close()
    assert backend.running == 0


# --- the second version ------------------------------------------------------------------------


def mended(turn: Turn, pack: DomainPack, script: Script) -> tuple[Answer, ScriptedBackend]:
    turn.answer = replace(turn.answer, text="Cela coûte 99 €.", backend="scripted")
    backend = ScriptedBackend(script)
    answer = second_version(turn, pack, backend, GenerationOptions(), threading.Event(), (FAULT,))
    return answer, backend


def test_the_second_version_knows_what_was_wrong(turn: Turn, template_pack: DomainPack) -> None:
    answer, backend = mended(turn, template_pack, Script(("Cela coûte ", "45 €.")))
    assert (answer.text, answer.first_version) == ("Cela coûte 45 €.", "Cela coûte 99 €.")
    (prompt,) = backend.prompts
    assert "« 99 € » : Les sources disent « 45 € »." in prompt.messages[0].content


@pytest.mark.parametrize("chunks", [(), ("Cela ",)], ids=["at once", "half way"])
def test_a_second_version_that_fails_is_never_shown_in_half(
    turn: Turn, template_pack: DomainPack, chunks: tuple[str, ...]
) -> None:
    answer, _backend = mended(turn, template_pack, Script(chunks, fault=GONE))
    assert answer.first_version == "Cela coûte 99 €."
    assert answer.status == "interrupted" or answer.text.startswith(OFFLINE_START)


def test_the_offline_version_needs_no_model(turn: Turn, template_pack: DomainPack) -> None:
    turn.answer = replace(turn.answer, text="Cela coûte 99 €.", backend="scripted")
    answer = offline_version(turn, template_pack)
    assert answer.text.startswith(OFFLINE_START)
    assert (answer.backend, answer.first_version) == ("offline", "Cela coûte 99 €.")
