"""``data repair``: files in, files out, and what is said about it."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from csv_files import PAIRS, lines, written

pytest.importorskip("openpyxl")
pytest.importorskip("charset_normalizer")

DAMAGED = lines('Quand ?,"Demain.', "Où donc ?,TODO")


def test_a_file_is_repaired_and_the_account_printed(command: Callable, tmp_path: Path) -> None:
    source, output = written(tmp_path, DAMAGED), tmp_path / "out.csv"
    ran = command("data", "repair", source, "--output", output)
    assert (ran.code, ran.err) == (0, "")
    with output.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [["instruction", "response"], *map(list, PAIRS), ["Quand ?", "Demain."]]
    assert "gardé tel quel : 6, réparé : 1, écarté : 1" in ran.out
    assert "guillemet jamais fermé" in ran.out and f"Écrit : {output}" in ran.out


def test_report_and_review_are_written(command: Callable, tmp_path: Path) -> None:
    source, report, review = written(tmp_path, DAMAGED), tmp_path / "r.json", tmp_path / "v.csv"
    ran = command("data", "repair", source, "--output", tmp_path / "o.jsonl", "--report", report,
                  "--review", review)  # fmt: skip
    assert ran.code == 0 and "1 ligne à corriger" in ran.out
    values = json.loads(report.read_text(encoding="utf-8"))
    assert [entry["action"] for entry in values["entries"]] == ["junk", "repaired", "dropped"]
    text = review.read_text(encoding="utf-8-sig").replace("TODO,", "Ici.,", 1)
    review.write_text(text, encoding="utf-8-sig")
    ran = command("data", "repair", source, "--output", tmp_path / "o.jsonl", "--corrected", review)
    last = (tmp_path / "o.jsonl").read_text(encoding="utf-8").splitlines()[-1]
    assert json.loads(last) == {"instruction": "Où donc ?", "response": "Ici."}


def test_a_dry_run_writes_nothing(command: Callable, tmp_path: Path) -> None:
    source = written(tmp_path, DAMAGED)
    ran = command("data", "repair", source, "--dry-run", "--json")
    assert json.loads(ran.out)["repaired"] == 1
    assert list(tmp_path.iterdir()) == [source]


def test_the_input_is_refused_as_output(command: Callable, tmp_path: Path) -> None:
    source = written(tmp_path, DAMAGED)
    ran = command("data", "repair", source, "--output", source)
    assert ran.code == 1 and "ne sera pas remplacé" in ran.err
    assert source.read_text(encoding="utf-8") == DAMAGED


def test_columns_are_named_and_kept(command: Callable, tmp_path: Path) -> None:
    source = written(tmp_path, "ref,avant,après\nA1,Où ?,Ici.\nA2,Où donc ?,Là.\n")
    output = tmp_path / "out.tsv"
    ran = command("data", "repair", source, "--output", output, "--keep", "ref", "--columns",
                  "avant=instruction,après=response")  # fmt: skip
    assert ran.code == 0
    assert output.read_text(encoding="utf-8").splitlines()[1] == "Où ?\tIci.\tA1"


@pytest.mark.parametrize("option", [("--columns", "a=b"), ("--output", "x.pdf"), ()])
def test_wrong_usage_is_one_sentence(
    option: tuple[str, ...], command: Callable, tmp_path: Path
) -> None:
    arguments = option if "--output" in option else (*option, *(("--dry-run",) if option else ()))
    ran = command("data", "repair", written(tmp_path, DAMAGED), *arguments)
    assert ran.code in (1, 2) and ran.err.startswith("Erreur :") and ran.out == ""


def test_hostile_column_names_do_not_reach_the_terminal(command: Callable, tmp_path: Path) -> None:
    source = written(tmp_path, "\x1b[31mquestion,réponse\x1b[0m\nOù ?,Ici.\nQuand ?,Demain.\n")
    ran = command("data", "repair", source, "--dry-run")
    assert "\x1b" not in ran.out + ran.err


def test_figures_are_told_in_the_users_words(command: Callable, tmp_path: Path) -> None:
    source = written(tmp_path, lines())
    out = command("data", "stats", source).out
    for name in ("question_chars", "same_question", "p95", "mean"):
        assert name not in out
    assert f"lignes : {len(PAIRS)}" in out and "médiane" in out
    told = json.loads(command("data", "stats", source, "--json").out)
    assert told["question_chars"]["p95"] > 0


@pytest.mark.parametrize(
    ("stage", "more", "code"),
    [
        ("stats", ["--by", "absente"], 1),
        ("mask", ["--kind", "absente"], 2),
        ("leaks", [], 2),
    ],
)
def test_what_was_asked_for_and_is_not_there_is_refused(
    stage: str, more: list[str], code: int, command: Callable, tmp_path: Path
) -> None:
    ran = command("data", stage, written(tmp_path, lines()), *more)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith("Erreur :") and all(word in ran.err for word in more[1:])


def test_no_fault_is_counted_in_the_singular(command: Callable, tmp_path: Path) -> None:
    assert command("data", "validate", written(tmp_path, lines())).out == "0 faute.\n"
