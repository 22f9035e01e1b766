"""What an inference model may add to the check of an answer."""

from mistral_assistant.chat import Passage
from mistral_assistant.reasoning.checks.entailment import MAX_SENTENCES, check_entailment
from mistral_assistant.reasoning.checks.sources import read

PASSAGES = [
    Passage("a.md", "Nous livrons la Belgique en quatre jours.", 1.0),
    Passage("b.md", "Un retour est gratuit pendant trente jours.", 0.5),
]


def test_a_contradicted_sentence_is_a_warning_with_the_source_it_was_held_against() -> None:
    asked: list[tuple[str, str]] = []

    def judge(source: str, sentence: str) -> float:
        asked.append((source, sentence))
        return 0.95 if "payant" in sentence else 0.1

    answer = "Nous livrons la Belgique. Un retour est toujours payant."
    (found,) = check_entailment(read(answer), PASSAGES, judge)
    assert (found.kind, found.severity) == ("contradiction", "warning")
    assert answer[slice(*found.span)] == "Un retour est toujours payant."
    assert "gratuit" in found.evidence
    assert asked == [
        (PASSAGES[0].text, "Nous livrons la Belgique."),
        (PASSAGES[1].text, "Un retour est toujours payant."),
    ]


def test_only_so_many_sentences_are_judged_and_none_without_a_source() -> None:
    asked: list[str] = []

    def judge(_source: str, sentence: str) -> float:
        asked.append(sentence)
        return 1.0

    answer = "Nous livrons bien la Belgique. " * 20
    assert len(list(check_entailment(read(answer), PASSAGES, judge))) == MAX_SENTENCES
    assert len(asked) == MAX_SENTENCES
    assert list(check_entailment(read(answer), [], judge)) == []


def test_short_sentences_are_left_alone() -> None:
    assert list(check_entailment(read("Oui. Bien sûr !"), PASSAGES, lambda *_: 1.0)) == []
