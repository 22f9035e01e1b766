"""Lines from bytes are those that the file has, however it comes in chunks."""

import random
import re

import pytest

from mistral_assistant.dataset.byte_feed import ByteFeed
from mistral_assistant.dataset.encoding import detect
from mistral_assistant.dataset.lines import Notes, mender, read_lines

PARTS = (b"a,b", b"\n", b"\r\n", b"\r", "é".encode(), b"\xff", b"\x00", b'"', b"x" * 50)


def chunks(data: bytes, rng: random.Random) -> list[bytes]:
    cuts = sorted(rng.randrange(len(data) + 1) for _ in range(4))
    pieces = [data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)], strict=True)]
    return [piece for piece in pieces if piece]


@pytest.mark.parametrize("seed", range(30))
def test_the_lines_are_those_of_the_text_reader(seed: int) -> None:
    rng = random.Random(seed)
    data = b"instruction,response\n" + b"".join(rng.choices(PARTS, k=400))
    encoding, slow, fast = detect(data), Notes(), Notes()
    expected = list(read_lines([data], encoding, slow))
    feed = ByteFeed(chunks(data, rng), mender(encoding, fast))
    found = []
    while lines := feed.take(rng.choice((1, 3, 50))):
        found += lines
        assert feed.peek(5)[:1] == feed.peek(1)
    assert found == expected
    assert feed.number == len(expected) + 1
    assert fast.rules == slow.rules


def test_a_run_begins_at_the_next_line_even_where_others_were_looked_at() -> None:
    feed = ByteFeed([b"a\nb\nb\nc\n"], lambda line, _number: line)
    run = re.compile(rb"(b\n)*+")
    assert feed.run(run) is None
    assert feed.take(1) == ["a\n"]
    assert feed.peek(3) == ["b\n", "b\n", "c\n"]
    match = feed.run(run)
    assert match is not None and match[0] == b"b\nb\n"
    assert feed.number == 4
    assert feed.take(2) == ["c\n"]


def test_what_was_taken_is_forgotten() -> None:
    feed = ByteFeed([b"x" * 999 + b"\n"] * 500, lambda line, _number: line)
    while feed.take(10):
        assert len(feed._data) < 20_000
