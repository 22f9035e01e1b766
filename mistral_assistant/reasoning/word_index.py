"""Many expressions looked for at once: only those that begin like a word of the text are tried.

The time of a search depends on the text, hardly on how many expressions are listed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

_KEY = 5
"""Letters by which an expression is found."""
_WORD_START = re.compile(r"(?<![^\W_])[a-z0-9]")
_CHOICE_FIRST = re.compile(r"\(([^()?][^()]*)\)")
_FILLER = r"(?:(?!(?:pas|plus|jamais|ni|guere|peu|moins|mal|trop)\b)\w+ )?"
_CHOICE_NEXT = re.compile(r"\(\?:([^()]*)\)(?![*{])(\?)?")
_LITERAL = re.compile(r"[a-z0-9' -]*")


class WordIndex:
    """Expressions of several kinds by their first letters.

    In an expression ``~`` stands for any ending of a word, ``..`` for up to three words between,
    ``<w>`` for one word or none that denies nothing, and the rest is a regular expression that
    begins with plain letters or a choice of words.
    """

    def __init__(self, kinds: Mapping[str, Iterable[str]], end: str = r"(?![\w-])") -> None:
        self._end = end
        self._forms: dict[str, list[tuple[str, str]]] = {}
        """First letters → (kind, expression) in the order in which they are tried."""
        for kind, expressions in kinds.items():
            for expression in expressions:
                for plain in _first_choices(expression.strip()):
                    form = kind, _as_pattern(plain)
                    self._forms.setdefault(_key(plain), []).append(form)
        self._lengths: dict[str, list[int]] = {}
        for key in sorted(self._forms, key=len, reverse=True):
            lengths = self._lengths.setdefault(key[:2], [])
            if len(key) not in lengths:
                lengths.append(len(key))

    def find(self, text: str) -> Iterator[tuple[str, re.Match[str]]]:
        """Yield the expressions of a folded text with their kinds, in order, without overlaps."""
        done = 0
        for start in _WORD_START.finditer(text):
            at = start.start()
            found = self._match(text, at) if at >= done else None
            if found:
                done = found[1].end()
                yield found

    def _match(self, text: str, at: int) -> tuple[str, re.Match[str]] | None:
        """Return the first expression that begins here; those with the most letters come first."""
        for length in self._lengths.get(text[at : at + 2], ()):
            for kind, expression in self._forms.get(text[at : at + length], ()):
                if text.startswith(_heads(expression), at):
                    match = _compiled(expression, self._end).match(text, at)
                    if match:
                        return kind, match
        return None


@cache
def _compiled(expression: str, end: str) -> re.Pattern[str]:
    """Return an expression compiled, which takes a hundred times as long as a look at its heads."""
    return re.compile(f"(?:{expression}){end}")


@cache
def _heads(expression: str) -> tuple[str, ...]:
    """Return texts with one of which every match begins: plain letters and the choice that follows.

    Where they can not be told they end early, and so say less than they could.
    """
    plain = _plain_start(expression)
    choice = _CHOICE_NEXT.match(expression, len(plain))
    if choice is None:
        return (plain,)
    following = [_plain_start(option) for option in choice[1].split("|")]
    if choice[2]:
        following += _heads(expression[choice.end() :])
    return tuple(plain + head for head in following)


def _plain_start(expression: str) -> str:
    """Return the plain letters that every match of an expression begins with."""
    literal = _LITERAL.match(expression)
    plain = literal.group() if literal else ""
    return plain[:-1] if expression[len(plain) : len(plain) + 1] in ("?", "*", "{") else plain


def _first_choices(expression: str) -> Iterator[str]:
    """Yield an expression once for each of the words that it may begin with."""
    choice = _CHOICE_FIRST.match(expression)
    if choice is None:
        yield expression
        return
    for word in choice[1].split("|"):
        yield word + expression[choice.end() :]


def _key(expression: str) -> str:
    plain = _plain_start(expression)
    if len(plain) < 2:
        raise ValueError(f"{expression!r} does not begin with two plain letters")
    return plain[:_KEY]


def _as_pattern(expression: str) -> str:
    plain = expression.replace(" .. ", r" (?:[\w']+ ){0,3}").replace("~", r"\w*")
    return plain.replace("<w>", _FILLER)
