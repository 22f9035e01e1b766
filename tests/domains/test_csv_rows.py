from pathlib import Path

from mistral_assistant.domains.csv_rows import CsvFile, read_csv
from mistral_assistant.domains.files import Folder


def read(tmp_path: Path, text: str | bytes, *required: str) -> tuple[CsvFile | None, Folder]:
    path = tmp_path / "rows.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    folder = Folder(tmp_path, {path.name: path})
    return read_csv(folder, path.name, required), folder


def faults(folder: Folder) -> list[tuple[int, str]]:
    return [(problem.line, problem.key) for problem in folder.problems()]


def test_rows_bear_the_line_on_which_they_start(tmp_path: Path) -> None:
    table, _folder = read(tmp_path, 'a,b\n1,"two\nlines"\n\n3, four \n')
    assert table is not None
    assert [(row.line, dict(row.cells)) for row in table.rows] == [
        (2, {"a": "1", "b": "two\nlines"}),
        (5, {"a": "3", "b": "four"}),
    ]


def test_every_unclosed_quote_is_reported_and_the_rows_after_it_are_read(tmp_path: Path) -> None:
    table, folder = read(tmp_path, 'a,b\n1,"x\n2,y\n3,"z\n4,w\n')
    assert table is not None
    assert [row.cells["a"] for row in table.rows] == ["2", "4"]
    assert faults(folder) == [(2, ""), (4, "")]


def test_a_file_of_quotes_is_given_up_on(tmp_path: Path) -> None:
    _table, folder = read(tmp_path, "a\n" + '"\n' * 3 + '"x"y\n' * 100)
    assert len(folder.problems()) == 21
    assert "trop de guillemets" in folder.problems()[-1].what


def test_line_ends_of_all_systems_are_read(tmp_path: Path) -> None:
    table, folder = read(tmp_path, b"a,b\r\n1,2\r\n3,4\r5,6\n")
    assert table is not None
    assert [row.line for row in table.rows] == [2, 3, 4]
    assert not folder.problems()


def test_a_very_long_cell_is_read(tmp_path: Path) -> None:
    table, _folder = read(tmp_path, "a\n" + "x" * 200_000 + "\n")
    assert table is not None
    assert len(table.rows[0].cells["a"]) == 200_000


def test_an_empty_file_is_reported(tmp_path: Path) -> None:
    table, folder = read(tmp_path, "\n\n")
    assert table is None
    assert folder.problems()[0].what == "fichier vide"


def test_a_column_without_a_name_is_reported(tmp_path: Path) -> None:
    table, folder = read(tmp_path, "a,,c\n1,2,3\n")
    assert table is None
    assert folder.problems()[0].what == "colonne 2 sans nom"


def test_a_misspelt_column_is_named_in_the_remedy(tmp_path: Path) -> None:
    _table, folder = read(tmp_path, "titel,text\n1,2\n", "title", "text")
    assert folder.problems()[0].remedy == "Renommez la colonne « titel » en « title »."
