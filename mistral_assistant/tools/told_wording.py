"""Wordings brought to one form before a told sum is read: cash, *à deux*, names of models.

Takes and returns folded text with its numbers in figures; ``without_models`` takes it as typed.
"""

import re

from mistral_assistant.tools.worded_numbers import BEGINS

_MODEL = re.compile(
    r"(?<=[a-zà-ÿ] )([A-ZÀ-Þ][a-zà-ÿ]{2,}(?: [A-ZÀ-Þ][a-zà-ÿ]+)*) \d{1,4}"
    r"(?= (?:(?:est |serait |sera )?(?:à|a|coûte|vaut) (?:\d|combien)|me revient))"
)
_BARE_MODEL = re.compile(r"\b[Ll]e \d{3,4}(?= (?:est )?(?:à|a|coûte|vaut) \d)")
_CODE = re.compile(r"(?<![\w-])(?:[A-Z]{1,3}|[A-Za-zé]{4,})\d{1,4}\b(?! ?[+*/=×÷^-])")
_CASH = re.compile(r"\b(?:(\d{1,2}|une?) )?(billets?|pieces?) de (\d{1,3})\b(?! ?(?:cent|ct))"
                   r"(?: ?€| ?euros?\b| ?eur\b)?(?! ?%)")  # fmt: skip
_CASH_AGAIN = re.compile(
    r"(billet de \d+ €(?:,| et|,? puis)?) (?:et )?(\d{1,2}|une?) de (\d{1,3})\b(?: ?€| ?euros?\b)?"
)
_CENTS = re.compile(rf"{BEGINS}(\d{{1,2}}) (?:centimes?|cts?)\b")
_BETWEEN = re.compile(
    r"\b(partag\w*|repart\w*|divis\w*|separ\w*) (?:a|en) (\d{1,2})\b(?!,?\d| ?[€%])"
)
_ALL_TAXES = re.compile(r"\btoutes taxes (?:comprises|incluses)\b")
_NO_TAXES = re.compile(r"\bhors[- ]t(?:axes?|va)\b")
_TOGETHER = re.compile(
    r"\b(?:a|pour|avec) nous (?:tous )?(?:les )?\d\b|\bnous (?:tous|tous les) \d\b"
)
_BOTH = re.compile(
    r"\b(?:pour |de |a )?(?:tou(?:s|tes) )?les (\d)\b(?! ?[€%,\d]| [a-z]+ (?:a|de) \d)"
)
_EACH = re.compile(r"\b(?:piece|l'unite|chacune?|chaque|l'une?|pour les? (?:premier|second))\b")
_TWO = re.compile(
    r"\b2 (?=[a-z]+[^.!?]*\bl'une? (?:a|coute|est a|vaut) \d[^.!?]*\bl'autre (?:a|coute|est a"
    r"|vaut) \d)"
)
_LAST = re.compile(
    r"\b(?:le mois|la semaine|l'annee|l'an) (?:passee?|derniere?|prochaine?|d'avant|d'apres)\b"
)
_AMOUNT = re.compile(r"\d ?(?:€|euros?\b)")


def without_models(text: str) -> str:
    """Take away the figures of names such as *Zéphyr 300* and *T40*, which are no quantities."""
    return _CODE.sub("modèle", _BARE_MODEL.sub("l'autre", _MODEL.sub(r"\1", text)))


def plain_wording(flat: str) -> str:
    """Return the message with cash as one amount and few other wordings in one form."""
    flat = _CASH.sub(_as_amount, flat)
    for _again in range(3):
        flat = _CASH_AGAIN.sub(lambda match: f"{match[1]} {_cash(match[2], match[3])}", flat)
    flat = _LAST.sub("auparavant", flat)
    if _AMOUNT.search(flat) and "en euro" not in flat:
        flat = _CENTS.sub(lambda match: f"0,{int(match[1]):02d} €", flat)
    flat = _BETWEEN.sub(r"\1 entre \2 personnes", flat)
    flat = _NO_TAXES.sub("ht", _ALL_TAXES.sub("ttc", flat))
    flat = _TOGETHER.sub("ensemble", flat)
    if "l'autre" in flat:
        flat = _TWO.sub("", flat)
    both = _BOTH.search(flat)
    if both and int(both[1]) == len(_AMOUNT.findall(flat)) and not _EACH.search(flat):
        flat = _BOTH.sub("en tout", flat)
    return flat


def _as_amount(match: re.Match[str]) -> str:
    return _cash(match[1], match[3])


def _cash(count: str | None, value: str) -> str:
    number = int(count) if count and count.isdecimal() else 1
    return f"billet de {number * int(value)} €"
