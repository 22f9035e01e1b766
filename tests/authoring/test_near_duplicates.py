import itertools

from hypothesis import given
from hypothesis import strategies as st

from mistral_assistant.authoring.near_duplicates import (
    SAME,
    jaccard,
    near_duplicate_groups,
    word_set,
)


def test_case_accents_signs_and_digits_make_no_difference() -> None:
    texts = ["Où est ma commande 12 ?", "ou est ma COMMANDE 99", "Je veux payer"]
    assert near_duplicate_groups(texts) == [0, 0, 1]


def test_texts_that_must_stay_apart_do() -> None:
    texts = ["La livraison coûte 4 €", "La livraison coûte 5 €", "La livraison coûte 4 €."]
    assert near_duplicate_groups(texts, ["4", "5", "4"]) == [0, 1, 0]


def test_texts_without_words_are_only_the_same_if_they_are_equal() -> None:
    assert near_duplicate_groups(["👍", "?", "👍 "]) == [0, 1, 0]


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=9), max_size=12))
def test_no_near_pair_is_missed(drawn: list[list[str]]) -> None:
    """The short cut through rare words finds what comparing all pairs finds."""
    texts = [" ".join(words) for words in drawn]
    groups = near_duplicate_groups(texts)
    for one, two in itertools.combinations(range(len(texts)), 2):
        if jaccard(word_set(texts[one]), word_set(texts[two])) >= SAME:
            assert groups[one] == groups[two]
