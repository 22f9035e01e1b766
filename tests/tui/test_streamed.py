"""An answer that came in pieces looks like one that came at once, before anything is mended."""

import random

from markdown_cases import BY_HAND, cases

from mistral_assistant.tui.pieces import Line, Piece
from mistral_assistant.tui.transcript import Entry

COUNT = 520
WIDTH = 48
CASES = cases(COUNT)


def grown(text: str, cuts: list[int]) -> Piece:
    """Lay a running answer out after each piece."""
    entry = Entry("assistant", "", status="running")
    piece = Piece(entry)
    for end in [*cuts, len(text)]:
        entry.text = text[:end]
        entry.touch()
        piece.layout(WIDTH)
    return piece


def whole(text: str) -> list[Line]:
    piece = Piece(Entry("assistant", text))
    piece.layout(WIDTH)
    return piece.lines[1:]


def words(lines: list[Line]) -> list[str]:
    return [line.content.plain for line in lines]


def is_same(first: list[Line], second: list[Line]) -> bool:
    """Tell whether lines are the same, text and styles."""
    return len(first) == len(second) and all(
        one.content.is_same(other.content) for one, other in zip(first, second, strict=True)
    )


def ends_in_code(piece: Piece) -> bool:
    """Tell whether the last block is code: it is coloured only once it is whole."""
    blocks = piece._text._markdown.tail
    return any(block.kind == "code" and block.language for block in blocks)


def finished(piece: Piece) -> list[Line]:
    piece.entry.status = "complete"
    piece.entry.touch()
    piece.layout(WIDTH)
    return piece.lines[1:]


def seeded_cuts(text: str, number: int) -> list[int]:
    chosen = random.Random(number)
    return sorted(chosen.sample(range(len(text)), min(len(text), 7)))


def test_every_case_streamed_at_seeded_cuts_looks_like_a_full_render() -> None:
    """Letter for letter in all cases; in its styles too, but for code that is still open."""
    uncoloured = []
    for number, text in enumerate(CASES):
        piece, full = grown(text, seeded_cuts(text, number)), whole(text)
        assert words(piece.lines[1:]) == words(full), text
        if not is_same(piece.lines[1:], full):
            assert ends_in_code(piece), text
            uncoloured.append(text)
        assert is_same(finished(piece), full), text
    assert len(CASES) >= 500
    assert 0 < len(uncoloured) < COUNT / 5  # the cases that the closing update mends


def test_fifty_cases_cut_at_every_boundary_look_like_a_full_render() -> None:
    fifty = [text for text in CASES if len(text) <= 130][:50]
    assert len(fifty) == 50
    for text in fifty:
        full = whole(text)
        for cut in range(1, len(text)):
            piece = grown(text, [cut])
            assert words(piece.lines[1:]) == words(full), (text, cut)
            assert is_same(piece.lines[1:], full) or ends_in_code(piece), (text, cut)
        assert words(grown(text, list(range(1, len(text)))).lines[1:]) == words(full), text


def test_every_case_that_the_closing_update_mends_ends_in_code_of_a_language() -> None:
    """Those made by hand, in full; the line after the code is not whole yet in some."""
    mended = [text for text in BY_HAND if not is_same(grown(text, []).lines[1:], whole(text))]
    assert mended == [
        "```python\nprint(1)\n```\n\nsuite",
        "```python\nouvert jamais fermé",
        "- a\n  ```sh\n  ls\n  ```\n- b",
        "1. a\n\n   ```py\n   x = 1\n   ```\n\n2. b",
    ]
