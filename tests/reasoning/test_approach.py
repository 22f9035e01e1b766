"""The first rule that holds decides, and says what the answer may draw on."""

from dataclasses import replace
from typing import Any

import pytest
from deciding import PASSAGE, REPAIR, ROW, UNKNOWN, decide, rule, turn_of

from mistral_assistant.chat import Entity, Passage, Profile
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.knowledge.table_view import ANSWER
from mistral_assistant.reasoning.approach import CONDITIONS, offered

# --- conditions --------------------------------------------------------------------------------

COMPUTED = Passage("vélos · 3 fiches", "3", 1.0, kind="row", table="reparations",
                   fields={ANSWER: "count"})  # fmt: skip

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
