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
