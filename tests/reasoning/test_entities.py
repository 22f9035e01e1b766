"""The entity step on a small pack: the four kinds of entities, overlaps, and what is carried."""

from dataclasses import replace
from datetime import datetime

import pytest
from empty_pack import pack_with
from hypothesis import given
from hypothesis import strategies as st

from mistral_assistant.chat import Entity
from mistral_assistant.domains.pack import DomainPack, EntityType, Table, TableRow
from mistral_assistant.errors import PackError
from mistral_assistant.reasoning.entities import BUILTINS, EntityRecogniser, entities_step
from mistral_assistant.reasoning.turn import Context, Turn

NOW = datetime(2026, 3, 12, 10)
PRODUCTS = {
    "Aspirateur balai Vortéo 300": "vorteo 300;aspirateur vorteo",
    "Aspirateur balai Vortéo 500": "vorteo 500;aspirateur vorteo",
    "Téléviseur Panoramix 55": "tele panoramix;panoramix 55",
    "Théière Ébène": "theiere",
    "Montre Chronolia": "montre",
    "Matelas Nuagine": "",
    "Lampe Ondée X20": "x20",
    "": "sans nom",
}
TABLE = Table(
    name="produits",
    file="tables/produits.csv",
    columns=("nom", "alias"),
    rows=tuple(
        TableRow(line, {"nom": name, "alias": alias})
        for line, (name, alias) in enumerate(PRODUCTS.items(), 2)
    ),
    key="nom",
    entity="produit",
)
TYPES = (
    EntityType(
        "numero",
        "numéro",
        pattern=r"(?i)\b(?:ord|commande)[\s-]*(?:n°)?\s*(\d{6})\b",
        normalise="ORD-$digits",
    ),
    EntityType("reference", "référence", pattern=r"\b[a-z]{3}_\d{2}\b", normalise="upper"),
    EntityType(
        "action",
        "action",
        values={
            "annuler": ("annuler", "annulation"),
            "retourner": ("renvoyer", "retourner"),
            "perdre": ("mot de passe perdu",),
            "couper": ("coupé",),
            "voir": ("télé",),
        },
    ),
    EntityType("etat", "état", values={"manquant": ("pas reçu", "rien reçu"), "vert": ("vert",)}),
    EntityType("produit", "produit", table="produits", column="nom", aliases="alias"),
    *(EntityType(name, name, builtin=name) for name in BUILTINS),
)


def make_pack(*types: EntityType) -> DomainPack:
    return replace(
        pack_with(), entities={spec.id: spec for spec in types}, tables={"produits": TABLE}
    )


@pytest.fixture(scope="module")
def recogniser() -> EntityRecogniser:
    return EntityRecogniser(make_pack(*TYPES))


def pairs(recogniser: EntityRecogniser, text: str) -> list[tuple[str, str]]:
    return [(entity.type, entity.value) for entity in recogniser.find(text, NOW)]


# --- the kinds of entities of a pack ---------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ORD-482913", ("numero", "ORD-482913")),
        ("ord 482913", ("numero", "ORD-482913")),
        ("commande n° 482913", ("numero", "ORD-482913")),
        ("abc_12", ("reference", "ABC_12")),
    ],
)
def test_a_pattern_gives_its_normal_form(
    recogniser: EntityRecogniser, text: str, expected: tuple[str, str]
) -> None:
    assert pairs(recogniser, text) == [expected]


@pytest.mark.parametrize("before", ["", "é", "😀 ", "l’été à Zürich ", "e\u0301 ", "\ud800 "])
def test_spans_count_code_points_of_the_text_as_typed(
    recogniser: EntityRecogniser, before: str
) -> None:
    text = f"{before} ORD-482913, l’annulée 😀 Théière"
    found = recogniser.find(text, NOW)
    assert [entity.text for entity in found] == ["ORD-482913", "annulée", "Théière"]
    assert all(text[entity.start : entity.end] == entity.text for entity in found)


def test_a_pattern_takes_its_whole_match_unless_another_entity_stands_there() -> None:
    types = (TYPES[0], EntityType("objet", "objet", values={"suivi": ("suivi de ma commande",)}))
    recogniser = EntityRecogniser(make_pack(*types))
    (alone,) = recogniser.find("ma commande 482913", NOW)
    assert alone.text == "commande 482913"
    both = recogniser.find("suivi de ma commande 482913", NOW)
    assert [entity.text for entity in both] == ["suivi de ma commande", "482913"]


def test_a_pattern_that_re2_refuses_is_reported_with_a_remedy() -> None:
    with pytest.raises(PackError) as refused:
        EntityRecogniser(make_pack(EntityType("x", "x", pattern=r"(?=a)")))
    assert "« x »" in refused.value.problem and refused.value.hint


