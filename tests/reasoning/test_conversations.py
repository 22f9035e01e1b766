"""Whole conversations with both shipped packs: what each turn takes from those before it."""

from datetime import datetime
from pathlib import Path

import pytest
from talking import Talk

from mistral_assistant.chat import Profile
from mistral_assistant.domains.loader import load_pack
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.reasoning.system import AdvancedReasoningSystem

SUPPORT = Path(__file__).parents[2] / "domains" / "support-technique"


@pytest.fixture(scope="module")
def desk() -> AdvancedReasoningSystem:
    return AdvancedReasoningSystem(load_pack(SUPPORT))


@pytest.fixture
def customer(shop: AdvancedReasoningSystem, now: datetime) -> Talk:
    return Talk(shop, now)


@pytest.fixture
def caller(desk: AdvancedReasoningSystem, now: datetime) -> Talk:
    return Talk(desk, now)


def products(talk: Talk, text: str) -> set[str]:
    """Say ``text`` and return the products that the turn is about."""
    return {entity.value for entity in talk.say(text).entities if entity.type == "produit"}


# --- topic and ellipsis ------------------------------------------------------------------------


def test_countries_one_after_another_stay_with_the_delivery(customer: Talk) -> None:
    customer.say("Combien coûte la livraison ?")
    belgium = customer.say("et pour la Belgique ?")
    assert belgium.context.question == "Combien coûte la livraison pour la Belgique ?"
    assert "6,90" in belgium.answer.text
    switzerland = customer.say("et la Suisse ?")
    assert switzerland.context.question == "Combien coûte la livraison pour la Suisse ?"
    assert "14,90" in switzerland.answer.text


def test_a_mode_of_delivery_is_an_ellipsis_too(customer: Talk) -> None:
    customer.say("Combien coûte la livraison ?")
    assert "9,90" in customer.say("et en express ?").answer.text


def test_the_product_beside_is_meant_by_its_number(customer: Talk) -> None:
    customer.say("Parlez-moi du Zéphyr 300")
    assert products(customer, "et le 500 ?") == {"Aspirateur balai Zéphyr 500"}
    assert products(customer, "et son prix ?") == {"Aspirateur balai Zéphyr 500"}


def test_the_price_asked_for_holds_for_the_product_beside(customer: Talk) -> None:
    customer.say("Quel est le prix de cette télévision ?")
    customer.say("la Lumévia 55 OLED")
    turn = customer.say("et la 43 ?")
    assert "Lumévia 43 QLED" in turn.context.question
    assert "379,00" in turn.answer.text


def test_a_number_of_something_else_names_no_product(customer: Talk) -> None:
    customer.say("Parlez-moi du Zéphyr 500")
    assert products(customer, "et pour 300 € ?") <= {"Aspirateur balai Zéphyr 500"}


def test_a_colour_asked_for_stays_with_the_product(customer: Talk) -> None:
    customer.say("Quelle est l'autonomie du Zéphyr 300 ?")
    turn = customer.say("et le bleu ?")
    assert turn.context.question == "Quelle est l'autonomie du Zéphyr 300 pour le bleu ?"
    assert turn.context.category == "PRODUIT_SPECIFIQUE"


def test_a_wish_about_the_order_just_named(customer: Talk) -> None:
    customer.say("Où en est ma commande CMD-482931 ?")
    turn = customer.say("et si je veux l'échanger ?")
    assert (turn.context.category, turn.approach.name) == ("RETOUR", "table")
    assert "CMD-482931" in turn.answer.text


def test_a_use_without_a_verb_completes_the_search(customer: Talk) -> None:
    customer.say("Avez-vous une tondeuse ?")
    turn = customer.say("pour 300 m²")
    assert turn.context.question == "Avez-vous une tondeuse pour 300 m² ?"
    assert "T40" in turn.answer.text


def test_a_pronoun_after_and_is_no_question_of_its_own(customer: Talk) -> None:
    customer.say("Mon colis peut-il aller en point relais ?")
    turn = customer.say("Et il y reste disponible combien de temps ?")
    assert turn.context.category == "LIVRAISON"
    assert "10 jours" in turn.answer.text


