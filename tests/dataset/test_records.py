"""The stream of records: no line is lost, batches and single records say the same."""

import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from csv_files import build, combinations, damages, written

from mistral_assistant.dataset.csv_repair import repair
from mistral_assistant.dataset.header import columns_of
from mistral_assistant.dataset.record import Record, one_by_one
from mistral_assistant.dataset.shape import Shape
from mistral_assistant.dataset.sound import is_unsound
from mistral_assistant.dataset.sources import open_table
from mistral_assistant.dataset.strict import Dialect
from mistral_assistant.errors import DataError


def mutated(data: bytes, rng: random.Random) -> bytes:
    """Return a file with a few random changes of bytes, quotes, cuts and copies."""
    marks = (b'"', b'""', b",", b"\n", b"\r", b"\x00", b"\xff", b"\xef\xbb\xbf", b";", b"\\", b"{")
    out = bytearray(data)
    for _ in range(rng.choice((1, 2, 8))):
        place = rng.randrange(len(out) + 1)
        end = min(len(out), place + rng.choice((1, 5, 200)))
        match rng.randrange(5):
            case 0:
                out[place:place] = rng.choice(marks)
            case 1:
                del out[place:end]
            case 2:
                out[place:place] = out[place:end] * 2
            case 3:
                out[place:place] = bytes(rng.randrange(256) for _ in range(6))
            case _:
                out = out[:place] if rng.random() < 0.3 else out
    return bytes(out)


def records_of(path: Path) -> Iterator[Record]:
    with ExitStack() as stack:
        yield from one_by_one(open_table(path, stack).records)


@pytest.mark.parametrize("seed", range(6))
def test_no_physical_line_is_lost(seed: int, tmp_path: Path) -> None:
    """The law of conservation, over damaged files and their mutations."""
    rng = random.Random(seed)
    delimited = [one for one in damages() if one.group not in ("container", "encoding", "bytes")]
    for damage in rng.sample(delimited, 10):
        if damage.name in (
            "long_fields",
            "whole_row",
            "whole_row_trailing",
            "cr",
            "odd_separators",
            "next_line",
        ):
            continue
        data = mutated(build([damage], seed=seed, count=12).data, rng)
        path = written(tmp_path, data)
        try:
            records = list(records_of(path))
        except DataError:
            continue
        text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
        lines = len(text.split("\n")) - text.endswith("\n")
        place = 1
        for record in records:
            # Two rows that were glued together share the line between them.
            assert record.line in (place, place - 1), (damage.name, record)
            place = record.line + len(record.raw)
        assert place - 1 == lines, damage.name


@pytest.mark.parametrize("seed", range(4))
def test_mutated_files_never_end_in_a_traceback(seed: int, tmp_path: Path) -> None:
    """Whatever the bytes: pairs and an account, or a sentence."""
    pytest.importorskip("openpyxl")
    rng = random.Random(100 + seed)
    chosen = [[one] for one in damages() if one.name != "long_fields"] + combinations(20, seed)
    for case in (build(one, seed=seed, count=8) for one in rng.sample(chosen, 30)):
        try:
            done = repair(written(tmp_path, mutated(case.data, rng)))
        except DataError as error:
            assert error.problem and error.hint
            continue
        assert len(list(done.pairs)) == done.report.pairs
        entries = list(done.report.entries())
        assert len(entries) + done.report.kept == done.report.rows_in


def test_a_file_without_a_last_line_end_keeps_its_last_row(tmp_path: Path) -> None:
    data = b'instruction,response\nO ?,"Un."\nQ ?,"Deux.'
    assert list(repair(written(tmp_path, data)).pairs)[-1] == ("Q ?", "Deux.")


def test_the_delimiter_may_change_in_the_middle(tmp_path: Path) -> None:
    rows = [f"Question {n} ?{',' if n < 9 else ';'}Réponse {n}." for n in range(18)]
    done = repair(written(tmp_path, "\n".join(["instruction,response", *rows]) + "\n"))
    assert list(done.pairs) == [(f"Question {n} ?", f"Réponse {n}.") for n in range(18)]
    assert done.report.rules == {"other_delimiter": 9}


def test_a_second_table_a_total_and_a_signature_are_no_rows(tmp_path: Path) -> None:
    rows = [
        f'Question numéro {n} ?,"Une réponse assez longue, et finie, sur le même sujet."'
        for n in range(9)
    ]
    for tail in ("Total,9", "code,nom\nA1,vélo\nA2,banc", "--\nLe service\nHôtel de ville"):
        path = written(tmp_path, "\n".join(["instruction,response", *rows, "", tail]) + "\n")
        done = repair(path, normalise=False)
        assert len(list(done.pairs)) == 9, tail
        assert done.report.dropped.total() == 0, tail


def test_a_gap_of_many_blank_lines_is_one_piece_of_junk(tmp_path: Path) -> None:
    gap = b"\n" * 10_000
    path = written(
        tmp_path, b"instruction,response\nUn ?,Oui." + gap + b"Deux ?,Non.\n\nTrois ?,Si.\n"
    )
    records = list(records_of(path))
    assert [one.cells for one in records if one.kind == "row"] == [
        ["Un ?", "Oui."], ["Deux ?", "Non."], ["Trois ?", "Si."],
    ]  # fmt: skip
    assert sum(len(one.raw) for one in records) == 10_000 + 4
    assert len(records) < 10


@pytest.mark.parametrize(
    ("line", "unsound"),
    [
        ("Un ?,Oui.\n", True),
        ("Un ?;Oui.\n", False),
        ("question;réponse\n", False),
        ('"Un ?";"Oui, et\n', False),
        ('12" ?;"Oui, et\n', False),
        (";\n", False),
        ("\n", False),
    ],
    ids=[
        "other delimiter",
        "sound",
        "header",
        "goes on",
        "goes on behind inches",
        "empty",
        "blank",
    ],
)
def test_a_line_is_unsound_only_where_nothing_behind_it_can_mend_it(
    line: str, unsound: bool
) -> None:
    shape = Shape(columns_of(["question", "réponse"]))
    assert is_unsound(line, Dialect(";"), shape) is unsound
