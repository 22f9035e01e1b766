"""Built-in recogniser of countries, regions and towns; a town not listed needs a clear context."""

import re
from collections.abc import Iterator

from mistral_assistant.french import MONTHS, STOP_WORDS, WEEKDAYS
from mistral_assistant.reasoning.recognisers.first_names import FIRST_NAMES
from mistral_assistant.reasoning.recognisers.message import Found, Message
from mistral_assistant.reasoning.recognisers.phrases import Hit, PhraseIndex
from mistral_assistant.reasoning.recognisers.place_names import (
    ALIASES,
    AMBIGUOUS,
    BELGIAN,
    CITIES,
    COUNTRIES,
    REGION_WORDS,
    REGIONS,
)
from mistral_assistant.tools.french_text import fold_plain, fold_spans


def _names(block: str) -> list[str]:
    return [" ".join(name.split()) for name in block.split(",")]


_COUNTRIES = frozenset({*_names(COUNTRIES), "Suisse", "Chine", "Inde", "Corse", "Congo"})
_LANDS = _COUNTRIES | frozenset(_names(REGIONS)) | frozenset(_names(REGION_WORDS))
_PLURAL = frozenset({"États-Unis", "Pays-Bas", "Philippines", "Émirats arabes unis"})
_BELGIAN = frozenset(_names(BELGIAN))
_REGION_WORDS = frozenset(_names(REGION_WORDS))
_DOUBTFUL = frozenset(_names(AMBIGUOUS))
_BLOCKS = (COUNTRIES, REGIONS, REGION_WORDS, CITIES, AMBIGUOUS)
_EVERY = [(name, name) for block in _BLOCKS for name in _names(block)]
_SAINTS = [
    (re.sub(r"\bSaint(e?)\b", r"St\1", name), name) for name, _name in _EVERY if "Saint" in name
]
_INDEX = PhraseIndex([*_EVERY, *_SAINTS, *ALIASES.items()])
_BRANDS = frozenset({"Orange"})
_WHERE = re.compile(
    r"(?:\b(?:a|vers|depuis|sur|jusqu'a|habite|ville ?:?|pres d[e']|suis de|viens de|sommes de"
    r"|vient de"
    r"|de [A-Za-z]{3,} a)|\b0[0-9]{4},?) ?$"
)
_LAND = re.compile(r"\b(?:en|la|l'|de|d'|vers|pour) ?$")
_IN_THE = re.compile(r"\b(?:dans (?:le|la|l'|les)|departement (?:du|de la|de l'|des)) ?$")
_COUNTED = re.compile(r"\b(?:un|une|des|les|mes|tes|ses|vos|nos|ces|leurs|quelques|deux) $")
_STREET = re.compile(
    r"\b(?:rue|avenue|av|bd|boulevard|place|quai|cours|route|chemin|allee|gare|porte|impasse|square"
    r"|pont|faubourg|fbg|lotissement|residence|chez|operateur|box|rubrique|modele|mobile|forfait"
    r"|reponse a|parle a|demande a|appelle) (?:de |du |des |d'|de la |l')?$"
)
_NO_PLACE_AFTER = re.compile(r" (?:sportifs?|en ligne|gagnants?|saint-germain|du service)\b")
_ISLAND = re.compile(r"(?:\b(?:iles? de|livr\w+ a|habite a|envo\w+ a|expedi\w+ a|st|denis de) ?)$")
_POSTED_AFTER = re.compile(r",? \(?[0-9]{5}(?![0-9])")
_TOWN = (
    r"(?:(?:Le|La|Les|L['’]|Saint|Sainte|St|Ste)[ -]?)?[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]{2,}"
    r"(?:-[A-Za-zÀ-ÿ'’]+)*"
)
_CAPITAL = re.compile("[ '’][A-ZÀ-ÖØ-Þ]")
_UNLISTED = re.compile(
    r"(?:(?<![0-9.,])(?<![0-9] )(?:0[1-9]|[1-8][0-9]|9[0-578])[0-9]{3},? "
    r"|\b(?:[Hh]abit(?:e|ons|ent)|[Vv]is|[Vv]ivons|[Rr]éside|[Ss]uis|[Ss]ommes|[Ll]ivr(?:é|ée|ez"
    r"|er|aison)"
    r"|[Bb]loquée?|[Aa]rrivée?|[Pp]assée?|[Dd]éposée?|[Rr]etir(?:er|é)|[Ii]nstallée?|[Dd]éménagé"
    r"|[Dd]épôt|[Aa]gence|[Mm]agasin|[Mm]aison|[Rr]elais|[Bb]oulot|[Tt]ravaille|[Cc]olis|[Ss]tocké"
    r"|[Rr]éception)(?: [a-zéèêà]{2,9})? (?:à|a) |\b[Hh]abite "
    r"|\b(?:[Dd]épôt|[Ee]ntrepôt|[Aa]gence|[Pp]lateforme|[Cc]entre de tri|[Rr]elais|[Mm]airie"
    r"|[Vv]ille"
    r"|[Cc]ommune|[Hh]ub|[Bb]onjour|[Bb]onsoir|[Ss]alut|[Pp]artance|[Vv]illage|[Ss]uis|[Ss]ommes"
    r"|[Vv]iens|[Aa]ppelle) (?:de|d['’]) ?)"
    rf"(?P<town>{_TOWN})"
)
_AT_HOME = re.compile(
    r"\b(?:j'? ?habite|on habite|nous habitons|j'? ?vis) (?:a |sur )?(?P<town>[a-z]{4,20})"
    r"(?=$| ?[.,;!?]| (?:et|est-ce|c'est|c|vous|pr|pour)\b)"
)
_NO_TOWNS = (
    STOP_WORDS
    | frozenset(
        """amazon appartement bientot bout campagne cause cote demain domicile encore ensemble force
    hauteur ici immeuble labas loin madame maison merci monsieur montagne netflix noel nouveau
    paques part partir partout pavillon perpete pres propos residence rien seul
    seule temps terme toujours toussaint ville voisin voisine""".split()
    )
    | {fold_plain(name) for name in (*MONTHS, *WEEKDAYS)}
)


