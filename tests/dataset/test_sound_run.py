"""Runs of bytes hold nothing but what the reader of records would keep as it is."""

import csv
import io
import random
from pathlib import Path
from typing import Any

import pytest
from csv_files import build, combinations, damages, written

from mistral_assistant.dataset import records
from mistral_assistant.dataset.byte_feed import ByteFeed
from mistral_assistant.dataset.byte_scan import Plan
from mistral_assistant.dataset.csv_repair import repair
from mistral_assistant.dataset.curing import Cure, cured
from mistral_assistant.dataset.header import columns_of
from mistral_assistant.dataset.seen import key
from mistral_assistant.dataset.shape import Shape
from mistral_assistant.dataset.sound_run import Run, plan_for
from mistral_assistant.dataset.strict import Dialect

DELIMITED = [[one] for one in damages()
             if one.group != "container" and one.name != "long_fields"]  # fmt: skip
COLUMNS = columns_of(["instruction", "response"])
PIECES = ("Où", " ", "est", "?", "!", ",", '"', '""', "\n", "\r", "&", "&amp;", "Ã", "©", "â", "€",
          "–", "’", "\u200b", "\xa0", "\x00", "é", "e\u0301", "🐐", "?id=3", "5 ?", ";", "7", ".",
          "ß", "…", "»", "\ufffd", "\t")  # fmt: skip


def plan(dialect: Dialect | None = None, shape: Shape | None = None) -> Plan:
    found = plan_for(dialect or Dialect(), shape or Shape(COLUMNS))
    assert found is not None
    return found


def run_of(data: bytes, with_plan: Plan | None = None) -> Run | None:
    """Return the run with which some lines begin."""
    return ByteFeed([data], lambda line, _number: line).run(with_plan or plan())


def outcome(path: Path) -> tuple[Any, ...]:
    done = repair(path)
    return list(done.pairs), done.report.to_json(), list(done.report.entries())


