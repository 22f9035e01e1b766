"""Calculations told in words: *divise 45 par 9*, *10 % de remise sur 199 €, je paie combien ?*

Each wording becomes an expression of ``arithmetic``; signs between numbers are found by
``calculator``.
"""

import re
from collections.abc import Callable, Sequence

from mistral_assistant.tools.french_numbers import NUMBER_WORDS
from mistral_assistant.tools.french_text import fold_plain

LONGEST = 300
"""Characters of a message that may be one told calculation."""
_WORDS = "|".join(sorted(NUMBER_WORDS - {"milles"}, key=len, reverse=True))
_FIGURES = r"-?(?:\d{1,3}(?:[ ']\d{3})+(?![\d])|\d+(?:\.\d{3})*)(?:[.,]\d+)?"
_UNIT = r"(?: ?(?:€|euros?\b|eur\b|balles\b))?"
_NUMBER = rf"((?>{_FIGURES}|(?:{_WORDS})(?:[ -](?:{_WORDS}|et (?:un|onze)))*(?![a-z])){_UNIT})"
_NUMBERS = re.compile(rf"(?<![\w-]){_NUMBER}(?! ?%|[\w])")
_SHARE = r"(\d+(?:[.,]\d+)?) ?(?:%|pour ?cents?)"
_SHARES = re.compile(rf"(?<![\w,.]){_SHARE}")
_ASKED = re.compile(
    r"\bcombien\b|\bcmb\b|\bprix (?:final|a payer|total|remise|apres)\b|\ben tout\b|\bau total\b"
    r"|\bquel (?:est le |sera le )?(?:prix|total|montant)\b|\bca (?:fait|donne|revient)\b|\bttc\b"
)
_LESS = re.compile(r"\b(?:remise|reduction|rabais|ristourne|promo(?:tion)?|solde)s?\b")
_MORE = re.compile(r"\b(?:tva|taxes?|hausse|augmentation|majoration|ttc)\b")
_OTHER_FEES = re.compile(r"\b(?:livr\w+|port|delais?|retour\w*|frais|express|fois)\b")
_NO_COUNT = (
    r"(?:jours?|heures?|semaines?|mois|ans?|annees?|fois|minutes?|personnes?|pouces?|kilos?|kg|cm"
    r"|metres?|m|watts?|litres?|degres?|%)"
)
_EACH = re.compile(
    rf"(?<![\w-])(\d{{1,4}}|(?:{_WORDS})) (?!{_NO_COUNT}\b)(?:[a-z'-]+ ){{1,4}}a "
    rf"({_FIGURES}) ?(?:€|euros?\b|balles\b)"
)


_NO_NOUN = (
    r"(?! (?!(?:svp|stp|s'il|merci|ca|cela|fait|font|donne|egale?|est|et alors|pour voir|hein|du"
    r" coup|combien)\b)[a-z])"
)
"""What is counted or measured is no number to work with: *entre 2,4 et 5 GHz*."""


def _told(*parts: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){''.join(parts)}(?![\w%]| ?[-+*/×÷^]){_NO_NOUN}")


