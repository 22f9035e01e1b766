"""Does the answer say no where a source says yes? Words are compared, meaning is not understood.

A negation is held against the same words elsewhere: only near copies are judged, a paraphrase
never is. Hence the findings warn and do not block.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from mistral_assistant.reasoning.checks.findings import WARNING, before, finding, instead
from mistral_assistant.reasoning.checks.negations import Stream, agreement, stream
from mistral_assistant.reasoning.checks.sources import ReadText, Sources
from mistral_assistant.reasoning.turn import Finding

_ALIKE = 5
"""Words that must agree around a negation, its verb included."""
_ALIKE_AFTER_REPLY = 4
_PAIRS = (
    ("gratuit", "payant"),
    ("possible", "impossible"),
    ("obligatoire", "facultatif"),
    ("disponible", "indisponible"),
    ("inclu", "exclu"),
    ("compri", "exclu"),
    ("avant", "apre"),
    ("minimum", "maximum"),
    ("moin", "plu"),
    ("avec", "san"),
    ("ouvert", "ferm"),
    ("autoris", "interdit"),
    ("accept", "refus"),
    ("superieur", "inferieur"),
    ("toujour", "jamai"),
    ("compatible", "incompatible"),
    ("recevable", "irrecevable"),
    ("majeur", "mineur"),
    ("tou", "certain"),
    ("tou", "aucun"),
    ("chaque", "aucun"),
    ("legal", "illegal"),
    ("suffisant", "insuffisant"),
    ("public", "priv"),
    ("entrant", "sortant"),
    ("plein", "reduit"),
)
_PHRASES = (
    (("jusqu", "a"), ("a", "partir", "de")),
    (("au", "plus"), ("au", "moins")),
    (("au", "maximum"), ("au", "minimum")),
    (("plus", "de"), ("moins", "de")),
    (("a", "votre", "charge"), ("a", "notre", "charge")),
    (("en", "plus"), ("en", "moins")),
)
_OPPOSITES: dict[str, frozenset[str]] = {
    word: frozenset(
        {two for one, two in _PAIRS if one == word} | {one for one, two in _PAIRS if two == word}
    )
    for pair in _PAIRS
    for word in pair
}
_TURNED: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
for _one, _two in _PHRASES:
    _TURNED.setdefault(_one, []).append(_two)
    _TURNED.setdefault(_two, []).append(_one)
_BY_FIRST_WORD = {word: [p for p in _TURNED if p[0] == word] for word in {p[0] for p in _TURNED}}
_ENDINGS = ("", "s", "e", "es", "ee", "ees", "er", "ent")

Matches = Iterator[tuple[int, bool, int]]
"""Place in a source, whether it agrees with the answer, and how many words around are the same."""
Matcher = Callable[[Stream, int, Stream], Matches]


def check_polarity(answer: ReadText, sources: Sources) -> Iterator[Finding]:
    """Yield where ``answer`` denies what a passage or an earlier answer affirms, or the reverse."""
    said = stream(answer)
    given = [stream(text) for text in (*sources.passages, *sources.house)]
    earlier = [stream(text) for text in sources.earlier]
    for position, matcher in _positions(said, (*given, *earlier)):
        agreed, denied, quote = _weigh(said, position, given, matcher)
        if denied > agreed:
            yield finding(answer, said.spans[position], "negation", instead(quote), WARNING)
            continue
        agreed_before, denied, quote = _weigh(said, position, earlier, matcher)
        if denied > max(agreed, agreed_before):
            yield finding(answer, said.spans[position], "contradiction", before(quote), WARNING)


def _positions(said: Stream, sources: Sequence[Stream]) -> Iterator[tuple[int, Matcher]]:
    """Yield the words of the answer that may contradict a source, with how to compare them."""
    denied = {
        place
        for source in sources
        for index in source.negated
        for place in said.places.get(source.words[index], ())
    }
    for position in sorted(said.negated | denied):
        yield position, _negations
    for position in said.replies:
        yield position, _replies
    for position, word in enumerate(said.words):
        if word.rstrip("es") in _OPPOSITES:
            yield position, _opposites
        for phrase in _BY_FIRST_WORD.get(word, ()):
            if tuple(said.words[position : position + len(phrase)]) == phrase:
                yield position, partial(_turned, phrase=phrase)


def _weigh(
    said: Stream, position: int, sources: Sequence[Stream], matcher: Matcher
) -> tuple[int, int, str]:
    """Return the likeness of the best place that agrees and of the best that denies, quoted."""
    agreed, denied, quote = 0, 0, ""
    for source in sources:
        for place, agrees, likeness in matcher(said, position, source):
            if agrees:
                agreed = max(agreed, likeness)
            elif likeness > denied:
                denied, quote = likeness, source.quote(place)
    return agreed, denied, quote


def _negations(said: Stream, position: int, source: Stream) -> Matches:
    for place in source.places.get(said.words[position], ()):
        left, right = agreement(said, position, source, place)
        if right > 1 and left + right >= _ALIKE:
            yield place, (place in source.negated) == (position in said.negated), left + right


def _replies(said: Stream, position: int, source: Stream) -> Matches:
    needed = min(_ALIKE_AFTER_REPLY, len(said.words) - position)
    for place, reply in source.replies.items():
        _left, right = agreement(said, position, source, place)
        if right >= needed:
            yield place, reply == said.replies[position], right


def _opposites(said: Stream, position: int, source: Stream) -> Matches:
    word = said.words[position].rstrip("es")
    for other in (word, *_OPPOSITES[word]):
        for place in (place for end in _ENDINGS for place in source.places.get(other + end, ())):
            left, right = agreement(said, position, source, place, (1, 1))
            if left and right and left + right >= _ALIKE:
                yield place, other == word, left + right


def _turned(said: Stream, position: int, source: Stream, *, phrase: tuple[str, ...]) -> Matches:
    for other in (phrase, *_TURNED[phrase]):
        for place in source.places.get(other[0], ()):
            if tuple(source.words[place : place + len(other)]) == other:
                skip = len(phrase), len(other)
                left, right = agreement(said, position, source, place, skip)
                if left and left + right >= _ALIKE - 1:
                    yield place, other == phrase, left + right
