"""Habits of other writers that are undone only where a file proves that they are systematic."""

import io
import json
import tarfile
from pathlib import Path

import pytest
from csv_files import PAIRS, lines, written

from mistral_assistant.dataset.csv_repair import repair

QUESTIONS = [f"Où est l'entrée n° {n} de l'hôtel ?" for n in range(8)]
ANSWERS = [f"C'est à l'étage {n}, près de l'escalier." for n in range(8)]


def repaired(folder: Path, content: str | bytes) -> list[tuple[str, str]]:
    return list(repair(written(folder, content)).pairs)


def table(one: str, other: str) -> str:
    """Write the rows with each side put into a form."""
    rows = [f'"{one.format(q)}","{other.format(a)}"'
            for q, a in zip(QUESTIONS, ANSWERS, strict=True)]  # fmt: skip
    return "\n".join(["instruction,response", *rows]) + "\n"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("- {}", "{}"),
        ("**{}**", "**{}**"),
        ("[INST] {} [/INST]", "{}</s>"),
        ("<![CDATA[{}]]>", "<![CDATA[{}]]>"),
    ],
)
def test_marks_around_every_cell_are_taken_away(one: str, other: str, tmp_path: Path) -> None:
    expected = list(zip(QUESTIONS, ANSWERS, strict=True))
    assert repaired(tmp_path, table(one, other)) == expected


def test_answers_that_are_lists_keep_their_bullets(tmp_path: Path) -> None:
    rows = [f'{q},"- un {n}\n- deux {n}"' for n, q in enumerate(QUESTIONS)]
    found = repaired(tmp_path, "\n".join(["instruction,response", *rows]) + "\n")
    assert found[1][1] == "- un 1\n- deux 1"


def test_guarded_apostrophes_are_undone_where_no_bare_one_occurs(tmp_path: Path) -> None:
    assert repaired(tmp_path, table("{}", "{}").replace("'", "\\'"))[0] == (
        QUESTIONS[0],
        ANSWERS[0],
    )
    mixed = table("{}", "{}").replace("l'escalier", "l\\'escalier", 1)
    assert repaired(tmp_path, mixed)[0][1] == ANSWERS[0].replace("l'escalier", "l\\'escalier")


def test_break_tags_alone_become_line_breaks(tmp_path: Path) -> None:
    content = table("{}", "{}").replace(", près", "<br/>près")
    assert repaired(tmp_path, content)[2][1] == "C'est à l'étage 2\nprès de l'escalier."


def test_one_text_about_break_tags_stays_as_it_is(tmp_path: Path) -> None:
    content = table("{}", "{}") + "Comment couper une ligne ?,Avec <br> tout simplement.\n"
    assert repaired(tmp_path, content)[-1][1] == "Avec <br> tout simplement."


@pytest.mark.parametrize("mark", ["> ", "+", "# "])
def test_a_mark_before_every_line_is_taken_away(mark: str, tmp_path: Path) -> None:
    content = "".join(mark + line for line in lines().splitlines(True))
    assert repaired(tmp_path, content) == PAIRS


def test_columns_one_after_another_make_rows(tmp_path: Path) -> None:
    by_column = {"question": QUESTIONS, "answer": ANSWERS}
    rows = [[q, a] for q, a in zip(QUESTIONS, ANSWERS, strict=True)]
    split = {"columns": ["question", "answer"], "data": rows}
    for value in (by_column, split):
        found = repaired(tmp_path, json.dumps(value))
        assert found == list(zip(QUESTIONS, ANSWERS, strict=True))


def test_headings_that_ask_are_questions(tmp_path: Path) -> None:
    blocks = [f"## {q}\n\n{a}\n" for q, a in zip(QUESTIONS, ANSWERS, strict=True)]
    found = repaired(tmp_path, "# Guide\n\n" + "\n".join(blocks))
    assert found == list(zip(QUESTIONS, ANSWERS, strict=True))


def test_a_table_in_a_tar_archive_is_found(tmp_path: Path) -> None:
    data, out = lines().encode(), io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        entry = tarfile.TarInfo("export/faq.csv")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    done = repair(written(tmp_path, out.getvalue()))
    assert list(done.pairs) == PAIRS and done.report.container == "gzip+tar"


def test_a_cell_too_many_before_the_first_is_left_out(tmp_path: Path) -> None:
    rows = lines().splitlines(True)
    rows[2], rows[3] = "," + rows[2], "17," + rows[3]
    assert repaired(tmp_path, "".join(rows)) == PAIRS
