"""Questions about the calendar, asked on Thursday 12 March 2026."""

from datetime import datetime

import pytest

from mistral_assistant.errors import ToolError
from mistral_assistant.tools.dates import answer, applies, find

NOW = datetime(2026, 3, 12, 10)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("quel jour sommes-nous ?", "jeudi 12 mars 2026"),
        ("On est le combien ?", "jeudi 12 mars 2026"),
        ("on est quel jour aujourd'hui ?", "jeudi 12 mars 2026"),
        ("quelle est la date d'aujourd'hui ?", "jeudi 12 mars 2026"),
        ("combien de jours entre le 3 mars et le 14 avril ?", "42 jours"),
        ("combien de jours du 3 au 14 mars ?", "11 jours"),
        ("nombre de jours entre le 20 décembre et le 5 janvier", "16 jours"),
        ("combien de jours entre le 3 mars 2025 et le 14 avril ?", "42 jours"),
        ("combien de jours avant Noël ?", "288 jours (41 semaines et 1 jour)"),
        ("il reste combien de jours d'ici le 1er mai ?", "50 jours"),
        ("combien de jours depuis le 25 décembre ?", "77 jours (11 semaines)"),
        ("combien de semaines entre le 2 mars et le 30 mars", "28 jours (4 semaines)"),
        ("combien de mois entre le 15 janvier et le 2 avril ?", "2 mois et 18 jours"),
        ("combien de mois entre le 31 janvier et le 28 février ?", "1 mois"),
        ("quel jour tombe le 14 juillet ?", "Le 14 juillet 2026 tombe un mardi."),
        ("le 8 mai tombe quel jour ?", "Le 8 mai 2026 tombe un vendredi."),
        ("quel jour tombe le 1er janvier ?", "Le 1er janvier 2027 tombe un vendredi."),
        ("quel jour était le 3 mars 2020 ?", "Le 3 mars 2020 était un mardi."),
        ("quel jour tombait Noël ?", "Le 25 décembre 2025 était un jeudi."),
        ("quel jour serons-nous dans 10 jours ?", "22 mars 2026 tombe un dimanche"),
        ("dans 30 jours on sera le combien ?", "samedi 11 avril 2026"),
        ("quelle date dans 3 semaines ?", "jeudi 2 avril 2026"),
        ("45 jours après le 3 mars, ça donne quelle date ?", "vendredi 17 avril 2026"),
        ("3 semaines avant le 14 avril, c'est quelle date ?", "mardi 24 mars 2026"),
    ],
)
def test_calendar_questions_are_worked_out(text: str, expected: str) -> None:
    assert expected in answer(text, NOW)


@pytest.mark.parametrize(
    "text",
    [
        "bonjour",
        "livrez-vous en combien de jours ?",
        "combien de jours pour être remboursé ?",
        "quel jour serai-je livré ?",
        "à quelle date est prévue ma livraison ?",
        "sous combien de jours recevrai-je mon colis commandé le 3 mars ?",
        "combien de temps avant la livraison ?",
        "j'ai 14 jours pour renvoyer ?",
        "ma commande du 3 mars n'est pas arrivée le 12 mars",
        "quels sont vos jours d'ouverture ?",
    ],
)
def test_questions_that_the_calendar_cannot_answer_are_left_alone(text: str) -> None:
    assert find(text, NOW) is None
    assert not applies(text, NOW)


def test_answering_without_a_question_is_refused() -> None:
    with pytest.raises(ToolError, match="pas de question de date"):
        answer("bonjour", NOW)


def test_a_date_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(ToolError, match="sort du calendrier"):
        answer("9999 ans après le 3 mars 2026, quelle date ?", NOW)