def test_a_question_with_a_subject_of_its_own_leaves_the_topic(customer: Talk) -> None:
    customer.say("Combien coûte la livraison ?")
    turn = customer.say("Acceptez-vous les chèques ?")
    assert (turn.context.topic, turn.context.category) == ("new", "PAIEMENT")


# --- what was said before ----------------------------------------------------------------------


def test_the_first_question_comes_back_with_what_is_added(customer: Talk) -> None:
    customer.say("Quels sont vos délais de livraison ?")
    customer.say("Acceptez-vous les chèques ?")
    turn = customer.say("Pour revenir à ma première question, et pour la Corse ?")
    assert turn.context.question == "Quels sont vos délais de livraison pour la Corse ?"
    assert turn.context.category == "LIVRAISON"
    assert "Corse" in turn.answer.text


def test_what_we_said_is_said_again(customer: Talk) -> None:
    first = customer.say("Quels sont vos délais de livraison ?")
    customer.say("Quels moyens de paiement acceptez-vous ?")
    turn = customer.say("rappelez-moi ce que vous m'avez dit sur les délais")
    assert turn.context.question == first.question
    assert turn.answer.text == first.answer.text


def test_a_value_that_we_gave_is_given_again(customer: Talk) -> None:
    customer.say("Quelle est l'autonomie du Zéphyr 300 ?")
    customer.say("Acceptez-vous les chèques ?")
    turn = customer.say("tu m'as dit combien pour l'autonomie ?")
    assert "40 minutes" in turn.answer.text


def test_a_wish_after_as_i_said_stands_for_itself(customer: Talk) -> None:
    customer.say("Je veux retourner un article")
    customer.say("CMD-481988")
    turn = customer.say("comme je disais, je veux le retourner")
    assert (turn.context.category, turn.approach.name) == ("RETOUR", "table")
    assert turn.context.reference
    assert "CMD-481988" in turn.answer.text


def test_at_the_start_nothing_was_said_before(customer: Talk) -> None:
    turn = customer.say("Pour revenir à ma première question, et pour la Corse ?")
    assert (turn.context.topic, turn.context.reference) == ("new", "")


def test_a_symptom_told_before_is_taken_up_again(caller: Talk) -> None:
    caller.say("mon imprimante est hors ligne")
    caller.say("la L400")
    caller.say("et la garantie ?")
    turn = caller.say("comme je disais elle est hors ligne")
    assert turn.context.question == "mon imprimante est hors ligne"
    assert "1 minute" in turn.answer.text


# --- our questions -----------------------------------------------------------------------------


def test_the_answer_to_our_question_completes_the_first_request(customer: Talk) -> None:
    asked = customer.say("Je voudrais annuler ma commande")
    assert (asked.approach.name, asked.approach.missing) == ("ask", "numero_commande")
    counter = customer.say("laquelle ?")
    assert (counter.context.category, counter.approach.name) == ("RETOUR", "ask")
    turn = customer.say("la 482931")
    assert turn.context.topic == "completes"
    assert turn.context.question == "Je voudrais annuler ma commande (CMD-482931)"
    assert "gratuitement" in turn.answer.text


def test_thanks_in_between_do_not_end_the_waiting(customer: Talk) -> None:
    customer.say("Où est mon colis ?")
    customer.say("merci, un instant")
    turn = customer.say("482913")
    assert (turn.context.topic, turn.context.category) == ("completes", "LIVRAISON")
    assert "14 mars" in turn.answer.text


def test_a_number_that_is_not_known_is_replaced_by_the_next(customer: Talk) -> None:
    customer.say("Où est mon colis ?")
    customer.say("CMD-111111")
    turn = customer.say("CMD-482913")
    assert turn.context.question == "Où est mon colis (CMD-482913) ?"
    assert "14 mars" in turn.answer.text


def test_three_unknown_numbers_lead_to_a_person_with_a_summary(customer: Talk) -> None:
    customer.say("Où est mon colis ?")
    for number in ("CMD-111111", "CMD-222222"):
        assert customer.say(number).approach.name == "ask"
    turn = customer.say("CMD-333333")
    assert turn.approach.name == "handover"
    assert "« Où est mon colis ? »" in turn.answer.text
    assert "CMD-333333" in turn.answer.text


