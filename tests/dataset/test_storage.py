"""What lies on disk while a file is repaired, and goes with the last who needs it."""

import gc
import random
from pathlib import Path

import pytest
from csv_files import PAIRS, lines, written

from mistral_assistant.dataset.csv_repair import repair
from mistral_assistant.dataset.output import check_format, check_output, replaced, write_rows
from mistral_assistant.dataset.seen import Seen
from mistral_assistant.dataset.stored import Folder, StoredRows
from mistral_assistant.errors import DataError


def test_rows_are_read_as_often_as_one_likes() -> None:
    rows = StoredRows(Folder())
    written_rows = [(str(n), "é\ud800\n") for n in range(2000)]
    for start in range(0, 2000, 300):
        rows.extend(list(written_rows[start : start + 300]))
    rows.close()
    assert list(rows) == list(rows) == written_rows


def test_the_folder_goes_with_its_last_holder() -> None:
    folder = Folder()
    path, rows = folder.path, StoredRows(folder)
    rows.close()
    del folder
    gc.collect()
    assert path.exists()
    del rows
    gc.collect()
    assert not path.exists()


def test_pairs_and_entries_live_without_the_repair(tmp_path: Path) -> None:
    path = written(tmp_path, lines("Quand ?,N/A"))
    assert list(repair(path).pairs) == PAIRS
    assert [entry.action for entry in repair(path).report.entries()] == ["junk", "dropped"]


@pytest.mark.parametrize("in_memory", [0, 3, 1000])
def test_pairs_are_new_once_in_memory_and_on_disk(in_memory: int) -> None:
    seen = Seen(in_memory)
    pairs = [(str(n % 7), "x") for n in range(30)]
    assert [seen.is_new(pair) for pair in pairs] == [n < 7 for n in range(30)]
    seen.close()


def test_a_segment_is_new_if_none_of_its_pairs_came_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mistral_assistant.dataset.seen._FEW", 20)
    known, rng = Seen(), random.Random(3)
    came: set[int] = set()
    for _ in range(80):
        numbers = rng.sample(range(3_000), rng.choice((1, 9, 40)))
        apart = Seen()
        assert apart.are_new([(str(number), "b") for number in numbers])
        fresh = came.isdisjoint(numbers)
        assert known.is_new_segment(apart.keys()) == fresh
        came |= set(numbers) if fresh else set()
    assert 100 < len(came) < 2_000
    for number in range(3_000):
        pair = str(number), "b"
        assert not known.are_new([pair, pair])
        assert known.is_new(pair) == (number not in came)
        assert not known.are_new([pair])


def test_pairs_that_came_singly_and_in_segments_are_known_to_each_other() -> None:
    known = Seen()
    for number in range(5):
        apart = Seen()
        assert known.is_new((f"singly {number}", "b"))
        assert known.are_new([(f"run {number}", "b")])
        assert apart.are_new([(f"segment {number}", "b")])
        assert known.is_new_segment(apart.keys()) and not known.is_new_segment(apart.keys())
        for kind in ("singly", "run", "segment"):
            again = Seen()
            assert not known.is_new((f"{kind} {number}", "b"))
            assert again.are_new([(f"{kind} {number}", "b"), (f"other {number}", "b")])
            assert not known.is_new_segment(again.keys())
        assert known.is_new((f"other {number}", "b"))


def test_an_input_is_never_written_over(tmp_path: Path) -> None:
    path = written(tmp_path, lines())
    link = tmp_path / "same.csv"
    link.symlink_to(path)
    with pytest.raises(DataError, match="ne sera pas remplacé"):
        check_output(link, path)
    check_output(tmp_path / "other.csv", path, None)


def test_an_unknown_ending_is_refused() -> None:
    with pytest.raises(DataError, match="xlsx"):
        check_format(Path("out.xlsx"))


def test_an_output_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("before")
    with pytest.raises(RuntimeError), replaced(path) as file:
        file.write("half")
        raise RuntimeError
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl"])
def test_what_is_written_is_read_back(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"out.{ending}"
    rows = [{"instruction": one, "response": other} for one, other in PAIRS]
    write_rows(rows, ("instruction", "response"), path)
    done = repair(path)
    assert list(done.pairs) == PAIRS
    assert done.report.repaired == 0
