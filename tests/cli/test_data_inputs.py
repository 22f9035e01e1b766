"""What one gives the commands of ``data`` by mistake: a clear sentence, and nothing is lost."""

import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("charset_normalizer")
pytest.importorskip("pandas")

GOOD = "question,réponse\n" + "".join(
    f"Où est le {thing} ?,Au grenier avec le {thing}.\n"
    for thing in "vélo tapis piano miroir livre four jardin banc seau drap".split()
)
STAGES = ("convert", "clean", "mask", "split", "validate", "leaks", "stats")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("good.csv").write_text(GOOD, encoding="utf-8")
    return tmp_path


def words(stage: str, name: str) -> list[str]:
    output = {"repair": "out.csv", "convert": "out.jsonl", "clean": "out.csv", "mask": "out.csv"}
    more = ["--output", output[stage]] if stage in output else []
    return ["data", stage, name, *(["good.csv"] if stage == "leaks" else []), *more]


@pytest.mark.parametrize("stage", ["repair", *STAGES])
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("empty.csv", "est vide"),
        ("paper.pdf", "PDF|data repair"),
        ("one.csv", "Colonnes trouvées : (« )?question"),
        ("pipe", "qu'une fois"),
        ("-", "qu'une fois"),
        ("absent.csv", "n'existe pas"),
        ("cut.xlsx", "abîmée|Le classeur ne peut pas être lu"),
        ("holed.xlsx", "Le classeur ne peut pas être lu"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(
    name: str, told: str, stage: str, folder: Path, command: Callable
) -> None:
    Path("empty.csv").touch()
    Path("paper.pdf").write_bytes(b"%PDF-1.4\n\xe2\xe3\xcf\xd3\x00\n%%EOF\n")
    Path("one.csv").write_text("question\nOù ?\nQuand ?\n", encoding="utf-8")
    os.mkfifo("pipe")
    Path("cut.xlsx").write_bytes(b"PK\x03\x04 and the rest is gone")
    book("whole.xlsx", ("question", "réponse"))
    with zipfile.ZipFile("whole.xlsx") as whole, zipfile.ZipFile("holed.xlsx", "w") as holed:
        for member in whole.namelist():
            data = whole.read(member)
            holed.writestr(member, data[: len(data) // 2] if "sheet1" in member else data)
    there = sorted(folder.iterdir())
    ran = command(*words(stage, name))
    assert ran.code in (1, 2) and ran.err.startswith("Erreur :") and ran.out == ""
    assert re.search(told, ran.err), ran.err
    assert sorted(folder.iterdir()) == there


def book(name: str, second: tuple[str, str]) -> None:
    made = openpyxl.Workbook()
    rows = [line.split(",") for line in GOOD.splitlines()]
    for row in rows[:6]:
        made.active.append(row)
    sheet = made.create_sheet("Suite")
    for row in [second, *rows[6:]]:
        sheet.append(row)
    made.create_sheet("Vide")
    made.save(name)


def test_sheets_with_the_same_columns_are_read_one_after_another(
    folder: Path, command: Callable
) -> None:
    book("same.xlsx", ("question", "réponse"))
    assert "10 paires à la sortie" in command(*words("repair", "same.xlsx")).out
    assert "10 lignes" in command(*words("convert", "same.xlsx")).out


def test_a_sheet_that_is_not_read_is_named(folder: Path, command: Callable) -> None:
    book("two.xlsx", ("note", "date"))
    ran = command(*words("repair", "two.xlsx"))
    assert "5 paires à la sortie" in ran.out and "non lu : « Suite »" in ran.out
    ran = command(*words("convert", "two.xlsx"))
    assert ran.code == 1 and "« Suite »" in ran.err and not Path("out.jsonl").exists()


def test_a_file_of_an_archive_that_is_not_read_is_named(folder: Path, command: Callable) -> None:
    with zipfile.ZipFile("two.zip", "w") as archive:
        archive.writestr("large.csv", GOOD)
        archive.writestr("small.csv", GOOD[:60])
    ran = command(*words("repair", "two.zip"))
    assert "10 paires" in ran.out and "non lu : « small.csv »" in ran.out


@pytest.mark.parametrize(
    "line",
    [
        "repair good.csv --output good.csv",
        "repair good.csv --output link.csv",
        "repair good.csv --output out.csv --report good.csv",
        "repair good.csv --output out.csv --review out.csv",
        "repair good.csv --output folder.csv",
        "convert good.csv --output good.csv --force",
        "clean good.csv --output ./good.csv --force",
        "mask good.csv --output link.csv --force",
        "stats good.csv --plot good.csv",
        "stats good.csv --plot /dev/full",
        "repair good.csv --output /dev/full",
        "convert good.csv --output good.csv/out.jsonl",
        "repair good.csv --output good.csv/out.csv",
    ],
)
def test_no_output_takes_the_place_of_what_is_read(
    line: str, folder: Path, command: Callable
) -> None:
    Path("link.csv").symlink_to("good.csv")
    Path("folder.csv").mkdir()
    there = sorted(folder.iterdir())
    ran = command("data", *line.split())
    assert ran.code == 1 and ran.err.startswith("Erreur :") and " → " in ran.err
    assert Path("good.csv").read_text(encoding="utf-8") == GOOD
    assert sorted(folder.iterdir()) == there


def test_a_full_disk_leaves_nothing_behind(
    folder: Path, command: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = sorted(folder.iterdir())

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    monkeypatch.setattr("pathlib.Path.replace", full)
    for stage in ("repair", "convert", "clean", "mask", "split"):
        ran = command(*words(stage, "good.csv"))
        assert ran.code == 1 and "disque plein" in ran.err, stage
        assert sorted(folder.iterdir()) == there


def test_names_in_another_encoding_are_read(folder: Path, command: Callable) -> None:
    Path("names.txt").write_bytes("Jérôme Lefèvre\n".encode("cp1252"))
    Path("a.csv").write_text("question,réponse\nQui ?,Demandez à Jérôme Lefèvre.\n")
    ran = command("data", "mask", "a.csv", "--names", "names.txt", "--list")
    assert ran.code == 0 and "Jérôme Lefèvre" in ran.out


def test_missing_folders_of_an_output_are_made(folder: Path, command: Callable) -> None:
    for stage, name in (("repair", "a/b.csv"), ("convert", "c/d.jsonl")):
        assert command("data", stage, "good.csv", "--output", name).code == 0
        assert Path(name).is_file()
