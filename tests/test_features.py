"""docs/features.md: every feature said to be there names tests, and every test named exists."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "features.md"
ROWS = [
    line
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.endswith("| tests |")
]
NAMED = sorted(set(re.findall(r"`([\w/]+\.py::\w+)`", "\n".join(ROWS))))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip()[:40])
def test_what_is_said_to_be_there_names_a_test(row: str) -> None:
    assert (row.split("|")[2].strip() == "–") is (".py::test_" not in row)


@pytest.mark.parametrize("test", NAMED)
def test_a_test_that_is_named_exists(test: str) -> None:
    file, name = test.split("::")
    source = (TESTS / file).read_text(encoding="utf-8")
    assert re.search(rf"^(?:async )?def {name}\(", source, re.MULTILINE)


def test_the_page_names_many_tests_and_compares_nine_programs() -> None:
    assert len(NAMED) > 50
    compared = [row for row in ROWS if row.count("|") == 14]
    assert len(compared) >= 28
