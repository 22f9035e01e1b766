"""How a turn reads as text, whatever a pack or a model put into it."""

from typing import Any

from mistral_assistant.plain_text import answer_lines, trace_lines
from mistral_assistant.reasoning.system import AdvancedReasoningSystem
from mistral_assistant.reasoning.turn import BADGES, STEPS


def trace_of(question: str, template_pack: Any) -> dict[str, Any]:
    return AdvancedReasoningSystem(template_pack).answer(question).trace()


def test_every_badge_has_words_but_the_one_for_nothing_to_verify(template_pack: Any) -> None:
    trace = trace_of("bonjour", template_pack)
    said = set()
    trace["consistency"]["badge"] = "plain"
    assert list(answer_lines(trace)) == []
    for badge in BADGES:
        trace["consistency"]["badge"] = badge
        said |= set(answer_lines(trace))
    assert len(said) == len(BADGES) - 1 and not said & set(BADGES)


def test_a_stopped_answer_and_a_notice_are_told(template_pack: Any) -> None:
    trace = trace_of("bonjour", template_pack)
    trace["answer"] |= {"status": "interrupted", "notice": "Le serveur\x1b[2J est perdu."}
    first, second = answer_lines(trace)
    assert "■ interrompu" in first
    assert second == "· Le serveur[2J est perdu."


def test_each_step_is_one_line_whatever_it_holds(template_pack: Any) -> None:
    trace = trace_of("bonjour", template_pack)
    trace["approach"]["reason"] = "deux\nlignes\r\x1b[1A"
    trace["context"] |= {"question": "a\u2028b", "urgency": True}
    lines = list(trace_lines(trace))
    assert [line.split()[0] for line in lines] == list(STEPS)
    assert "deux lignes" in lines[5] and "urgent · a b" in lines[2]


def test_findings_are_shown_with_their_evidence(template_pack: Any) -> None:
    trace = trace_of("bonjour", template_pack)
    finding = {"kind": "figure", "severity": "blocking", "span": [0, 4], "text": "9 €",
               "evidence": "7 €"}  # fmt: skip
    trace["consistency"] |= {"findings": [finding], "repaired": [finding]}
    last = list(trace_lines(trace))[-2:]
    assert [line.strip() for line in last] == [
        "! figure (blocking) « 9 € » : 7 €",
        "↻ figure (blocking) « 9 € » : 7 €",
    ]


def test_the_detailed_trace_shows_the_texts_of_the_passages(template_pack: Any) -> None:
    trace = trace_of("bonjour", template_pack)
    trace["knowledge"] = [{"source": "a.md", "score": 0.5, "text": "Le texte entier."}]
    assert not any("Le texte entier." in line for line in trace_lines(trace))
    detailed = list(trace_lines(trace, detail=True))
    assert any(line.endswith("a.md 50 %") for line in detailed)
    assert any(line.strip() == "Le texte entier." for line in detailed)


def test_what_an_embedding_model_gave_is_told_where_one_took_part(template_pack: Any) -> None:
    trace = trace_of("bonjour", template_pack)
    assert "plongement" not in "\n".join(trace_lines(trace))
    trace["category"]["meaning"] = [0.5, 1.25]
    assert "plongement : +0,50 de l'avance de +1,25" in list(trace_lines(trace))[1]
