"""Messages that lean on the conversation, and what they may take from it."""

from dataclasses import replace
from datetime import datetime

import pytest
from talking import Talk

from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.reasoning.follow_ups import rewrite
from mistral_assistant.reasoning.system import AdvancedReasoningSystem


def carried(talk: Talk, text: str) -> dict[str, str]:
    """Say ``text`` and return the carried entities."""
    return {entity.type: entity.value for entity in talk.say(text).context.carried}


# --- rewriting ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("follow_up", "whole"),
    [
        ("Et pour la Belgique ?", "Combien coûte la livraison pour la Belgique ?"),
        ("et en express", "Combien coûte la livraison en express ?"),
        ("d'accord et alors pour Lyon !", "Combien coûte la livraison pour Lyon ?"),
        ("Sinon, en Suisse ?", "Combien coûte la livraison en Suisse ?"),
        ("demain ?", "Combien coûte la livraison demain ?"),
    ],
)
def test_a_follow_up_is_joined_to_the_last_full_question(follow_up: str, whole: str) -> None:
    assert rewrite("Combien coûte la livraison ?", follow_up) == whole


def test_without_an_earlier_question_a_follow_up_stays_as_typed() -> None:
    assert rewrite("", "Et pour la Belgique ?") == "Et pour la Belgique ?"


def test_a_long_follow_up_speaks_for_itself() -> None:
    text = "Et si je veux que le colis arrive chez mes parents en Belgique ?"
    assert rewrite("Combien coûte la livraison ?", text) == text


def test_a_follow_up_takes_category_and_question_of_the_topic(talk: Talk) -> None:
    talk.say("Combien coûte la livraison en France ?")
    turn = talk.say("Et pour la Belgique ?")
    assert (turn.context.topic, turn.context.category) == ("follow_up", "LIVRAISON")
    assert turn.context.decision == "sure"
    assert turn.context.question == "Combien coûte la livraison en Belgique ?"
    assert "Belgique" in turn.answer.text


def test_a_second_follow_up_is_joined_to_the_full_question_too(talk: Talk) -> None:
    talk.say("Combien coûte la livraison en France ?")
    talk.say("Et pour la Belgique ?")
    turn = talk.say("et pour la Suisse ?")
    assert turn.context.question == "Combien coûte la livraison en Suisse ?"
    assert "Suisse" in turn.answer.text


def test_at_the_start_nothing_is_a_follow_up(talk: Talk) -> None:
    turn = talk.say("Et pour la Belgique ?")
    assert turn.context.topic == "new"
    assert turn.context.question == "Et pour la Belgique ?"


@pytest.mark.parametrize(
    "text",
    [
        "Quels moyens de paiement acceptez-vous ?",
        "Et quels moyens de paiement acceptez-vous sur le site ?",
    ],
)
def test_a_clear_question_of_its_own_is_no_follow_up(talk: Talk, text: str) -> None:
    talk.say("Combien coûte la livraison en France ?")
    turn = talk.say(text)
    assert (turn.context.topic, turn.context.category) == ("new", "PAIEMENT")
    assert turn.context.question == text


def test_a_goodbye_is_no_follow_up(talk: Talk) -> None:
    talk.say("Combien coûte la livraison en France ?")
    turn = talk.say("Merci, au revoir")
    assert turn.context.category == "FIN_CONVERSATION"


def test_a_greeting_never_becomes_the_topic(talk: Talk) -> None:
    talk.say("Bonjour !")
    assert talk.state.topic == ""
    assert talk.say("et demain ?").context.topic == "new"


def test_a_topic_of_another_pack_is_left_alone(template_pack: DomainPack, now: datetime) -> None:
    talk = Talk(AdvancedReasoningSystem(template_pack), now)
    talk.state = replace(talk.state, turns=3, topic="LIVRAISON", question="Et la livraison ?")
    assert talk.say("et pour demain ?").context.topic == "new"


def test_a_question_in_another_language_is_no_follow_up(talk: Talk) -> None:
    talk.say("Combien coûte la livraison en France ?")
    assert talk.say("and what about the delivery for Spain?").context.topic != "follow_up"


@pytest.mark.parametrize(
    "text", ["combien ça coûte ?", "et en combien de temps ?", "c'est payant ?", "c'est possible ?"]
)
def test_what_may_be_asked_of_anything_is_asked_of_the_topic(talk: Talk, text: str) -> None:
    talk.say("Vous livrez en Belgique ?")
    turn = talk.say(text)
    assert (turn.context.topic, turn.context.category) == ("follow_up", "LIVRAISON")
    assert turn.context.question.startswith("Vous livrez en Belgique")


def test_how_are_you_is_no_question_about_the_topic(talk: Talk) -> None:
    talk.say("Vous livrez en Belgique ?")
    assert talk.say("comment ça va ?").context.topic != "follow_up"


