"""A Markdown text that grows, as answers do; only what may still change is read again."""

from collections.abc import Iterator

from mistral_assistant.tui.markdown_blocks import Block, blocks
from mistral_assistant.tui.markdown_inline import Run, parser

MAX_BLOCK_CHARS, MAX_BLOCK_LINES, MAX_BLOCK_BARS = 20_000, 400, 2_500
"""A block that is longer, or a table of more cells, goes on as plain text: it is read again for
every frame of the answer."""
MAX_FENCE_LINES = 1_200
"""The same of a code block, whose lines are not read."""
MAX_CHARS, MAX_LINES = 100_000, 1_500
"""Beyond so much, an answer goes on as plain text."""
MAX_LINE_CHARS = 4_096
"""A longer line of plain text is broken at a space before it: else every frame breaks all of it."""


class MarkdownText:
    """A Markdown text that grows; only what may still change is read again.

    ``settled`` blocks never change any more, ``tail`` may. Together they are the blocks of the
    whole text.
    """

    def __init__(self, text: str = "") -> None:
        self.text = ""
        self.settled: list[Block] = []
        self.tail: list[Block] = []
        self._offset = 0
        """Where the tail begins in the text."""
        self._plain = False
        self.append(text)

    @property
    def is_plain(self) -> bool:
        """It has grown beyond what is read as Markdown."""
        return self._plain

    def append(self, fragment: str) -> None:
        """Add ``fragment``, which must be clean, at the end."""
        self.text += fragment
        if not self._plain:
            self._settle()
        if self._plain:
            self._settle_plain()
        else:
            self.tail = list(blocks(self.text[self._offset :]))

    def _settle(self) -> None:
        """Move the tail's start to its last top-level block, judged by whole lines only.

        A line that is still being written may change what the line before it means; a top-level
        block that whole lines have closed is never opened again.
        """
        limit = _markdown_end(self.text)
        end = self.text.rfind("\n", self._offset, limit) + 1
        if end > self._offset:
            source = self.text[self._offset : end]
            tokens = parser().parse(source)
            starts = [token.map[0] for token in tokens if token.level == 0 and token.map]
            lines = source.split("\n")[: starts[-1] if starts else 0]
            length = sum(len(line) + 1 for line in lines)
            self.settled += blocks(source[:length])
            self._offset += length
        self._plain = len(self.text) > limit or _is_too_much(self.text[self._offset :])

    def _settle_plain(self) -> None:
        whole = self.text.rfind("\n", self._offset) + 1
        if whole:
            for line in _short_lines(self.text[self._offset : whole - 1]):
                self.settled.append(_plain_block(line))
            self._offset = whole
        while (end := _line_end(self.text, self._offset)) < len(self.text):
            self.settled.append(_plain_block(self.text[self._offset : end]))
            self._offset = end
        rest = self.text[self._offset :]
        self.tail = [_plain_block(rest)] if rest else []


def _plain_block(text: str) -> Block:
    return Block("text", (Run(text),), gap=False)


def _short_lines(text: str) -> Iterator[str]:
    """Yield ``text`` in parts that no longer line is in; most often that is the whole."""
    if len(text) <= MAX_LINE_CHARS:
        yield text
        return
    for line in text.split("\n"):
        start = 0
        while (end := _line_end(line, start)) < len(line):
            yield line[start:end]
            start = end
        yield line[start:]


def _line_end(text: str, start: int) -> int:
    """Return where the line that begins at ``start`` is broken; the end of ``text`` if it fits."""
    if len(text) - start <= MAX_LINE_CHARS:
        return len(text)
    return text.rfind(" ", start, start + MAX_LINE_CHARS) + 1 or start + MAX_LINE_CHARS


def _markdown_end(text: str) -> int:
    """Return how far a text is read as Markdown."""
    if text.count("\n") <= MAX_LINES:
        return MAX_CHARS
    place = -1
    for _line in range(MAX_LINES):
        place = text.index("\n", place + 1)
    return min(MAX_CHARS, place + 1)


def _is_too_much(block: str) -> bool:
    is_code = block.lstrip().startswith(("```", "~~~"))
    return (
        len(block) > MAX_BLOCK_CHARS
        or block.count("\n") > (MAX_FENCE_LINES if is_code else MAX_BLOCK_LINES)
        or block.count("|") > MAX_BLOCK_BARS
    )
