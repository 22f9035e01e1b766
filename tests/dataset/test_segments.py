"""A large file is cut where a reader is in the same state whatever came before."""

import gzip
import random
from functools import partial
from pathlib import Path

import pytest
from csv_files import written

from mistral_assistant.dataset import csv_repair, in_parallel, segments
from mistral_assistant.dataset.csv_repair import Repair, read_table, repair
from mistral_assistant.dataset.header import columns_of
from mistral_assistant.dataset.shape import Shape
from mistral_assistant.dataset.sound_run import plan_for
from mistral_assistant.dataset.stored import Folder, Row, StoredRows
from mistral_assistant.dataset.strict import Dialect

SHAPE = Shape(columns_of(["instruction", "response"]))
PLAN = plan_for(Dialect(), SHAPE)
SMALL = 1 << 14


@pytest.fixture(autouse=True)
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_LENGTH", "_WINDOW"):
        monkeypatch.setattr(segments, name, SMALL)


def text(rows: int, damaged: float = 0.02, seed: int = 1) -> bytes:
    """Return a file of which some rows are damaged, some pairs come twice, some hold lines."""
    rng = random.Random(seed)
    lines = ["instruction,response"]
    for number in range(rows):
        twice = number if rng.random() > 0.002 else number // 2
        one, other = f"La question n° {twice}, est-elle posée ?", f"Une réponse\n{twice}, oui."
        line = f'"{one}","{other}"' if rng.random() < 0.5 else f'"{one}",Réponse {twice}.'
        if rng.random() < damaged:
            line = rng.choice((line[:-1], line[1:], f"{line},", f"{line},vu", f"\0{line}"))
        lines.append(line)
    return ("\n".join(lines) + "\n").encode()


def outcome(done: Repair) -> tuple[object, ...]:
    return list(done.pairs), done.report.to_json(), list(done.report.entries())


def test_segments_are_all_of_a_file_and_begin_with_a_record() -> None:
    data = text(2_000)
    parts = list(segments.segments([data[:777], data[777:90_000], data[90_000:]], PLAN, SHAPE))
    pieces = [b"".join(part.chunks) for part in parts]
    assert b"".join(pieces) == data and len(pieces) > 4
    assert all(part.whole for part in parts)
    assert all(piece.lstrip(b'\0"').startswith(b"La question") for piece in pieces[1:])
    lines = [1 + b"".join(pieces[:at]).count(b"\n") for at in range(len(pieces))]
    assert [part.line for part in parts] == lines


def test_no_cut_is_made_where_nothing_is_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "_MOST", 1 << 16)
    broken = text(3_000, damaged=0.6)
    for plan in (PLAN, None):
        (part,) = segments.segments([broken], plan, SHAPE)
        assert not part.whole and b"".join(part.chunks) == broken
    (part,) = segments.segments([b""], PLAN, SHAPE)
    assert list(part.chunks) == []


def test_no_cut_is_made_within_a_cell_that_holds_a_table() -> None:
    inner = b"une ligne,une autre ligne.\n" * 4_000
    data = b'instruction,response\n"' + inner + b'",La fin.\n' + text(500)[21:]
    first, *others = segments.segments([data], PLAN, SHAPE)
    assert len(b"".join(first.chunks)) > len(inner) and others


def test_a_lost_mark_keeps_no_file_from_being_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "_MOST", 1 << 16)
    data = text(4_000, damaged=0.0).replace(b'?","', b'?,"', 1)
    assert len(list(segments.segments([data], PLAN, SHAPE))) > 3


@pytest.mark.parametrize("count", [1, 2])
def test_what_comes_out_does_not_depend_on_segments_and_processes(
    count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, text(3_000), "large.csv")
    with monkeypatch.context() as patch:
        patch.setattr(segments, "_LENGTH", 1 << 30)
        whole = outcome(repair(path))
    monkeypatch.setattr(in_parallel, "processes", lambda: count)
    pairs, report, entries = outcome(repair(path))
    assert (pairs, report, entries) == whole
    assert len({one.line for one in entries}) > 40  # type: ignore[attr-defined]


def test_pairs_of_other_segments_count_as_duplicates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = text(1_500, damaged=0.0)
    path = written(tmp_path, half + half[half.index(b"\n") + 1 :], "twice.csv")
    found = []
    for count in (1, 3):
        monkeypatch.setattr(in_parallel, "processes", lambda count=count: count)
        done = repair(path)
        assert done.report.kept == len({pair for pair in done.pairs}) <= 1_500
        assert done.report.dropped["duplicate"] >= 1_500
        found.append(outcome(done))
    assert found[0] == found[1]


def test_a_process_that_dies_costs_nothing_but_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, text(1_500), "large.csv")
    alone = outcome(repair(path))
    monkeypatch.setattr(in_parallel, "processes", lambda: 2)
    monkeypatch.setattr(in_parallel, "_apart", _die)
    assert outcome(repair(path)) == alone


def test_segments_are_found_again_in_a_file_behind_its_mark_and_kept_of_an_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = b"\xef\xbb\xbf" + text(1_500)
    found = []
    for count in (1, 2):
        monkeypatch.setattr(in_parallel, "processes", lambda count=count: count)
        for name, content in (("plain.csv", data), ("packed.csv.gz", gzip.compress(data))):
            done = repair(written(tmp_path, content, name))
            found.append((list(done.pairs), list(done.report.entries())))
    assert all(one == found[0] for one in found)


def test_the_bytes_of_a_file_are_not_kept(tmp_path: Path) -> None:
    data = text(2_000)
    with written(tmp_path, data, "large.csv").open("rb") as file:
        part = partial(segments.FilePart, file.fileno())
        parts = list(segments.segments([data], PLAN, SHAPE, part))
    kept = [part.chunks for part in parts[1:-1]]
    assert kept and all(isinstance(chunks, segments.FilePart) for chunks in kept)
    assert sum(chunks.size for chunks in kept) < len(data)  # type: ignore[attr-defined]


def test_the_first_segments_are_handed_out_before_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_parallel, "processes", lambda: 2)
    begun: list[int] = []

    def submitted(_self: in_parallel.Repaired, segment: segments.Segment) -> None:
        begun.append(segment.number)

    monkeypatch.setattr(in_parallel.Repaired, "_submitted", submitted)
    before: list[int] = []
    monkeypatch.setattr(csv_repair, "StoredRows", partial(_rows_that_note, before, begun))
    repair(written(tmp_path, text(1_500), "large.csv"))
    assert before[0] > 2


def _rows_that_note(before: list[int], begun: list[int], folder: Folder) -> StoredRows:
    class Rows(StoredRows):
        def extend(self, rows: list[Row]) -> None:
            before.append(len(begun))
            super().extend(rows)

    return Rows(folder)


def _die(_segment: object) -> None:
    import os

    os._exit(1)


def test_a_process_with_threads_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threading.active_count", lambda: 2)
    assert in_parallel.processes() == 1


def test_a_table_of_any_columns_is_read_through_all_segments(tmp_path: Path) -> None:
    path = written(tmp_path, text(1_500, damaged=0.0), "large.csv")
    assert sum(1 for _ in read_table(path)) == 1_500
