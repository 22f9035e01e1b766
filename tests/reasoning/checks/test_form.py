"""The wrong language, loops, too many words."""

import pytest
from checking import DELIVERY, ORDER, RETURNS, blocking, checked, warnings


def test_an_answer_in_another_language_blocks() -> None:
    answer = "Your order has been shipped and will be delivered on Saturday."
    assert ("language", answer) in blocking(checked(answer, ORDER))
    assert not any(kind == "language" for kind, _ in blocking(checked(answer, language="en")))


def test_a_sentence_in_another_language_blocks() -> None:
    answer = "Votre commande est expédiée. Please let me know if you need anything else."
    assert [kind for kind, _text in blocking(checked(answer, ORDER))] == ["language"]


def test_an_answer_in_another_script_blocks() -> None:
    assert [kind for kind, _text in blocking(checked("您的订单已发货。", ORDER))] == ["language"]


def test_a_quoted_foreign_sentence_is_no_fault() -> None:
    source = "L'écran affiche : Please turn off the device and wait for a minute."
    assert checked("Please turn off the device and wait for a minute.", source).findings == ()


def test_a_sentence_said_twice_blocks() -> None:
    answer = "Votre commande est bien partie. Votre commande est bien partie."
    assert [kind for kind, _text in blocking(checked(answer, ORDER))] == ["repetition"]


@pytest.mark.parametrize(
    "answer",
    [
        "Le retour est possible possible possible possible",
        "par retour, par retour, par retour",
    ],
)
def test_a_loop_of_words_blocks(answer: str) -> None:
    assert [kind for kind, _text in blocking(checked(answer, RETURNS))] == ["repetition"]


def test_what_a_source_repeats_may_be_repeated() -> None:
    source = "Rincez bien la cuve à l'eau claire. Videz. Rincez bien la cuve à l'eau claire."
    assert checked(source, source).findings == ()


def test_too_long_an_answer_warns() -> None:
    consistency = checked("Oui. " * 3, limit_chars=10)
    assert warnings(consistency) == ["length"]
    assert consistency.findings[0].span == (10, 15)


def test_a_few_words_in_another_script_block() -> None:
    answer = "Votre commande est expédiée. 请稍候 Merci de votre patience, tout va bien."
    assert blocking(checked(answer, ORDER)) == [("language", "请稍候")]


def test_a_greeting_does_not_hide_a_repetition() -> None:
    answer = "Bonjour, le transporteur est Colissimo. Le transporteur est Colissimo."
    assert [kind for kind, _text in blocking(checked(answer, DELIVERY))] == ["repetition"]
