"""Thoughts that a model writes before its answer, between marks that its server leaves there."""

from collections.abc import Iterator

from mistral_assistant.chat import Text, Thought

_MARKS = {"<think>": "</think>", "<thinking>": "</thinking>", "[THINK]": "[/THINK]"}
"""Beginning → end. Marks further on in an answer are text: the answer may be about them."""


class ThoughtMarks:
    """Tells thoughts at the beginning of a text from the text, which comes in pieces."""

    def __init__(self) -> None:
        self._held = ""
        self._close = ""
        """The mark that ends the thoughts; empty before they have begun."""
        self._over = False
        self._trim = False
        """White space between the thoughts and the text is yet to come."""

    def add(self, text: str) -> Iterator[Text | Thought]:
        """Yield what ``text`` brings; a piece that may be part of a mark waits."""
        if self._over:
            yield from self._said(text)
            return
        self._held += text
        if not self._close and not self._begins():
            return
        if self._over:
            held, self._held = self._held, ""
            yield from self._said(held)
            return
        thought, closing, rest = self._held.partition(self._close)
        if closing:
            self._over = self._trim = True
            self._held = ""
        else:
            kept = _begun(thought, self._close)
            self._held, thought = thought[len(thought) - kept :], thought[: len(thought) - kept]
        if thought:
            yield Thought(thought)
        yield from self._said(rest)

    def end(self) -> Iterator[Text | Thought]:
        """Yield what has waited in vain."""
        held, self._held = self._held, ""
        if held and self._close:
            yield Thought(held)
        elif held:
            yield Text(held)

    def _begins(self) -> bool:
        """Tell whether it is clear by now how the text begins."""
        start = self._held.lstrip()
        mark = next((mark for mark in _MARKS if start.startswith(mark)), "")
        if mark:
            self._close, self._held = _MARKS[mark], start[len(mark) :]
            return True
        self._over = bool(start) and not any(mark.startswith(start) for mark in _MARKS)
        return self._over

    def _said(self, text: str) -> Iterator[Text]:
        if self._trim:
            text = text.lstrip()
            self._trim = not text
        if text:
            yield Text(text)


def _begun(text: str, mark: str) -> int:
    """Return how many characters of ``mark`` the text ends with."""
    longest = min(len(mark) - 1, len(text))
    return next((n for n in range(longest, 0, -1) if text.endswith(mark[:n])), 0)
