"""Calculations told in words: *divise 45 par 9*, *10 % de remise sur 199 €, je paie combien ?*

Each wording becomes an expression of ``arithmetic``; signs between numbers are found by
``calculator``.
"""

import re
from collections.abc import Callable, Sequence

from mistral_assistant.tools.told_bill import told_bill
from mistral_assistant.tools.told_goals import goal
from mistral_assistant.tools.told_purchases import told_purchase
from mistral_assistant.tools.told_relations import told_relation
from mistral_assistant.tools.told_shares import told_share
from mistral_assistant.tools.told_wording import plain_wording, without_models
from mistral_assistant.tools.worded_numbers import ASKED, NUMBER, NUMBERS, SHARE, in_figures

LONGEST = 300
"""Characters of a message that may be one told calculation."""

_NO_NOUN = (
    r"(?! (?!(?:svp|stp|s'il|merci|pour moi|ca|cela|fait|font|donne|egale?|est|et alors|pour voir"
    r"|hein|du"
    r" coup|combien)\b)[a-z])"
)
"""What is counted or measured is no number to work with: *entre 2,4 et 5 GHz*."""


def _told(*parts: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){''.join(parts)}(?![\w%]| ?[-+*/×÷^]){_NO_NOUN}")


_PEOPLE = rf"(?:[a-z-]+ ){{0,2}}?{NUMBER}(?: (?:[a-z-]+))?"


_WORDINGS: Sequence[tuple[re.Pattern[str], str]] = (
    (_told(r"divise[rz]? ", NUMBER, r" (?:par|en) ", NUMBER), "{0} / {1}"),
    (_told(r"multiplie[rz]? ", NUMBER, r" (?:par|et) ", NUMBER), "{0} x {1}"),
    (_told(r"(?:ajoute[rz]?|rajoute[rz]?) ", SHARE, r"(?: de (?:tva|taxes?))? a ", NUMBER),
     "{1} + {0} %"),
    (_told(r"augmente[rz]? ", NUMBER, r" de ", SHARE), "{0} + {1} %"),
    (_told(r"(?:diminue|baisse|redui)[rstz]* ", NUMBER, r" de ", SHARE), "{0} - {1} %"),
    (_told(r"(?:ajoute[rz]?|rajoute[rz]?) ", NUMBER, r" a ", NUMBER), "{1} + {0}"),
    (_told(r"(?:additionne[rz]?|r?ajoute[rz]?|somme (?:de|entre))(?:[- ]moi)? ", NUMBER,
           r" (?:et|a|avec) ", NUMBER),
     "{0} + {1}"),
    (_told(r"(?:la )?(double|triple|quadruple|quintuple|decuple)[rz]? (?:moi )?(?:de )?", NUMBER),
     "{0} {1}"),
    (_told(NUMBER, r" exposant ", NUMBER), "{0} ^ {1}"),
    (_told(r"^moins ", NUMBER, r" plus ", NUMBER), "-{0} + {1}"),
    (_told(r"^", NUMBER, r",? (?:c'est|est|represente) la moitie de (?:combien|quoi|quel nombre)"),
     "{0} x 2"),
    (_told(NUMBER, r" sur ", NUMBER, r",? (?:ca|cela|c'est) .*pourcentage"), "{0} / {1} x 100"),
    (_told(NUMBER, r" (?:monte|grimpe|augmente|gagne|prend) (?:de )?", SHARE), "{0} + {1} %"),
    (_told(NUMBER, r" (?:baisse|diminue|perd|chute|descend) (?:de )?", SHARE), "{0} - {1} %"),
    (_told(r"(?:retire|retranche|enleve|ote)[rz]? ", SHARE, r" [ad]e? ", NUMBER), "{1} - {0} %"),
    (_told(r"(?:(?:retire|retranche|enleve|ote)[rz]?|soustra(?:i[st]|ire|yez))(?: donc| moi)? ",
           NUMBER,
           r" (?:a|de) ", NUMBER), "{1} - {0}"),
    (_told(r"difference (?:entre|de) ", NUMBER, r" et (?:de )?", NUMBER), "{0} - {1}"),
    (_told(r"produit de ", NUMBER, r" (?:et(?: de)?|par) ", NUMBER), "{0} x {1}"),
    (_told(r"quotient de ", NUMBER, r" (?:et(?: de)?|par) ", NUMBER), "{0} / {1}"),
    (_told(r"reste (?:de |dans )?(?:la division (?:euclidienne )?(?:de )?)?", NUMBER,
           r" (?:divisee? )?par ", NUMBER), "{0} modulo {1}"),
    (_told(r"combien font ", NUMBER, r" et ", NUMBER), "{0} + {1}"),
    (_told(r"(?<!en )", NUMBER, r" fois ", NUMBER), "{0} x {1}"),
    (_told(NUMBER, r" (?:augmente|majore)e?s? de ", SHARE), "{0} + {1} %"),
    (_told(NUMBER, r" (?:diminue|baisse|reduit|minore|remise)e?s? de ", SHARE), "{0} - {1} %"),
    (_told(r"(?:partage|reparti|divise)\w* ", NUMBER, r" (?:entre|a|en) ", _PEOPLE), "{0} / {1}"),
    (_told(NUMBER, r" a (?:partager|repartir|diviser) (?:entre|a|en|par) ", _PEOPLE), "{0} / {1}"),
    (_told(NUMBER, r" et ", NUMBER, r",? (?:ca|cela) (?:fait|donne) (?:combien|cmb|quoi)"),
     "{0} + {1}"),
    (_told(r"quel pourcentage (?:represente(?:nt)?|font|fait) ", NUMBER, r" (?:sur|de) ",
           NUMBER), "{0} / {1} x 100"),
    (_told(NUMBER, r" (?:est|represente|c'est|fait) quel pourcentage de ", NUMBER),
     "{0} / {1} x 100"),
)  # fmt: skip
"""Wording → expression; the groups in order."""
_TIMES = {"double": "2 x", "triple": "3 x", "quadruple": "4 x", "quintuple": "5 x",
          "decuple": "10 x"}  # fmt: skip
