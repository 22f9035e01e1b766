from dataclasses import replace

from played import given, played

from mistral_assistant.authoring.worst_turns import unknown_words, worst_turns
from mistral_assistant.chat import Entity, Passage
from mistral_assistant.domains.evaluation import EvaluationTurn, ExpectedEntity
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.reasoning.turn import Match, Moderation, Turn


def complete(turn: Turn) -> Turn:
    turn.moderation = Moderation()
    return turn


def reasons(pack: DomainPack, expected: EvaluationTurn, turn: Turn) -> list[str]:
    turn = complete(turn)
    (worst,) = worst_turns([played(None, turn, expected=expected)], pack)
    return list(worst.reasons)


def test_a_wrong_category_says_what_decided_and_what_the_right_one_lacked(
    template_pack: DomainPack,
) -> None:
    turn = given(
        "HORAIRES",
        question="le dérailleur coûte-t-il moins cher le samedi ?",
        ranked=(("HORAIRES", 0.7), ("TARIFS", 0.2)),
        evidence=(Match("le samedi", 36, 45, 0.5),),
    )
    said = reasons(template_pack, EvaluationTurn("?", category="TARIFS"), turn)
    assert said == [
        "décidé par « le samedi » +0,50",
        "TARIFS obtient 20 %, HORAIRES 70 %",
        "aucun exemple de TARIFS ne dit : « derailleur », « samedi »",
    ]


def test_a_refused_question_says_how_far_it_was_from_the_domain(template_pack: DomainPack) -> None:
    turn = given("", decision="outside", question="combien ?", ranked=(("TARIFS", 0.5),))
    said = reasons(template_pack, EvaluationTurn("?", category="TARIFS"), turn)
    assert said == ["appartenance au domaine : 90 % (seuil 50 %, limits.in_scope)"]


def test_a_follow_up_says_that_the_conversation_decided(template_pack: DomainPack) -> None:
    turn = given("HORAIRES", topic="follow_up", question="horaires : et le prix ?")
    said = reasons(template_pack, EvaluationTurn("?", category="TARIFS"), turn)
    assert said[0] == "la conversation a décidé (follow_up) : « horaires : et le prix ? »"


def test_a_wrong_approach_names_the_rule_that_nearly_held(template_pack: DomainPack) -> None:
    turn = given("SUIVI_REPARATION", approach="decline", rule="sans-reponse")
    expected = EvaluationTurn("?", category="SUIVI_REPARATION", approach="table")
    (said,) = reasons(template_pack, expected, turn)
    assert said == (
        "la règle « reparation-trouvee » donnerait table ; il lui manque : found = reparations"
    )


def test_a_rule_that_comes_too_late_is_named_with_the_first(template_pack: DomainPack) -> None:
    turn = given("SALUTATION", approach="knowledge", rule="moderation")
    expected = EvaluationTurn("?", category="SALUTATION", approach="template")
    said = reasons(template_pack, expected, turn)
    assert said[0] == "la règle « bonjour » donnerait template, mais « moderation » passe avant"


def test_an_approach_that_no_rule_gives_is_said_so(template_pack: DomainPack) -> None:
    expected = EvaluationTurn("?", category="SALUTATION", approach="tool")
    assert reasons(template_pack, expected, given("SALUTATION")) == [
        "aucune règle ne donne « tool »"
    ]


def test_an_entity_is_missing_or_was_read_otherwise(template_pack: DomainPack) -> None:
    expected = EvaluationTurn("?", entities=(ExpectedEntity("numero_reparation", "REP-0412"),))
    assert reasons(template_pack, expected, given()) == [
        "aucun numero_reparation n'a été relevé ; voyez [numero_reparation] dans entities.toml"
    ]
    other = given(entities=(Entity("numero_reparation", "REP-0413", "rep 413"),))
    assert reasons(template_pack, expected, other) == [
        "numero_reparation a été lu autrement : « rep 413 » → REP-0413"
    ]


def test_a_missing_text_is_looked_for_in_the_passages(template_pack: DomainPack) -> None:
    wanted = EvaluationTurn("?", contains=("douze euros",))
    first = Passage("a.md", "autre", 0.9, "Un")
    second = Passage("b.md", "Douze euros.", 0.5, "Deux")
    found = given(approach="knowledge", knowledge=(first, second))
    assert reasons(template_pack, wanted, found) == [
        "« Deux » le dit, au rang 2 (0,500 contre 0,900)"
    ]
    nowhere = given(approach="knowledge", knowledge=(first,))
    assert reasons(template_pack, wanted, nowhere) == [
        "aucun passage du domaine ne dit « douze euros »"
    ]
    entry = replace(template_pack.knowledge[0], title="Prix", text="douze euros")
    pack = replace(template_pack, knowledge=(entry,))
    assert reasons(pack, wanted, nowhere) == [
        "« Prix » le dit, mais la recherche ne l'a pas trouvé"
    ]


def test_a_wrong_category_that_was_sure_is_worse_than_an_entity(template_pack: DomainPack) -> None:
    entity = EvaluationTurn("b", entities=(ExpectedEntity("numero_reparation", "REP-0412"),))
    turns = [
        played(None, complete(given()), expected=entity),
        played("TARIFS", complete(given("HORAIRES", confidence=0.6)), user="c"),
        played("TARIFS", complete(given("HORAIRES", confidence=0.9)), user="a"),
        played("A", complete(given("A"))),
    ]
    assert [turn.failure.user for turn in worst_turns(turns, template_pack)] == ["a", "c", "b"]
    assert [turn.failure.user for turn in worst_turns(turns, template_pack, 1)] == ["a"]


def test_small_words_and_inflections_are_not_unknown(template_pack: DomainPack) -> None:
    text = "combien coûteraient vos révisions de tandem ?"
    assert unknown_words(text, template_pack, "TARIFS") == ["tandem"]
