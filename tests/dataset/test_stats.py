"""The figures of a file are those that one counts by hand."""

from pathlib import Path

import pytest

from mistral_assistant.dataset.stats import bars, stats
from mistral_assistant.errors import DataError

pytest.importorskip("pandas")

ROWS = """instruction,response,category
Bonjour ?,Bonjour.,a
bonjour,Bonsoir.,a
Bonjour ?,Bonjour.,b
Quand ?,Demain matin.,a
Où ?,,b
"""


@pytest.fixture()
def path(tmp_path: Path) -> Path:
    path = tmp_path / "data.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_rows_duplicates_empty_ones_and_balance_are_counted(path: Path) -> None:
    told = stats(path)
    assert (told["rows"], told["empty"], told["duplicates"], told["same_question"]) == (5, 1, 1, 2)
    assert told["categories"] == {"a": 3, "b": 2} and told["turns"]["total"] == 5
    assert told["question_chars"]["max"] == 9 and "tokens" not in told


def test_tokens_come_from_the_counter_and_what_would_be_cut_is_told(path: Path) -> None:
    told = stats(path, count_tokens=lambda messages, text: 10 * len(messages), max_length=15)
    assert (told["tokens"]["mean"], told["cut"], told["tokens_lost"]) == (20.0, 5, 25)
    assert sum(count for _, count in told["histogram"]) == 5


def test_languages_and_near_duplicates_are_counted_on_demand(path: Path) -> None:
    told = stats(path, language=lambda text: "fr" if "jour" in text else "", near=True)
    assert told["languages"] == {"?": 3, "fr": 2} and told["near_duplicates"] == 2


def test_a_file_of_a_header_alone_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("instruction,response\n", encoding="utf-8")
    with pytest.raises(DataError):
        stats(path)


def test_bars_grow_with_the_counts() -> None:
    one, two = bars([(10, 1), (20, 2)], width=4)
    assert one.count("█") == 2 and two.count("█") == 4
