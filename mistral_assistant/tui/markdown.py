"""A Markdown text that grows, as answers do; only what may still change is read again."""

from mistral_assistant.tui.markdown_blocks import Block, blocks
from mistral_assistant.tui.markdown_inline import Run, parser

MAX_BLOCK_CHARS = 20_000
MAX_CHARS = 100_000
"""From a longer block, or beyond so many characters, an answer goes on as plain text."""


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
        end = self.text.rfind("\n", self._offset, MAX_CHARS) + 1
        if end > self._offset:
            source = self.text[self._offset : end]
            tokens = parser().parse(source)
            starts = [token.map[0] for token in tokens if token.level == 0 and token.map]
            lines = source.split("\n")[: starts[-1] if starts else 0]
            length = sum(len(line) + 1 for line in lines)
            self.settled += blocks(source[:length])
            self._offset += length
        too_long = len(self.text) - self._offset > MAX_BLOCK_CHARS
        self._plain = too_long or len(self.text) > MAX_CHARS

    def _settle_plain(self) -> None:
        end = self.text.rfind("\n", self._offset) + 1
        if end:
            self.settled.append(Block("text", (Run(self.text[self._offset : end - 1]),), gap=False))
            self._offset = end
        rest = self.text[self._offset :]
        self.tail = [Block("text", (Run(rest),), gap=False)] if rest else []
