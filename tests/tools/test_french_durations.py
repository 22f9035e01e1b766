"""Lengths of time."""

from datetime import date

import pytest

from mistral_assistant.tools.french_durations import Duration, find_durations, shift
from mistral_assistant.tools.french_numbers import find_numbers
from mistral_assistant.tools.french_text import fold_spans


def durations(text: str) -> list[Duration]:
    folded = fold_spans(text)
    return find_durations(folded, find_numbers(folded))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("trois jours", ["P3D"]),
        ("15 minutes", ["PT15M"]),
        ("2 ans", ["P2Y"]),
        ("deux semaines", ["P2W"]),
        ("six mois", ["P6M"]),
        ("un an et demi", ["P1Y6M"]),
        ("une heure et demie", ["PT1H30M"]),
        ("1,5 heure", ["PT1.5H"]),
        ("pendant 1h30", ["PT1H30M"]),
        ("2 h 30 min", ["PT2H30M"]),
        ("1 an et 3 mois", ["P1Y3M"]),
        ("sous 48h", ["PT48H"]),
        ("une quinzaine de jours", ["P15D"]),
        ("sous huitaine", ["P8D"]),
        ("une demi-heure", ["PT30M"]),
        ("trois quarts d'heure", ["PT45M"]),
        ("un trimestre", ["P3M"]),
        ("30j", ["P30D"]),
        ("depuis un jour", ["P1D"]),
        ("3 à 5 jours", ["P3D", "P5D"]),
        ("2-3 semaines", ["P2W", "P3W"]),
        ("entre 3 et 5 jours", ["P3D", "P5D"]),
        ("garantie 2 ans, 3 à 5 jours", ["P2Y", "P3D", "P5D"]),
        ("un jour viendra", []),
        ("à 14h30", []),
        ("ouvert à 8 heures", []),
        ("de 9h à 18h", []),
        ("9h-18h", []),
        ("entre 9h et 12h", []),
        ("24h/24 et 7j/7", []),
        ("la seconde option", []),
    ],
)
def test_durations_are_told_from_times_of_day(text: str, found: list[str]) -> None:
    assert [duration.iso() for duration in durations(text)] == found


@pytest.mark.parametrize(
    ("text", "sign", "expected"),
    [
        ("1 mois", 1, date(2026, 2, 28)),
        ("3 semaines", -1, date(2026, 1, 10)),
        ("2 ans", 1, date(2028, 1, 31)),
        ("1 mois et 2 jours", 1, date(2026, 3, 2)),
    ],
)
def test_a_month_ends_where_the_calendar_ends_it(text: str, sign: int, expected: date) -> None:
    assert shift(date(2026, 1, 31), durations(text)[0], sign) == expected


def test_a_shift_beyond_the_calendar_is_an_overflow() -> None:
    with pytest.raises(OverflowError):
        shift(date(9000, 1, 1), durations("999999 ans")[0])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("une quinzaine de jours", ["P15D"]),
        ("une quinzaine", ["P15D"]),
        ("48h", ["PT48H"]),
        ("sous 24h ouvrées", ["PT24H"]),
        ("2 heures 30", ["PT2H30M"]),
        ("2 heures trente", ["PT2H30M"]),
        ("deux heures trente", ["PT2H30M"]),
        ("une heure et quart", ["PT1H15M"]),
        ("une heure trois quarts", ["PT1H45M"]),
        ("1 h", ["PT1H"]),
        ("3/4 d'heure", ["PT45M"]),
        ("3 quarts d'heure", ["PT45M"]),
        ("1/4 d'heure", ["PT15M"]),
        ("1/2 heure", ["PT30M"]),
        ("une demi heure", ["PT30M"]),
        ("une demie heure", ["PT30M"]),
        ("un mois et demi", ["P1.5M"]),
        ("2 sem.", ["P2W"]),
        ("15 jrs", ["P15D"]),
        ("3 jrs", ["P3D"]),
        ("3 jours ouvrés", ["P3D"]),
        ("de 3 à 5 jours", ["P3D", "P5D"]),
        ("1 mois", ["P1M"]),
        ("un trimestre", ["P3M"]),
        ("un semestre", ["P6M"]),
        ("une journée", ["P1D"]),
        ("12 heures", ["PT12H"]),
        ("5 minutes 30", ["PT5M30S"]),
        ("30 secondes", ["PT30S"]),
        ("1.5 heure", ["PT1.5H"]),
        ("sa fai 3 semaine", ["P3W"]),
        ("trois bons jours", ["P3D"]),
        ("deux longues semaines", ["P2W"]),
        ("3 petits jours", ["P3D"]),
        ("dans les 14 jours", ["P14D"]),
        ("plus de trois mois", ["P3M"]),
        ("40 minutes d'autonomie", ["PT40M"]),
        ("dans 6 mois", ["P6M"]),
        ("d'ici un an", ["P1Y"]),
        ("vingt-quatre heures", ["PT24H"]),
        ("une minute", ["PT1M"]),
        ("une petite heure", ["PT1H"]),
        ("une bonne heure", ["PT1H"]),
        ("il me faut une bonne semaine", ["P1W"]),
        ("il y a 2h", ["PT2H"]),
        ("dans 10 minutes", ["PT10M"]),
        ("2 mois et demi", ["P2.5M"]),
        ("1 an 1/2", ["P1Y6M"]),
        ("20h de charge", ["PT20H"]),
        ("3semaines", ["P3W"]),
    ],
)
def test_durations_as_people_write_them(text: str, found: list[str]) -> None:
    assert [item.iso() for item in durations(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "une quinzaine d'articles",
        "plusieurs semaines",
        "une seconde",
        "passez une bonne semaine",
        "à partir de 9 h",
        "de 9h à 12h",
        "8h-12h",
        "avant 18h",
        "jusqu'à 20h",
        "il est 15h",
        "rdv 14h",
        "lundi 14h",
        "demain 8h",
        "24h sur 24",
        "24/24",
        "7 jours sur 7",
        "6 jours par semaine",
        "hier à 20h",
        "20h30",
        "90 km/h",
        "2 m de long",
        "6 h du matin",
        "8h du soir",
        "10h pile",
        "le 2ème mois",
        "un jour ou l'autre",
        "un mois sur deux",
        "une semaine sur deux",
        "chaque mois",
        "toutes les heures",
        "4 s'il vous plaît",
        "12 V",
        "depuis 8h ce matin",
    ],
)
def test_times_of_day_and_habits_are_no_durations(text: str) -> None:
    assert durations(text) == []
