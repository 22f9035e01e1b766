"""What a category has learned, and which of its examples the pack itself would put elsewhere."""

import json
from dataclasses import replace

import pytest

from mistral_assistant.authoring.left_out import left_out_examples
from mistral_assistant.authoring.vectors import (
    CategoryVector,
    category_vectors,
    known_category,
    typical_texts,
)
from mistral_assistant.authoring.vectors_text import detail, overview
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.errors import UsageError
from mistral_assistant.reasoning.themes import learn_categories

MISPLACED = "c'est combien pour changer une chaîne de vélo, vos prix ?"


@pytest.fixture(scope="module")
def pack(template_pack: DomainPack) -> DomainPack:
    """The template with one example in the wrong category."""
    hours = template_pack.CATEGORIES["HORAIRES"]
    wrong = replace(hours, examples=(*hours.examples, MISPLACED))
    return replace(template_pack, CATEGORIES={**template_pack.CATEGORIES, "HORAIRES": wrong})


@pytest.fixture(scope="module")
def vectors(pack: DomainPack) -> dict[str, CategoryVector]:
    """By category."""
    return {vector.name: vector for vector in category_vectors(pack, learn_categories(pack))}


def test_an_example_in_the_wrong_category_is_found(vectors: dict[str, CategoryVector]) -> None:
    elsewhere = {item.text: item.found for item in vectors["HORAIRES"].elsewhere}
    assert elsewhere[MISPLACED] == "TARIFS"
    prices = next(item for item in vectors["HORAIRES"].neighbours if item.name == "TARIFS")
    assert prices.there >= 1


def test_every_example_is_judged_once_and_in_order(pack: DomainPack) -> None:
    judged = left_out_examples(pack)
    assert [item.text for item in judged] == [
        text for spec in pack.CATEGORIES.values() for text in spec.examples
    ]


def test_near_duplicates_do_not_vouch_for_each_other(template_pack: DomainPack) -> None:
    strange = ("xylophone zinzin ?", "xylophone zinzin !")
    prices = template_pack.CATEGORIES["TARIFS"]
    taught = replace(prices, examples=(*prices.examples, *strange))
    pack = replace(template_pack, CATEGORIES={**template_pack.CATEGORIES, "TARIFS": taught})
    judged = {item.text: item.found for item in left_out_examples(pack)}
    assert all(judged[text] != "TARIFS" for text in strange)


def test_the_strongest_words_come_first_and_have_their_sign(
    vectors: dict[str, CategoryVector],
) -> None:
    prices = vectors["TARIFS"]
    weights = [weight for _word, weight in prices.positive]
    assert weights == sorted(weights, reverse=True) and weights[-1] > 0
    assert "combien" in dict(prices.positive)
    assert all(weight < 0 for _word, weight in prices.negative)


def test_pieces_of_words_do_not_lie_in_one_another(vectors: dict[str, CategoryVector]) -> None:
    pieces = [piece for piece, _weight in vectors["TARIFS"].pieces]
    assert pieces
    assert not [(one, two) for one in pieces for two in pieces if one != two and one in two]


def test_the_most_typical_texts_share_most_with_all_others() -> None:
    texts = ["mon colis est en retard", "mon colis arrive quand", "un colis en retard", "zut"]
    assert typical_texts(texts, 1)[0] in texts[:3]
    assert typical_texts(texts)[-1] == "zut"
    assert typical_texts([]) == []


def test_the_overview_has_a_line_a_category_and_the_doubtful_examples(
    vectors: dict[str, CategoryVector],
) -> None:
    lines = list(overview(list(vectors.values()), "atelier"))
    assert [line.split(" ")[0] for line in lines[1:5]] == list(vectors)
    assert any(MISPLACED[:40] in line and "→ TARIFS" in line for line in lines)
    assert lines[-1].endswith("packs show atelier --vectors SALUTATION")


def test_one_category_in_detail(vectors: dict[str, CategoryVector]) -> None:
    text = "\n".join(detail(vectors["HORAIRES"]))
    assert text.startswith("HORAIRES — les horaires et l'adresse\n  12 exemples · ")
    titles = ("Parlent pour elle", "Parlent contre elle", "Morceaux de mots",
              "Exemples les plus typiques", "mettrait ailleurs", "Catégories voisines")  # fmt: skip
    for title in titles:
        assert title in text


def test_the_values_are_plain_json(vectors: dict[str, CategoryVector]) -> None:
    values = json.loads(json.dumps(vectors["HORAIRES"].to_json()))
    assert values["elsewhere"][0]["category"] == "HORAIRES"


def test_a_category_is_known_however_it_is_capitalised(pack: DomainPack) -> None:
    assert known_category(pack, "tarifs") == "TARIFS"
    with pytest.raises(UsageError, match="« TARIFS »"):
        known_category(pack, "tarif")
