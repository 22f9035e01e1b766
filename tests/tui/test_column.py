"""Where messages stand below one another."""

from textual.content import Content

from mistral_assistant.tui.column import Column
from mistral_assistant.tui.transcript import Entry


def entries(count: int) -> list[Entry]:
    return [Entry("user", "ligne\n" * number + "fin") for number in range(count)]


def test_every_row_belongs_to_one_line() -> None:
    column = Column()
    column.arrange(entries(5), 40, [Content("plus")])
    rows = [column.at(row)[2] for row in range(column.height)]
    assert rows == list(column.lines())
    assert column.at(column.height)[2] is None
    assert column.at(0)[0] is None


def test_a_place_outlives_what_is_added_above_and_a_change_of_width() -> None:
    column, shown = Column(), entries(5)
    column.arrange(shown[2:], 40)
    place = column.place(6)
    line = column.at(6)[2]
    column.arrange(shown, 40, [Content("plus"), Content("")])
    row = column.row(place)
    assert row > 6
    assert column.at(row)[2] is line
    column.arrange(shown[:2], 20)
    assert column.row(place) is None


def test_what_has_not_changed_is_not_laid_out_again() -> None:
    column, shown = Column(), entries(3)
    column.arrange(shown, 40)
    before = list(column.lines())
    shown[2].text = "neuf"
    shown[2].touch()
    column.arrange(shown, 40)
    after = list(column.lines())
    first = len(column.rows(shown[0])) + len(column.rows(shown[1]))
    assert all(old is new for old, new in zip(before[:first], after[:first], strict=True))
    assert after[first + 1].content.plain == "neuf"


def test_an_empty_column_has_no_place() -> None:
    column = Column()
    assert column.place(0) is None
    assert column.height == 0
    assert column.at(0) == (None, 0, None)