def test_a_table_with_a_pattern_also_finds_values_that_it_does_not_hold() -> None:
    spec = EntityType(
        "code", "code", pattern=r"(?i)\b([a-z]\d{2})\b", normalise="upper", table="produits",
        column="nom", aliases="alias",
    )  # fmt: skip
    recogniser = EntityRecogniser(make_pack(spec))
    assert pairs(recogniser, "x20 et y99") == [("code", "Lampe Ondée X20"), ("code", "Y99")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("annulez tout", "annuler"),
        ("c'est annulé", "annuler"),
        ("elle est annulee", "annuler"),
        ("ANNULATION", "annuler"),
        ("les annulations", "annuler"),
        ("je le renvoie", "retourner"),
        ("renvoyée", "retourner"),
        ("nous retournons le colis", "retourner"),
        ("mot de passe perdu", "perdre"),
        ("mots de passe perdus", "perdre"),
        ("mot de mon passe perdu", "perdre"),
        ("internet est coupé", "couper"),
        ("la ligne est coupée", "couper"),
        ("mes télés", "voir"),
        ("ma tele", "voir"),
    ],
)
def test_wordings_are_found_in_inflected_forms(
    recogniser: EntityRecogniser, text: str, value: str
) -> None:
    assert ("action", value) in pairs(recogniser, text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("pas encore reçu", "manquant"), ("pas du tout reçu", "manquant"), ("la verte", "vert")],
)
def test_small_words_and_feminine_forms_make_no_difference(
    recogniser: EntityRecogniser, text: str, value: str
) -> None:
    assert ("etat", value) in pairs(recogniser, text)


@pytest.mark.parametrize(
    "text", ["du coup, voilà", "votre num de tel", "pas aujourd'hui. reçu hier", "un passe perdu"]
)
def test_words_that_only_share_a_short_stem_are_left_alone(
    recogniser: EntityRecogniser, text: str
) -> None:
    types = {entity.type for entity in recogniser.find(text, NOW)}
    assert types.isdisjoint({"action", "etat"})


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("Aspirateur balai Vortéo 300", "Aspirateur balai Vortéo 300"),
        ("l'aspirateur balai vorteo 300 svp", "Aspirateur balai Vortéo 300"),
        ("le VORTEO 500", "Aspirateur balai Vortéo 500"),
        ("vos théières", "Théière Ébène"),
        ("la x20", "Lampe Ondée X20"),
        ("tele panoramix", "Téléviseur Panoramix 55"),
    ],
)
def test_a_cell_is_found_by_its_name_or_another_name(
    recogniser: EntityRecogniser, text: str, cell: str
) -> None:
    (found,) = (e for e in recogniser.find(text, NOW) if e.type == "produit")
    assert (found.value, found.score) == (cell, 1.0)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("aspirateur balai vorteo 30O", None),
        ("aspirater balai vortaeo 300", "Aspirateur balai Vortéo 300"),
        ("mon vorteao 300", "Aspirateur balai Vortéo 300"),
        ("televiseur panoramyx 55", "Téléviseur Panoramix 55"),
        ("tele panoramics", "Téléviseur Panoramix 55"),
        ("tele panoramics", "Téléviseur Panoramix 55"),
        ("mattelat nuagine", "Matelas Nuagine"),
        ("matelas nuajine", "Matelas Nuagine"),
        ("montrechronolia", "Montre Chronolia"),
        ("mon aspirateur balai vort eo 500", "Aspirateur balai Vortéo 500"),
    ],
)
def test_a_typo_still_finds_the_cell_with_a_lower_score(
    recogniser: EntityRecogniser, text: str, cell: str | None
) -> None:
    found = [e for e in recogniser.find(text, NOW) if e.type == "produit"]
    assert [e.value for e in found if e.score < 1] == ([cell] if cell else [])


@pytest.mark.parametrize(
    "text",
    [
        "ma télé",
        "ma matière",
        "pouvez-vous me montrer",
        "vortéo 400",
        "panoramix 65",
        "aspirateur vorteo",
        "le vortéo",
        "ma lampe",
        "les matelots",
        "sans nom",
        "quel est le délai de livraison pour la France ?",
    ],
)
def test_what_is_not_in_the_table_or_stands_for_several_rows_is_no_cell(
    recogniser: EntityRecogniser, text: str
) -> None:
    assert "produit" not in {entity.type for entity in recogniser.find(text, NOW)}


