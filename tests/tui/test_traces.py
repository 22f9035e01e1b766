"""The reasoning panel's lines, from the JSON of a trace."""

from dataclasses import replace
from datetime import datetime

import pytest

from mistral_assistant.chat import ChatMessage, Entity, Passage
from mistral_assistant.reasoning.turn import (
    STEPS,
    Answer,
    Approach,
    Category,
    Consistency,
    Context,
    Finding,
    Match,
    Moderation,
    Turn,
)
from mistral_assistant.tui.evidence import Look, bar
from mistral_assistant.tui.marks import DECIDED, bears
from mistral_assistant.tui.traces import step_head, step_label, step_lines

QUESTION = "Où en est ma commande CMD-482913 ?"


def trace() -> dict[str, object]:
    turn = Turn(QUESTION, datetime(2026, 3, 12))
    turn.moderation = Moderation("rude", 0.4, (Match("zut", 0, 3),))
    ranked = (("COMMANDE", 0.97), ("LIVRAISON", 0.02), ("RETOUR", 0.01), ("OPINION", 0.0))
    evidence = (Match("où en est", 0, 9, 0.8), Match("commande", 13, 21, 0.6))
    turn.category = Category("COMMANDE", 0.97, ranked, 0.99, "sure", evidence)
    turn.context = Context("Où en est CMD-482913 ?", "COMMANDE", "sure", "follow_up", urgency=True)
    turn.entities = (
        Entity("numero_commande", "CMD-482913", "cmd 482913", 22, 32, score=0.9),
        Entity("date", "2026-03-14", "samedi"),
    )
    turn.knowledge = (Passage("livraison.md · Délais", "Deux jours.", 0.61),)
    turn.approach = Approach("ask", "Il manque un numéro.", "sans-numero", missing="numero")
    turn.answer = Answer(
        "Oui.",
        "offline",
        ("a", "b"),
        "interrupted",
        prompt_tokens=5,
        completion_tokens=7,
        first_token_ms=12.0,
        notice="Serveur perdu.",
    )
    finding = Finding("date", "warning", (0, 3), "15 mars", "la source dit « 14 mars »")
    turn.consistency = Consistency((finding,), 3, "warning")
    turn.timings_ms = dict.fromkeys(STEPS, 0.1)
    return turn.trace()


def shown(step: str, *, detail: bool = False, width: int = 60) -> str:
    return "\n".join(line.plain for line in step_lines(step, trace()[step], width, Look(detail)))


@pytest.mark.parametrize(
    ("step", "texts"),
    [
        ("moderation", ["grossier", "« zut »"]),
        ("category", ["COMMANDE", "97\u00a0%", "sûr", "« où\u00a0en\u00a0est »"]),
        ("context", ["suite de la question · neutre · fr · urgent", "→ Où en est CMD-482913 ?"]),
        ("entities", ["CMD-482913", "numero_commande · 22–32 · 90 %", "date · reprise"]),
        ("knowledge", ["livraison.md · Délais", "61\u00a0%"]),
        ("approach", ["demander une précision", "sans-numero", "il manque : numero"]),
        ("answer", ["hors ligne · 2 sources · interrompue", "5 jetons lus, 7", "Serveur perdu."]),
        ("consistency", ["! à vérifier", "3 faits", "« 15 mars » : la source dit « 14 mars »"]),
    ],
)
def test_every_step_shows_its_evidence(step: str, texts: list[str]) -> None:
    text = shown(step).replace("«\u00a0", "« ").replace("\u00a0»", " »")
    for expected in texts:
        assert expected.replace(" %", "\u00a0%") in text.replace(" %", "\u00a0%")


@pytest.mark.parametrize("step", STEPS)
def test_detail_only_adds(step: str) -> None:
    short, long = shown(step), shown(step, detail=True)
    assert len(long.splitlines()) >= len(short.splitlines())


def test_detail_shows_every_category_and_the_text_of_passages() -> None:
    assert "OPINION" not in shown("category")
    assert "OPINION" in shown("category", detail=True)
    assert "Deux jours." in shown("knowledge", detail=True)


def test_what_decided_is_shown_in_the_question_with_its_weight_in_detail() -> None:
    look = Look(True, QUESTION)
    lines = step_lines("category", trace()["category"], 60, look)
    (question,) = [line for line in lines if bears(line, DECIDED)]
    marked = [question.plain[span.start : span.end] for span in question.spans
              if span.style == DECIDED]  # fmt: skip
    assert marked == ["Où en est", "commande"]
    shown = " ".join(line.plain for line in lines).replace("\u00a0", " ")
    assert "« où en est » 0,8" in shown
    entities = step_lines("entities", trace()["entities"], 60, look)
    assert bears(entities[0], DECIDED)
    assert "CMD-482913" in entities[0].plain


def test_the_examples_that_are_nearest_are_shown_all_of_them_in_detail() -> None:
    value = dict(trace()["category"])
    value["examples"] = [
        {"text": f"exemple {number}", "category": "COMMANDE", "similarity": 0.9 - number / 10}
        for number in range(4)
    ]
    short, long = ("\n".join(line.plain for line in step_lines("category", value, 60, look))
                   for look in (Look(), Look(True)))  # fmt: skip
    assert "exemple 1" in short
    assert "exemple 2" not in short
    assert "exemple 3" in long
    assert "COMMANDE · 90" in long


def test_the_prompt_is_shown_in_detail_only() -> None:
    prompt = (ChatMessage("system", "Sois bref.\n  Deux lignes."), ChatMessage("user", "Oui ?"))
    look = Look(True, "", prompt, "Ce que le modèle a lu :")
    lines = [line.plain.strip() for line in step_lines("answer", trace()["answer"], 60, look)]
    assert lines[-6:] == [
        "Ce que le modèle a lu :",
        "— consigne —",
        "Sois bref.",
        "Deux lignes.",
        "— question —",
        "Oui ?",
    ]
    short = step_lines("answer", trace()["answer"], 60, replace(look, detail=False))
    assert not any("Sois bref" in line.plain for line in short)


@pytest.mark.parametrize("width", [12, 20, 40])
@pytest.mark.parametrize("step", STEPS)
def test_lines_fit_the_panel(step: str, width: int) -> None:
    for line in step_lines(step, trace()[step], width, Look(True)):
        assert line.cell_length <= width


@pytest.mark.parametrize("step", STEPS)
def test_a_trace_with_nothing_in_it_is_shown_without_a_fault(step: str) -> None:
    value: object = [] if step in ("entities", "knowledge") else {}
    assert isinstance(step_lines(step, value, 40, Look(True)), list)


def test_a_step_says_by_a_sign_how_far_it_is() -> None:
    heads = [step_head("answer", state, 1.0, 30).plain for state in
             ("waiting", "running", "done", "failed")]  # fmt: skip
    assert [head[0] for head in heads] == ["○", "▸", "✓", "✗"]
    assert heads[0].endswith("1\u00a0ms")
    assert step_label("consistency") == "cohérence"


def test_a_bar_has_one_length_and_grows() -> None:
    bars = [bar(share / 20) for share in range(-2, 24)]
    assert {len(item) for item in bars} == {8}
    assert bars[0] == " " * 8
    assert bars[-1] == "█" * 8
