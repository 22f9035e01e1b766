"""Lines from bytes are those that the file has, however it comes in chunks."""

import random

import pytest

from mistral_assistant.dataset.byte_feed import ByteFeed
from mistral_assistant.dataset.byte_scan import Plan
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


PLAN = Plan('"', ",", 2, (0, 1), 0, False, False)


def test_a_run_begins_at_the_next_line_even_where_others_were_looked_at() -> None:
    text = b"a\nb,1\nb,2\nc\nd,4\n"
    feed = ByteFeed([text[:7], text[7:]], lambda line, _number: line)
    assert feed.run(PLAN) is None
    ahead = feed.plain_ahead(PLAN, 1)
    assert ahead is not None and (ahead.line, len(ahead)) == (2, 2)
    assert feed.take(1) == ["a\n"]
    assert feed.peek(3) == ["b,1\n", "b,2\n", "c\n"]
    run = feed.run(PLAN)
    assert run is not None and run.data == b"b,1\nb,2\n"
    assert feed.number == 4
    assert feed.plain_ahead(PLAN, 3) is None
    assert feed.take(1) == ["c\n"]
    last = feed.run(PLAN)
    assert last is not None and last.line == 5
    assert feed.peek(1) == [] and feed.run(PLAN) is None


def test_what_was_taken_is_forgotten() -> None:
    feed = ByteFeed([b"x" * 999 + b"\n"] * 500, lambda line, _number: line)
    while feed.take(10):
        assert len(feed._data) < 20_000
