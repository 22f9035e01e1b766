"""What is beyond repair, and what only looks so."""

import pytest

from mistral_assistant.dataset.endings import is_cut_off, learn_habits
from mistral_assistant.dataset.judge import fault, has_lost_accents, is_placeholder

PAIRS = [
    (f"Question {name} ?", f"La réponse {name} se trouve dans la rubrique habituelle du site.")
    for name in ("un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit")
]
HABITS = learn_habits(PAIRS)


@pytest.mark.parametrize("text", ["N/A", "null", "#REF!", "-", "???", "…", "à compléter", "TODO"])
def test_placeholders(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["Non", "0", "True", "7", "👍", "Oui", "नहीं", "N/A, c'est quoi ?"])
def test_short_answers_are_no_placeholders(text: str) -> None:
    assert not is_placeholder(text)


@pytest.mark.parametrize("text", ["C'est d?j? fait", "?crivez-nous", "12,00 ? TTC", "le c?ur"])
def test_question_marks_in_place_of_letters(text: str) -> None:
    assert has_lost_accents((text, "ok"))


@pytest.mark.parametrize(
    "text",
    ["Vraiment ?", "Oui ? merci", "https://a.fr/?b=1&c=2", "Quoi?Rien.", "La rubrique?habituelle"],
)
def test_question_marks_that_were_typed(text: str) -> None:
    assert not has_lost_accents((text, "ok"), HABITS.words)


@pytest.mark.parametrize(
    "text",
    [
        "La réponse se trouve dans la rub",
        "La réponse se trouve dans la",
        "Elle se trouve, selon",
        "La réponse un se trouve dans la rubrique [tronqué]",
        "Jusqu'",
        "Elle est (dans la rubrique",
    ],
)
def test_texts_that_stop_in_the_middle(text: str) -> None:
    expected = text != "Elle se trouve, selon"
    assert is_cut_off(text, HABITS) is expected


@pytest.mark.parametrize(
    "text", ["Oui", "Dans la rubrique", "Voyez https://a.fr/x", "- site\n- rubrique", "12 €", ":-("]
)
def test_texts_that_may_end_so(text: str) -> None:
    assert not is_cut_off(text, HABITS)


@pytest.mark.parametrize(
    "text",
    [
        "La réponse se trouve à 500 m",
        "Choisissez la rubrique du plan C",
        "La réponse se trouve dans la rubrique, ouvrez-la",
        "Donnez la réponse un, si vous en avez une",
        "La réponse un se trouve sur https://a.fr/?page=un&rubrique=le",
    ],
)
def test_units_letters_and_pronouns_are_no_cut_off_sentence(text: str) -> None:
    assert not is_cut_off(text, HABITS)


SENTENCES = [
    f"Le {name} est rangé dans une armoire du grenier."
    for name in "vélo tapis piano miroir livre four jardin banc seau drap lit pot".split()
]


@pytest.mark.parametrize(
    ("unended", "text", "expected"),
    [
        (["Le vélo est ran", "Le tapis est ran", "Le piano est ran"], "Un banc repei", True),
        (["Le vélo est ran", "Le tapis est ran", "Le piano est ran"], "De", True),
        (["Le vélo est ran", "Le tapis est ran", "Le piano est ran"], "Le tapis est", True),
        (["Le vélo est ran", "Le tapis est ran", "Le piano est ran"], "Oui", False),
        (["Le vélo est ran", "Le tapis est ran", "Le piano est ran"], "Dans une armoire", False),
        (["Un banc neuf", "Rien ici", "Le pot", "Le vélo est ran"], "Un banc repei", False),
    ],
)
def test_where_most_without_an_end_were_cut_off_the_doubtful_ones_were_too(
    unended: list[str], text: str, expected: bool
) -> None:
    habits = learn_habits([("Quoi ?", answer) for answer in [*SENTENCES, *unended]])
    assert is_cut_off(text, habits) is expected


def test_a_replacement_character_in_quotes_is_talked_about() -> None:
    assert fault(("Que signifie « \ufffd » ?", "Un caractère perdu."), HABITS) == ""
    assert fault(("Que signifie d\ufffdj ?", "Un mot."), HABITS) == "lost_characters"


def test_texts_cut_at_one_width_are_noticed() -> None:
    texts = [f"Réponse {n} : {'mot ' * 20}"[:60] for n in range(10, 40)]
    habits = learn_habits([("Quoi ?", text) for text in texts])
    assert habits.width == 0, "one template cut at one place is one text"
