"""Times of day in a folded French text, which are no lengths of time: ``à 8h``, ``20h30``."""

import re

from mistral_assistant.french import MONTHS
from mistral_assistant.tools.french_numbers import Number
from mistral_assistant.tools.french_text import Folded, fold_plain

_MONTH = "|".join(map(fold_plain, MONTHS))

_BEFORE = re.compile(
    r"(?:(?:^|[ (,'])(?:(?<!y )(?<!y')(?<!ya)a|vers|avant|apres|des|partir de|jusqu'a|entre|rdv"
    r"|rendez-vous"
    r"|creneau|est|aujourd'hui|hier|demain|matin|midi|soir|lundi|mardi|mercredi|jeudi|vendredi"
    r"|samedi"
    r"|dimanche),?|entre [0-9h: ]{1,8}et|[0-9]h ?[-/]|de [0-9h: ]{1,8}a"
    r"|(?:^|[ (,])(?:a|avant|apres|vers|entre) [0-9h: ]{1,8}(?:ou|et)(?: (?:a|avant|apres|vers))?"
    rf"|[0-9] (?:{_MONTH})) ?$"
)
_AFTER = re.compile(
    r"(?: ?h| heures?)?(?:[0-9]{0,2} ?(?:-|/|a) ?[0-9]{1,2} ?(?:h|heures)"
    r"| ?[0-9]{0,2},? (?:du matin|du soir|de l'apres|ce matin|ce soir|pile|precises?|tapantes?)\b"
    r"| sur (?:24|vingt))"
)
_HELD = re.compile(r"(?: ?h| heures?) ?(?:[0-9]{2} )?(?:d'|de )(?!l'apres|la nuit)[a-z]{4}")
_LASTS = re.compile(
    r"\b(?:dure\w*|pendant|durant|depuis|en|sous|tient|tenir|autonomie de|attente de|attendu|mis"
    r"|prend|prendre|fait|passe|moins de|plus de|environ|reste|y a|met)\b[a-z ]{0,10}$"
)
_HOURS_OF_DAY = 24
_AFTERNOON = 13


def is_clock(text: Folded, number: Number, *, minutes: bool = False) -> bool:
    """Return whether a number of hours is a time of day; ``minutes`` stand after it."""
    if number.value >= _HOURS_OF_DAY and not text.text.startswith("h sur", number.end):
        return False
    before = text.text[max(0, number.start - 24) : number.start]
    if _AFTER.match(text.text, number.end):
        return True
    if _HELD.match(text.text, number.end):
        return False
    if _BEFORE.search(before):
        return True
    return minutes and number.value >= _AFTERNOON and not _LASTS.search(before)
