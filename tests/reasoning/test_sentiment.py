"""Mood with negation, urgency, and one's own thing against a general question."""

import pytest

from mistral_assistant.reasoning.sentiment import personal, sentiment, urgent


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Je suis mécontent", "negative"),
        ("Je suis insatisfait de la livraison", "negative"),
        ("Où est le supermarché ?", "neutral"),
        ("Ce n'est pas génial", "negative"),
        ("C'est génial, merci", "positive"),
        ("Je suis ravie de mon achat", "positive"),
        ("C'est inadmissible !", "negative"),
        ("je ne suis pas content du tout", "negative"),
        ("Quels sont vos horaires ?", "neutral"),
        ("Pouvez-vous me donner une bonne adresse ?", "neutral"),
        ("VOUS VOUS MOQUEZ DE MOI", "negative"),
        ("ce n'est pas nul", "neutral"),
    ],
)
def test_sentiment(text: str, expected: str) -> None:
    assert sentiment(text) == expected


def test_urgency() -> None:
    assert urgent("J'en ai besoin d'urgence")
    assert urgent("répondez VITE")
    assert not urgent("Prenez votre temps")


@pytest.mark.parametrize(
    "text",
    [
        "Où en est ma commande ?",
        "je veux annuler ma commande",
        "ou est mon colis",
        "annulez ma commande svp",
        "J'attends mon colis depuis une semaine",
        "j'ai pas reçu mon colis",
        "Je voudrais être remboursé",
        "ma commande ?",
    ],
)
def test_ones_own_thing_is_personal(text: str) -> None:
    assert personal(text)


@pytest.mark.parametrize(
    "text",
    [
        "Comment annuler une commande ?",
        "Peut-on modifier l'adresse ?",
        "Quel délai pour être remboursé ?",
        "Combien coûte la livraison ?",
        "Quels sont vos horaires ?",
        "bonjour",
    ],
)
def test_a_general_question_is_not_personal(text: str) -> None:
    assert not personal(text)
