"""What was sent before, for the arrow keys: all of it, or what begins as the draft does."""

from mistral_assistant.attached import MAX_QUESTION_CHARS
from mistral_assistant.french import fold

HISTORY = 200
"""Messages remembered."""


class SentMessages:
    """The messages sent, oldest first, and the place that the arrow keys have reached."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._draft = ""
        self._shown: str | None = None
        """What the last recall gave; another text in the input is a new draft."""
        self._place = 0
        """Index into ``texts``; its length stands for the draft."""

    def add(self, text: str) -> None:
        """Remember ``text``, unless it is too long for an input."""
        if text and len(text) <= MAX_QUESTION_CHARS and self.texts[-1:] != [text]:
            self.texts = [*self.texts[1 - HISTORY :], text]
        self._shown = None

    def recall(self, current: str, step: int) -> str | None:
        """Return the message before (-1) or after (1) the one shown that begins as the draft does.

        The draft itself comes after the last one; None where there is nothing further.
        """
        if current != self._shown:
            self._draft, self._place = current, len(self.texts)
        begun = fold(self._draft.partition("\n")[0].strip())
        places = [n for n, text in enumerate(self.texts) if fold(text).startswith(begun)]
        places.append(len(self.texts))
        further = [n for n in places if (n - self._place) * step > 0]
        if not further:
            return None
        self._place = further[-1 if step < 0 else 0]
        self._shown = [*self.texts, self._draft][self._place]
        return self._shown
