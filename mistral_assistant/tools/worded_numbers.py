"""How numbers, prices, percentages and the wish for a result are worded, on folded text."""

import re
from functools import lru_cache

from mistral_assistant.tools.french_numbers import find_numbers
from mistral_assistant.tools.french_text import fold_plain, fold_spans

UNSIGNED = r"(?>(?:\d{1,3}(?:[ ']\d{3})+(?![\d])|\d+(?:\.\d{3})*)(?:[.,]\d+)?)"
FIGURES = rf"(?>-?{UNSIGNED})"
EURO = r" ?(?:€|euros?\b|eur\b)"
NUMBER = rf"({FIGURES}(?:{EURO})?)"
"""One group: the number as written, with its currency."""
NUMBERS = re.compile(rf"(?<![\w-]){NUMBER}(?! ?%|[\w])")
PRICE = rf"({FIGURES})(?:{EURO})?(?![\w%]| ?%)"
"""One group: the figures of an amount."""
SHARE = r"(\d+(?:[.,]\d+)?) ?%"
"""One group: the figure of a percentage."""
BEGINS = r"(?<![\w,.])"
"""Here a number begins: no digit, comma or letter stands before."""
SHARES = re.compile(rf"{BEGINS}{SHARE}")
HOW_MUCH = r"\b(?:combien|cmb|cb|cbien|kombien)\b"
ASKED = re.compile(
    rf"{HOW_MUCH}(?! de (?!ca\b))|\bprix (?:final|a payer|total|remise|apres)\b"
    r"|\ben tout\b|\bau total\b|\btotal(?= ?(?:$|\?|svp|stp|merci|s'il))"
    r"|\bquel(?:le)? (?:est |sera )?(?:le |la )?(?:prix|total|montant|somme|addition)\b"
    r"|\bca (?:fait|donne|revient)\b|\bttc\b|\bje (?:paie|paye|dois) (?:quoi|combien)\b"
)
LESS = re.compile(
    r"\b(?:remise|reduc|reduction|retire|enleve|rabais|ristourne|promo(?:tion)?|solde)s?\b"
    r"|\bmoins \d+(?:,\d+)? ?%"
)
MORE = re.compile(r"\b(?:tva|taxes?|hausse|augmentation|majoration|ttc)\b")
OTHER_FEES = re.compile(
    r"\b(?:livr\w+|port|delais?|retour\w*|rembours\w*|frais|express|fois|valables?)\b"
)

_PER_CENT = re.compile(r"\bpour ?cents?\b|\bpourcents?\b|\bpct\b")
_CENTS = re.compile(
    r"(\d+) ?(?:€|euros?|e)(?: et)? ?(\d{2})(?: ?(?:centimes?|cts?|c))?(?!\w|[.,]\d| ?%| ?€)"
)
_HALF = re.compile(rf"{BEGINS}(\d+)((?:{EURO}| [a-z]+)?) et demie?(?!\w)")
_HALF_DOZEN = re.compile(r"\b(?:une )?demi[- ]douzaine\b")
_PARTS_OF_UNITS = (
    (re.compile(r"\b(?:un |1 )?demi[- ]?(?=(?:kilo|litre|heure|metre|tonne|journee)s?\b)"), "0,5 "),
    (re.compile(r"\b(?:un |1 )?quart (?:de |d')(?=(?:kilo|litre|heure|metre|tonne)s?\b)"), "0,25 "),
    (
        re.compile(r"\b(?:3 |trois )quarts (?:de |d')(?=(?:kilo|litre|heure|metre|tonne)s?\b)"),
        "0,75 ",
    ),
    (re.compile(r"\bune (?=0,5 )"), ""),
)
_HOURS = re.compile(r"(?<![\w,.:/])(\d{1,2}) ?h(?:eures?)? ?(15|30|45)(?!\d|[/:.]\d| ?[%€])")
_OF_AN_HOUR = {"15": "25", "30": "5", "45": "75"}
_HALF_DOZENS = re.compile(rf"{BEGINS}(\d+),5 douzaines\b")
_SPOKEN_PRICE = re.compile(
    r"\b(a|coute|coutent|vaut|valent|paye) (\d{1,3}) ([1-9][059])(?!\d|[ ,.]\d| ?[%€]| [a-z]+s\b)"
)
_NINE = re.compile(r"\b(moins|plus|a|de|pour|et|fois) neuf(?= euros?\b)")
_AND_ONE_MORE = re.compile(
    r"(\beuros? [a-z]+(?:-[a-z]+)*) et (une? (?!centimes?\b)[a-z]{2,}[a-rt-wyz](?![a-z]))"
)
"""*un câble à dix euros nonante et un tapis*: not ninety-one."""
_SURELY_DOTTED = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3}){2,}(?![\d.])")
_DOTTED = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?![\d.])")
_SLANG = re.compile(rf"{BEGINS}(\d+(?:[.,]\d+)?) (?:balles|piasses?)\b")
_GLUED_EURO = re.compile(rf"{BEGINS}(\d+(?:[.,]\d\d)?) ?e\b(?! (?:fois|etage|jour|appel|relance))")


@lru_cache(maxsize=8)
def in_figures(text: str) -> str:
    """Fold a message and write its numbers in figures: *quinze pour cent* as ``15 %``."""
    text = _DOTTED.sub(_undotted, text) if _SURELY_DOTTED.search(text) else text
    plain = _HALF_DOZEN.sub("6", _PER_CENT.sub("%", fold_plain(text)))
    folded = fold_spans(_NINE.sub(r"\1 9", _AND_ONE_MORE.sub(r"\1 puis \2", plain)))
    flat = folded.text
    for number in reversed(find_numbers(folded)):
        if not number.figures and not number.weak:
            value = f"{number.value:f}".replace(".", ",")
            flat = f"{flat[: number.start]}{value}{flat[number.end :]}"
    flat = _CENTS.sub(r"\1,\2 €", _SLANG.sub(r"\1 €", flat))
    flat = _GLUED_EURO.sub(r"\1 €", _HALF.sub(r"\1,5\2", flat))
    return _measures(_SPOKEN_PRICE.sub(r"\1 \2,\3", flat))


def _measures(flat: str) -> str:
    """Write halves and quarters of units, and dozens and a half, as decimals."""
    if "demi" in flat or "quart" in flat:
        for pattern, figures in _PARTS_OF_UNITS:
            flat = pattern.sub(figures, flat)
    flat = _HOURS.sub(lambda match: f"{match[1]},{_OF_AN_HOUR[match[2]]} h", flat)
    return _HALF_DOZENS.sub(lambda match: str(int(match[1]) * 12 + 6), flat)


def _undotted(match: re.Match[str]) -> str:
    return match.group().replace(".", "")
