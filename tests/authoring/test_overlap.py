from datetime import datetime

from mistral_assistant.authoring.overlap import overlap
from mistral_assistant.domains.evaluation import EvaluationConversation, EvaluationTurn


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
    assert "Merci !" in measured.text()


def test_the_text_gives_the_figures_and_the_closest_pair() -> None:
    text = overlap(said("où est mon colis"), ["Où est mon colis rouge"]).text()
    assert "au plus 100 %, 100 % en moyenne" in text
    assert "« où est mon colis » ~ « Où est mon colis rouge »" in text