# --- together --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ORD-482913 hier", [("numero", "ORD-482913"), ("date", "2026-03-11")]),
        ("il y a 3 jours", [("date", "2026-03-09")]),
        ("sous 3 jours", [("duration", "P3D")]),
        ("06 12 34 56 78", [("phone", "+33612345678")]),
        ("69003 Lyon", [("postcode", "69003"), ("place", "Lyon")]),
        ("3 exemplaires à 49,90 €", [("quantity", "3"), ("amount", "49.90")]),
        ("12 % de 349 €", [("number", "12"), ("amount", "349.00")]),
        ("combien font 3 x 49,90 € ?", [("number", "3"), ("amount", "49.90")]),
        ("lyon@exemple.fr", [("email", "lyon@exemple.fr")]),
        ("LA123456785FR", [("tracking", "LA123456785FR")]),
        (
            "annuler l'aspirater balai vortéo 300",
            [("action", "annuler"), ("produit", "Aspirateur balai Vortéo 300")],
        ),
        (
            "je m'appelle Inès, deux theieres à Lyon samedi",
            [
                ("person", "Inès"),
                ("quantity", "2"),
                ("produit", "Théière Ébène"),
                ("place", "Lyon"),
                ("date", "2026-03-14"),
            ],
        ),
        ("bonjour", []),
        ("", []),
    ],
)
def test_overlaps_are_resolved_and_entities_come_in_order(
    recogniser: EntityRecogniser, text: str, expected: list[tuple[str, str]]
) -> None:
    assert pairs(recogniser, text) == expected


def test_a_pattern_of_the_pack_beats_a_longer_built_in() -> None:
    code = EntityType("code", "code", pattern=r"\b12 34\b")
    phone = EntityType("phone", "phone", builtin="phone")
    recogniser = EntityRecogniser(make_pack(phone, code))
    assert pairs(recogniser, "06 12 34 56 78") == [("code", "12 34")]


def test_the_digits_of_a_phone_are_no_number_where_a_pack_has_no_phones() -> None:
    recogniser = EntityRecogniser(make_pack(EntityType("n", "n", builtin="number")))
    assert pairs(recogniser, "06 12 34 56 78, le 12/03/2026, puis 7") == [("n", "7")]


def test_a_built_in_bears_the_name_that_the_pack_gives_it() -> None:
    recogniser = EntityRecogniser(make_pack(EntityType("jour", "jour", builtin="date")))
    assert pairs(recogniser, "demain") == [("jour", "2026-03-13")]


def test_dates_count_from_the_moment_given(recogniser: EntityRecogniser) -> None:
    later = datetime(2030, 1, 1)
    assert recogniser.find("hier", NOW)[0].value == "2026-03-11"
    assert recogniser.find("hier", later)[0].value == "2029-12-31"


@given(st.text(max_size=80))
def test_any_text_gives_ordered_entities_without_overlaps(text: str) -> None:
    found = EntityRecogniser(make_pack(*TYPES)).find(text, NOW)
    ends = 0
    for entity in found:
        assert entity.start is not None and entity.end is not None
        assert ends <= entity.start < entity.end
        assert text[entity.start : entity.end] == entity.text
        ends = entity.end


@pytest.mark.parametrize(
    "piece", ["annuler ", "commande ", "vorteo ", "pas ", "ORD-482913 ", "1 ", "mot de passe "]
)
def test_a_very_long_message_is_read_to_the_end(recogniser: EntityRecogniser, piece: str) -> None:
    text = piece * (20_000 // len(piece)) + "ORD-482913"
    assert recogniser.find(text, NOW)[-1].value == "ORD-482913"


# --- the step --------------------------------------------------------------------------------


def turn(question: str, *carried: Entity) -> Turn:
    made = Turn(question, NOW)
    made.context = Context(
        question=question, category="", decision="sure", topic="same", carried=carried
    )
    return made


OLD = Entity("numero", "ORD-111111", "ORD-111111")


def test_what_still_holds_is_added_without_a_span(recogniser: EntityRecogniser) -> None:
    earlier = replace(OLD, start=3, end=13)
    found = entities_step(turn("et demain ?", earlier), recogniser)
    assert [(entity.value, entity.carried) for entity in found] == [
        ("2026-03-13", False),
        ("ORD-111111", True),
    ]


def test_a_new_value_replaces_the_carried_one(recogniser: EntityRecogniser) -> None:
    found = entities_step(turn("non, ORD-482913", OLD), recogniser)
    assert [entity.value for entity in found] == ["ORD-482913"]


def test_a_bare_answer_keeps_its_span_and_is_no_number(recogniser: EntityRecogniser) -> None:
    answer = Entity("numero", "ORD-482913", "482913", 3, 9)
    found = entities_step(turn("le 482913", answer), recogniser)
    assert found == (answer,)
