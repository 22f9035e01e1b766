"""What counts as an answer to our own question, and what is a request of its own."""

from dataclasses import replace
from datetime import datetime

import pytest
from talking import Talk

from mistral_assistant.chat import ConversationState, Entity, Pending
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.reasoning.system import AdvancedReasoningSystem

OFFERED = ("COMMANDE", "LIVRAISON", "PAIEMENT")


@pytest.fixture
def bikes(template_pack: DomainPack, now: datetime) -> Talk:
    return Talk(AdvancedReasoningSystem(template_pack), now)


# --- the entity that was asked for -------------------------------------------------------------


def test_the_entity_asked_for_completes_the_request(talk: Talk) -> None:
    asked = talk.say("Où en est ma commande ?")
    assert (asked.approach.name, asked.approach.missing) == ("ask", "numero_commande")
    turn = talk.say("c'est la CMD-482913")
    assert turn.context.topic == "completes"
    assert (turn.context.category, turn.context.decision) == ("COMMANDE", "sure")
    assert turn.context.question == "Où en est ma commande (CMD-482913) ?"
    assert turn.approach.name == "table"
    assert "CMD-482913" in turn.answer.text
    assert talk.state.pending is None


def test_a_bare_number_is_read_through_the_answer_pattern(talk: Talk) -> None:
    alone = talk.say("482913")
    assert "numero_commande" not in {entity.type for entity in alone.entities}
    turn = talk.asked("Où en est ma commande ?", "COMMANDE", missing="numero_commande").say(
        "euh 482913 je crois"
    )
    assert turn.context.topic == "completes"
    (number,) = [entity for entity in turn.entities if entity.type == "numero_commande"]
    assert (number.value, number.text) == ("CMD-482913", "482913")
    assert turn.question[number.start : number.end] == "482913"
    assert turn.approach.name == "table"


def test_the_span_of_a_bare_number_is_where_it_matched(bikes: Talk) -> None:
    """0412 also stands inside 10412, which does not match."""
    bikes.asked("mon vélo est prêt ?", "SUIVI_REPARATION", missing="numero_reparation")
    (number,) = bikes.say("10412 0412").entities
    assert (number.value, number.start, number.end) == ("REP-0412", 6, 10)


def test_an_answer_pattern_knows_accents(template_pack: DomainPack, now: datetime) -> None:
    known = template_pack.entities
    repair = replace(known["numero_reparation"], answer_pattern=r"\b(été|[0-9]{4})\b")
    pack = replace(template_pack, entities={**known, "numero_reparation": repair})
    talk = Talk(AdvancedReasoningSystem(pack), now)
    talk.asked("mon vélo est prêt ?", "SUIVI_REPARATION", missing="numero_reparation")
    (number,) = [e for e in talk.say("répété été").entities if e.type == "numero_reparation"]
    assert (number.text, number.start, number.end) == ("été", 7, 10)


def test_lone_surrogates_around_a_bare_number_are_no_obstacle(bikes: Talk) -> None:
    bikes.asked("mon vélo est prêt ?", "SUIVI_REPARATION", missing="numero_reparation")
    (number,) = bikes.say("\ud83d 0412").entities
    assert (number.value, number.start, number.end) == ("REP-0412", 2, 6)


def test_another_entity_that_finds_the_same_row_will_do(talk: Talk, ecommerce: DomainPack) -> None:
    row = ecommerce.tables["commandes"].rows[0].cells
    turn = talk.asked("Où en est ma commande ?", "COMMANDE", missing="numero_commande").say(
        f"je n'ai que le suivi {row['numero_suivi']}"
    )
    assert turn.context.topic == "completes"
    assert turn.approach.name == "table"
    assert row["numero"] in turn.answer.text


def test_entities_of_the_request_that_waited_still_hold(talk: Talk) -> None:
    talk.state = ConversationState(
        turns=1,
        pending=Pending(
            "Je veux retourner ma commande",
            "RETOUR",
            missing="numero_commande",
            entities=(Entity("action", "retourner", "retourner", 8, 17),),
        ),
    )
    turn = talk.say("CMD-482913")
    assert ("action", "retourner") in {(e.type, e.value) for e in turn.entities}
    assert all(entity.carried for entity in turn.entities if entity.type == "action")


def test_part_of_a_name_is_joined_to_the_question_that_waits(talk: Talk) -> None:
    talk.asked("Combien coûte le Zéphyr ?", "PRODUIT_SPECIFIQUE", missing="produit")
    turn = talk.say("le 500")
    assert turn.context.topic == "completes"
    assert "Aspirateur balai Zéphyr 500" in {entity.value for entity in turn.entities}


def test_a_reply_without_the_entity_completes_nothing(talk: Talk) -> None:
    talk.asked("Où en est ma commande ?", "COMMANDE", missing="numero_commande")
    assert talk.say("je ne le retrouve plus").context.topic != "completes"


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Quels moyens de paiement acceptez-vous ?", "PAIEMENT"),
        (
            "Au fait, comment retourner un article que j'avais acheté avec la CMD-482913 ?",
            "RETOUR",
        ),
    ],
    ids=["without the entity", "with the entity in a long request of its own"],
)
def test_a_new_clear_request_beats_the_pending_one(talk: Talk, text: str, category: str) -> None:
    talk.asked("Où en est ma commande ?", "COMMANDE", missing="numero_commande")
    turn = talk.say(text)
    assert turn.context.topic != "completes"
    assert turn.context.category == category
    assert turn.context.question == text