def both_ways(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    """Return what comes out with runs and without."""
    with_runs = outcome(path)
    with monkeypatch.context() as patch:
        patch.setattr(records, "plan_for", lambda *_: None)
        return with_runs, outcome(path)


@pytest.mark.parametrize("seed", range(2))
def test_runs_change_nothing_of_what_comes_out(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(seed)
    chosen = rng.sample(DELIMITED, 10)
    for damage in [*chosen, *combinations(3, seed)]:
        data = build(damage, seed=seed, count=30).data
        path = written(tmp_path, data + data[data.find(b"\n") + 1 :], "damaged.csv")
        one, other = both_ways(path, monkeypatch)
        assert one == other, damage


def test_runs_are_really_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[Run] = []
    seen = Run.hashes

    def watched(run: Run) -> list[int]:
        taken.append(run)
        return seen(run)

    monkeypatch.setattr(Run, "hashes", watched)
    rows = [f"La question n° {n} est-elle posée ?,La réponse n° {n}." for n in range(9_000)]
    rows[7_000] = 'Une question mal écrite ?,"Une réponse sans fin.'
    rows[8_000] = rows[5_000]
    path = written(tmp_path, "\n".join(["instruction,response", *rows, ""]).encode())
    (pairs, report, entries), without = both_ways(path, monkeypatch)
    assert (pairs, report, entries) == without
    assert [one.line for one in entries] == [1, 7_002, 8_002]
    assert report["dropped"] == {"duplicate": 1}
    assert sum(run.data.count(b"\n") for run in taken) > 4_000


@pytest.mark.parametrize("seed", range(20))
def test_a_run_is_read_alike_and_plain(seed: int) -> None:
    rng = random.Random(seed)
    taken = 0
    for _ in range(400):
        cells = ["".join(rng.choices(PIECES, k=rng.randrange(1, 9))) for _ in range(2)]
        quoted = [f'"{cell}"' if rng.random() < 0.6 else cell for cell in cells]
        text = f"Une question assez longue {quoted[0]},{quoted[1]}\n"
        if rng.random() < 0.5:
            text = f'"Une question assez longue {cells[0]}",{quoted[1]}\n'
        run = run_of(text.encode("utf-8"))
        if run is None:
            continue
        taken += 1
        rows = list(csv.reader(io.StringIO(run.data.decode(), newline=""), strict=True))
        assert len(rows) == len(run) and run.as_rows().rows == rows
        assert all(len(row) == 2 and all(map(str.strip, row)) for row in rows)
        for one, other in rows:
            pair, rules, fault = cured((one, other), Cure())
            assert (pair, rules) == ((one.strip(), other.strip()), set())
            assert fault in ("", "placeholder", "cut_off")
            if fault:
                assert [run.text(cell) for cell in next(run.to_look_at())] == [one, other]
        assert run.hashes() == [key(one, other) for one, other in rows]
    assert taken > 5


def test_a_lost_quotation_mark_does_not_hide_the_records_behind_it() -> None:
    rows = [f'"Question {n}, la suite ?","Réponse {n}, la fin."\n'.encode() for n in range(4)]
    feed = ByteFeed([rows[0], rows[1].replace(b'",', b","), *rows[2:]], lambda line, _: line)
    found = []
    while feed.peek(1):
        run = feed.run(plan())
        found.append(run.data if run else feed.take(1)[0])
    assert found == [rows[0], rows[1].replace(b'",', b",").decode(), rows[2] + rows[3]]


def test_a_run_is_split_by_records_and_told_by_physical_lines() -> None:
    run = run_of(b'"Un, deux ?","Oui.\nNon."\nTrois ?,Quatre.\n')
    assert run is not None
    before, last = run.without_last()
    assert before is not None and before.lines == 2
    assert (last.line, last.data) == (3, b"Trois ?,Quatre.\n")
    assert last.without_last() == (None, last)


@pytest.mark.parametrize(
    "line",
    [
        b"instruction,response\n",
        b"Une question assez longue : 12,50 euros.\n",
        b"Une question assez longue ?,\n",
        b"Une question assez longue ?, Une suite.\n",
        "Une question assez longue ?,Une rÃ©ponse.\n".encode(),
        b"Une question assez longue ?,Une r\xe9ponse.\n",
        b"Une question assez longue ?,Cela co?te cher.\n",
        b"Une question assez longue ?,Une &eacute;tape.\n",
    ],
)
def test_what_needs_a_look_is_in_no_run(line: bytes) -> None:
    shape = Shape(COLUMNS, first_names=frozenset({"instruction"}))
    assert run_of(line, plan(shape=shape)) is None


@pytest.mark.parametrize(
    "odd", [b"\xff", b"\xc3", b"\xe2\x82", b"\xa9", b"\xc0\xa9", b"\xe0\x83\xa9", b"\xed\xa0\x80",
            b"\xf8\x9f\x98\x80", b"\x00", b"\x7f", b"a\r"]
)  # fmt: skip
def test_what_is_no_text_is_in_no_run(odd: bytes) -> None:
    good = b"Une question assez longue ?,Une suite.\n"
    run = run_of(good + b"Une question " + odd + b" longue ?,Une suite.\n" + good)
    assert run is not None and run.data == good


@pytest.mark.parametrize(
    "dialect", [Dialect("，"), Dialect(",", ""), Dialect(",", '"', 2, True), Dialect(",", '"', 1)]
)
def test_some_dialects_have_no_runs(dialect: Dialect) -> None:
    assert plan_for(dialect, Shape(COLUMNS)) is None


def test_sides_come_by_column_whatever_their_order() -> None:
    columns = columns_of(["id", "response", "instruction"])
    found = plan(Dialect(";", '"', 3), Shape(columns))
    run = run_of(b'7;"Une ""suite"" ici.";Une question ?\r\n', found)
    assert run is not None
    data = run.layout.scan.data
    cells = [(data[a:b], data[c:d]) for a, b, c, d in run.layout.bounds(run.first, run.stop)]
    assert cells == [(b"Une question ?", b'Une ""suite"" ici.')]
    assert run.as_rows().rows == [["7", 'Une "suite" ici.', "Une question ?"]]
