"""The rules of cleaning, each with a name: what changes a text, and what drops a row and why."""

import html
import re
from collections.abc import Callable, Mapping

from mistral_assistant.dataset.examples import Example
from mistral_assistant.dataset.near_duplicates import normal_form
from mistral_assistant.dataset.normalise import normalised

Change = Callable[[str], str]
Drop = Callable[[Example], bool]

MIN_WORDS = 3
LONGEST = 20_000
"""Characters of a row; nothing of usual training data is longer."""
_LINK = re.compile(r"https?://\S+|www\.\S+|pic\.twitter\.com/\S+", re.I)
_RETWEET = re.compile(r"\s*(?:RT|MT)\s+@\w+", re.I)
_MENTION = re.compile(r"(?<![\w@/.])@\w{1,30}\b")
_THREAD = re.compile(
    r"(?:^\s*(?:🧵\s*)?[(\[]?\d{1,3}\s*/\s*\d{0,3}[)\].:-]*\s+)|(?:\s+[(\[]?\d{1,3}\s*/\s*(?:\d{1,3})?[)\]]?\s*$)|\s*🧵\s*$"
)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]{2,8});", re.I)
_AUTOMATIC = frozenset(
    """bonjour|bonsoir|salut|merci|merci beaucoup|un grand merci|merci a vous|merci a toi|de rien|
    ok|oui|non|bonne nuit|bonne journee|bonne soiree|bon week end|bravo|felicitations|d accord|
    avec plaisir|bienvenue|bon anniversaire|joyeux anniversaire|lol|mdr|hello|thanks""".replace(
        "\n    ", ""
    ).split("|")
)
_REFUSAL = re.compile(
    r"^\W*(?:je suis (?:vraiment )?d[ée]sol[ée]e?,? (?:mais )?(?:je ne (?:peux|suis) pas|en tant)"
    r"|d[ée]sol[ée]e?,? (?:mais )?je ne (?:peux|suis) pas|je ne peux pas (?:vous aider|r[ée]pondre|"
    r"fournir|satisfaire)|en tant (?:que|qu['’])\s*(?:mod[èe]le|assistant|ia\b|intelligence)|"
    r"je suis une? (?:ia|intelligence artificielle|mod[èe]le de langage)\b|"
    r"(?:i'?m|i am) sorry,? (?:but )?(?:i|as)\b|as an ai\b|"
    r"i (?:cannot|can'?t) (?:help|assist|provide)|"
    r"mes connaissances s['’]arr[êe]tent)",
    re.I,
)
_BOILERPLATE = re.compile(
    r"^\W*(?:n/?a|nan|none|null|todo|xxx+|lorem ipsum.*|à compl[ée]ter|a completer|tbd|test|"
    r"\*+temporaire\*+|undefined|#n/?a|#ref!|#valeur!|error|-+|\.+)\W*$",
    re.I,
)

CHANGES: Mapping[str, Change] = {
    "normalise": normalised,
    "entities": lambda text: html.unescape(text) if _ENTITY.search(text) else text,
    "links": lambda text: _spaces(_LINK.sub("", text)) if _LINK.search(text) else text,
    "mentions": lambda text: _MENTION.sub("@compte", text),
    "thread_numbers": lambda text: _THREAD.sub("", text),
    "spaces": lambda text: _spaces(text),
}
"""In order; ``normalise`` alone is for all data, the others for short messages."""


def _spaces(text: str) -> str:
    return re.sub(r"[ \t\u00a0]{2,}", " ", re.sub(r" *\n *", "\n", text)).strip()


def is_empty(example: Example) -> bool:
    """A side is missing."""
    if example.kind == "text":
        return not (example.text or "").strip()
    said = [message.content for message in example.messages if message.role != "system"]
    wrong = example.rejected is not None and not example.rejected.strip()
    return wrong or not all(text.strip() for text in said)


def only(pattern: re.Pattern[str]) -> Drop:
    """Return what drops texts of which nothing is left without ``pattern``."""

    def drop(example: Example) -> bool:
        text = example.text or ""
        return bool(pattern.search(text)) and not re.search(r"[^\W_]", pattern.sub("", text))

    return drop


def is_short(example: Example) -> bool:
    """A text of fewer than MIN_WORDS words."""
    return len(re.findall(r"[^\W_]+", example.text or "")) < MIN_WORDS


DROPS: Mapping[str, Drop] = {
    "empty": is_empty,
    "boilerplate": lambda e: bool(_BOILERPLATE.match(e.answer if e.messages else e.text or "")),
    "refusal": lambda e: bool(e.messages and _REFUSAL.match(e.answer)),
    "too_long": lambda e: len(e.question) + len(e.answer) > LONGEST,
}
"""For all data, looked at after the changes."""
MESSAGE_DROPS: Mapping[str, Drop] = {
    "retweet": lambda e: bool(_RETWEET.match(e.text or "")),
    "media_only": only(
        re.compile(
            r"(?:https?://(?:t\.co|pic\.twitter\.com|twitter\.com/\S+/photo|x\.com/\S+/photo)/?\S*|pic\.twitter\.com/\S+)",
            re.I,
        )
    ),
    "link_only": only(re.compile(_LINK.pattern + r"|@\w+|#", re.I)),
}
"""For short messages, looked at before the changes."""
LATE_MESSAGE_DROPS: Mapping[str, Drop] = {
    "automatic_reply": lambda e: (
        normal_form(_MENTION.sub("", (e.text or "").replace("@compte", ""))) in _AUTOMATIC
    ),
    "too_short": is_short,
}
"""For short messages, looked at after the changes."""
WHOLE_FILE = ("language", "length_outlier", "duplicate", "near_duplicate", "conflict")
"""Decided in ``clean``, which has seen the other rows."""
TWEET_CHANGES = ("normalise", "entities", "links", "mentions", "thread_numbers", "spaces")
RULES = (*MESSAGE_DROPS, *CHANGES, *DROPS, *LATE_MESSAGE_DROPS, *WHOLE_FILE)
