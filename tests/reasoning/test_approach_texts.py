"""The text of a decision is filled in with nothing but known values."""

from dataclasses import replace
from typing import Any

import pytest
from deciding import NOW, PASSAGE, REPAIR, decide, rule, turn_of

from mistral_assistant.chat import Entity, Profile
from mistral_assistant.domains.pack import DomainPack, EntityType
from mistral_assistant.knowledge.tables import look_up
from mistral_assistant.reasoning.turn import Turn

MARKS = "{0} {question.__class__} %s %(x)s {{ 7*7 }} {% raw %} $question ${today} $$"
STATE = rule("table", table="reparations", template="etat_reparation", variant="etat")


def with_rows(pack: DomainPack, *numbers: str, **fields: Any) -> Turn:
    entities = tuple(Entity("numero_reparation", number, number, 0, 8) for number in numbers)
    rows = look_up(pack, entities, NOW.date())
    return turn_of(entities=entities, knowledge=(*rows, PASSAGE), **fields)


def test_a_row_fills_the_variant_that_its_column_names(template_pack: DomainPack) -> None:
    working = decide(template_pack, with_rows(template_pack, "REP-0412"), STATE)
    assert working.text == (
        "Nous travaillons sur votre vélo (vélo de ville vert). "
        "La réparation REP-0412 sera finie le samedi 14 mars."
    )
    assert [passage.table for passage in working.passages] == ["reparations"]
    ready = decide(template_pack, with_rows(template_pack, "REP-0415"), STATE)
    assert "12,00\u00a0€, à régler à l'atelier, 12 rue des Tilleuls" in ready.text


def test_a_cell_without_a_variant_uses_the_default(template_pack: DomainPack) -> None:
    found = decide(template_pack, with_rows(template_pack, "REP-0418"), STATE)
    assert found.text == "La réparation REP-0418 (vélo pliant) est enregistrée : à l'étude."


def test_several_rows_are_written_one_below_the_other(template_pack: DomainPack) -> None:
    found = decide(template_pack, with_rows(template_pack, "REP-0412", "REP-0415"), STATE)
    first, second = found.text.split("\n\n")
    assert "vélo de ville vert" in first
    assert "VTT noir" in second
    assert len(found.passages) == 2


def test_an_empty_cell_prints_as_a_dash(template_pack: DomainPack) -> None:
    found = decide(
        template_pack,
        with_rows(template_pack, "REP-0418"),
        rule("table", table="reparations", template="prix"),
        prix="Prix : $prix ; prêt le $pret_le.",
    )
    assert found.text == "Prix : — ; prêt le —."


def test_a_table_rule_without_a_row_still_says_something(template_pack: DomainPack) -> None:
    found = decide(template_pack, turn_of(), STATE)
    assert found.text == "La réparation — (—) est enregistrée : —."
    assert found.passages == ()


# --- placeholders and variants -----------------------------------------------------------------


def test_placeholders_are_filled_from_everything_that_is_known(template_pack: DomainPack) -> None:
    turn = turn_of(entities=(REPAIR,), profile=Profile(name="Nadia"), category="SUIVI_REPARATION")
    text = (
        "$pack_title | $user_name | $question | $category_label | $today | $telephone | "
        "$numero_reparation | $entity_label | $entity_value"
    )
    found = decide(template_pack, turn, rule("template", template="tout"), tout=text)
    assert found.text.split(" | ") == [
        "Atelier de vélos",
        "Nadia",
        "Où en est mon vélo ?",
        "une réparation en cours",
        "jeudi 12 mars 2026",
        "01 99 00 55 10",
        "REP-0412",
        "numéro de réparation",
        "REP-0412",
    ]


def test_a_placeholder_without_a_value_prints_as_a_dash(template_pack: DomainPack) -> None:
    found = decide(
        template_pack,
        turn_of(),
        rule("template", template="vide"),
        vide="$user_name, $velo, ${numero_reparation} et $jamais_vu : 5 $$.",
    )
    assert found.text == "—, —, — et — : 5 $."


def test_the_name_given_in_this_very_message_is_known(template_pack: DomainPack) -> None:
    person = EntityType("prenom", "prénom", builtin="person")
    pack = replace(template_pack, entities={**template_pack.entities, "prenom": person})
    turn = turn_of(entities=(Entity("prenom", "Nadia", "Nadia", 10, 15),))
    found = decide(pack, turn, rule("template", template="salut"), salut="Bonjour $user_name !")
    assert found.text == "Bonjour Nadia !"