def find_place(message: Message) -> Iterator[Found]:
    """Yield countries, regions and towns by their proper name."""
    for hit in _INDEX.find(message.folded):
        if _accents_fit(message, hit) and _stands_as_place(message, hit):
            yield message.found(hit.value, hit.start, hit.end)
    yield from _unlisted(message)


def is_city(words: str) -> bool:
    """Return whether folded words begin with the name of a known town that is no other word."""
    known = _COUNTRIES - {"Monaco", "Luxembourg"} | _DOUBTFUL
    return any(hit.start == 0 and hit.value not in known for hit in _INDEX.find(fold_spans(words)))


def is_belgian(words: str) -> bool:
    """Return whether folded words begin with the name of a Belgian town."""
    hits = _INDEX.find(fold_spans(words))
    return any(hit.start == 0 and hit.value in _BELGIAN for hit in hits)


def is_place(words: str) -> bool:
    """Return whether folded words begin with the name of a known town, region or country."""
    return any(hit.start == 0 for hit in _INDEX.find(fold_spans(words)))


def _unlisted(message: Message) -> Iterator[Found]:
    """Yield what the context makes a town: ``24250 Domme``, ``bloqué au dépôt de Wissous``."""
    raw = message.raw
    if _CAPITAL.search(raw) and raw != raw.upper():
        for match in _UNLISTED.finditer(raw):
            first = fold_plain(re.split(r"[-'’ ]", match["town"])[0])
            if first not in _NO_TOWNS and first not in FIRST_NAMES:
                yield Found(match["town"], *match.span("town"))
    for match in _AT_HOME.finditer(message.text):
        if match["town"] not in _NO_TOWNS:
            typed = message.typed(*match.span("town"))
            yield message.found(typed[:1].upper() + typed[1:], *match.span("town"))


def _accents_fit(message: Message, hit: Hit[str]) -> bool:
    """Accents may be left out, but an added one makes another word: chiné is not la Chine."""
    typed = message.typed(hit.start, hit.end)
    return typed.isascii() or fold_plain(typed) != fold_plain(hit.value) or _same(typed, hit.value)


def _same(typed: str, name: str) -> bool:
    pairs = zip(typed.lower(), name.lower(), strict=False)
    return len(typed) != len(name) or all(
        char.isascii() or char == wanted or not char.isalpha() for char, wanted in pairs
    )


def _stands_as_place(message: Message, hit: Hit[str]) -> bool:
    before = message.before(hit.start, 24)
    if _STREET.search(before) or _NO_PLACE_AFTER.match(message.text, hit.end):
        return False
    if _COUNTED.search(before):
        return hit.value in _PLURAL or (hit.value in _LANDS and bool(_IN_THE.search(before)))
    capital = _is_capital(message, hit)
    if hit.value in _REGION_WORDS:
        land = hit.value[-1] == "e" and before.endswith(" en ")
        return capital and (land or bool(_IN_THE.search(before)))
    return hit.value not in _DOUBTFUL or _doubtful_stands(message, hit, before, capital)


def _is_capital(message: Message, hit: Hit[str]) -> bool:
    """Return whether the name itself, not its article, begins with a capital that counts."""
    name = re.sub(r"^(?:L[ae]s? |L')", "", hit.value)
    start = max(hit.start, hit.end - len(name))
    return message.typed(start, start + 1).isupper() and message.raw != message.raw.upper()


def _doubtful_stands(message: Message, hit: Hit[str], before: str, capital: bool) -> bool:
    """Tell ``à Tours`` and ``Tours`` from ``deux tours``."""
    if re.match(r"L[ae] |L'", hit.value):
        return capital or bool(_ISLAND.search(before) and hit.value == "La Réunion")
    if _WHERE.search(before) or _POSTED_AFTER.match(message.text, hit.end):
        return True
    if hit.value in _COUNTRIES and (_LAND.search(before) or _is_all(message, hit)):
        return True
    if not capital:
        return False
    if hit.value in _BRANDS:
        return False
    listed = message.text[hit.end : hit.end + 1] == ","
    return hit.start > 0 or listed or _is_all(message, hit)


def _is_all(message: Message, hit: Hit[str]) -> bool:
    """Return whether the message is the name and nothing else."""
    return not (message.text[: hit.start] + message.text[hit.end :]).strip(" .,!?")
