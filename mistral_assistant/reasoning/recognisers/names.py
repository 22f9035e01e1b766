"""Built-in recogniser of the names that people give for themselves or ask to call."""

import re
from collections.abc import Iterator
from enum import Enum

from mistral_assistant.french import MONTHS, STOP_WORDS, WEEKDAYS
from mistral_assistant.reasoning.recognisers.first_names import FIRST_NAMES, WORDS_TOO
from mistral_assistant.reasoning.recognisers.message import Found, Message
from mistral_assistant.reasoning.recognisers.places import is_place
from mistral_assistant.tools.french_text import fold_plain


class _Cue(Enum):
    """How much the words before a name promise."""

    SURE = "whatever follows is a name"
    CLEAR = "it is a name if it is written as one or known"
    WEAK = "it must stand alone as well"


_TITLES = r"(?:monsieur|madame|mademoiselle|mme|mlle|mr|m\.|docteur|dr)\.?"
_HELLO = r"(?:^|[.!?\n] ?|\b(?:bonjour|bonsoir|salut|slt|coucou|allo|hello|bjr)[ ,!.]{1,3})"
_INTRODUCED = re.compile(
    r"\b(?:j ?e? ?m[' ]? ?ap{1,2}el{1,2}e?|(?:m'|me )(?:appelle|nomme|prenomme)"
    r"|(?:appelez|appelle)[- ]moi|m'appeler"
    r"|au nom d[e'](?! ?l')|(?:mon|le) (?:pre)?nom(?: de famille)?(?: et prenom)?(?: est| c'est"
    r"| c)(?= )"
    r"|(?<!pas de )(?<!quel )(?:pre)?nom(?: de famille)?(?: et prenom)? ?[:?=]) ?"
    rf"(?:{_TITLES} )?"
)
_GIVEN = re.compile(
    r"\b(?:moi,? (?:c[' ]?est|c|ces)|c'est moi|demande[rz]|(?:r?appele[rz]"
    r"|(?P<known>contacte[rz]|joindre))"
    r"(?: (?:ma|mon) [a-z]{2,9}| plutot)?|signe|de la part de|coordonnees ?:|contact ?:)"
    rf"[ ,:]{{1,2}}(?P<title>{_TITLES} )?"
)
_WEAK = re.compile(
    rf"(?:\b(?:je suis|j'suis|chui|jsuis?|jui)|(?:^|[.!?\n] ?)(?P<known>c'est|c)"
    rf"|{_HELLO}(?:ici|c'est|c))[ ,]{{1,2}}"
    rf"(?P<title>{_TITLES} )?"
)
_TITLE = re.compile(rf"\b{_TITLES} ")
_ADDRESSED = re.compile(
    r"\b(?:bonjour|bonsoir|salut|chere?|merci|eu|avec|par|votre|vu|parle a|hello|allo|le|la|du"
    r"|un|une"
    r"|au|de|chez)[ ,]{1,2}$"
)
_SPOKEN_TO = re.compile(r"\b(?:eu|avec|par|votre|vu|parle a) $")
_ON_THE_PHONE = re.compile(r" (?P<here>a l'appareil|au bout du fil)\b| au telephone\b")
_SIGNED = re.compile(
    r"\b(?P<sure>cordialement|salutations|bien a vous|cdlt|cdt|bonne (?:journee|soiree)"
    r"|respectueusement"
    r"|signe)[ ,.!:\n-]{1,4}|\bmerci(?: d'avance| beaucoup| bien)?[,.!\n-] ?"
)
_GOES_ON = re.compile(
    r" ?(?:$|[.,;!?\n(]|(?:et|je|j'|j|g|jai|a l'appareil|au telephone|du|de|d'|la|pour|pr|mon"
    r"|ma)\b)"
)
_FIGURES = re.compile(r",? ?(?:(?:tel|mon num\w*)?\W{0,3})(?:[0-9]{5}\b|0[1-9]|\+)")
_ORIGIN = re.compile(r"(?:ais|aise|ois|oise|ien|ienne|iste|belge|breton|bretonne|russe|basque)$")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_COMPOUND = frozenset({"jean", "marie", "anne", "pierre"})
_PARTICLES = frozenset("de du des d la le van von der el ben da".split())
_NOT_NAMES = (
    STOP_WORDS
    | frozenset(
        """apres avant bien bon bonjour bonne bonsoir c'est celle celui chef cher clair client
    cliente conseiller cordialement coucou deja demain desole desolee devis direction ecrit encore
    entreprise errone fausse faux femme furieux idem incorrect j'ai jamais l'ancien l'ancienne
    loi long lui madame mademoiselle maintenant mal mari mecontent mecontente merci mieux
    monsieur mort non normal nouveau nouvelle numero ok orange oui pareil personne plutot
    possible quelqu quelqu'un quoi ravi responsable reviens salut sav service societe stp
    surtout svp toujours tres urgence urgent vite""".split()
    )
    | {fold_plain(name) for name in (*MONTHS, *WEEKDAYS)}
)
_CUES = frozenset(
    """apel apele apelle appareil appel appeler appelez appelle c c'est cdlt cdt chui contact
    contacter contactez coordonnees cordialement demander demandez fil ici joindre journee
    jsui jsuis jui m madame mademoiselle merci mlle mme moi monsieur mr nom nomme part
    prenom prenomme rappeler rappelez respectueusement salutations signe soiree suis
    telephone vous""".split()
)
_CUE_IN_WORD = re.compile(r"mapp?el")
_WORDS_AT_MOST = 4