def test_a_handover_sums_up_what_was_said(template_pack: DomainPack) -> None:
    """The message says itself what a listed wording stands for."""
    wish = EntityType("demande_humain", "demande", values={"humain": ("quelqu'un",)})
    pack = replace(template_pack, entities={**template_pack.entities, "demande_humain": wish})
    asked = Entity("demande_humain", "humain", "quelqu'un", 11, 20)
    found = decide(
        pack,
        turn_of("Passez-moi quelqu'un", entities=(REPAIR, asked)),
        rule("handover", template="resume"),
        resume="Résumé : $summary.",
    )
    assert found.text == "Résumé : « Passez-moi quelqu'un » ; numéro de réparation : REP-0412."


@pytest.mark.parametrize(
    ("variant", "fields", "text"),
    [
        ("", {}, "usuel"),
        ("retour", {}, "de retour"),
        ("sentiment", {"sentiment": "negative"}, "désolé"),
        ("sentiment", {"sentiment": "neutral"}, "usuel"),
        ("action", {"entities": (Entity("action", "annuler", "annule", 0, 6),)}, "annulé"),
        ("action", {}, "usuel"),
    ],
)
def test_a_variant_is_a_name_a_mood_or_the_value_of_an_entity(
    template_pack: DomainPack, variant: str, fields: dict[str, Any], text: str
) -> None:
    variants = {
        "default": ("usuel",),
        "retour": ("de retour",),
        "negative": ("désolé",),
        "annuler": ("annulé",),
    }
    asked = rule("template", template="mot", variant=variant)
    assert decide(template_pack, turn_of(**fields), asked, mot=variants).text == text


def test_marks_of_template_languages_in_foreign_text_stay_as_they_are(
    template_pack: DomainPack,
) -> None:
    """What the user or a row says is never filled in, formatted or evaluated."""
    number = Entity("numero_reparation", MARKS, MARKS, 0, len(MARKS))
    turn = turn_of(MARKS, entities=(number,))
    found = decide(
        template_pack,
        turn,
        rule("template", template="echo"),
        echo="$question || $numero_reparation",
    )
    assert found.text == f"{MARKS} || {MARKS}"


def test_marks_in_a_row_stay_as_they_are(template_pack: DomainPack) -> None:
    table = template_pack.tables["reparations"]
    row = replace(table.rows[0], cells={**table.rows[0].cells, "velo": MARKS, "etat": MARKS})
    pack = replace(template_pack, tables={"reparations": replace(table, rows=(row,))})
    found = decide(pack, with_rows(pack, "REP-0412"), STATE)
    assert found.text == f"La réparation REP-0412 ({MARKS}) est enregistrée : {MARKS}."


def test_marks_other_than_placeholders_in_a_template_stay_as_they_are(
    template_pack: DomainPack,
) -> None:
    text = "{question} %s {{ 7*7 }} {0.__class__}"
    found = decide(template_pack, turn_of(), rule("template", template="t"), t=text)
    assert found.text == text


# --- choice of a text --------------------------------------------------------------------------


def test_the_text_is_always_the_same_in_the_same_place_and_varies_over_a_talk(
    template_pack: DomainPack,
) -> None:
    texts = {"default": ("un", "deux", "trois")}
    asked = rule("template", template="mot")

    def said(turns: int) -> list[str]:
        return [
            decide(template_pack, turn_of(turns=turns), asked, mot=texts).text for _ in range(3)
        ]

    assert all(len(set(said(turns))) == 1 for turns in range(12))
    assert {said(turns)[0] for turns in range(12)} == {"un", "deux", "trois"}


# --- an opening for a user who is upset --------------------------------------------------------

TON = {"default": ("",), "rassurant": ("Ne vous inquiétez pas.",)}


def test_an_upset_user_is_met_in_the_tone_of_the_answer(template_pack: DomainPack) -> None:
    asking = rule("ask", ask_for="numero_reparation", tone="rassurant")
    question = template_pack.entities["numero_reparation"].question
    upset = decide(template_pack, turn_of(sentiment="negative"), asking, ton=TON)
    assert upset.text == f"Ne vous inquiétez pas. {question}"
    assert decide(template_pack, turn_of(), asking, ton=TON).text == question


def test_the_opening_is_said_once_and_only_in_its_tone(template_pack: DomainPack) -> None:
    question = template_pack.entities["numero_reparation"].question
    again = turn_of(sentiment="negative", topic="completes")
    asking = rule("ask", ask_for="numero_reparation", tone="rassurant")
    assert decide(template_pack, again, asking, ton=TON).text == question
    other = rule("ask", ask_for="numero_reparation", tone="enjoué")
    assert decide(template_pack, turn_of(sentiment="negative"), other, ton=TON).text == question
    ready_made = rule("decline", tone="rassurant")
    found = decide(template_pack, turn_of(sentiment="negative"), ready_made, ton=TON)
    assert found.text == template_pack.RESPONSE_TEMPLATES["decline"]["default"][0]
