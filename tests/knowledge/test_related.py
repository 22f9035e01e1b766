"""Words that lead to one another between a question and a page."""

from mistral_assistant.knowledge.related import related
from mistral_assistant.knowledge.stems import stem


def test_a_family_leads_both_ways() -> None:
    assert stem("wifi") in related(stem("internet"))
    assert stem("internet") in related(stem("wifi"))


def test_a_word_after_the_mark_is_found_and_does_not_find() -> None:
    assert stem("débouchage") in related(stem("destop"))
    assert stem("destop") not in related(stem("débouchage"))


def test_families_are_not_joined_through_a_shared_word() -> None:
    assert stem("paiement") in related(stem("carte"))
    assert stem("tampon") in related(stem("carte"))
    assert stem("paiement") not in related(stem("tampon"))


def test_no_word_leads_to_itself_and_unknown_ones_lead_nowhere() -> None:
    assert stem("carte") not in related(stem("carte"))
    assert related("xyzzy") == frozenset()
