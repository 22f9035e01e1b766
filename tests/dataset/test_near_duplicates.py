"""What counts as the same question, and what only looks like it."""

import random

import pytest

from mistral_assistant.dataset.near_duplicates import groups_of, near_pairs, normal_form

NAMES = "Aurore Boréal Cassiopée Dauphin Éclipse Fougère Girafe Horizon Indigo Jonquille".split()
TEMPLATE = [f"Quel est le prix de la lampe {name} chez vous ?" for name in NAMES]
QUESTION = "Comment annuler ma commande passée hier soir sur le site ?"


@pytest.mark.parametrize(
    "other",
    [
        "COMMENT ANNULER MA COMMANDE PASSÉE HIER SOIR SUR LE SITE",
        "comment annuler ma comande passee hier soir sur le site",
        "Bonjour, comment annuler ma commande passée hier soir sur le site svp ?",
        "Comment annuler ma commande passée hier sur le site ?",
        "Comment annuler hier soir ma commande passée sur le site ? https://t.co/x1",
    ],
)
def test_small_changes_make_near_duplicates(other: str) -> None:
    pairs = list(near_pairs([QUESTION, *TEMPLATE, other]))
    assert [(pair.one, pair.two) for pair in pairs] == [(0, len(TEMPLATE) + 1)]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Que vaut le contrat 2024 pour ma maison ?", "Que vaut le contrat 2025 pour ma maison ?"),
        ("Comment résilier mon abonnement ?", "Comment suivre mon colis ?"),
        ("👍", "👎"),
    ],
)
def test_other_questions_are_no_near_duplicates(one: str, two: str) -> None:
    assert not list(near_pairs([one, two, *TEMPLATE]))


def test_what_fills_a_place_of_a_sentence_makes_another_question() -> None:
    assert len(set(groups_of(TEMPLATE))) == len(TEMPLATE)


def test_pairs_across_come_with_each_value_once() -> None:
    pairs = list(near_pairs(["a b c", "A, b c", "a b c!", "x y z"], [0, 0, 1, 1]))
    assert [(pair.one, pair.two, pair.score) for pair in pairs] == [(0, 2, 1.0)]


def test_many_equal_texts_come_with_the_first_only_in_little_time() -> None:
    pairs = list(near_pairs(["même question"] * 20_000 + ["même questions"] * 20_000))
    assert {pair.one for pair in pairs} == {0, 20_000} and len(pairs) == 39_999


def test_planted_duplicates_are_found_among_sentences_alike() -> None:
    rng = random.Random(3)
    starts, ends = "bar cod fig gul jot lem".split(), "tanque velomi sirupo nakide dorchu".split()
    words = [f"{start}{end}" for start in starts for end in ends] + starts + ends
    texts = list({" ".join(rng.sample(words, 10)) for _ in range(800)})
    plants = {len(texts) + n: n for n in range(0, 200)}
    every = texts + [f"Bonjour, {texts[n].replace('an', 'ann', 1)} svp" for n in plants.values()]
    found = {(p.one, p.two) for p in near_pairs(every)}
    wanted = {(source, number) for number, source in plants.items()}
    assert len(found & wanted) >= 0.99 * len(wanted)
    assert len(found & wanted) >= 0.95 * len(found)


def test_a_text_of_signs_alone_is_itself() -> None:
    assert normal_form(" 👍  !") == "👍 !"
