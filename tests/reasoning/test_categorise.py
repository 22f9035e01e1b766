"""A message gets a category, how sure that is, and which words say so."""

from dataclasses import replace
from datetime import datetime

import pytest

from mistral_assistant.chat import ConversationState
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.reasoning.categorise import Categoriser, category_step
from mistral_assistant.reasoning.nearest import Examples
from mistral_assistant.reasoning.themes import learn_categories
from mistral_assistant.reasoning.turn import Turn

SAID = (
    "vous êtes ouverts samedi ?",
    "mon vélo est-il prêt ?",
    "combien coûte une crevaison",
    "quelle est la capitale de l'Islande ?",
)


@pytest.fixture(scope="module")
def shop(ecommerce: DomainPack) -> Categoriser:
    return learn_categories(ecommerce)


@pytest.fixture(scope="module")
def workshop(template_pack: DomainPack) -> Categoriser:
    return learn_categories(template_pack)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("vous êtes ouverts samedi ?", "HORAIRES"),
        ("mon velo es pret", "SUIVI_REPARATION"),
        ("Combien coûte une crevaison ?", "TARIFS"),
        ("Bonsoir !", "SALUTATION"),
    ],
)
def test_a_message_gets_the_category_of_its_nearest_examples(
    workshop: Categoriser, text: str, name: str
) -> None:
    found = workshop.categorise(text)
    assert (found.name, found.decision) == (name, "sure")


def test_only_the_reading_that_decides_is_explained(
    shop: Categoriser, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranked, explained = [], []
    rank, nearest = Categoriser._rank, Examples.nearest
    monkeypatch.setattr(Categoriser, "_rank", lambda *args: ranked.append(args) or rank(*args))
    monkeypatch.setattr(Examples, "nearest", lambda *args: explained.append(args) or nearest(*args))
    found = shop.categorise(
        "Bonjour, my cat sleeps on the roof, as it often does. The dog barks at the sea, "
        "and the wind is cold."
    )
    assert len(ranked) > 2, "the whole, without its greeting, and its parts"
    assert len(explained) == 1 and found.examples


def test_theme_vectors_hold_one_vector_a_category(workshop: Categoriser) -> None:
    assert set(workshop.THEME_VECTORS) == set(workshop.CATEGORIES)
    for vector in workshop.THEME_VECTORS.values():
        assert vector.shape == (len(workshop.model.vocabulary),)
    first, second, *_others = workshop.THEME_VECTORS.values()
    assert (first != second).any()


def test_theme_terms_are_the_words_that_speak_for_a_category(workshop: Categoriser) -> None:
    terms = workshop.theme_terms(5)
    assert "combien" in terms["TARIFS"]
    assert "combien" not in terms["HORAIRES"]
    assert all(len(best) == 5 for best in terms.values())
    assert list(terms["TARIFS"].values()) == sorted(terms["TARIFS"].values(), reverse=True)


# --- outside -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "quel temps fera-t-il demain ?",
        "Qui a gagné la coupe du monde de rugby ?",
        "écris-moi un poème sur la mer",
        "",
        "   ",
        "?!…",
    ],
)
def test_a_message_from_elsewhere_is_outside_and_has_no_name(shop: Categoriser, text: str) -> None:
    found = shop.categorise(text)
    assert (found.name, found.decision) == ("", "outside")
    assert found.in_scope < shop.in_scope
    assert found.ranked, "the ranking stays, so that the trace can show what was near"


# --- what it says about itself -----------------------------------------------------------------


@pytest.mark.parametrize("text", [*SAID, "", "prix", "bonjour, où en est ma commande ?"])
def test_probabilities_fall_and_never_exceed_1(shop: Categoriser, text: str) -> None:
    found = shop.categorise(text)
    shares = [share for _name, share in found.ranked]
    assert shares == sorted(shares, reverse=True)
    assert all(0 <= share <= 1 for share in shares)
    assert sum(shares) <= 1.001
    assert found.confidence == shares[0]
    assert 0 <= found.in_scope <= 1
    assert len({name for name, _share in found.ranked}) == len(found.ranked)


def test_all_categories_of_a_small_pack_add_up_to_1(workshop: Categoriser) -> None:
    assert sum(share for _name, share in workshop.categorise("le prix").ranked) == pytest.approx(
        1, abs=1e-3
    )


def test_between_two_subjects_the_decision_is_ambiguous(template_pack: DomainPack) -> None:
    strict = replace(template_pack, limits=replace(template_pack.limits, sure=1.01))
    found = learn_categories(strict).categorise("combien coûte une révision ?")
    assert (found.name, found.decision) == ("TARIFS", "ambiguous")


