"""Titles taken from first questions."""

import pytest

from mistral_assistant.attached import attach, join
from mistral_assistant.conversations.titles import title_of


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("Bonjour, je voudrais savoir si vous livrez en Suisse", "Savoir si vous livrez en Suisse"),
        ("Bonjour madame, pouvez-vous me dire quand arrive mon colis svp ?",
         "Quand arrive mon colis ?"),
        ("Bonsoir à tous, j'ai une question : comment changer d'adresse ?",
         "Comment changer d'adresse ?"),
        ("Excusez-moi, je souhaiterais annuler ma commande", "Annuler ma commande"),
        ("j’aimerais être remboursé, merci d’avance.", "Être remboursé"),
        ("Je vous écris car mon colis est cassé. Cordialement, Jean", "Mon colis est cassé"),
        ("Monsieur, mon colis est cassé", "Mon colis est cassé"),
        ("Hi there, could you tell me when my parcel arrives please?", "When my parcel arrives?"),
        ("bonjour\n\nmon imprimante\tclignote", "Mon imprimante clignote"),
    ],
)  # fmt: skip
def test_greetings_and_courtesies_are_left_out(question: str, title: str) -> None:
    assert title_of(question) == title


@pytest.mark.parametrize(
    "question",
    [
        "Où en est ma commande CMD-482913 ?",
        "Je veux la jaune",
        "Je voudrais un remboursement",
        "Madame Martin a appelé",
        "Merci de me rappeler",
        "Hier, mon colis est arrivé",
        "Himalaya : quel sac ?",
        "Salutations",
    ],
)
def test_what_belongs_to_the_question_stays(question: str) -> None:
    assert title_of(question) == question


@pytest.mark.parametrize("question", ["Bonjour", "Merci beaucoup !", "Bonjour, merci", "Salut ?"])
def test_nothing_but_courtesy_is_a_title_all_the_same(question: str) -> None:
    assert title_of(question)


def test_a_long_question_is_cut_between_words() -> None:
    title = title_of("bonjour " + "je cherche un sac à dos solide " * 100)
    assert len(title) <= 61
    assert title.startswith("Je cherche un sac") and title.endswith("…")


def test_control_characters_do_not_reach_a_title() -> None:
    assert title_of("Bonjour \x1b[31m, mon colis\u202e ?").isprintable()
    assert title_of("   ") == title_of("") == ""


def test_texts_sent_along_are_no_part_of_a_title() -> None:
    message = join("Peux-tu me résumer ceci ?", [attach("notes.txt", "Tout autre chose")])
    assert title_of(message) == title_of("Peux-tu me résumer ceci ?")


def test_a_text_sent_without_a_word_gives_its_name_and_its_beginning() -> None:
    title = title_of(join("", [attach("notes.txt", "Bonjour,\nvoici la liste des prix.")]))
    assert title.startswith("notes.txt — Bonjour, voici")
    assert "~" not in title and "document" not in title
