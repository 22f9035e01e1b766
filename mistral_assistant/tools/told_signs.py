"""What is done with a number of a bill: taken off, put on top, or not told."""

import re

from mistral_assistant.tools.told_terms import Term

LESS = (
    r"(?:moins|remise|reduc\w*|rabais|solde\w*|promo\w*|ristourne|escompte|baiss\w*|enlev\w*"
    r"|retir\w*"
    r"|deduct\w*|deduir\w*|deduit\w*|deduis\w*|bon(?: d'achat| de reduction)?|avoir"
    r"|cheque[- ]cadeau"
    r"|carte[- ]cadeau|cagnotte|code(?: promo)?|acompte|arrhes|vers\w*|deja (?:donne|paye|regle)"
    r"|diminu\w*|perd\w*|economis\w*|rembours\w*|offert\w*|cashback|avance|droit|coupon)"
)
MORE = (
    r"(?:plus|tva|taxes?|ajout\w*|augment\w*|major\w*|frais|pourboire|interets?|commission|marge"
    r"|hausse|grimp\w*|monte\w*|service|supplement\w*|port|livraison|pose|installation|ecotaxe"
    r"|rallonge\w*)"
)
_LESS_BEFORE = re.compile(rf"\b{LESS}(?: (?!et\b)\w+)? ?(?:de|a|:|d'un|d'une)?(?: \w+ de)? ?$")
_MORE_BEFORE = re.compile(rf"(?:\b{MORE}(?: \w+)?|\+) ?(?:de|a|:|d'un|d'une)?(?: \w+ de)? ?$")
_LESS_FIRST = re.compile(
    r"\b(?:remise|reduction|reduc|rabais|ristourne|bon(?: d'achat| de reduction)?|avoir|coupon"
    r"|cheque[- ]cadeau|carte[- ]cadeau|cagnotte|acompte|arrhes)(?: de| d'|:)? $"
)
_LESS_AFTER = re.compile(rf"(?: en)?(?: de| d'|,)? ?(?:moins|{LESS})\b|,? a (?:deduire|retirer)\b")
_MORE_AFTER = re.compile(rf"(?: de| d'| en)? ?{MORE}\b")


def sign_of(term: Term, before: str, after: str) -> str:
    """Return what is done with a share or an amount: taken off, put on top, or unknown."""
    if term.sign:
        return term.sign
    near = after.lstrip(" ")[:30]
    if _LESS_AFTER.match(after):
        return "-"
    if term.kind == "share" and _MORE_AFTER.match(after) and not near.startswith(("plus ", "port")):
        return "+"
    if _LESS_BEFORE.search(before):
        return "-"
    return "+" if _MORE_BEFORE.search(before) else ""


def off_the_rest(before: str, after: str) -> bool:
    """Tell *un bon de 15 € à déduire de …* and *15 € de remise sur …*."""
    return bool(_LESS_FIRST.search(before) or re.match(rf" d(?:e |'){LESS}\b", after))
