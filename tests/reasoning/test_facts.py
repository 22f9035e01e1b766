"""How hard facts are read out of a text, in every notation, by value."""

from decimal import Decimal

import pytest

from mistral_assistant.reasoning.facts import Day, Fact, Figure, find_facts
from mistral_assistant.reasoning.facts.names import find_names
from mistral_assistant.tools.french_text import fold_spans


def facts(text: str) -> list[Fact]:
    """Return the facts of a text that can be checked."""
    return [fact for fact in find_facts(fold_spans(text)) if not fact.soft]


def figure(text: str) -> Figure:
    """Return the only figure of a text."""
    (fact,) = facts(text)
    assert isinstance(fact.value, Figure)
    return fact.value


def day(text: str) -> Day:
    """Return the only date of a text."""
    (fact,) = facts(text)
    assert isinstance(fact.value, Day)
    return fact.value


def names(text: str) -> list[str]:
    """Return the names of an answer, as typed."""
    folded = fold_spans(text)
    return [folded.raw[slice(*folded.span(name.start, name.end))] for name in find_names(folded)]


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("3 jours", "3", "jour"),
        ("trois jours", "3", "jour"),
        ("vingt-quatre heures", "24", "heure"),
        ("une dizaine de jours", "10", "jour"),
        ("5 jours ouvrés", "5", "jour"),
        ("les 3 premiers mois", "3", "mois"),
        ("30 (trente) jours", "30", "jour"),
        ("2 ans", "2", "an"),
        ("1 234,50 €", "1234.50", "EUR"),
        ("1\u202f234,50\u00a0€", "1234.50", "EUR"),
        ("1234.50 euros", "1234.50", "EUR"),
        ("€12.50", "12.50", "EUR"),
        ("12 € 50", "12.50", "EUR"),
        ("2 millions d'euros", "2000000", "EUR"),
        ("20 %", "20", "%"),
        ("20 pour cent", "20", "%"),
        ("9 h 30", "9.5", "heure"),
        ("18:00", "18", "heure"),
        ("24h", "24", "heure"),
        ("1,7 L", "1.7", "litre"),
        ("500 Go", "500", "Go"),
        ("50000 €", "50000", "EUR"),
        ("5 business days", "5", "jour"),
    ],
)
def test_a_figure_is_read_with_its_unit(text: str, number: str, unit: str) -> None:
    assert (figure(text).number, figure(text).unit) == (Decimal(number), unit)


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("48 h", "2 jours"),
        ("24 mois", "deux ans"),
        ("14 jours", "2 semaines"),
        ("0,5 kg", "500 g"),
        ("4,90 €", "4.9 euros"),
        ("90 minutes", "1 h 30"),
        ("180 minutes", "3 heures"),
        ("2 000 litres", "2 m³"),
        ("deux mètres cubes", "2 m³"),
        ("huit heures du soir", "20 h"),
        ("3 jours", "3 jours ouvrés"),
    ],
)
def test_equal_values_bear_each_other_out(said: str, source: str) -> None:
    assert figure(said).borne_out_by(figure(source))


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("3 jours", "3 heures"),
        ("30 jours", "30 ans"),
        ("12 %", "12 €"),
        ("3 jours ouvrés", "3 jours calendaires"),
        ("1 mois", "30 jours"),
        ("10 €", "10 $"),
    ],
)
def test_the_same_number_of_something_else_does_not(said: str, source: str) -> None:
    assert figure(said).same_number(figure(source)) or said.startswith("1 mois")
    assert not figure(said).borne_out_by(figure(source))


def test_a_table_cell_without_unit_bears_out_an_amount() -> None:
    assert figure("89,80 €").borne_out_by(figure("89.80"))


def test_a_count_of_things_does_not_bear_out_a_duration() -> None:
    assert not figure("3 jours").borne_out_by(figure("3 articles"))


def test_the_unit_after_a_range_belongs_to_both_ends() -> None:
    first, last = facts("3 à 5 jours ouvrés")
    assert isinstance(first.value, Figure) and isinstance(last.value, Figure)
    assert (first.value.unit, first.value.qualifier) == ("jour", "ouvré")
    assert last.value.base == 120