def test_whoever_does_not_have_the_number_is_handed_over_in_the_end(customer: Talk) -> None:
    customer.say("Où est mon colis ?")
    for text in ("je sais pas", "j'ai pas le numéro"):
        turn = customer.say(text)
        assert (turn.context.category, turn.approach.name) == ("LIVRAISON", "ask")
    turn = customer.say("je ne le retrouve pas")
    assert turn.approach.name == "handover"
    assert "« Où est mon colis ? »" in turn.answer.text


def test_a_new_request_is_no_answer_to_our_question(customer: Talk) -> None:
    customer.say("Où est mon colis ?")
    turn = customer.say("Quels moyens de paiement acceptez-vous ?")
    assert (turn.context.category, turn.approach.name) == ("PAIEMENT", "knowledge")
    assert customer.state.pending is None


def test_a_lone_word_is_asked_about(customer: Talk) -> None:
    assert customer.say("échange").approach.name == "ask"
    price = customer.say("prix")
    assert (price.approach.name, price.approach.missing) == ("ask", "produit")


def test_the_ticket_just_named_holds_for_moving_it(caller: Talk) -> None:
    caller.say("où en est mon ticket ?")
    assert "13 mars" in caller.say("20431").answer.text
    turn = caller.say("et je peux le déplacer ?")
    assert "INC-20431" in turn.answer.text


def test_a_fault_that_lasts_leads_to_a_person(caller: Talk) -> None:
    caller.say("je n'ai plus internet")
    assert caller.say("ça ne marche toujours pas").approach.name == "ask"
    caller.say("toujours rien")
    assert caller.say("toujours pareil, ça ne marche pas").approach.name == "handover"


def test_the_device_just_named_holds_for_its_memory(caller: Talk) -> None:
    caller.say("Durée de garantie du portable Altair 15 Pro ?")
    assert "16 Go" in caller.say("Et combien de mémoire ?").answer.text


def test_a_fault_without_internet_starts_with_the_box(caller: Talk) -> None:
    assert "30 secondes" in caller.say("internet marche plus").answer.text


# --- mood, urgency, profile --------------------------------------------------------------------


def test_the_mood_returns_to_neutral(customer: Talk) -> None:
    moods = [
        customer.say(text).context.sentiment
        for text in ("Je suis mécontent", "pas génial votre service", "merci c'est réglé")
    ]
    assert moods == ["negative", "negative", "neutral"]


def test_an_upset_customer_is_met_before_being_asked(customer: Talk) -> None:
    turn = customer.say("je veux un remboursement, c'est inadmissible !")
    assert turn.answer.text.startswith(("Je comprends", "Je suis désolé"))
    calm = customer.say("482913")
    assert not calm.answer.text.startswith(("Je comprends", "Je suis désolé"))


def test_urgency_is_of_the_message_that_presses(customer: Talk) -> None:
    assert customer.say("C'est urgent, où est mon colis LA123456785FR ?").context.urgency
    assert not customer.say("et il arrive quel jour ?").context.urgency


def test_the_profile_gathers_name_interests_and_problems(customer: Talk) -> None:
    customer.say("Bonjour, je m'appelle Inès")
    customer.say("Le Zéphyr 500 est-il en stock ?")
    complaint = "Mon Zéphyr 300 ne charge plus, c'est pénible"
    customer.say(complaint)
    assert customer.state.profile == Profile(
        "Inès",
        ("Aspirateur balai Zéphyr 500", "Aspirateur balai Zéphyr 300"),
        (complaint,),
    )


def test_the_name_that_was_given_is_known_when_asked_for(
    ecommerce: DomainPack, now: datetime
) -> None:
    talk = Talk(AdvancedReasoningSystem(ecommerce), now)
    assert talk.say("quel est mon prénom ?").approach.rule == "nom-inconnu"
    talk.say("je m'appelle Sophie")
    turn = talk.say("comment je m'appelle ?")
    assert turn.approach.rule == "nom-connu"
    assert "Sophie" in turn.answer.text
