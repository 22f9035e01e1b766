"""Words that lead to one another between a question and a page."""

from mistral_assistant.knowledge.related import related_words
from mistral_assistant.knowledge.stems import stem

FAMILIES = related_words()


def test_a_family_leads_both_ways() -> None:
    assert stem("wifi") in FAMILIES.get(stem("internet"), set())
    assert stem("internet") in FAMILIES.get(stem("wifi"), set())


def test_a_word_after_the_mark_is_found_and_does_not_find() -> None:
    assert stem("débouchage") in FAMILIES.get(stem("destop"), set())
    assert stem("destop") not in FAMILIES.get(stem("débouchage"), set())


def test_families_are_not_joined_through_a_shared_word() -> None:
    assert stem("paiement") in FAMILIES.get(stem("carte"), set())
    assert stem("tampon") in FAMILIES.get(stem("carte"), set())
    assert stem("paiement") not in FAMILIES.get(stem("tampon"), set())


def test_no_word_leads_to_itself_and_unknown_ones_lead_nowhere() -> None:
    assert stem("carte") not in FAMILIES.get(stem("carte"), set())
    assert "xyzzy" not in FAMILIES


def test_who_types_without_accents_is_led_to_the_same_words() -> None:
    assert stem("vacances") in FAMILIES[stem("congés")]
    assert stem("vacances") in FAMILIES[stem("conges")]
