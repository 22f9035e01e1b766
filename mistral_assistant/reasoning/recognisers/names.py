"""Built-in recogniser of the name that people give for themselves."""

import re
from collections.abc import Iterator

from mistral_assistant.french import MONTHS, STOP_WORDS, WEEKDAYS
from mistral_assistant.reasoning.recognisers.message import Found, Message
from mistral_assistant.tools.french_text import fold_plain

_NAME = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"
_HELLO = r"(?:^|[.!?\n] ?|\b(?:bonjour|bonsoir|salut|coucou|allo|hello)[ ,!.]{1,3})"
_TITLES = r"(?:monsieur|madame|mademoiselle|mme|mlle|mr|m\.|docteur|dr)\.?"
_INTRODUCED = re.compile(
    r"\b(?:(?:je |moi je )?(?:m'|me )(?:appelle|nomme|prenomme)|moi c[' ]?est|c'est moi"
    r"|(?:mon|le) (?:nom|prenom)(?: de famille)?(?: et prenom)?(?: est| c'est| ?:)"
    rf"|(?:nom|prenom) ?:)[ :,]{{1,3}}(?:{_TITLES} )?"
)
_WEAK = re.compile(rf"(?:\bje suis|{_HELLO}(?:ici|c'est)|\bde la part de) (?P<title>{_TITLES} )?")
_TITLE = re.compile(rf"\b{_TITLES} ")
_ON_THE_PHONE = re.compile(r" (?:a l'appareil|au telephone|au bout du fil)\b")
_GOES_ON = re.compile(r" ?(?:$|[.,;!?\n]|(?:et|je|j'|a l'appareil|au telephone|du|de)\b)")
_ORIGIN = re.compile(r"(?:ais|aise|ois|oise|ien|ienne|iste)$")
_WORD = re.compile(_NAME)
_PARTICLES = frozenset("de du des d la le van von der el ben da".split())
_NOT_NAMES = (
    STOP_WORDS
    | frozenset(
        """bonjour bonsoir salut coucou merci svp stp oui non ok client cliente desole desolee
    monsieur madame mademoiselle toujours encore deja quelqu quelqu'un urgent urgence possible
    j'ai c'est pareil idem mieux plutot surtout quoi bien
    l'ancien nouveau nouvelle mecontent mecontente celui celle lui""".split()
    )
    | {fold_plain(name) for name in (*MONTHS, *WEEKDAYS)}
)
_CUES = frozenset(
    """appelle nomme prenomme moi nom prenom suis ici c'est c part signe appareil telephone fil
    monsieur madame mademoiselle mme mlle mr m""".split()
)
_WORDS_AT_MOST = 4


def find_person(message: Message) -> Iterator[Found]:
    """Yield names given: ``je m'appelle Léa``, ``moi c'est Karim``, ``Mme Dupont à l'appareil``."""
    if message.folded.vocabulary.isdisjoint(_CUES):
        return
    for match in _INTRODUCED.finditer(message.text):
        yield from _name_at(message, match.end(), True)
    for match in _WEAK.finditer(message.text):
        for found in _name_at(message, match.end(), False):
            if match["title"] or _stands_alone(message, found):
                yield found
    for match in _TITLE.finditer(message.text):
        yield from _name_at(message, match.end(), False)
    for match in _ON_THE_PHONE.finditer(message.text):
        yield from _name_before(message, match.start())


def _name_at(message: Message, start: int, sure: bool) -> Iterator[Found]:
    """Read a name from ``start`` on; where the cue is weak it must be written as a name."""
    words: list[re.Match[str]] = []
    position = start
    while len(words) < _WORDS_AT_MOST:
        match = _WORD.match(message.text, position)
        if match is None or not _belongs(message, match, words, sure):
            break
        words.append(match)
        position = match.end() + 1
        if message.text[match.end() : position] != " ":
            break
    while words and words[-1].group() in _PARTICLES:
        words.pop()
    if words:
        yield _person(message, words[0].start(), words[-1].end())


def _belongs(
    message: Message, match: re.Match[str], words: list[re.Match[str]], sure: bool
) -> bool:
    capital = message.typed(match.start(), match.start() + 1).isupper()
    if words and match.group() in _PARTICLES:
        following = message.typed(match.end() + 1, min(match.end() + 2, len(message.text)))
        return following.isupper()
    if match.group() in _NOT_NAMES or len(match.group()) < 2:
        return False
    if not words:
        return capital and _mixed(message) if not sure else True
    if capital:
        return _mixed(message) or len(words) < 2
    return sure and len(words) == 1 and _ends_clause(message, match.end())


def _mixed(message: Message) -> bool:
    """Return whether capitals mean anything: not in a message written in capitals."""
    return message.raw != message.raw.upper()


def _ends_clause(message: Message, end: int) -> bool:
    return bool(re.match(r" ?(?:$|[.,;!?\n])", message.text[end : end + 3]))


def _name_before(message: Message, end: int) -> Iterator[Found]:
    """Read ``Karim Benali`` in ``c'est Karim Benali à l'appareil``."""
    position = message.folded.word_at(end)
    start = None
    for word in reversed(message.folded.words[max(0, position - 3) : position]):
        capital = message.typed(word.start, word.start + 1).isupper()
        if not capital or word.text in _NOT_NAMES or word.text in _CUES:
            break
        start = word.start
    if start is None and position:
        last = message.folded.words[position - 1]
        start = None if last.text in _NOT_NAMES or last.text in _CUES else last.start
    if start is not None:
        yield _person(message, start, end)


def _stands_alone(message: Message, found: Found) -> bool:
    """Tell ``je suis Marie.`` from ``je suis Française`` and ``c'est Netflix qui``."""
    rest = fold_plain(message.raw[found.end : found.end + 16])
    return bool(_GOES_ON.match(rest)) and not _ORIGIN.search(fold_plain(found.value))


def _person(message: Message, start: int, end: int) -> Found:
    typed = message.typed(start, end)
    plain = typed == typed.lower() or typed == typed.upper()
    return message.found(_capitalised(typed) if plain else typed, start, end)


def _capitalised(name: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda match: match.group().capitalize(), name)
