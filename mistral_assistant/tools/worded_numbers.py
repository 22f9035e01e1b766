"""How numbers, prices, percentages and the wish for a result are worded, on folded text."""

import re

from mistral_assistant.tools.french_numbers import NUMBER_WORDS

WORDS = "|".join(sorted(NUMBER_WORDS - {"milles"}, key=len, reverse=True))
FIGURES = r"-?(?:\d{1,3}(?:[ ']\d{3})+(?![\d])|\d+(?:\.\d{3})*)(?:[.,]\d+)?"
EURO = r" ?(?:€|euros?\b|eur\b|balles\b)"
NUMBER = rf"((?>{FIGURES}|(?:{WORDS})(?:[ -](?:{WORDS}|et (?:un|onze)))*(?![a-z]))(?:{EURO})?)"
"""One group: the number as written, with its currency."""
NUMBERS = re.compile(rf"(?<![\w-]){NUMBER}(?! ?%|[\w])")
SHARE = r"(\d+(?:[.,]\d+)?) ?(?:%|pour ?cents?)"
"""One group: the figure of a percentage."""
SHARES = re.compile(rf"(?<![\w,.]){SHARE}")
ASKED = re.compile(
    r"\b(?:combien|cmb|cb|cbien|kombien)\b(?! de (?!ca\b))"
    r"|\bprix (?:final|a payer|total|remise|apres)\b|\ben tout\b|\bau total\b"
    r"|\btotal(?= ?(?:$|\?|svp|stp|merci|s'il))"
    r"|\bquel(?:le)? (?:est |sera )?(?:le |la )?(?:prix|total|montant|somme|addition)\b"
    r"|\bca (?:fait|donne|revient)\b|\bttc\b"
)
LESS = re.compile(
    r"\b(?:remise|reduction|rabais|ristourne|promo(?:tion)?|solde)s?\b|\bmoins \d+ ?%"
)
MORE = re.compile(r"\b(?:tva|taxes?|hausse|augmentation|majoration|ttc)\b")
OTHER_FEES = re.compile(r"\b(?:livr\w+|port|delais?|retour\w*|rembours\w*|frais|express|fois)\b")