_WORDINGS: Sequence[tuple[re.Pattern[str], str]] = (
    (_told(r"divise[rz]? ", _NUMBER, r" (?:par|en) ", _NUMBER), "{0} / {1}"),
    (_told(r"multiplie[rz]? ", _NUMBER, r" par ", _NUMBER), "{0} x {1}"),
    (_told(r"(?:ajoute[rz]?|rajoute[rz]?) ", _SHARE, r" a ", _NUMBER), "{1} + {0} %"),
    (_told(r"augmente[rz]? ", _NUMBER, r" de ", _SHARE), "{0} + {1} %"),
    (_told(r"(?:diminue|baisse|redui)[rstz]* ", _NUMBER, r" de ", _SHARE), "{0} - {1} %"),
    (_told(r"(?:ajoute[rz]?|rajoute[rz]?) ", _NUMBER, r" a ", _NUMBER), "{1} + {0}"),
    (_told(r"(?:additionne[rz]?|somme (?:de|entre)) ", _NUMBER, r" (?:et|a|avec) ", _NUMBER),
     "{0} + {1}"),
    (_told(r"(?:retire|retranche|enleve|ote)[rz]? ", _SHARE, r" [ad]e? ", _NUMBER), "{1} - {0} %"),
    (_told(r"(?:(?:retire|retranche|enleve|ote)[rz]?|soustrai(?:s|t|re|yez)) ", _NUMBER,
           r" (?:a|de) ", _NUMBER), "{1} - {0}"),
    (_told(r"difference (?:entre|de) ", _NUMBER, r" et (?:de )?", _NUMBER), "{0} - {1}"),
    (_told(r"produit de ", _NUMBER, r" (?:et(?: de)?|par) ", _NUMBER), "{0} x {1}"),
    (_told(r"quotient de ", _NUMBER, r" (?:et(?: de)?|par) ", _NUMBER), "{0} / {1}"),
    (_told(r"reste (?:de |dans )?(?:la division (?:euclidienne )?(?:de )?)?", _NUMBER,
           r" (?:divisee? )?par ", _NUMBER), "{0} modulo {1}"),
    (_told(r"combien font ", _NUMBER, r" et ", _NUMBER), "{0} + {1}"),
    (_told(_NUMBER, r" et ", _NUMBER, r",? (?:ca|cela) (?:fait|donne) (?:combien|cmb|quoi)"),
     "{0} + {1}"),
    (_told(r"quel pourcentage (?:represente(?:nt)?|font|fait) ", _NUMBER, r" (?:sur|de) ",
           _NUMBER), "{0} / {1} x 100"),
    (_told(_NUMBER, r" (?:est|represente|c'est|fait) quel pourcentage de ", _NUMBER),
     "{0} / {1} x 100"),
)  # fmt: skip
"""Wording → expression; the groups in order."""
_VERBS = frozenset(
    """divise multiplie ajoute rajoute augmente diminue baisse redui additionne somme retire
    retranche enleve ote soustrai difference produit quotient reste combien pourcentage cela ca
    remise reduction rabais ristourne promo tva ttc taxe prix total solde paie
    combien""".split()
)


def told(text: str) -> str | None:
    """Return the expression that a message tells in words; None if it tells none."""
    if len(text) > LONGEST:
        return None
    folded = fold_plain(text)
    if not any(verb in folded for verb in _VERBS):
        return None
    for pattern, expression in _WORDINGS:
        match = pattern.search(folded)
        if match:
            return expression.format(*match.groups())
    return next(filter(None, (read(folded) for read in _SENTENCES)), None)


def _changed_price(folded: str) -> str | None:
    """Read a price with a discount or a tax: one percentage, one amount, and a question."""
    shares = _SHARES.findall(folded)
    sign = "-" if _LESS.search(folded) else "+" if _MORE.search(folded) else ""
    if len(shares) != 1 or not sign or not _ASKED.search(folded) or _OTHER_FEES.search(folded):
        return None
    amounts = _NUMBERS.findall(_SHARES.sub(" ", folded))
    figures = [amount for amount in amounts if amount[0].isdigit()]
    return f"{figures[0]} {sign} {shares[0]} %" if len(figures) == 1 else None


def _several_pieces(folded: str) -> str | None:
    """Read *3 lampes à 19,99 €*, where a total is asked for."""
    match = _EACH.search(folded)
    if match is None or match.group(1) in ("1", "un", "une") or "%" in folded:
        return None
    if not _ASKED.search(folded) or _OTHER_FEES.search(folded):
        return None
    return f"{match.group(1)} x {match.group(2)} €"


_SENTENCES: Sequence[Callable[[str], str | None]] = (_changed_price, _several_pieces)
