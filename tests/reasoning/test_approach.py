"""The first rule that holds decides, and fills in its text with nothing but known values."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from mistral_assistant.chat import ConversationState, Entity, Passage, Profile
from mistral_assistant.domains.pack import DomainPack, EntityType, Rule
from mistral_assistant.knowledge.table_view import ANSWER
from mistral_assistant.knowledge.tables import look_up
from mistral_assistant.reasoning.approach import CONDITIONS, approach_step, offered
from mistral_assistant.reasoning.turn import (
    Approach,
    Category,
    Context,
    Moderation,
    Turn,
)

NOW = datetime(2026, 3, 12, 10, 0)
REPAIR = Entity("numero_reparation", "REP-0412", "rep 412", 0, 7)
UNKNOWN = Entity("numero_reparation", "REP-9999", "REP-9999", 0, 8)
COMPUTED = Passage("vélos · 3 fiches", "3", 1.0, kind="row", table="reparations",
                   fields={ANSWER: "count"})  # fmt: skip
PASSAGE = Passage("tarifs.csv · Révision", "La révision coûte 45 €.", 0.7)
ROW = Passage("réparations · ligne 2", "", 1.0, kind="row", table="reparations")
MARKS = "{0} {question.__class__} %s %(x)s {{ 7*7 }} {% raw %} $question ${today} $$"


def turn_of(question: str = "Où en est mon vélo ?", **fields: Any) -> Turn:
    """Return a turn that is ready for the step; ``fields`` are those of any of its parts."""
    category = fields.pop("category", "TARIFS")
    state = ConversationState(
        turns=fields.pop("turns", 2),
        failures=fields.pop("failures", 0),
        profile=fields.pop("profile", Profile()),
    )
    turn = Turn(question, NOW, state=state)
    turn.moderation = Moderation(fields.pop("moderation", "none"))
    ranked = fields.pop("ranked", ((category, 0.9), ("HORAIRES", 0.06), ("SALUTATION", 0.04)))
    turn.category = Category(category, 0.9, ranked, 1.0, "sure")
    turn.entities = fields.pop("entities", ())
    turn.knowledge = fields.pop("knowledge", ())
    context = Context(question, category, "sure", "new")
    turn.context = replace(context, **fields)
    return turn


def rule(then: str = "decline", *, name: str = "regle", **fields: Any) -> Rule:
    when: Mapping[str, Any] = fields.pop("when", {})
    return Rule(name, then, when, **fields)


def decide(pack: DomainPack, turn: Turn, *rules: Rule, **templates: Any) -> Approach:
    """Let ``rules`` alone decide; ``templates`` are texts added under their default variant."""
    texts = {
        key: {"default": (text,)} if isinstance(text, str) else text
        for key, text in templates.items()
    }
    ruled = replace(pack, rules=rules, RESPONSE_TEMPLATES={**pack.RESPONSE_TEMPLATES, **texts})
    return approach_step(turn, ruled)


# --- conditions --------------------------------------------------------------------------------

CASES: dict[str, tuple[Any, list[dict[str, Any]], list[dict[str, Any]]]] = {
    "category": (["TARIFS", "HORAIRES"], [{"category": "TARIFS"}], [{"category": "SALUTATION"}]),
    "decision": (["ambiguous"], [{"decision": "ambiguous"}], [{"decision": "sure"}]),
    "moderation": (["hostile", "threat"], [{"moderation": "threat"}], [{"moderation": "rude"}]),
    "entities": (
        ["numero_reparation", "date"],
        [{"entities": (REPAIR, Entity("date", "2026-03-14", "samedi", 8, 14))}],
        [{"entities": (REPAIR,)}, {}],
    ),
    "given": (
        ["numero_reparation"],
        [
            {"entities": (REPAIR,)},
            {
                "entities": (replace(REPAIR, start=None, end=None),),
                "carried": (REPAIR,),
                "topic": "completes",
            },
        ],
        [{"entities": (replace(REPAIR, start=None, end=None),)}, {}],
    ),
    "missing": (
        ["numero_reparation", "date"],
        [{}, {"entities": (Entity("velo", "VTT", "VTT", 0, 3),)}],
        [{"entities": (REPAIR,)}],
    ),
    "values": (
        {"action": ["annuler", "retourner"]},
        [{"entities": (Entity("action", "annuler", "annule", 0, 6),)}],
        [
            {"entities": (Entity("action", "payer", "paie", 0, 4),)},
            {"entities": (Entity("autre", "annuler", "annule", 0, 6),)},
            {},
        ],
    ),
    "sentiment": (["negative"], [{"sentiment": "negative"}], [{"sentiment": "neutral"}]),
    "found": (["reparations"], [{"knowledge": (ROW,)}], [{"knowledge": (PASSAGE,)}, {}]),
    "not_found": (
        ["reparations"],
        [{"entities": (UNKNOWN,)}],
        [
            {},
            {"entities": (REPAIR,), "knowledge": (ROW,)},
            {"entities": (replace(UNKNOWN, start=None, end=None),)},
        ],
    ),
    "computed": (
        ["field", "count"],
        [{"knowledge": (COMPUTED, ROW)}],
        [{"knowledge": (replace(COMPUTED, fields={ANSWER: "list"}),)}, {"knowledge": (ROW,)}, {}],
    ),
    "knowledge_at_least": (
        0.5,
        [{"knowledge": (replace(PASSAGE, score=0.5),)}],
        [{"knowledge": (replace(PASSAGE, score=0.49),)}, {"knowledge": (ROW,)}, {}],
    ),
    "failures_at_least": (2, [{"failures": 2}, {"failures": 3}], [{"failures": 1}]),
    "topic": (["follow_up", "same"], [{"topic": "same"}], [{"topic": "new"}]),
    "language": (["en"], [{"language": "en"}], [{"language": "fr"}]),
    "tool": (["calculator"], [{"tools": ("dates", "calculator")}], [{"tools": ("dates",)}, {}]),
    "urgency": (True, [{"urgency": True}], [{"urgency": False}]),
    "personal": (False, [{"personal": False}], [{"personal": True}]),
    "first_turn": (True, [{"turns": 0}], [{"turns": 1}]),
    "knows_name": (True, [{"profile": Profile(name="Inès")}], [{}]),
}
"""Condition → (what a rule asks, turns where it holds, turns where it does not)."""


def test_every_condition_has_its_cases() -> None:
    assert set(CASES) == set(CONDITIONS)


@pytest.mark.parametrize("condition", CASES)
def test_a_condition_holds_where_it_should_and_nowhere_else(
    template_pack: DomainPack, condition: str
) -> None:
    wanted, holds, fails = CASES[condition]
    asking = rule(when={condition: wanted})
    assert all(decide(template_pack, turn_of(**case), asking).rule == "regle" for case in holds)
    assert all(decide(template_pack, turn_of(**case), asking).rule == "" for case in fails)


@pytest.mark.parametrize("condition", ["urgency", "personal", "first_turn"])
def test_a_yes_or_no_condition_can_ask_for_either(
    template_pack: DomainPack, condition: str
) -> None:
    wanted, holds, fails = CASES[condition]
    asking = rule(when={condition: not wanted})
    assert all(decide(template_pack, turn_of(**case), asking).rule == "" for case in holds)
    assert all(decide(template_pack, turn_of(**case), asking).rule == "regle" for case in fails)


def test_all_conditions_of_a_rule_must_hold(template_pack: DomainPack) -> None:
    both = rule(when={"category": ["TARIFS"], "sentiment": ["negative"]})
    assert decide(template_pack, turn_of(sentiment="negative"), both).rule == "regle"
    assert decide(template_pack, turn_of(sentiment="neutral"), both).rule == ""


def test_the_first_rule_that_holds_wins(template_pack: DomainPack) -> None:
    rules = (
        rule(name="jamais", when={"category": ["SALUTATION"]}),
        rule(name="premiere", when={"category": ["TARIFS"]}),
        rule(name="seconde", when={"category": ["TARIFS"]}),
        rule(name="toujours"),
    )
    assert decide(template_pack, turn_of(), *rules).rule == "premiere"
    assert decide(template_pack, turn_of(category="HORAIRES"), *rules).rule == "toujours"


def test_without_a_rule_that_holds_the_turn_is_declined(template_pack: DomainPack) -> None:
    found = decide(template_pack, turn_of(), rule(when={"category": ["SALUTATION"]}))
    assert (found.name, found.rule) == ("decline", "")
    assert found.text.startswith("Je n'ai pas la réponse")
    assert "règle" in found.reason


def test_a_rule_without_a_reason_is_named_in_the_trace(template_pack: DomainPack) -> None:
    assert "« regle »" in decide(template_pack, turn_of(), rule()).reason
    assert decide(template_pack, turn_of(), rule(reason="Parce que.")).reason == "Parce que."


# --- what an approach carries ------------------------------------------------------------------


def test_tone_and_format_come_from_the_rule_else_from_the_category(
    template_pack: DomainPack,
) -> None:
    turn = turn_of(category="SUIVI_REPARATION")
    plain = decide(template_pack, turn, rule())
    assert (plain.tone, plain.format) == ("rassurant", "")
    own = decide(template_pack, turn, rule(tone="sec", format="liste"))
    assert (own.tone, own.format) == ("sec", "liste")


def test_knowledge_leaves_the_text_to_the_backend(template_pack: DomainPack) -> None:
    found = decide(template_pack, turn_of(knowledge=(ROW, PASSAGE)), rule("knowledge"))
    assert (found.text, found.passages) == ("", (ROW, PASSAGE))


def test_generate_has_a_text_only_where_its_rule_names_one(template_pack: DomainPack) -> None:
    free = decide(template_pack, turn_of(), rule("generate"))
    assert free.text == ""
    named = decide(template_pack, turn_of(), rule("generate", template="libre"), libre="Voilà.")
    assert named.text == "Voilà."


def test_other_approaches_draw_on_no_passages(template_pack: DomainPack) -> None:
    turn = turn_of(knowledge=(ROW, PASSAGE))
    assert decide(template_pack, turn, rule("decline")).passages == ()
    assert decide(template_pack, turn, rule("template", template="SALUTATION")).passages == ()


def test_asking_for_an_entity_asks_its_question(template_pack: DomainPack) -> None:
    found = decide(template_pack, turn_of(), rule("ask", ask_for="numero_reparation"))
    assert found.text == template_pack.entities["numero_reparation"].question
    assert (found.missing, found.choices) == ("numero_reparation", ())


def test_asking_for_an_entity_may_use_a_template(template_pack: DomainPack) -> None:
    asking = rule("ask", ask_for="numero_reparation", template="reparation_inconnue")
    found = decide(template_pack, turn_of(entities=(UNKNOWN,)), asking)
    assert "REP-9999" in found.text
    assert found.missing == "numero_reparation"


def test_asking_back_offers_the_likeliest_categories(template_pack: DomainPack) -> None:
    ranked = (("TARIFS", 0.5), ("HORAIRES", 0.3), ("SUIVI_REPARATION", 0.1), ("SALUTATION", 0.1))
    found = decide(template_pack, turn_of(ranked=ranked), rule("ask"))
    assert found.choices == ("TARIFS", "HORAIRES", "SUIVI_REPARATION")
    assert "les prix, les horaires et l'adresse ou une réparation en cours" in found.text


def test_an_unlikely_category_is_not_offered_unless_there_must_be_two(
    template_pack: DomainPack,
) -> None:
    ranked = (("TARIFS", 0.6), ("HORAIRES", 0.36), ("SALUTATION", 0.04))
    assert decide(template_pack, turn_of(ranked=ranked), rule("ask")).choices == (
        "TARIFS",
        "HORAIRES",
    )
    ranked = (("TARIFS", 0.98), ("HORAIRES", 0.01), ("SALUTATION", 0.01))
    assert decide(template_pack, turn_of(ranked=ranked), rule("ask")).choices == (
        "TARIFS",
        "HORAIRES",
    )


@pytest.mark.parametrize(
    ("shares", "count"),
    [
        ([0.97, 0.01, 0.01, 0.01], 2),
        ([0.5, 0.46, 0.03, 0.01], 2),
        ([0.5, 0.41, 0.05, 0.04], 3),
        ([0.35, 0.3, 0.2, 0.11, 0.04], 4),
        ([0.12] * 8, 7),
        ([1.0], 1),
    ],
)
def test_as_many_choices_as_hold_the_right_one_nineteen_times_of_twenty(
    shares: list[float], count: int
) -> None:
    ranked = [(f"C{place}", share) for place, share in enumerate(shares)]
    assert offered(ranked) == tuple(name for name, _share in ranked[:count])


def test_a_greeting_is_no_choice_where_there_are_topics(template_pack: DomainPack) -> None:
    ranked = (("SALUTATION", 0.4), ("TARIFS", 0.35), ("HORAIRES", 0.25))
    found = decide(template_pack, turn_of(ranked=ranked), rule("ask"))
    assert found.choices == ("TARIFS", "HORAIRES")


def test_subjects_of_passages_that_were_found_are_offered_first(
    template_pack: DomainPack,
) -> None:
    ranked = (("TARIFS", 0.4), ("HORAIRES", 0.35), ("SUIVI_REPARATION", 0.25))
    found = Passage("a.md · Suivi", "…", 0.2, title="Suivi", category="SUIVI_REPARATION")
    turn = turn_of(ranked=ranked, knowledge=(found,))
    choices = decide(template_pack, turn, rule("ask")).choices
    assert choices == ("SUIVI_REPARATION", "TARIFS", "HORAIRES")


def test_handover_and_decline_have_templates_of_their_own(template_pack: DomainPack) -> None:
    assert "01 99 00 55 10" in decide(template_pack, turn_of(), rule("handover")).text
    own = decide(
        template_pack, turn_of(), rule("handover", template="autre"), autre="Tout de suite."
    )
    assert own.text == "Tout de suite."


@pytest.mark.parametrize("level", ["rude", "hostile", "threat"])
def test_the_moderation_template_speaks_to_the_level(template_pack: DomainPack, level: str) -> None:
    found = decide(template_pack, turn_of(moderation=level), rule("decline", template="moderation"))
    assert found.text == template_pack.RESPONSE_TEMPLATES["moderation"][level][0]


# --- tools -------------------------------------------------------------------------------------


def test_a_tool_gives_its_result(template_pack: DomainPack) -> None:
    sum_of_two = turn_of("Combien font 12 + 30 ?", tools=("calculator",))
    assert "42" in decide(template_pack, sum_of_two, rule("tool", tool="calculator")).text
    told = rule("tool", tool="calculator", template="calcul")
    found = decide(template_pack, sum_of_two, told, calcul="J'ai compté : $tool_result.")
    assert found.text.startswith("J'ai compté : ")
    assert "42" in found.text


def test_a_tool_that_refuses_says_why(template_pack: DomainPack) -> None:
    turn = turn_of("combien font 1/0 ?", tools=("calculator",))
    found = decide(template_pack, turn, rule("tool", tool="calculator"))
    assert found.name == "tool"
    assert "division par zéro" in found.text


# --- tables ------------------------------------------------------------------------------------

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
