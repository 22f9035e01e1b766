"""What the readers of dates share: the names, the found date, and which side of today is meant."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mistral_assistant.french import MONTHS, WEEKDAYS
from mistral_assistant.tools import calendar_days as days
from mistral_assistant.tools.french_text import Folded, fold_plain

MONTH = {fold_plain(name): number for number, name in enumerate(MONTHS, 1)}
MONTH |= {"janv": 1, "fev": 2, "fevr": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10}
MONTH |= {"nov": 11, "dec": 12}
WEEKDAY = {name: number for number, name in enumerate(WEEKDAYS)}
_DAY_NAMES = (
    "premier deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
    " dix-sept dix-huit dix-neuf vingt vingt-et-un vingt-deux vingt-trois vingt-quatre vingt-cinq"
    " vingt-six vingt-sept vingt-huit vingt-neuf trente trente-et-un"
).split()
DAY = {name: number for number, name in enumerate(_DAY_NAMES, 1)}


def one_of(names: Sequence[str]) -> str:
    """Return an alternation of the names; their hyphens may be spaces."""
    return "|".join(sorted((name.replace("-", "[ -]") for name in names), key=len, reverse=True))


WEEK_NAMES = one_of(WEEKDAYS)
MONTH_NAMES = one_of(list(MONTH))
DAY_NAMES = one_of(list(DAY))
LAST_OR_NEXT = "derniere?|passee?|precedente?|prochaine?|suivante?|qui vient"
DAY_PART = r"(?:au |le )?(?:matin|midi|soir|apres[- ]midi)"
_BACK = frozenset("dernier derniere passe passee precedent precedente".split())
_PAST = re.compile(
    r"\bdepuis (?:le )?$|\b(?:datant|datee?|passee?) (?:de|du) $"
    r"|\b(?:ma|mon|mes|une?|la|le|votre|vos|notre|son|l') ?(?:commande|mails?|e-mail|facture|achat"
    r"|courrier|message|appel|courriel|sms) (?:de|du) $"
    r"|\bdeva(?:is|it|ient) (?:bien )?"
    r"(?:etre |arriver|m'arriver|venir|passer|me (?:livrer|parvenir))[a-z ]{0,25}$"
)
_DONE = re.compile(
    r"\b(?:ai|as|a|avons|avez|ont|etait|etais|etions)"
    r" (?:(?:bien|deja|donc|ete|encore|juste|pas|tout) ){0,2}(?P<verb>[a-z]{2,14})\b[^.?!;]{0,30}$"
)
_GONE = re.compile(
    r"\b(?:est|sont|suis|s'est) (?:bien |deja )?(?:re)?(?:partie?s?|arrivee?s?|venue?s?|passee?s?"
    r"|tombee?s?)\b[^.?!;]{0,30}$"
)
_PARTICIPLES = frozenset(
    """commande recu achete passe paye envoye expedie livre retourne renvoye appele telephone ecrit
    demande annule rendu depose facture debite signale contacte souscrit pris mis perdu vendu
    choisi vu eu fini lache casse""".split()
)
_FUTURE = re.compile(
    r"\b(?:avant|d'ici|jusqu'au|jusqu'a|pour) (?:le |la |ce )?$"
    r"|\b(?:sera|serai|serez|seront|serons|arrivera|arriveront|prevue?s?|attendue?s?|d'ici a"
    r"|(?<!devait )(?<!devais )(?<!devaient )(?<!d')etre)"
    r"(?: \w{1,12}){0,2} $"
)


@dataclass(frozen=True)
class FoundDate:
    """A date with its span in the folded text."""

    day: date
    start: int
    end: int
    complete: bool = True
    """False where the year was not said and had to be guessed."""
    vague: bool = False
    """No day is meant, but a week, a month or a year; ``day`` is its first."""

    @property
    def length(self) -> int:
        """Characters of the folded text."""
        return self.end - self.start


def side_of_today(text: Folded, start: int, default: int) -> int:
    """Return PAST or FUTURE where the words before ``start`` say so, else ``default``."""
    before = text.text[max(0, start - 60) : start]
    if _FUTURE.search(before):
        return days.FUTURE
    past = _PAST.search(before) or _GONE.search(before) or _is_done(text, before, start)
    return days.PAST if past else default


def _is_done(text: Folded, before: str, start: int) -> bool:
    """Return whether a past participle governs the date: ``j'ai commandé lundi``."""
    match = _DONE.search(before)
    if match is None:
        return False
    verb = match["verb"]
    first, last = text.span(*(start - len(before) + place for place in match.span("verb")))
    typed = text.raw[first:last].lower()
    participle = verb.removesuffix("s").removesuffix("e") if verb[-1] in "se" else verb
    return typed.rstrip("es").endswith("é") or not _PARTICIPLES.isdisjoint((verb, participle))


def day_number(written: str) -> int:
    """Return the day of the month that a figure or a word names."""
    return int(written) if written.isdecimal() else DAY[written.replace(" ", "-")]


def turns_back(turn: str | None) -> bool:
    """Return whether ``dernier``, ``passée`` … leads into the past."""
    return turn in _BACK
