from mistral_assistant.authoring import naming

GROUPS = [
    ["Où est mon colis ?", "mon COLIS est en retard", "le colis à l'étranger"],
    ["payer la facture", "la facture à l'étranger", "une facture réglée"],
]


def test_the_words_of_a_group_come_first_as_they_are_written() -> None:
    words = naming.distinguishing_words(GROUPS)
    assert words[0][0] == ("colis", 1.0)
    assert words[1][0] == ("facture", 1.0)
    assert ("étranger", 0.5) in words[0]


def test_letters_that_grow_in_lower_case_are_no_trouble() -> None:
    assert naming.distinguishing_words([["éİé"]])[0][0][1] == 1.0


def test_a_keyword_serves_one_category_and_lies_mostly_in_it() -> None:
    chosen = naming.keywords(naming.distinguishing_words(GROUPS), ["Payer"])
    assert chosen[0][0] == "colis" and "facture" in chosen[1]
    assert not set(chosen[0]) & set(chosen[1])
    assert "étranger" not in chosen[0] + chosen[1] and "payer" not in chosen[1]


def test_ids_are_made_of_letters_digits_and_underscores() -> None:
    assert naming.category_id("Suivi d’œuvre — été") == "SUIVI_D_OEUVRE_ETE"
    assert naming.category_id("2e étage") == "SUJET_2E_ETAGE"
    assert naming.category_id("доставка") == ""


def test_a_taken_id_gets_the_next_wanted_one_or_a_number() -> None:
    assert naming.unused_id(["A", "A_B"], ["A"]) == "A_B"
    assert naming.unused_id(["A"], ["A", "A_2"]) == "A_3"
    assert naming.unused_id([""], []) == "SUJET_1"


def test_inflected_forms_name_nothing_new() -> None:
    assert naming.unlike(["transfert", "transferts", "carte"]) == ["transfert", "carte"]
