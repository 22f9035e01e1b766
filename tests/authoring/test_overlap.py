from datetime import datetime

from mistral_assistant.authoring.overlap import overlap, pack_names
from mistral_assistant.domains.evaluation import EvaluationConversation, EvaluationTurn
from mistral_assistant.domains.pack import DomainPack


def said(*users: str) -> list[EvaluationConversation]:
    turns = tuple(EvaluationTurn(user) for user in users)
    return [EvaluationConversation("essai", datetime(2026, 3, 12), turns, 1)]


def test_the_share_is_that_of_the_messages_trigrams_in_one_example() -> None:
    measured = overlap(
        said("où est mon colis bleu"), ["Où est mon vélo ?", "mon colis bleu est là"]
    )
    assert measured.highest is not None
    assert measured.highest.share == 0.3333
    measured = overlap(said("où est mon colis bleu"), ["dis-moi où est mon colis ?"])
    assert measured.highest is not None
    assert measured.highest.share == 0.6667


def test_trigrams_of_different_examples_do_not_add_up() -> None:
    measured = overlap(said("un deux trois quatre"), ["un deux trois", "deux trois quatre"])
    assert measured.highest is not None
    assert measured.highest.share == 0.5


def test_the_mean_counts_messages_that_share_nothing() -> None:
    measured = overlap(
        said("un deux trois quatre", "tout autre chose ici"), ["Un deux trois quatre"]
    )
    assert (measured.turns, measured.mean) == (2, 0.5)


def test_a_message_that_is_an_example_is_named_however_short() -> None:
    measured = overlap(said("Merci !", "Bonjour à toi"), ["merci"])
    assert [double.user for double in measured.duplicates] == ["Merci !"]
    assert (measured.turns, measured.highest) == (0, None)
    assert measured.short_duplicates == 1
    assert measured.lines()[1:] == ["  1 message plus court est aussi un exemple (sans importance)"]


def test_a_sentence_that_is_an_example_is_quoted() -> None:
    lines = overlap(said("où est mon colis bleu"), ["Où est mon colis bleu ?"]).lines()
    assert "  ✗ mot pour mot dans les exemples : « où est mon colis bleu »" in lines


def test_the_text_gives_the_figures_and_the_closest_pair() -> None:
    text = "\n".join(overlap(said("où est mon colis"), ["Où est mon colis rouge"]).lines())
    assert "1 message sur 1 reprend la moitié d'un exemple ou plus ; 100 %" in text
    assert "« où est mon colis » ~ « Où est mon colis rouge » (100 %)" in text


def test_a_name_is_no_wording() -> None:
    measured = overlap(said("le Sonéa Silence 2 bleu nuit"), ["le sonea silence 2 bleu"],
                       ["Sonéa Silence 2", ""])  # fmt: skip
    assert (measured.turns, measured.highest) == (0, None)


def test_of_equally_close_messages_the_longest_is_shown() -> None:
    users = ("je cherche un cadeau", "je cherche un cadeau pour mon frère")
    measured = overlap(said(*users), ["je cherche un cadeau pour mon frère aîné"])
    assert measured.highest is not None and measured.highest.user == users[1]
    assert measured.repeating == 2


def test_the_names_of_a_pack_are_those_its_tables_are_looked_up_by(ecommerce: DomainPack) -> None:
    assert {"Lave-linge Boréal LL8", "boreal ll8"} <= set(pack_names(ecommerce))
    assert all(name == name.strip() != "" for name in pack_names(ecommerce))
