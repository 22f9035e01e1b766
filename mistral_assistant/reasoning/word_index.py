"""Many expressions looked for at once: only those that begin like a word of the text are tried.

The time of a search depends on the text, hardly on how many expressions are listed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

_KEY = 5
"""Letters by which an expression is found."""
_WORD_START = re.compile(r"(?<![^\W_])[a-z0-9]")
_CHOICE_FIRST = re.compile(r"\(([^()?][^()]*)\)")
_FILLER = r"(?:(?!(?:pas|plus|jamais|ni|guere|peu|moins|mal|trop)\b)\w+ )?"
_LITERAL = re.compile(r"[a-z0-9' -]*")


class WordIndex:
    """Expressions of several kinds by their first letters.

    In an expression ``~`` stands for any ending of a word, ``..`` for up to three words between,
    ``<w>`` for one word or none that denies nothing, and the rest is a regular expression that
    begins with plain letters or a choice of words.
    """

    def __init__(self, kinds: Mapping[str, Iterable[str]], end: str = r"(?![\w-])") -> None:
        listed: dict[str, dict[str, list[str]]] = {}
        for kind, expressions in kinds.items():
            for expression in expressions:
                for plain in _first_choices(expression.strip()):
                    forms = listed.setdefault(_key(plain), {})
                    forms.setdefault(kind, []).append(_as_pattern(plain))
        self._forms = {
            key: "|".join(
                f"(?P<{kind}>(?:{'|'.join(of_kind)}){end})" for kind, of_kind in forms.items()
            )
            for key, forms in listed.items()
        }
        self._patterns: dict[str, re.Pattern[str]] = {}
        self._lengths: dict[str, list[int]] = {}
        for key in sorted(listed, key=len, reverse=True):
            lengths = self._lengths.setdefault(key[:2], [])
            if len(key) not in lengths:
                lengths.append(len(key))

    def find(self, text: str) -> Iterator[tuple[str, re.Match[str]]]:
        """Yield the expressions of a folded text with their kinds, in order, without overlaps."""
        done = 0
        for start in _WORD_START.finditer(text):
            at = start.start()
            if at < done:
                continue
            for length in self._lengths.get(text[at : at + 2], ()):
                pattern = self._pattern(text[at : at + length])
                match = pattern.match(text, at) if pattern else None
                if match:
                    done = match.end()
                    yield str(match.lastgroup), match
                    break

    def _pattern(self, key: str) -> re.Pattern[str] | None:
        """Return what may begin with these letters, compiled when it is first needed."""
        if key in self._forms and key not in self._patterns:
            self._patterns[key] = re.compile(self._forms[key])
        return self._patterns.get(key)


def _first_choices(expression: str) -> Iterator[str]:
    """Yield an expression once for each of the words that it may begin with."""
    choice = _CHOICE_FIRST.match(expression)
    if choice is None:
        yield expression
        return
    for word in choice[1].split("|"):
        yield word + expression[choice.end() :]


def _key(expression: str) -> str:
    literal = _LITERAL.match(expression)
    plain = literal.group() if literal else ""
    if len(plain) < len(expression) and expression[len(plain)] in "?*{":
        plain = plain[:-1]
    if len(plain) < 2:
        raise ValueError(f"{expression!r} does not begin with two plain letters")
    return plain[:_KEY]


def _as_pattern(expression: str) -> str:
    plain = expression.replace(" .. ", r" (?:[\w']+ ){0,3}").replace("~", r"\w*")
    return plain.replace("<w>", _FILLER)
