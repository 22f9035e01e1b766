"""Numbers in figures and in words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistral_assistant.tools.french_numbers import find_numbers, read_figures, read_words
from mistral_assistant.tools.french_text import fold_spans


def numbers(text: str) -> list[str]:
    return [f"{number.value:f}" for number in find_numbers(fold_spans(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("vingt et un", ["21"]),
        ("vingt-et-un", ["21"]),
        ("soixante et onze", ["71"]),
        ("soixante-dix-huit", ["78"]),
        ("quatre-vingts", ["80"]),
        ("quatre vingt onze", ["91"]),
        ("quatre-vingt-dix-sept", ["97"]),
        ("septante-deux francs", ["72"]),
        ("nonante et un", ["91"]),
        ("huitante", ["80"]),
        ("cent un", ["101"]),
        ("deux cents", ["200"]),
        ("deux cent trente-quatre", ["234"]),
        ("mille neuf cent quatre-vingt-dix-neuf", ["1999"]),
        ("deux mille vingt-six", ["2026"]),
        ("cent mille", ["100000"]),
        ("quatre cent vingt mille trois", ["420003"]),
        ("un million", ["1000000"]),
        ("trois millions deux cent mille un", ["3200001"]),
        ("deux trois", ["2", "3"]),
        ("vingt vingt", ["20", "20"]),
        ("une douzaine d'œufs", ["12"]),
        ("deux douzaines", ["24"]),
        ("une quinzaine de jours", ["15"]),
        ("douze pour cent", ["12"]),
        ("DEUX CENTS", ["200"]),
        ("1 234,50 €", ["1234.50"]),
        ("1\u202f234,50", ["1234.50"]),
        ("1.234,50", ["1234.50"]),
        ("1,234.50", ["1234.50"]),
        ("1'234.50", ["1234.50"]),
        ("12.5", ["12.5"]),
        ("2 millions", ["2000000"]),
        ("1,5 million d'euros", ["1500000.0"]),
        ("en 2026 300 clients", ["2026", "300"]),
        ("version 1.2.3", []),
        ("CMD-482913", []),
        ("X20", []),
        ("sixième", []),
        ("Cendrillon", []),
    ],
)
def test_numbers_are_read_as_french_people_write_them(text: str, found: list[str]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize("text", ["un produit", "une lampe", "un appareil neuf"])
def test_articles_and_neuf_are_marked_as_weak(text: str) -> None:
    assert all(number.weak for number in find_numbers(fold_spans(text)))


def test_a_run_of_figures_too_long_for_a_quantity_is_no_number() -> None:
    assert numbers("1" * 31) == []


def test_a_lone_dot_parts_thousands_only_where_amounts_are_read() -> None:
    assert read_figures("1.234") == Decimal("1.234")
    assert read_figures("1.234", dot_groups=True) == 1234


def spelt(number: int) -> str:
    """Spell a number the long way, an independent check on the reader."""
    if number >= 1_000_000:
        head, rest = divmod(number, 1_000_000)
        return f"{spelt(head)} million{'s' * (head > 1)} {spelt(rest) if rest else ''}".strip()
    if number >= 1_000:
        head, rest = divmod(number, 1_000)
        lead = f"{spelt(head)} " if head > 1 else ""
        return f"{lead}mille {spelt(rest) if rest else ''}".strip()
    if number >= 100:
        head, rest = divmod(number, 100)
        lead = f"{spelt(head)} " if head > 1 else ""
        return f"{lead}cent {spelt(rest) if rest else ''}".strip()
    small = (
        "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze"
        " seize dix-sept dix-huit dix-neuf"
    ).split()
    if number < 20:
        return small[number]
    tens, unit = divmod(number, 10)
    if tens in (7, 9):
        tens, unit = tens - 1, unit + 10
    name = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}.get(
        tens, "quatre-vingt"
    )
    if not unit:
        return name
    return f"{name} et {small[unit]}" if unit in (1, 11) and tens < 8 else f"{name}-{small[unit]}"


@given(st.integers(min_value=0, max_value=999_999_999))
def test_any_number_that_is_spelt_out_is_read_again(number: int) -> None:
    words = [word.text for word in fold_spans(spelt(number)).words]
    assert read_words(words) == (number, len(words))