@pytest.mark.parametrize(
    "text",
    [
        "14 mars 2026",
        "le 14/03/2026",
        "14.03.2026",
        "14-03-2026",
        "14/03/26",
        "2026-03-14",
        "2026-03-14T09:00",
        "March 14, 2026",
        "14 March 2026",
    ],
)
def test_every_notation_of_a_date_has_the_same_value(text: str) -> None:
    (value, *_rest) = [fact.value for fact in facts(text)]
    assert isinstance(value, Day)
    assert (value.year, value.month, value.day) == (2026, 3, 14)


def test_a_day_of_the_week_belongs_to_its_date() -> None:
    assert day("samedi 14 mars") == Day(month=3, day=14, weekday=5)


def test_the_first_of_a_month_is_a_date() -> None:
    assert day("le 1er juillet") == Day(month=7, day=1)


def test_both_ends_of_a_period_are_dates() -> None:
    assert [fact.value for fact in facts("du 12 au 14 mars 2026")] == [
        Day(2026, 3, 12),
        Day(2026, 3, 14),
    ]


def test_a_short_date_needs_two_digits_or_a_word_before_it() -> None:
    assert day("14/03") == Day(month=3, day=14)
    assert day("le 4/3") == Day(month=3, day=4)
    assert not any(isinstance(fact.value, Day) for fact in facts("noté 4/5"))


def test_days_between_the_ends_of_a_week_range_are_support() -> None:
    found = find_facts(fold_spans("du lundi au mercredi"))
    assert {fact.value.weekday for fact in found if isinstance(fact.value, Day)} == {0, 1, 2}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("01 99 00 42 42", "0199004242"),
        ("01.99.00.42.42", "0199004242"),
        ("+33 1 99 00 42 42", "0199004242"),
        ("+33 (0)1 99 00 42 42", "0199004242"),
        ("0 800 123 456", "0800123456"),
        ("sav@maison.example", "sav@maison.example"),
        ("https://www.maison.fr/aide.", "maison.fr/aide"),
        ("maison.fr/aide", "maison.fr/aide"),
    ],
)
def test_contacts_are_compared_by_what_they_reach(text: str, value: str) -> None:
    (fact,) = facts(text)
    assert (fact.kind, fact.value) == ("contact", value)


@pytest.mark.parametrize(
    "text", ["CMD-482913", "X200", "482913", "2016/679", "95/46/CE", "L.311-5"]
)
def test_a_code_is_a_reference_and_no_figure(text: str) -> None:
    (fact,) = facts(text)
    assert fact.kind == "name"


def test_numbers_that_only_order_a_list_are_not_checked() -> None:
    assert facts("1. Ouvrez.\n2. Fermez [1].\nÉtape 3 : la 2e vis, le 1er écrou") == []


@pytest.mark.parametrize("text", ["", "un article", "une minute, je regarde", "deux options"])
def test_articles_and_counts_in_words_are_no_figures(text: str) -> None:
    assert facts(text) == []


def test_spans_lead_back_to_the_folded_text() -> None:
    folded = fold_spans("Œuvre  livrée en 3\u00a0jours")
    (fact,) = find_facts(folded)
    assert folded.raw[slice(*folded.span(fact.start, fact.end))] == "3\u00a0jours"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Votre colis est confié à Mondial Relay.", ["Mondial", "Relay"]),
        ("Bonjour Karim, c'est noté.", ["Karim"]),
        ("La CNIL répond.", ["CNIL"]),
        ("Un iPhone neuf", ["iPhone"]),
        ("Écrivez à Saint-Étienne", ["Saint-Étienne"]),
        ("Puis-je vous aider ? Merci de votre visite.", []),
        ("- Ouvrez la boîte\n- Posez la vis\n**Attention** : fragile", []),
        ("Notre Service Client vous répond en France, Madame.", []),
        ("Il dit : « Bonjour. »", []),
    ],
)
def test_names_are_capitals_that_french_does_not_ask_for(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_a_word_in_capitals_may_be_emphasis() -> None:
    folded = fold_spans("C'est totalement GRATUIT avec la DGCCRF")
    assert [name.soft for name in find_names(folded)] == [True, False]
