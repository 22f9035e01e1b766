"""What a person corrects: out to a spreadsheet, back into the repair, exact on the way."""

import csv
from pathlib import Path

import pytest
from csv_files import PAIRS, lines, written
from hypothesis import given
from hypothesis import strategies as st

from mistral_assistant.dataset.csv_repair import repair
from mistral_assistant.dataset.review import read_review, write_review
from mistral_assistant.dataset.spreadsheet import neutralised, restored
from mistral_assistant.dataset.summary import summary
from mistral_assistant.errors import DataError


@given(
    st.text(max_size=8) | st.sampled_from(["=A1", "+3", "-5 °C", "@moi", "\tx", "\rx", "'=x", "'"])
)
def test_a_neutralised_cell_comes_back_exact(cell: str) -> None:
    assert restored(neutralised(cell)) == cell
    assert not neutralised(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_left_out_rows_come_back_corrected(tmp_path: Path) -> None:
    path = written(tmp_path, lines("Quand ?,N/A", "=Combien ?,", "Où donc ?,TODO"))
    review = tmp_path / "review.csv"
    assert write_review(review, repair(path).report.entries()) == 3
    with review.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["line"] for row in rows] == ["8", "9", "10"]
    assert rows[1]["instruction"] == "'=Combien ?"
    assert rows[0]["reason"] == "texte provisoire (N/A, à compléter)"
    rows[0]["response"], rows[1]["response"] = "Demain.", "Trois."
    rows[2]["instruction"] = rows[2]["response"] = ""
    with review.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0], delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    corrections = read_review(review)
    assert corrections == {8: ("Quand ?", "Demain."), 9: ("=Combien ?", "Trois.")}
    done = repair(path, corrections=corrections)
    assert list(done.pairs) == [*PAIRS, *corrections.values()]
    assert done.report.dropped == {"placeholder": 1}


def test_duplicates_need_no_review(tmp_path: Path) -> None:
    path = written(tmp_path, lines(f'{PAIRS[0][0]},"{PAIRS[0][1]}"'))
    assert write_review(tmp_path / "review.csv", repair(path).report.entries()) == 0


def test_a_half_corrected_row_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, "line,instruction,response\n8,Quand ?,\n,Où ?,Ici.\n", "review.csv")
    with pytest.raises(DataError, match="2, 3"):
        read_review(path)


@pytest.mark.parametrize("codec", ["cp1252", "utf-16", "mac_roman"])
def test_a_review_comes_back_from_a_spreadsheet_in_its_own_encoding(
    codec: str, tmp_path: Path
) -> None:
    text = "line;instruction;response;reason\n8;Où est l'été ?;À côté, déjà passé.;écarté\n"
    (tmp_path / "review.csv").write_bytes(text.encode(codec))
    assert read_review(tmp_path / "review.csv") == {8: ("Où est l'été ?", "À côté, déjà passé.")}


@pytest.mark.parametrize("data", [b"question,answer\na,b\n", b"%PDF-1.4 \x00\xe2\xe3", b""])
def test_another_file_is_no_review(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "review.csv").write_bytes(data)
    with pytest.raises(DataError, match="ne vient pas de --review|pas un fichier de texte"):
        read_review(tmp_path / "review.csv")


def test_the_summary_balances_and_names_everything(tmp_path: Path) -> None:
    text = lines('Quand ?,"Demain.', "Où donc ?,TODO", "# note").replace(",", ";", 1)
    told = summary(repair(written(tmp_path, text)).report)
    assert told[0] == "Lu : 10 — gardé tel quel : 6, réparé : 1, écarté : 1, hors tableau : 2."
    assert told[1] == "7 paires à la sortie."
    assert any("guillemet jamais fermé" in line for line in told)
    assert any("texte provisoire" in line for line in told)
    assert any("commentaire" in line for line in told)
