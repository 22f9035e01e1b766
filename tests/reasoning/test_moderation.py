"""What counts as rude, hostile or threatening, and what only looks like it."""

from pathlib import Path

import pytest
from empty_pack import pack_with

from mistral_assistant.reasoning.moderation import Moderator

MESSAGES = Path(__file__).parents[1] / "data" / "moderation"


def messages(name: str) -> list[str]:
    """Return the messages of one level, one a line of its file."""
    return (MESSAGES / f"{name}.txt").read_text(encoding="utf-8").strip().splitlines()


HARMLESS = messages("harmless")
RUDE = messages("rude")
HOSTILE = messages("hostile")
THREATS = messages("threats")


@pytest.fixture(scope="module")
def moderator() -> Moderator:
    return Moderator(pack_with())


@pytest.mark.parametrize("text", HARMLESS)
def test_an_ordinary_message_passes(moderator: Moderator, text: str) -> None:
    assert moderator.moderate(text).level == "none"


@pytest.mark.parametrize("text", RUDE)
def test_vulgar_words_addressed_to_nobody_are_rude(moderator: Moderator, text: str) -> None:
    assert moderator.moderate(text).level == "rude"


@pytest.mark.parametrize("text", HOSTILE)
def test_an_insult_is_hostile(moderator: Moderator, text: str) -> None:
    assert moderator.moderate(text).level == "hostile"


@pytest.mark.parametrize("text", THREATS)
def test_announced_violence_is_a_threat(moderator: Moderator, text: str) -> None:
    assert moderator.moderate(text).level == "threat"


@pytest.mark.parametrize("text", [*HARMLESS, *RUDE, *HOSTILE, *THREATS])
def test_every_match_quotes_the_message_at_its_span(moderator: Moderator, text: str) -> None:
    for match in moderator.moderate(text).matches:
        assert match.text == text[match.start : match.end]
        assert match.text.strip()


@pytest.mark.parametrize("text", HARMLESS)
def test_capitals_and_exclamation_marks_alone_are_not_hostile(
    moderator: Moderator, text: str
) -> None:
    """``!`` can turn a lone noun into a call, hence only capitals here."""
    assert moderator.moderate(text.upper()).level == "none"


def test_a_harmless_message_has_no_score(moderator: Moderator) -> None:
    moderation = moderator.moderate("JE VEUX MON COLIS !!!")
    assert (moderation.level, moderation.score, moderation.matches) == ("none", 0.0, ())


def test_shouting_raises_the_score_of_an_insult(moderator: Moderator) -> None:
    calm = moderator.moderate("bande de connards")
    assert moderator.moderate("BANDE DE CONNARDS !!!").score > calm.score > 0.5


def test_two_insults_weigh_more_than_one(moderator: Moderator) -> None:
    one = moderator.moderate("quel connard")
    assert moderator.moderate("quel connard, quel enfoiré").score > one.score


def test_the_worst_thing_said_gives_the_level(moderator: Moderator) -> None:
    moderation = moderator.moderate("Putain, connard, je vais te tuer")
    assert moderation.level == "threat"
    assert [match.text for match in moderation.matches] == ["Putain", "connard", "je vais te tuer"]


def test_a_disguised_word_is_quoted_as_typed(moderator: Moderator) -> None:
    (match,) = moderator.moderate("Espèce… non, c*nnard va").matches
    assert (match.text, match.start, match.end) == ("c*nnard", 13, 20)


def test_spans_count_code_points_of_a_decomposed_text(moderator: Moderator) -> None:
    text = "De\u0301sole\u0301, mais quel encule\u0301 !"
    (match,) = moderator.moderate(text).matches
    assert match.text == "encule\u0301"
    assert text[match.start : match.end] == match.text


@pytest.mark.parametrize("text", ["", "   ", "!!!", "***", "🙂", "c", "*", "1234 5678", "\ud800"])
def test_a_message_without_words_passes(moderator: Moderator, text: str) -> None:
    assert moderator.moderate(text).level == "none"


def test_an_insult_told_of_is_only_rude(moderator: Moderator) -> None:
    assert moderator.moderate("Votre livreur m'a traité de sale connard").level == "rude"


def test_the_words_of_a_pack_are_added() -> None:
    moderator = Moderator(
        pack_with(rude=("saperlipopette",), hostile=("face de pixel",), threat=("panpan culcul",))
    )
    assert moderator.moderate("Saperlipopette, en panne").level == "rude"
    assert moderator.moderate("Espèce de Face de pixel !").level == "hostile"
    assert moderator.moderate("ça va être panpan, culcul").level == "none"
    assert moderator.moderate("ça va être panpan culcul").level == "threat"


def test_a_word_of_a_pack_is_found_disguised() -> None:
    assert Moderator(pack_with(hostile=("Zigotô",))).moderate("z1g0to !").level == "hostile"


def test_a_phrase_that_a_pack_allows_passes() -> None:
    strict, lenient = Moderator(pack_with()), Moderator(pack_with(allowed=("bordel ambiant",)))
    assert strict.moderate("Le jeu Bordel ambiant est-il en stock ?").level == "rude"
    assert lenient.moderate("Le jeu Bordel ambiant est-il en stock ?").level == "none"
    assert lenient.moderate("Quel bordel !").level == "rude"


def test_a_pack_word_with_regex_signs_is_taken_literally() -> None:
    moderator = Moderator(pack_with(hostile=("c++ (nul)",)))
    assert moderator.moderate("cx nul").level == "none"
    assert moderator.moderate("un c++ nul").level == "hostile"


def test_a_long_hostile_message_is_read_to_its_end(moderator: Moderator) -> None:
    text = "Bonjour. " * 2000 + "Bande de connards"
    (match,) = moderator.moderate(text).matches
    assert match.text == "connards"
    assert match.end == len(text)
