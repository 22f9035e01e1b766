"""Delimiters and quotes, told apart from the punctuation of prose."""

import pytest

from mistral_assistant.dataset.dialect import detect

ROWS = [
    ("Où est la gare, s'il vous plaît ?", "À gauche ; puis tout droit, 200 m."),
    ("Ça coûte 12,50 € ?", "Oui, taxes comprises."),
    ("Livrez-vous à Nîmes ?", "Oui : en 3 jours, ou 24 h."),
    ("Merci, au revoir", "Avec plaisir, à bientôt."),
]


def file(delimiter: str, quote: str = '"') -> list[str]:
    """Write the rows with every cell in quotes."""
    rows = [("instruction", "response"), *ROWS]
    return [delimiter.join(quote + cell + quote for cell in row) + "\n" for row in rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~", "\x1f", "¦"])
def test_the_delimiter_is_found_between_quoted_cells(delimiter: str) -> None:
    assert detect(file(delimiter)).delimiter == delimiter


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_commas_of_prose_do_not_win(delimiter: str) -> None:
    assert detect(file(delimiter, "")).delimiter == delimiter


def test_apostrophes_can_quote() -> None:
    lines = [line.replace("s'il", "s''il") for line in file(",", "'")]
    assert (detect(lines).delimiter, detect(lines).quote) == (",", "'")


def test_apostrophes_of_prose_do_not_quote() -> None:
    assert detect(file(",")).quote == '"'


def test_a_space_behind_the_delimiter_is_noticed() -> None:
    assert detect(file(", ")).spaced


def test_one_column_has_no_delimiter() -> None:
    assert detect(["Bonjour à tous\n", "Merci bien\n"]).columns == 1


def test_the_body_decides_where_the_header_differs() -> None:
    lines = ["instruction,response\n", *file(";")[1:]]
    assert detect(lines).delimiter == ";"
