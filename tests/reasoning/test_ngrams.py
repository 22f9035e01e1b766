"""What a message becomes before it is learned or judged."""

from mistral_assistant.reasoning import ngrams


def test_numbers_look_alike() -> None:
    first = [word for word, _s, _e in ngrams.tokens("ma commande CMD-482913")]
    second = [word for word, _s, _e in ngrams.tokens("Ma commande cmd 111222")]
    assert first == second == ["ma", "commande", "commande", "0"]


def test_spans_are_those_of_the_text_as_typed() -> None:
    text = "Où est l’écran ?"
    assert [text[start:end] for _w, start, end in ngrams.tokens(text)] == [
        "Où",
        "est",
        "l",
        "écran",
    ]


def test_character_ngrams_mark_the_borders_of_a_word() -> None:
    assert ngrams.char_ngrams("no") == ("# n", "#no", "#o ", "# no", "#no ", "# no ")


def test_word_pairs_are_counted() -> None:
    words, _chars = ngrams.count(["pas", "recu"])
    assert words == {"pas": 1, "recu": 1, "pas recu": 1}
