"""Files of every kind, recognised by their content, give the same pairs."""

import bz2
import gzip
import html
import io
import json
import lzma
import zipfile
from pathlib import Path

import pytest
from csv_files import PAIRS, lines, written

from mistral_assistant.dataset.csv_repair import repair
from mistral_assistant.errors import DataError

TRICKY = [*PAIRS, ("Et « l'autre » ?", 'Oui, "là" :\n- à gauche\n- à droite\n\n| a | b |')]


def pairs_of(folder: Path, content: str | bytes) -> list[tuple[str, str]]:
    return list(repair(written(folder, content)).pairs)


def sql(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def cell(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


WRITERS = {
    "JSON lines": lambda: "".join(
        json.dumps({"instruction": a, "response": b}) + "\n" for a, b in TRICKY
    ),
    "JSON array": lambda: json.dumps(
        [{"question": a, "answer": b} for a, b in TRICKY], ensure_ascii=False
    ),
    "indented JSON": lambda: json.dumps(
        [{"prompt": a, "completion": b} for a, b in TRICKY], indent=2
    ),
    "JSON in an object": lambda: json.dumps({"data": [{"q": a, "a": b} for a, b in TRICKY]}),
    "JSON lists": lambda: "".join(json.dumps(pair) + "\n" for pair in TRICKY),
    "messages": lambda: "".join(
        json.dumps({"messages": [{"role": "user", "content": a},
                                 {"role": "assistant", "content": b}]}) + "\n"
        for a, b in TRICKY
    ),
    "ShareGPT": lambda: json.dumps(
        [{"conversations": [{"from": "human", "value": a}, {"from": "gpt", "value": b}]}
         for a, b in TRICKY]
    ),
    "Python dictionaries": lambda: "".join(
        repr({"instruction": a, "response": b}) + "\n" for a, b in TRICKY
    ),
    "Python tuples": lambda: "[" + ",\n".join(repr(pair) for pair in TRICKY) + "]",
    "Markdown": lambda: "| Question | Réponse |\n|---|---|\n" + "".join(
        f"| {a} | {b} |\n".replace(b, b.replace("|", "\\|").replace("\n", "<br>"))
        for a, b in TRICKY
    ),
    "HTML": lambda: "<table>\n<tr><th>Question</th><th>Réponse</th></tr>\n" + "".join(
        f"<tr><td>{cell(a)}</td><td>{cell(b)}</td></tr>\n" for a, b in TRICKY
    ) + "</table>\n",
    "SQL": lambda: "CREATE TABLE t (question text, answer text);\n" + "".join(
        f"INSERT INTO t (question, answer) VALUES ({sql(a)}, {sql(b)});\n" for a, b in TRICKY
    ),
    "SQL of many rows": lambda: "INSERT INTO t (question, answer) VALUES\n" + ",\n".join(
        f"({sql(a)}, {sql(b)})" for a, b in TRICKY
    ) + ";\n",
    "transcript": lambda: "\n".join(f"Client : {a}\nAgent : {b}\n" for a, b in TRICKY),
    "questions and answers": lambda: "\n".join(f"Q: {a}\nR: {b}\n" for a, b in TRICKY),
    "headings": lambda: "\n".join(f"### Question\n{a}\n\n### Réponse\n{b}\n" for a, b in TRICKY),
    "Mistral's template": lambda: "\n".join(
        f"<s>[INST] {a} [/INST] {b}</s>" for a, b in PAIRS
    ) + "\n",
}  # fmt: skip


@pytest.mark.parametrize("name", WRITERS)
def test_each_form_gives_the_same_pairs(name: str, tmp_path: Path) -> None:
    expected = PAIRS if name == "Mistral's template" else TRICKY
    assert pairs_of(tmp_path, WRITERS[name]()) == expected


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_packed_files_are_opened_whatever_their_name(pack: object, tmp_path: Path) -> None:
    assert pairs_of(tmp_path, pack(lines().encode("cp1252"))) == PAIRS  # type: ignore[operator]


def test_the_table_in_an_archive_is_found(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("__MACOSX/._a.csv", b"\0" * 5000)
        archive.writestr("a.csv", gzip.compress(lines().encode()))
    done = repair(written(tmp_path, buffer.getvalue()))
    assert list(done.pairs) == PAIRS
    assert done.report.container == "zip+gzip"


def test_a_workbook_is_read_whatever_its_name(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["Notes"])
    sheet = book.create_sheet("FAQ")
    for row in [("n°", "Question", "Réponse"), *((i, *pair) for i, pair in enumerate(TRICKY, 1))]:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    assert pairs_of(tmp_path, buffer.getvalue()) == TRICKY


def test_numbers_of_a_workbook_keep_their_look(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in [("question", "answer"), ("Combien de jours ?", 3), ("Quel prix ?", 12.5)]:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    assert pairs_of(tmp_path, buffer.getvalue()) == [
        ("Combien de jours ?", "3"), ("Quel prix ?", "12.5"),
    ]  # fmt: skip


@pytest.mark.parametrize("mark", [b"\xd0\xcf\x11\xe0old excel", b"%PDF-1.7", b"Rar!\x1a\x07"])
def test_what_is_no_table_is_refused_by_its_name(mark: bytes, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="n'est pas lu"):
        repair(written(tmp_path, mark + b"\0" * 100))


def test_a_damaged_archive_is_refused_with_a_sentence(tmp_path: Path) -> None:
    data = gzip.compress(lines().encode() * 50)
    with pytest.raises(DataError, match="abîmé"):
        repair(written(tmp_path, data[: len(data) // 2]))


def test_a_broken_line_among_json_lines_is_listed(tmp_path: Path) -> None:
    good = WRITERS["JSON lines"]().splitlines(True)
    done = repair(
        written(tmp_path, "".join([*good[:3], '{"instruction": "Où ?", "resp\n', *good[3:]]))
    )
    assert list(done.pairs) == TRICKY
    assert done.report.dropped == {"unsure": 1}


def test_bare_quotes_in_a_json_line_are_repaired(tmp_path: Path) -> None:
    good = WRITERS["JSON lines"]()
    text = good + '{"instruction": "Quel "mot" ?", "response": "Le "bon"."}\n'
    assert pairs_of(tmp_path, text)[-1] == ('Quel "mot" ?', 'Le "bon".')


def test_messages_one_per_row_are_joined(tmp_path: Path) -> None:
    rows = ["fil,locuteur,message"]
    for number, (one, other) in enumerate(PAIRS):
        rows += [f'{number},client,"{one}"', f'{number},bot,"{other}"']
    rows += ['99,client,"Et la suite ?"']
    done = repair(written(tmp_path, "\n".join(rows) + "\n"))
    assert list(done.pairs) == PAIRS
    assert done.report.dropped == {"empty": 1}, "a question without an answer"


def test_a_csv_about_sql_and_transcripts_stays_a_csv(tmp_path: Path) -> None:
    rows = [
        "INSERT INTO t VALUES (1) ?,\"user: x\"",
        '"user: bonjour","assistant: bonsoir, oui"',
        '"| a | b |","|---|---|"',
    ]  # fmt: skip
    pairs = pairs_of(tmp_path, lines(*rows))
    assert pairs[6:8] == [
        ("INSERT INTO t VALUES (1) ?", "user: x"), ("user: bonjour", "assistant: bonsoir, oui"),
    ]  # fmt: skip