_ON_AVERAGE = re.compile(r"\ben moyenne\b")
_SEVERAL = re.compile(
    r"\b(moyenne|somme|total|additionne[rz]?|ajoute[rz]?)(?:[- ]moi)?(?: |: ?)"
    r"(?:de |des |entre |d'|: ?)?(?:ces |mes |notes? |nombres? |de |: ?)*"
    r"(-?\d[^?!]*)"
)
_AROUND_NUMBERS = re.compile(
    r"[ ,;.:+/?]|\bet\b|\b(?:svp|stp|merci|s'il (?:te|vous) plait|ca fait combien|combien"
    r"|madame|monsieur"
    r"|cela fait|par mois|en moyenne|ca fait|euros?)\b"
)
_PARTS = ("cinquieme", "sixieme", "septieme", "huitieme", "neuvieme", "dixieme")
_FRACTION = _told(rf"(\d{{1,2}}) ({'|'.join(_PARTS)})s? (?:de |d'|d'une? [a-z]+ de |des )", NUMBER)
_VERBS = frozenset(
    """divise multiplie ajoute rajoute augmente diminue baisse redui additionne somme retire
    retranche enleve ote soustra difference produit quotient reste combien cb cmb pourcentage cela
    ca
    remise reduction rabais ristourne promo tva ttc taxe prix total solde paie moyenne
    pour-cent monnaie partage reparti majore minore chacun exposant double triple
    quadruple quintuple decuple monte grimpe
    gagne perd chute descend chacun ieme mois fois piece %""".split()
)


def told(text: str) -> str | None:
    """Return the expression that a message tells in words; None if it tells none."""
    if len(text) > LONGEST:
        return None
    folded = plain_wording(in_figures(without_models(text)))
    if not any(char.isdigit() for char in folded):
        return None
    asked = goal(folded)
    if asked is not None:
        return asked or None
    said = any(verb in folded for verb in _VERBS) or folded.startswith("moins ")
    if not said and not ASKED.search(folded):
        return told_relation(folded) or told_bill(folded)
    for pattern, expression in _WORDINGS:
        match = pattern.search(folded)
        if match:
            first, *others = match.groups()
            return expression.format(_TIMES.get(first, first), *others)
    return next(filter(None, (read(folded) for read in _SENTENCES)), None)


def _of_several(folded: str) -> str | None:
    """Read *la moyenne de 12, 15 et 21*, *la somme de 3, 4 et 5*."""
    match = _SEVERAL.search(folded)
    if match is None:
        return _on_average(folded)
    numbers = NUMBERS.findall(match[2])
    if len(numbers) < 2 or _AROUND_NUMBERS.sub("", NUMBERS.sub("", match[2])):
        return None
    total = " + ".join(numbers)
    return f"({total}) / {len(numbers)}" if match[1] == "moyenne" else total


def _on_average(folded: str) -> str | None:
    """Read *mes factures : 96, 112 et 125 euros ; en moyenne, combien ?*"""
    numbers = NUMBERS.findall(folded)
    if len(numbers) < 2 or not _ON_AVERAGE.search(folded) or not ASKED.search(folded):
        return None
    return f"({' + '.join(numbers)}) / {len(numbers)}"


def _fraction(folded: str) -> str | None:
    """Read *quatre cinquièmes de 350*."""
    match = _FRACTION.search(folded)
    if match is None:
        return None
    return f"{match[1]} / {_PARTS.index(match[2].rstrip('s')) + 5} x {match[3]}"


_SENTENCES: Sequence[Callable[[str], str | None]] = (
    _of_several,
    _fraction,
    told_relation,
    told_bill,
    told_share,
    told_purchase,
)