def test_below_the_packs_scope_limit_nothing_is_sure(template_pack: DomainPack) -> None:
    """What still resembles one subject clearly is asked about instead of refused."""
    strict = replace(template_pack, limits=replace(template_pack.limits, in_scope=1.01))
    categoriser = learn_categories(strict)
    assert categoriser.categorise("combien coûte une révision ?").decision == "ambiguous"
    assert categoriser.categorise("qui a peint la Joconde ?").decision == "outside"


@pytest.mark.parametrize(
    "text",
    [
        "Où en est ma commande CMD-482913 ?",
        "  L’été dernier 🚲 j’ai payé — et mon colis, où est-il ?",
        "REMBOURSEMENT\tœuvre\n\nmon argent",
    ],
)
def test_evidence_points_into_the_text_as_typed(shop: Categoriser, text: str) -> None:
    found = shop.categorise(text)
    assert found.evidence
    for match in found.evidence:
        assert text[match.start : match.end] == match.text
    weights = [match.weight for match in found.evidence]
    assert weights == sorted(weights, reverse=True)


def test_the_word_that_decided_is_in_the_evidence(workshop: Categoriser) -> None:
    found = workshop.categorise("Une question de tarif, s'il vous plaît")
    assert "tarif" in " ".join(match.text for match in found.evidence)


def test_order_numbers_look_all_the_same(shop: Categoriser) -> None:
    one, other = shop.categorise("suivi CMD-482913"), shop.categorise("suivi CMD-111222")
    assert one.ranked == other.ranked


# --- greetings, long messages, the running topic -----------------------------------------------


@pytest.mark.parametrize("greeting", ["bonjour, ", "Bonsoir madame, ", "slt ", "Bonjour bonjour "])
def test_a_greeting_before_a_request_does_not_hide_it(shop: Categoriser, greeting: str) -> None:
    assert shop.categorise(greeting + "où en est ma commande ?").name == "COMMANDE"


def test_a_greeting_alone_is_a_greeting(shop: Categoriser) -> None:
    assert shop.categorise("Bonjour madame").name == "SALUTATION"


def test_a_long_message_is_read_part_by_part(shop: Categoriser) -> None:
    text = (
        "Hier soir je regardais un film avec ma grand-mère en mangeant des crêpes au sucre, "
        "puis le chat a sauté par la fenêtre du salon. Où en est ma commande ?"
    )
    found = shop.categorise(text)
    assert (found.name, found.decision) == ("COMMANDE", "sure")
    for match in found.evidence:
        assert text[match.start : match.end] == match.text


def test_the_running_topic_is_a_mild_prior(workshop: Categoriser) -> None:
    shares = dict(workshop.categorise("et demain").ranked)
    leaning = dict(workshop.categorise("et demain", "SUIVI_REPARATION").ranked)
    assert leaning["SUIVI_REPARATION"] > shares["SUIVI_REPARATION"]
    clear = workshop.categorise("combien coûte une révision ?", "HORAIRES")
    assert (clear.name, clear.decision) == ("TARIFS", "sure")


def test_a_topic_of_another_pack_changes_nothing(workshop: Categoriser) -> None:
    assert workshop.categorise("et demain", "LIVRAISON") == workshop.categorise("et demain")


def test_the_step_takes_the_topic_from_the_conversation(
    workshop: Categoriser, now: datetime
) -> None:

    turn = Turn("et demain", now, state=ConversationState(topic="SUIVI_REPARATION"))
    assert category_step(turn, workshop) == workshop.categorise("et demain", "SUIVI_REPARATION")


def test_messages_well_inside_the_domain_still_differ_in_how_far_inside(shop: Categoriser) -> None:
    """Rounded to four digits both would be 1, and near strangers could not be told apart."""
    inside = {shop.categorise(text).in_scope for text in ("Où en est ma commande ?", "ma commande")}
    assert len(inside) == 2


@pytest.mark.parametrize("noise", ["aaaaaaaaaa", "azertyuiop", "zzz"])
def test_noise_is_outside(shop: Categoriser, noise: str) -> None:
    assert shop.categorise(noise).decision == "outside"


@pytest.mark.parametrize("typo", ["remboursemnt", "livrason", "facure", "comand"])
def test_a_misspelt_word_alone_is_not_noise(shop: Categoriser, typo: str) -> None:
    assert shop.categorise(typo).decision != "outside"
