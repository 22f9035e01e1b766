"""Sound records are taken singly as they are in batches, and nothing else is."""

import pytest

from mistral_assistant.dataset.header import columns_of
from mistral_assistant.dataset.shape import Shape
from mistral_assistant.dataset.sound import SoundRows, take_if_sound, take_sound_rows
from mistral_assistant.dataset.strict import Dialect, LineFeed

SHAPE = Shape(columns_of(["instruction", "response"]), first_names=frozenset({"instruction"}))
DIALECT = Dialect(",", '"', 2)
NEXT = '"Et ici ?","Oui."\n'


@pytest.mark.parametrize(
    ("line", "is_taken"),
    [
        ('"Quand ?","Demain."\n', True),
        ("Quand ?,Demain.\r\n", True),
        ('"Quand, ""au juste"" ?",Demain.\n', True),
        ("Quand ?,Demain.,\n", False),
        ("Combien ? 12,50 euros\n", False),
        ("instruction,response\n", False),
        ('"Quand ?",Demain."\n', False),
        ('"Quand ?","Demain"."\n', False),
        ('"Quand ?,Demain.\n', False),
        ("\n", False),
    ],
)
def test_one_line_is_taken_as_a_batch_of_one_would_be(line: str, is_taken: bool) -> None:
    feed, batch_feed = LineFeed([line, NEXT], 7), LineFeed([line], 7)
    taken, (cells, count) = take_if_sound(feed, DIALECT, SHAPE)
    assert (taken is not None) == is_taken
    assert taken == take_sound_rows(batch_feed, DIALECT, SHAPE, 1)
    assert feed.peek(1) == [NEXT if is_taken else line]
    if taken is not None:
        assert taken == SoundRows(7, [line], [1], [cells]) and count == 1


def test_a_record_of_two_lines_is_read_and_left_where_it_is() -> None:
    feed = LineFeed(['"Quand\n', 'et où ?","Demain."\n', NEXT])
    taken, record = take_if_sound(feed, DIALECT, SHAPE)
    assert taken is None and record == (["Quand\net où ?", "Demain."], 2)
    assert feed.number == 1
    assert take_if_sound(LineFeed([]), DIALECT, SHAPE) == (None, (None, 0))