def test_a_value_takes_the_place_of_the_one_before(talk: Talk) -> None:
    talk.say("vous livrez en Belgique ?")
    talk.say("combien ça coûte ?")
    turn = talk.say("et pour la Suisse ?")
    assert turn.context.question == "vous livrez en Suisse ?"
    assert "14,90" in turn.answer.text


@pytest.mark.parametrize(
    ("text", "category"),
    [("et la livraison ?", "LIVRAISON"), ("et je peux payer en 3 fois ?", "PAIEMENT")],
)
def test_another_subject_after_and_is_no_follow_up(talk: Talk, text: str, category: str) -> None:
    talk.say("Parlez-moi du Lumévia 55 OLED")
    turn = talk.say(text)
    assert turn.context.category == category
    assert turn.context.question == text


def test_what_belongs_to_the_product_is_asked_of_the_product(talk: Talk) -> None:
    talk.say("Parlez-moi du Lumévia 55 OLED")
    turn = talk.say("sa garantie ?")
    assert turn.context.category == "PRODUIT_SPECIFIQUE"
    assert "3 ans" in turn.answer.text


def test_a_short_message_is_read_together_with_the_last_question(talk: Talk) -> None:
    talk.say("mon Zéphyr 300 ne charge plus")
    turn = talk.say("je l'ai depuis deux semaines")
    assert turn.context.category == "RETOUR"
    assert turn.context.question == "mon Zéphyr 300 ne charge plus je l'ai depuis deux semaines ?"


def test_by_the_way_begins_something_new(talk: Talk) -> None:
    talk.say("Quels moyens de paiement acceptez-vous ?")
    turn = talk.say("Au fait, c'est quand ?")
    assert turn.context.topic != "follow_up"


# --- entities that still hold ------------------------------------------------------------------


def test_the_product_just_named_holds_for_its_price(talk: Talk) -> None:
    talk.say("Parlez-moi du Lumévia 55 OLED")
    turn = talk.say("et son prix ?")
    (product,) = [entity for entity in turn.entities if entity.type == "produit"]
    assert product.value == "Téléviseur Lumévia 55 OLED"
    assert product.carried
    assert "999,00" in turn.answer.text


def test_the_order_just_named_holds_for_a_wish_about_it(talk: Talk) -> None:
    talk.say("Où en est ma commande CMD-482913 ?")
    assert carried(talk, "je veux l'annuler")["numero_commande"] == "CMD-482913"


def test_a_general_question_does_not_inherit_the_order(talk: Talk) -> None:
    talk.say("Où en est ma commande CMD-482913 ?")
    turn = talk.say("Comment peut-on suivre une commande chez vous ?")
    assert (turn.context.topic, turn.context.category) == ("same", "COMMANDE")
    assert turn.context.carried == ()
    assert "CMD-482913" not in turn.answer.text


def test_an_action_belongs_to_the_message_that_names_it(talk: Talk) -> None:
    talk.say("Où en est ma commande CMD-482913 ?")
    assert "action" not in carried(talk, "et elle arrive ?")


def test_what_the_message_names_itself_replaces_what_was_carried(
    talk: Talk,
) -> None:
    talk.say("Où en est ma commande CMD-482913 ?")
    turn = talk.say("et ma commande CMD-481988 ?")
    numbers = [e.value for e in turn.entities if e.type == "numero_commande"]
    assert numbers == ["CMD-481988"]


def test_a_message_from_elsewhere_inherits_nothing(talk: Talk) -> None:
    talk.say("Où en est ma commande CMD-482913 ?")
    turn = talk.say("quel temps fera-t-il demain à Paris ?")
    assert turn.context.decision == "outside"
    assert turn.context.carried == ()


# --- bare keys ---------------------------------------------------------------------------------


def test_a_bare_key_is_about_what_the_talk_was_about(
    template_pack: DomainPack, now: datetime
) -> None:
    talk = Talk(AdvancedReasoningSystem(template_pack), now)
    talk.state = replace(talk.state, turns=1, topic="SUIVI_REPARATION", question="Où en est-on ?")
    turn = talk.say("REP-0415 ?")
    assert turn.context.category == "SUIVI_REPARATION"
    assert turn.approach.name == "table"


def test_the_row_of_a_bare_key_names_the_category(template_pack: DomainPack, now: datetime) -> None:
    """A table with a ``category`` column says what its rows are about."""
    table = template_pack.tables["reparations"]
    rows = tuple(replace(row, cells={**row.cells, "rubrique": "TARIFS"}) for row in table.rows)
    marked = replace(table, rows=rows, columns=(*table.columns, "rubrique"), category="rubrique")
    pack = replace(template_pack, tables={"reparations": marked})
    turn = Talk(AdvancedReasoningSystem(pack), now).say("REP-0415")
    assert (turn.context.category, turn.context.decision) == ("TARIFS", "sure")