def test_a_pending_entity_that_the_pack_does_not_know_completes_nothing(talk: Talk) -> None:
    talk.asked("Où en est mon dossier ?", "DOSSIER", missing="numero_dossier")
    assert talk.say("482913").context.topic == "new"


# --- one of the choices ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("1", "COMMANDE"),
        ("le premier", "COMMANDE"),
        ("la deuxième svp", "LIVRAISON"),
        ("Je prends le 2", "LIVRAISON"),
        ("2nd", "LIVRAISON"),
        ("la troisième option", "PAIEMENT"),
        ("le dernier", "PAIEMENT"),
        ("la livraison", "LIVRAISON"),
        ("Plutôt la livraison !", "LIVRAISON"),
        ("livraison", "LIVRAISON"),
        ("oui", "COMMANDE"),
        ("Oui, tout à fait", "COMMANDE"),
        ("oui, la facture", "PAIEMENT"),
        ("le colis", "LIVRAISON"),
    ],
)
def test_a_choice_is_made_by_place_label_yes_or_meaning(talk: Talk, text: str, choice: str) -> None:
    talk.asked("et les frais ?", "LIVRAISON", choices=OFFERED)
    turn = talk.say(text)
    assert (turn.context.topic, turn.context.category) == ("completes", choice)
    if text != "le colis":
        assert turn.context.question == "et les frais ?"


def test_a_choice_made_by_its_meaning_adds_what_it_says(talk: Talk) -> None:
    talk.asked("j'ai un souci avec mon aspirateur", "RETOUR", choices=("RETOUR", "LIVRAISON"))
    turn = talk.say("il ne charge plus")
    assert (turn.context.topic, turn.context.category) == ("completes", "RETOUR")
    assert turn.context.question == "j'ai un souci avec mon aspirateur il ne charge plus ?"


def test_the_last_of_two_is_the_second(talk: Talk) -> None:
    talk.asked("et les frais ?", "LIVRAISON", choices=OFFERED[:2])
    assert talk.say("le dernier").context.category == "LIVRAISON"


def test_a_place_that_was_not_offered_chooses_nothing(talk: Talk) -> None:
    talk.asked("et les frais ?", "LIVRAISON", choices=OFFERED[:2])
    assert talk.say("le troisième").context.topic != "completes"


@pytest.mark.parametrize("text", ["non", "Non, rien de tout ça", "aucun", "non, la livraison"])
def test_a_no_chooses_nothing(talk: Talk, text: str) -> None:
    talk.asked("et les frais ?", "LIVRAISON", choices=OFFERED)
    assert talk.say(text).context.topic != "completes"


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("retourner un article", "RETOUR"),
        ("un article à retourner", "RETOUR"),
        ("oui je veux annuler ma commande", "RETOUR"),
        ("Parlez-moi plutôt du Lumévia 55 OLED", "PRODUIT_SPECIFIQUE"),
    ],
)
def test_a_request_that_was_not_offered_is_a_new_one(talk: Talk, text: str, category: str) -> None:
    talk.asked("et les frais ?", "LIVRAISON", choices=("LIVRAISON", "PAIEMENT"))
    turn = talk.say(text)
    assert turn.context.topic != "completes"
    assert turn.context.category == category


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("le 4", "SERVICE_CLIENT"),
        ("la cinquième", "RETOUR"),
        ("le sixième", "COMMANDE"),
        ("6", "COMMANDE"),
    ],
)
def test_one_of_many_choices_is_named_by_its_place(talk: Talk, text: str, choice: str) -> None:
    many = ("LIVRAISON", "PAIEMENT", "OPINION", "SERVICE_CLIENT", "RETOUR", "COMMANDE")
    turn = talk.asked("et les frais ?", "LIVRAISON", choices=many).say(text)
    assert (turn.context.topic, turn.context.category) == ("completes", choice)


def test_a_choice_asked_and_answered_goes_through_the_real_steps(
    template_pack: DomainPack, now: datetime
) -> None:
    """A pack that is never sure offers its likeliest categories, and the reply picks one."""
    unsure = replace(template_pack, limits=replace(template_pack.limits, sure=1.01))
    talk = Talk(AdvancedReasoningSystem(unsure), now)
    asked = talk.say("combien coûte une révision ?")
    assert asked.approach.name == "ask"
    assert asked.approach.choices[0] == "TARIFS"
    assert 2 <= len(asked.approach.choices) <= 3
    assert talk.state.pending == Pending(
        "combien coûte une révision ?", "TARIFS", choices=asked.approach.choices
    )
    turn = talk.say("le premier")
    assert (turn.context.category, turn.approach.name) == ("TARIFS", "knowledge")
    assert "45 €" in turn.answer.text


def test_an_entity_that_would_have_done_as_well_answers_too(
    ecommerce: DomainPack, now: datetime
) -> None:
    """« Quel rayon ? » may be answered by a budget: the rule asks where both are missing."""
    talk = Talk(AdvancedReasoningSystem(ecommerce), now)
    asked = talk.say("je cherche un cadeau pour mon frère")
    assert (asked.approach.name, asked.approach.missing) == ("ask", "rayon")
    answered = talk.say("100 euros maximum")
    assert answered.context.topic == "completes"
    assert answered.context.category == "RECHERCHE_PRODUIT"
