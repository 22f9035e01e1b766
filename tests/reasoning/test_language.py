"""Which language a text is in, and when nothing can be said."""

import pytest

from mistral_assistant.reasoning.language import identify, is_latin

SENTENCES = {
    "fr": [
        "Où est mon colis ?",
        "Je voudrais annuler ma commande",
        "jai pas recu mon colis c'est normal ?",
        "Quels sont les délais pour la Belgique",
        "Ajouter Recalled to Life à ma liste de lecture",
        "L’appareil n’est pas garanti",
    ],
    "en": [
        "Where is my order?",
        "I want a refund",
        "Is the delivery free?",
        "I am only 17. Can I make an account?",
        "who's the current seller of this item",
        "I don't have my invoice",
    ],
    "es": ["¿Dónde está mi pedido?", "Quiero un reembolso por favor", "¿Cuánto cuesta el envío?"],
    "de": ["Wo ist mein Paket?", "Ich möchte meine Bestellung stornieren"],
    "it": ["Dov'è il mio ordine?", "Vorrei un rimborso per favore"],
    "nl": ["Waar is mijn bestelling?", "Ik wil mijn geld terug graag"],
}


@pytest.mark.parametrize(
    ("language", "text"), [(name, text) for name, texts in SENTENCES.items() for text in texts]
)
def test_a_sentence_is_told_whatever_the_default(language: str, text: str) -> None:
    assert identify(text, "fr") == language
    if language != "fr":
        assert identify(text, "nl" if language != "nl" else "it") == language


@pytest.mark.parametrize("text", ["", "ok", "Hello", "CMD-482913", "12,50 €", "Casque X20", "🙂"])
@pytest.mark.parametrize("default", ["fr", "en"])
def test_a_message_that_says_too_little_takes_the_default(text: str, default: str) -> None:
    assert identify(text, default) == default


@pytest.mark.parametrize("text", ["где моя посылка", "您的订单已发货。", "أين طلبي"])
def test_another_script_is_an_unknown_language(text: str) -> None:
    assert identify(text) == ""
    assert not is_latin(text)


def test_a_long_text_without_known_words_is_an_unknown_language() -> None:
    assert identify("hyvää päivää tilaukseni ostoskori peruutettiin eilen illalla kokonaan") == ""


def test_digits_and_punctuation_have_no_script() -> None:
    assert is_latin("482913 !")