def find_person(message: Message) -> Iterator[Found]:
    """Yield names given: ``je m'appelle Léa``, ``moi c'est Karim``, ``demandez Nadège``."""
    if not message.folded.words:
        return
    yield from _at_the_start(message)
    if message.folded.vocabulary.isdisjoint(_CUES) and not _CUE_IN_WORD.search(message.text):
        return
    for pattern, cue in ((_INTRODUCED, _Cue.SURE), (_GIVEN, _Cue.CLEAR), (_WEAK, _Cue.WEAK)):
        for match in pattern.finditer(message.text):
            titled = cue is not _Cue.SURE and match["title"]
            for found in _name_at(message, match.end(), _Cue.CLEAR if titled else cue):
                if cue is _Cue.SURE or titled or not match["known"] or _is_known(found.value):
                    yield found
    for match in _TITLE.finditer(message.text):
        if not _ADDRESSED.search(message.before(match.start(), 10)):
            yield from _name_at(message, match.end(), _Cue.CLEAR)
    for match in _ON_THE_PHONE.finditer(message.text):
        yield from _name_before(message, match.start(), bool(match["here"]))
    for match in _SIGNED.finditer(message.text):
        for found in _name_at(message, match.end(), _Cue.CLEAR):
            known = bool(match["sure"]) or _is_known(message.raw[found.start : found.end])
            if known and not message.raw[found.end :].strip(" .!\n"):
                yield found


def _name_at(message: Message, start: int, cue: _Cue) -> Iterator[Found]:
    """Read a name from ``start`` on."""
    words: list[re.Match[str]] = []
    position = start
    while len(words) < _WORDS_AT_MOST:
        match = _WORD.match(message.text, position)
        if match is None or not _belongs(message, match, words, cue):
            break
        words.append(match)
        position = match.end() + 1
        if message.text[match.end() : position] != " ":
            break
    while words and words[-1].group() in _PARTICLES:
        words.pop()
    if words and (cue is not _Cue.WEAK or _stands_alone(message, words)):
        yield _person(message, words[0].start(), words[-1].end())


def _belongs(message: Message, match: re.Match[str], words: list[re.Match[str]], cue: _Cue) -> bool:
    name = match.group()
    capital = _has_capital(message, match.start())
    if name in _PARTICLES and (words or capital):
        return match.end() + 1 < len(message.text) and _has_capital(message, match.end() + 1)
    if name in _NOT_NAMES or len(name) < 2:
        return False
    if not words:
        return _begins_name(message, name, capital, cue)
    if capital:
        return _mixed(message) or len(words) < 2
    if words[0].group() in _COMPOUND and name in FIRST_NAMES | WORDS_TOO:
        return True
    return cue is _Cue.SURE and len(words) == 1 and _ends_clause(message, match.end())


def _begins_name(message: Message, name: str, capital: bool, cue: _Cue) -> bool:
    if cue is _Cue.SURE or name in FIRST_NAMES or (cue is _Cue.CLEAR and name in WORDS_TOO):
        return True
    if not capital or not _mixed(message):
        return False
    return name in WORDS_TOO or not is_place(name)


def _has_capital(message: Message, start: int) -> bool:
    return message.typed(start, start + 1).isupper()


def _mixed(message: Message) -> bool:
    """Return whether capitals mean anything: not in a message written in capitals."""
    return message.raw != message.raw.upper()


def _ends_clause(message: Message, end: int) -> bool:
    return bool(re.match(r" ?(?:$|[.,;!?\n])", message.text[end : end + 3]))


def _at_the_start(message: Message) -> Iterator[Found]:
    """Read ``Yvette, 87000 Limoges``: a known first name before an address or a phone number."""
    first = message.folded.words[0]
    if first.text not in FIRST_NAMES and not (
        first.text in WORDS_TOO and _has_capital(message, first.start)
    ):
        return
    for found in _name_at(message, first.start, _Cue.CLEAR):
        if _FIGURES.match(message.raw, found.end):
            yield found


def _name_before(message: Message, end: int, here: bool) -> Iterator[Found]:
    """Read ``Karim Benali`` in ``c'est Karim Benali à l'appareil``."""
    position = message.folded.word_at(end)
    start = None
    for word in reversed(message.folded.words[max(0, position - 3) : position]):
        capital = _has_capital(message, word.start)
        if not capital or word.text in _NOT_NAMES or word.text in _CUES:
            break
        start = word.start
    if start is None and position:
        last = message.folded.words[position - 1]
        known = last.text in FIRST_NAMES or (here and last.text not in _NOT_NAMES | _CUES)
        start = last.start if known else None
    if start is not None and not _SPOKEN_TO.search(message.before(start, 10)):
        yield _person(message, _from_hyphen(message, start), end)


def _from_hyphen(message: Message, start: int) -> int:
    """Return where the whole of ``Jean-Paul`` begins, whose parts are two words."""
    match = re.search(r"[a-z]+-$", message.before(start, 16))
    return start - len(match.group()) if match else start


def _stands_alone(message: Message, words: list[re.Match[str]]) -> bool:
    """Tell ``je suis Marie.`` from ``je suis Française`` and ``c'est Netflix qui``."""
    end = words[-1].end()
    rest = message.text[end : end + 16]
    if words[0].group() in FIRST_NAMES:
        return not re.match(r" (?:qui|que|qu')", rest)
    return bool(_GOES_ON.match(rest)) and not _ORIGIN.search(words[-1].group())


def _is_known(name: str) -> bool:
    """Return whether a name begins with a first name of the list."""
    first = fold_plain(name).split()[0]
    return first in FIRST_NAMES or first in WORDS_TOO


def _person(message: Message, start: int, end: int) -> Found:
    typed = message.typed(start, end)
    plain = typed == typed.lower() or typed == typed.upper()
    return message.found(_capitalised(typed) if plain else typed, start, end)


def _capitalised(name: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda match: match.group().capitalize(), name)
