"""A message laid out for one width; laid out again only as far as it has changed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from textual.strip import Strip

from mistral_assistant.cleaning import clean
from mistral_assistant.tui.prose import block_lines
from mistral_assistant.tui.rendering import foot, head, notice_body, user_body
from mistral_assistant.tui.transcript import Entry

if TYPE_CHECKING:
    from mistral_assistant.tui.markdown_blocks import Block

MAX_COLOURED = 250
"""Code blocks of an answer that are coloured; each takes time."""


@dataclass(slots=True)
class Line:
    """One line of the conversation, and its strip once it has been drawn."""

    content: Content
    strip: Strip | None = None


class Piece:
    """One entry of the transcript as lines."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.lines: list[Line] = []
        self.blocks: list[int] = []
        """Where the code blocks and tables of an answer begin, among the lines of its text."""
        self._head = 0
        self._key: tuple[int, int] = (0, -1)
        self._text = _AnswerText()

    def layout(self, width: int) -> bool:
        """Bring ``lines`` up to date for ``width`` and return whether anything changed."""
        entry = self.entry
        if self._key == (width, entry.changes):
            return False
        self._key = (width, entry.changes)
        if entry.kind == "assistant":
            body = self._text.lines(entry, width)
            self.blocks = self._text.starts
        elif entry.kind == "user":
            body = _lines(user_body(entry, width))
        else:
            body = _lines(notice_body(entry, width))
        below = _lines(foot(entry, width))
        space = [Line(Content(""))] if below and body else []
        end = [Line(Content(""))]
        above = _lines(head(entry, width))
        self._head = len(above)
        self.lines = [*above, *body, *space, *below, *end]
        return True

    def block_row(self, number: int) -> int:
        """Return the row of a code block or table; the first row if there is none such."""
        return self._head + self.blocks[number] if number < len(self.blocks) else 0


class _AnswerText:
    """The Markdown of an answer: finished blocks keep their lines while the text grows."""

    def __init__(self) -> None:
        # The reader of Markdown is not needed by the first frame.
        from mistral_assistant.tui.markdown import MarkdownText

        self._raw = ""
        self._running = True
        self._width = 0
        self._markdown = MarkdownText()
        self._settled: list[Line] = []
        self._blocks = 0
        """Blocks of ``_markdown.settled`` that are in ``_settled``."""
        self.starts: list[int] = []
        """Lines where code blocks and tables begin."""
        self._settled_starts: list[int] = []

    def lines(self, entry: Entry, width: int) -> list[Line]:
        running = entry.status == "running"
        ended = self._running and not running and not self._markdown.is_plain
        if ended or not entry.text.startswith(self._raw):
            # The whole is read once more at the end: then it cannot differ from a full render. Of
            # a text so long that it went on as plain text that would take too long.
            self._markdown, self._raw = type(self._markdown)(), ""
            self._settled, self._settled_starts, self._blocks = [], [], 0
        self._running = running
        if width != self._width:
            self._width = width
            self._settled, self._settled_starts, self._blocks = [], [], 0
        if len(entry.text) > len(self._raw):
            self._markdown.append(clean(entry.text[len(self._raw) :]))
            self._raw = entry.text
        blocks = self._markdown.settled[self._blocks :]
        self._add(self._settled, self._settled_starts, blocks, highlight=True)
        self._blocks += len(blocks)
        lines, self.starts = list(self._settled), list(self._settled_starts)
        self._add(lines, self.starts, self._markdown.tail, highlight=not running)
        return lines

    def _add(
        self, lines: list[Line], starts: list[int], blocks: "list[Block]", *, highlight: bool
    ) -> None:
        for block in blocks:
            if block.gap and lines:
                lines.append(Line(Content("")))
            if block.kind in ("code", "table"):
                starts.append(len(lines))
            coloured = highlight and len(starts) <= MAX_COLOURED
            lines += _lines(block_lines(block, self._width, highlight=coloured))


def _lines(contents: list[Content]) -> list[Line]:
    return [Line(content) for content in contents]
