"""Runs of bytes hold nothing but what the reader of records would keep as it is."""

import csv
import io
import random
from pathlib import Path
from typing import Any

import pytest
from csv_files import build, combinations, damages, written

from mistral_assistant.dataset import records
from mistral_assistant.dataset.csv_repair import repair
from mistral_assistant.dataset.curing import Cure, cured
from mistral_assistant.dataset.header import columns_of
from mistral_assistant.dataset.shape import Shape
from mistral_assistant.dataset.sound_run import Run, RunPattern, pattern_for
from mistral_assistant.dataset.strict import Dialect

DELIMITED = [[one] for one in damages()
             if one.group != "container" and one.name != "long_fields"]  # fmt: skip
COLUMNS = columns_of(["instruction", "response"])
PIECES = ("Où", " ", "est", "?", "!", ",", '"', '""', "\n", "\r", "&", "&amp;", "Ã", "©", "â", "€",
          "–", "’", "\u200b", "\xa0", "\x00", "é", "e\u0301", "🐐", "?id=3", "5 ?", ";", "7", ".",
          "ß", "…", "»", "\ufffd", "\t")  # fmt: skip


def pattern(dialect: Dialect | None = None, shape: Shape | None = None) -> RunPattern:
    found = pattern_for(dialect or Dialect(), shape or Shape(COLUMNS))
    assert found is not None
    return found


def outcome(path: Path) -> tuple[Any, ...]:
    done = repair(path)
    return list(done.pairs), done.report.to_json(), list(done.report.entries())


def both_ways(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    """Return what comes out with runs and without."""
    with_runs = outcome(path)
    with monkeypatch.context() as patch:
        patch.setattr(records, "pattern_for", lambda *_: None)
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
    seen = Run.sides

    def watched(run: Run) -> tuple[list[bytes], list[bytes]]:
        taken.append(run)
        return seen(run)

    monkeypatch.setattr(Run, "sides", watched)
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
    runs = pattern().run
    taken = 0
    for _ in range(400):
        cells = ["".join(rng.choices(PIECES, k=rng.randrange(1, 9))) for _ in range(2)]
        quoted = [f'"{cell}"' if rng.random() < 0.6 else cell for cell in cells]
        text = f"Une question assez longue {quoted[0]},{quoted[1]}\n"
        if rng.random() < 0.5:
            text = f'"Une question assez longue {cells[0]}",{quoted[1]}\n'
        match = runs.match(text.encode("utf-8"))
        if match is None or not match.end():
            continue
        taken += 1
        lines = io.StringIO(match[0].decode(), newline="")
        rows = list(csv.reader(lines, strict=True))
        assert all(len(row) == 2 and all(map(str.strip, row)) for row in rows)
        for one, other in rows:
            pair, rules, fault = cured((one, other), Cure())
            assert (pair, rules) == ((one.strip(), other.strip()), set())
            assert fault in ("", "placeholder", "cut_off")
        sides = Run(1, match[0], pattern()).sides()
        assert [cell.decode().replace('""', '"') for cell in sides[0]] == [row[0] for row in rows]
    assert taken > 5


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
    match = pattern(shape=shape).run.match(line)
    assert match is None or not match.end()


@pytest.mark.parametrize(
    "dialect", [Dialect("，"), Dialect(",", ""), Dialect(",", '"', 2, True), Dialect(",", '"', 1)]
)
def test_some_dialects_have_no_runs(dialect: Dialect) -> None:
    assert pattern_for(dialect, Shape(COLUMNS)) is None


def test_sides_come_by_column_whatever_their_order() -> None:
    columns = columns_of(["id", "response", "instruction"])
    found = pattern(Dialect(";", '"', 3), Shape(columns))
    run = Run(1, b'7;"Une ""suite"".";Une question ?\n', found)
    assert found.run.fullmatch(run.data)
    assert run.sides() == ([b"Une question ?"], [b'Une ""suite"".'])
    assert run.as_rows().rows == [["7", 'Une "suite".', "Une question ?"]]
