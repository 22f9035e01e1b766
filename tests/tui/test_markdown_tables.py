"""A table keeps what its rows hold beyond their columns."""

import pytest

from mistral_assistant.tui.markdown_blocks import blocks


def rows(source: str) -> list[list[str]]:
    (table,) = [block for block in blocks(source) if block.kind == "table"]
    return [["".join(run.text for run in cell) for cell in row] for row in table.rows]


@pytest.mark.parametrize("prefix", ["", "> ", "- "])
def test_cells_beyond_the_columns_stand_in_the_last_one(prefix: str) -> None:
    indent = prefix.replace("-", " ")
    source = f"{prefix}|a|b|\n{indent}|-|-|\n{indent}|1|2|3|4|\n{indent}|5|\n"
    assert rows(source) == [["a", "b"], ["1", "2 | 3 | 4"], ["5", ""]]


def test_an_empty_cell_at_the_end_and_an_escaped_bar_are_no_more_cells() -> None:
    assert rows("a|b\n-|-\nc|d\n|e|f|\n|x\\|y|z|\n") == [
        ["a", "b"], ["c", "d"], ["e", "f"], ["x|y", "z"],
    ]  # fmt: skip


def test_the_words_after_a_fence_are_shown() -> None:
    shown = list(blocks("```py title=Bonjour à tous\nx = 1\n```"))
    assert [(block.kind, block.text, block.language) for block in shown] == [
        ("text", "", ""),
        ("code", "x = 1", "py"),
    ]
    assert shown[0].runs[0].text == "py title=Bonjour à tous"


def test_the_address_of_a_link_is_shown_as_it_was_written() -> None:
    (block,) = blocks('a[40]("/é%20 x")')
    assert "".join(run.text for run in block.runs) == 'a[40]("/é%20 x")'
    (block,) = blocks("[ici](http://é.fr/à%41)")
    assert "".join(run.text for run in block.runs) == "ici (http://é.fr/à%41)"
