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


def test_neighbours_know_the_first_and_the_last_word() -> None:
    words, neighbours, _chars = ngrams.families(["pas", "recu"])
    assert words == {"pas": 1, "recu": 1}
    assert neighbours == {"^ pas": 1, "pas recu": 1, "recu $": 1}
    assert [sum(counts.values()) for counts in ngrams.families([])] == [0, 0, 0]


def test_beginnings_of_words_stand_together_in_any_order() -> None:
    together = ngrams.families(["la", "carte", "perdue"], together=True)[3]
    assert set(together) == {"cart + la", "cart + perd", "la + perd"}
    assert together == ngrams.families(["perdue", "la", "carte"], together=True)[3]
    assert len(ngrams.families([f"m{i}" for i in range(500)], together=True)[3]) < 500


def test_many_texts_are_learned_by_threes_of_neighbours_too() -> None:
    neighbours = ngrams.families(["pas", "recu"], together=True)[1]
    assert set(neighbours) == {"^ pas", "pas recu", "recu $", "^ pas recu", "pas recu $"}


def test_terms_are_what_people_can_read() -> None:
    assert [gram for gram in ("colis", "mon colis", "^ mon", "colis $", "#col", "colis + mon")
            if ngrams.is_term(gram)] == ["colis", "mon colis"]  # fmt: skip
