from pathlib import Path

import pytest
from shop_csv import shop_rows, write_csv

from mistral_assistant.authoring.from_csv_rows import read_rows
from mistral_assistant.errors import UsageError


def test_all_columns_are_read_and_others_named(tmp_path: Path) -> None:
    rows = [(*row, "x") for row in shop_rows()]
    file = write_csv(tmp_path / "a.csv", ("instruction", "response", "category", "note"), rows)
    data = read_rows(file)
    assert len(data.rows) == 64 and data.has_responses and data.has_categories
    assert (data.rows[0].line, data.rows[0].category) == (2, "Livraison")
    assert data.ignored_columns == ("note",)


def test_control_characters_go_and_lines_are_counted_through_cells(tmp_path: Path) -> None:
    rows = [("a\x1b[31m\x00\nb ", "r"), *((text, "r") for text, _r, _c in shop_rows())]
    data = read_rows(write_csv(tmp_path / "a.csv", ("instruction", "response"), rows))
    assert data.rows[0].text == "a[31m\nb"
    assert data.rows[1].line == 4


def test_rows_without_a_message_or_a_response_are_counted(tmp_path: Path) -> None:
    rows = [("", "r"), ("m", " "), *((text, "r") for text, _r, _c in shop_rows())]
    data = read_rows(write_csv(tmp_path / "a.csv", ("instruction", "response"), rows))
    assert (len(data.rows), data.without_text) == (64, 2)


@pytest.mark.parametrize(
    "header",
    [("Question", "Réponse", "Catégorie"), ("prompt", "ANSWER", "intent"), ("texte", "reponse",
     "étiquette")],
)  # fmt: skip
def test_columns_have_their_usual_french_and_english_names(
    tmp_path: Path, header: tuple[str, ...]
) -> None:
    data = read_rows(write_csv(tmp_path / "a.csv", header, shop_rows()))
    assert data.has_responses and data.has_categories
    assert [name for _what, name in data.renamed_columns] == list(header)


def test_the_first_of_several_names_counts(tmp_path: Path) -> None:
    rows = [(*row[:2], f"autre {at}") for at, row in enumerate(shop_rows())]
    data = read_rows(write_csv(tmp_path / "a.csv", ("instruction", "response", "Question"), rows))
    assert data.rows[0].text == rows[0][0]
    assert (data.ignored_columns, data.renamed_columns) == (("Question",), ())


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_spreadsheets_own_separators_are_read(separator: str, tmp_path: Path) -> None:
    """Excel in French saves its « CSV UTF-8 » with semicolons, a mark and Windows line ends."""
    rows = [("question", "réponse"), *((row[0], f"Oui, {row[1]}") for row in shop_rows())]
    lines = (separator.join(f'"{cell}"' for cell in row) for row in rows)
    file = tmp_path / "a.csv"
    file.write_bytes("\r\n".join(lines).encode("utf-8-sig"))
    data = read_rows(file)
    assert len(data.rows) == len(shop_rows())
    assert (data.rows[0].text, data.rows[0].response) == (rows[1][0], rows[1][1])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "est vide"),
        (b"nom,age\na,b\n", "pas de colonne « instruction »"),
        (b"a" * 300 + b",b\nc,d\n", "a" * 39 + "…, b"),
        (b"instruction;response\na;b\nc;d;e\n", "ligne 3 : 3 cellules au lieu de 2"),
        (b'instruction\tresponse\na\t"b" c\n', "ligne 2 : guillemet"),
        (b"instruction,response\n", "aucun message"),
        (b"instruction,instruction\na,b\n", "en double"),
        (b"instruction,response\na,b\nc\nd,e,f\n", "ligne 3 : 1 cellules au lieu de 2"),
        (b'instruction,response\na,b\n"c,d\n', "ligne 3 : guillemet"),
        (b"instruction,response\na,\xe9t\xe9\n", "ligne 2 : ce n'est pas de l'UTF-8"),
        (b"text\nun\nun\ndeux\n", "2 messages différents"),
    ],
)
def test_a_broken_file_is_refused_with_what_is_wrong(
    tmp_path: Path, content: bytes, said: str
) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(UsageError) as raised:
        read_rows(tmp_path / "a.csv")
    assert said in str(raised.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="a.csv est illisible"):
        read_rows(tmp_path / "a.csv")
