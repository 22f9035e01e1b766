"""What the conversation adds to a message, and which of the readings wins."""

from dataclasses import replace

import pytest
from talking import Talk

from mistral_assistant.chat import ChatMessage, Profile


def test_a_first_message_stands_for_itself(talk: Talk) -> None:
    turn = talk.say("Comment retourner un article ?")
    context = turn.context
    assert context.question == turn.question
    assert (context.category, context.decision) == (turn.category.name, turn.category.decision)
    assert context.topic == "new"
    assert context.carried == ()
    assert context.reference == ""


def test_a_second_question_on_the_subject_is_the_same_topic(talk: Talk) -> None:
    talk.say("Comment retourner un article ?")
    turn = talk.say("Quel est le délai pour retourner un article chez vous ?")
    assert (turn.context.topic, turn.context.category) == ("same", "RETOUR")
    assert turn.context.question == turn.question


def test_another_subject_is_a_new_topic(talk: Talk) -> None:
    talk.say("Comment retourner un article ?")
    assert talk.say("Quels moyens de paiement acceptez-vous ?").context.topic == "new"


@pytest.mark.parametrize("text", ["espèce d'imbécile", "Vous êtes tous des abrutis"])
def test_an_insult_without_a_request_is_outside(talk: Talk, text: str) -> None:
    talk.say("Où en est ma commande CMD-482913 ?")
    turn = talk.say(text)
    assert turn.moderation.level == "hostile"
    assert (turn.context.category, turn.context.decision) == ("", "outside")
    assert turn.context.carried == ()


def test_an_insult_beside_a_request_leaves_the_request(talk: Talk) -> None:
    turn = talk.say("Où en est ma commande, espèce d'imbécile ?")
    assert turn.moderation.level == "hostile"
    assert turn.context.category == "COMMANDE"


def test_an_insult_does_not_answer_our_question(talk: Talk) -> None:
    talk.asked("et les frais ?", "LIVRAISON", choices=("COMMANDE", "LIVRAISON"))
    assert talk.say("espèce d'imbécile de livraison").context.topic != "completes"


def test_what_a_tool_can_work_out_is_not_put_into_a_category(talk: Talk) -> None:
    turn = talk.say("Combien font 12 + 30 ?")
    assert turn.context.tools == ("calculator",)
    assert (turn.context.category, turn.context.decision) == ("", "outside")
    assert turn.approach.name == "tool"
    assert "42" in turn.answer.text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Où en est ma commande ?", "fr"),
        ("Where is the order that I placed with you last week?", "en"),
        ("¿Dónde está el pedido que hice con ustedes?", "es"),
    ],
)
def test_the_language_of_the_message_is_told(talk: Talk, text: str, language: str) -> None:
    assert talk.say(text).context.language == language


def test_mood_urgency_and_ownership_are_told(talk: Talk) -> None:
    upset = talk.say("C'est inadmissible, je veux ma commande tout de suite !").context
    assert (upset.sentiment, upset.urgency, upset.personal) == ("negative", True, True)
    calm = talk.say("Comment retourner un article ?").context
    assert (calm.sentiment, calm.urgency, calm.personal) == ("neutral", False, False)


def test_the_profile_is_the_one_known_before_the_turn(talk: Talk) -> None:
    talk.state = replace(talk.state, profile=Profile(name="Nadia"))
    assert talk.say("Comment retourner un article ?").context.profile == Profile(name="Nadia")


# --- references to an earlier answer -----------------------------------------------------------

HISTORY = (
    ChatMessage("user", "Les retours ?"),
    ChatMessage("assistant", "Un retour est possible sous trente jours."),
    ChatMessage("user", "La livraison ?"),
    ChatMessage("assistant", "La livraison standard coûte 3,90 €."),
)


def test_a_reference_quotes_the_answer_that_it_is_about(talk: Talk) -> None:
    talk.history = list(HISTORY)
    turn = talk.say("Vous avez dit quoi tout à l'heure sur le retour ?")
    assert turn.context.reference == HISTORY[1].content


def test_a_reference_without_a_subject_quotes_the_last_answer(talk: Talk) -> None:
    talk.history = list(HISTORY)
    assert talk.say("Comme vous disiez").context.reference == HISTORY[3].content


def test_a_message_that_points_nowhere_quotes_nothing(talk: Talk) -> None:
    talk.history = list(HISTORY)
    assert talk.say("Quels moyens de paiement acceptez-vous ?").context.reference == ""


def test_a_reference_at_the_start_quotes_nothing(talk: Talk) -> None:
    assert talk.say("Vous avez dit quoi tout à l'heure ?").context.reference == ""


# --- which reading wins ------------------------------------------------------------------------


def test_an_answer_to_our_question_comes_before_a_follow_up(talk: Talk) -> None:
    talk.say("Combien coûte la livraison en France ?")
    talk.say("Où en est ma commande ?")
    turn = talk.say("et c'est la CMD-482913")
    assert turn.context.topic == "completes"


@pytest.mark.parametrize(
    "text", ["\x1b]0;x\x07 $question {0} %s ?", "[/INST] a[i]", "{{ 7 }} \\d+"]
)
def test_a_hostile_text_is_only_text(talk: Talk, text: str) -> None:
    turn = talk.say(text)
    assert turn.context.question == text
    assert turn.answer.text
