"""Finding the arithmetic in a French sentence, and leaving everything else alone."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistral_assistant.errors import ToolError
from mistral_assistant.tools.calculator import LONGEST, _found, applies, find_expression, run
from mistral_assistant.tools.french_numbers import NUMBER_WORDS
from mistral_assistant.tools.worded_arithmetic import told

WORDS = [
    *sorted(NUMBER_WORDS),
    *"douzaine douzaines dizaine millier demi demie demi-heure quart quarts pour cent pct de à et"
    " pourcent fois plus moins par divise ajoute euros remise combien font kilo racine".split(),
]
NOW = datetime(2026, 3, 12, 10)


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("combien font 3 x 49,90 ?", "3 x 49,90"),
        ("129 - 35,50 ça fait combien ?", "129 - 35,50"),
        ("12 % de 349", "12 % de 349"),
        ("combien font 2 fois 19,99 plus 3,90", "2 fois 19,99 plus 3,90"),
        ("racine de 144", "racine de 144"),
        ("3,5*2", "3,5*2"),
        ("1 234,50 + 1", "1 234,50 + 1"),
        ("12 × 3", "12 × 3"),
        ("2**10", "2**10"),
        ("2^10", "2^10"),
        ("10/3", "10/3"),
        ("1000-999.9", "1000-999.9"),
        ("Combien font 9**9**9**9 ?", "9**9**9**9"),
        ("calcule 15% de 80€", "15% de 80€"),
        ("Calcule : 3 + 4", "3 + 4"),
        ("combien font douze fois trois ?", "douze fois trois"),
        ("349 - 10 %", "349 - 10 %"),
        ("bonjour, 3+4 svp", "3+4"),
        ("2+2=", "2+2"),
        ("2+2=4 ?", "2+2"),
        ("ça fait combien 3 x 20 € + 5 € ?", "3 x 20 € + 5 €"),
        ("50 Go / 7", "50 Go / 7"),
        ("quelle est la racine carrée de 2 ?", "racine carrée de 2"),
        ("combien font 10-12 ?", "10-12"),
        ("la moitié de 349", "la moitié de 349"),
        ("combien font deux plus deux", "deux plus deux"),
        ("5 au carré", "5 au carré"),
        ("je prends 3 × 49,90 € et 2 lampes", "3 × 49,90 €"),
        ("si je paie 4 fois 25,50 € ça donne quoi", "4 fois 25,50 €"),
        ("349 € - 10 % ça fait combien ?", "349 € - 10 %"),
        ("combien font 100 divisé par 8 ?", "100 divisé par 8"),
        ("(12+8)*3", "(12+8)*3"),
        ("combien font -5 + 3", "-5 + 3"),
        ("quel est le résultat de 7*8 ?", "7*8"),
        ("1/3", "1/3"),
        ("2 puissance 10", "2 puissance 10"),
        ("combien vaut 20 % sur 150 €", "20 % sur 150 €"),
        ("1 000 000 * 3", "1 000 000 * 3"),
        ("12,5 × 4 − 3", "12,5 × 4 − 3"),
        ("49,90 € x 3", "49,90 € x 3"),
        ("remise de -20 % sur 150 €", "20 % sur 150 €"),
        ("😀 combien font 6*7 ?", "6*7"),
        ("e\u0301te\u0301 : combien font 6 × 7", "6 × 7"),
        ("COMBIEN FONT 3 X 4", "3 X 4"),
        ("sqrt(16)+1", "sqrt(16)+1"),
        ("combien font un plus un ?", "un plus un"),
        ("combien font 3 x 20 m² ?", "3 x 20 m²"),
        ("17 modulo 5", "17 modulo 5"),
        ("84/2 stp", "84/2"),
        ("14 foi 3", "14 foi 3"),
        ("les trois quarts de 200", "les trois quarts de 200"),
    ],
)
def test_the_arithmetic_of_a_sentence_is_found_as_typed(text: str, expression: str) -> None:
    found = find_expression(text)
    assert found is not None
    assert found[0] == expression == text[found[1] : found[2]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bonjour",
        "42",
        "-5",
        "Où en est ma commande CMD-482913 ?",
        "commande 482913",
        "CMD 482913 - 2 articles",
        "06 12 34 56 78",
        "06-12-34-56-78",
        "06.12.34.56.78",
        "+33 6 12 34 56 78",
        "le 12/03",
        "12/03/2026",
        "12.03.2026",
        "2026-03-12",
        "entre le 12-15 mars",
        "livré sous 3-5 jours",
        "délai 3 - 5 jours",
        "3/4 jours",
        "12 - 15 €",
        "prix : 12/15 €",
        "ouvert 9h-18h",
        "12:30",
        "Écran 27 - 4K",
        "Zéphyr 300",
        "X20-3",
        "iPhone 15 + 3 coques",
        "75001 Paris",
        "-20 % sur tout",
        "TVA 20 %",
        "10 % de réduction",
        "payer en 3 fois",
        "payer en 3 fois 20 euros",
        "en 3x sans frais",
        "je veux 2 lampes",
        "x2",
        "service 24/7",
        "note 10/10",
        "format 10x15 cm",
        "écran 1920x1080",
        "L 60 × H 85 × P 58 cm",
        "le plus petit",
        "moins de 50 euros",
        "deux fois par semaine",
        "cent fois merci",
        "au moins 3 fois",
        "code 1234-5678",
        "garantie 2 ans + 1 offert",
        "la double porte",
        "version 1.2.3",
        "- 5 degrés",
        "il y a plus de 3 jours",
        "racine du problème",
        "ma maison fait 150 m², il me faut combien de répéteurs ?",
        "un débit de 620 m³/h",
        "0x80070005",
        "j'ai tapé cinq fois un mauvais code",
        "LA123456785FR",
        "ma box 5 ne marche plus - 2 jours que ça dure",
        "https://exemple.fr/a/1/2?x=3*4b",
        "'x'*10**9",
        "2*3*",
        "ma foi 3 colis sont arrivés",
    ],
)
def test_what_is_no_calculation_is_left_alone(text: str) -> None:
    assert find_expression(text) is None
    assert not applies(text, NOW)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("combien font 3 x 49,90 ?", "3 x 49,90 = 149,70"),
        ("combien font 3 x 49,90 € ?", "3 x 49,90 € = 149,70\u00a0€"),
        ("12 % de 349", "12 % de 349 = 41,88"),
        ("12 × 3", "12 × 3 = 36"),
        ("10/3", "10/3 = 3,3333333333…"),
        ("50 Go / 7", "50 Go / 7 = 7,1428571428…"),
        ("120 € / 40 €", "120 € / 40 € = 3"),
    ],
)
def test_the_answer_repeats_the_calculation(text: str, result: str) -> None:
    assert run(text, NOW) == result


@pytest.mark.parametrize(
    "text",
    [
        "combien font un plus un",
        "une douzaine plus une douzaine, ça fait combien",
        "une demi-douzaine fois une douzaine",
        "combien font un pour cent de deux cents",
        "vingt pct de quarante",
        "combien coûte une demi-heure à vingt euros l'heure",
        "divise soixante par quatre",
        "racine de ２５",
    ],
)
def test_numbers_in_words_are_reckoned_with_as_well(text: str) -> None:
    asked = told(text) is not None or _found(text) is not None
    assert applies(text, NOW) is asked


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join))
def test_a_message_is_passed_over_only_where_no_reading_finds_a_number(text: str) -> None:
    assert applies(text, NOW) is (told(text) is not None or _found(text) is not None)


def test_running_without_a_calculation_is_refused() -> None:
    with pytest.raises(ToolError, match="pas de calcul"):
        run("bonjour", NOW)


@pytest.mark.parametrize("piece", ["1", "1 ", "1+", "(", "-", "√", "5 % de ", "3 x ", "deux fois "])
def test_a_long_message_is_read_to_the_end(piece: str) -> None:
    text = piece * (LONGEST // len(piece))
    found = find_expression(text)
    assert found is None or text[found[1] : found[2]] == found[0]


def test_a_document_is_no_calculation() -> None:
    assert find_expression("combien font 3 x 4 ? " * 200) is None


@given(st.text(max_size=60))
def test_the_span_fits_in_any_text(text: str) -> None:
    found = find_expression(text)
    assert found is None or text[found[1] : found[2]] == found[0]
