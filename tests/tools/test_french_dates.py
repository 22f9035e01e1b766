"""Dates, absolute and relative to Thursday 12 March 2026."""

from datetime import date

import pytest

from mistral_assistant.tools.calendar_days import easter
from mistral_assistant.tools.french_dates import find_dates
from mistral_assistant.tools.french_durations import find_durations
from mistral_assistant.tools.french_numbers import find_numbers
from mistral_assistant.tools.french_text import fold_spans

TODAY = date(2026, 3, 12)


def dates(text: str, today: date = TODAY) -> list[str]:
    folded = fold_spans(text)
    found = find_dates(folded, today, find_durations(folded, find_numbers(folded)))
    return [item.day.isoformat() for item in found]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12 mars 2026", "2026-03-12"),
        ("le 3 avril", "2026-04-03"),
        ("1er mai", "2026-05-01"),
        ("le premier mai", "2026-05-01"),
        ("le 10 février", "2026-02-10"),
        ("vingt-deux septembre 2026", "2026-09-22"),
        ("quinze août 2025", "2025-08-15"),
        ("12 sept. 2026", "2026-09-12"),
        ("vendredi 13 mars", "2026-03-13"),
        ("lundi 16", "2026-03-16"),
        ("12/03/2026", "2026-03-12"),
        ("le 12/03", "2026-03-12"),
        ("31.12.2025", "2025-12-31"),
        ("12-03-26", "2026-03-12"),
        ("2026-03-12", "2026-03-12"),
        ("en juin 2027", "2027-06-01"),
        ("le 29 février", "2028-02-29"),
        ("avant le 15", "2026-03-15"),
        ("le 15 au plus tard", "2026-03-15"),
        ("depuis le 8 ?", "2026-03-08"),
        ("noël", "2026-12-25"),
        ("lundi de Pâques", "2026-04-06"),
        ("le jour de l'an", "2027-01-01"),
    ],
)
def test_dates_of_the_calendar(text: str, day: str) -> None:
    assert dates(text) == [day]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("aujourd'hui", "2026-03-12"),
        ("aujourd’hui", "2026-03-12"),
        ("aujourdhui", "2026-03-12"),
        ("ce matin", "2026-03-12"),
        ("hier soir", "2026-03-11"),
        ("avant-hier", "2026-03-10"),
        ("demain", "2026-03-13"),
        ("après-demain", "2026-03-14"),
        ("samedi", "2026-03-14"),
        ("samedi en huit", "2026-03-21"),
        ("lundi en quinze", "2026-03-30"),
        ("lundi dernier", "2026-03-09"),
        ("lundi prochain", "2026-03-16"),
        ("jeudi", "2026-03-19"),
        ("jeudi dernier", "2026-03-05"),
        ("mardi de la semaine prochaine", "2026-03-17"),
        ("il y a 3 jours", "2026-03-09"),
        ("il y a un mois", "2026-02-12"),
        ("dans deux semaines", "2026-03-26"),
        ("d'ici 3 jours", "2026-03-15"),
        ("la semaine dernière", "2026-03-02"),
        ("la semaine prochaine", "2026-03-16"),
        ("cette semaine", "2026-03-09"),
        ("le mois dernier", "2026-02-01"),
        ("l'année prochaine", "2027-01-01"),
        ("d'ici la fin du mois", "2026-03-31"),
        ("fin mars", "2026-03-31"),
        ("début avril", "2026-04-01"),
        ("mi-mai", "2026-05-15"),
        ("fin de l'année", "2026-12-31"),
        ("ce week-end", "2026-03-14"),
        ("le week-end dernier", "2026-03-07"),
        ("le weekend prochain", "2026-03-21"),
    ],
)
def test_dates_reckoned_from_today(text: str, day: str) -> None:
    assert dates(text) == [day]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("le 25 décembre", "2025-12-25"),
        ("livrable avant le 25 décembre", "2026-12-25"),
        ("depuis le 1er juin", "2025-06-01"),
        ("j'ai commandé lundi", "2026-03-09"),
        ("j'ai une demande pour lundi", "2026-03-16"),
        ("je serai livré mardi", "2026-03-17"),
        ("depuis samedi", "2026-03-07"),
    ],
)
def test_the_words_before_a_date_say_on_which_side_of_today_it_lies(text: str, day: str) -> None:
    assert dates(text) == [day]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("du 12 au 15 mars", ["2026-03-12", "2026-03-15"]),
        ("entre le 28 et le 3 avril", ["2026-03-28", "2026-04-03"]),
        ("12/03 et 14/04", ["2026-03-12", "2026-04-14"]),
        ("du 3 mars au 14 avril", ["2026-03-03", "2026-04-14"]),
        ("hier ou demain", ["2026-03-11", "2026-03-13"]),
    ],
)
def test_both_ends_of_a_range_are_found(text: str, days: list[str]) -> None:
    assert dates(text) == days


@pytest.mark.parametrize(
    "text",
    """ma commande|je me demande|mes colis|mi|mais oui|le marché|mardis|ouvert le lundi ?
    |du lundi au vendredi|tous les samedis|jeudi de 14h15 à 17h|24/7|10/10|3/4|1/2|7 jours sur 7
    |31 février|32/01/2026|version 12.3|06 12 34 56 78|sept jours|un mars|la fin|le 3e jour
    |mai-juin|le 12 rue du port|10.0.0.1|12/13/2026""".replace("\n", "").split("|"),
)
def test_what_only_looks_like_a_date_is_left_alone(text: str) -> None:
    assert dates(text.strip()) == []


def test_a_date_without_a_year_follows_the_turn_of_the_year() -> None:
    assert dates("le 3 janvier", date(2026, 12, 20)) == ["2027-01-03"]
    assert dates("le 20 décembre", date(2027, 1, 3)) == ["2026-12-20"]


def test_dates_at_the_end_of_the_calendar_are_left_out() -> None:
    assert dates("dans 3 mois ou demain", date(9999, 12, 31)) == []


@pytest.mark.parametrize(
    "day", ["2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25", "1961-04-02"]
)
def test_easter_falls_where_the_church_says(day: str) -> None:
    assert easter(int(day[:4])).isoformat() == day


def test_misspelt_dates_keep_their_span_in_the_text_as_typed() -> None:
    text = "livrez moi 2main ou apresdemain, pas le 3 fevrié"
    folded = fold_spans(text)
    found = find_dates(folded, TODAY)
    assert [text[item.start : item.end] for item in found] == ["2main", "apresdemain", "3 fevrié"]
    assert [item.day.isoformat() for item in found] == ["2026-03-13", "2026-03-14", "2026-02-03"]


@pytest.mark.parametrize("text", ["en mars", "la semaine prochaine", "ce week-end", "dans 6 mois"])
def test_weeks_months_and_what_is_reckoned_in_them_are_vague(text: str) -> None:
    folded = fold_spans(text)
    durations = find_durations(folded, find_numbers(folded))
    assert [item.vague for item in find_dates(folded, TODAY, durations)] == [True]


@pytest.mark.parametrize("text", ["d'ici la fin du mois", "fin mars", "le 3 au soir", "hier"])
def test_days_are_not_vague(text: str) -> None:
    assert [item.vague for item in find_dates(fold_spans(text), TODAY)] == [False]
