"""The size of a share told in words: how much the discount, the fees or the tax come to.

*10 % de remise sur 279 €, j'économise combien ?* asks for the tenth, not for the price.
"""

import re
from collections.abc import Sequence

from mistral_assistant.tools.told_bill import costs_of
from mistral_assistant.tools.told_terms import Term, tax_label
from mistral_assistant.tools.worded_numbers import HOW_MUCH

_SHARE_NOUN = (
    r"(?:tva|taxes?|remises?|reductions?|reduc|rabais|ristournes?|frais|commissions?|economies?"
    r"|interets?|pourboires?|acomptes?|arrhes|cashback|baisse|hausse|augmentation|promo|solde"
    r"|escompte|majoration|garantie)"
)
_OWN = "la |les |le |l'|ma |mes |votre |vos "
_PART = re.compile(
    rf"{HOW_MUCH} (?:d'euros |y a-t-il |ai-je |j'ai |j'aurai |est-ce que )?(?:de |d'|en )"
    rf"(?:euros de |euros d')?{_SHARE_NOUN}\b"
    rf"|{HOW_MUCH} (?:vaut|vaudra|vaudrait|represente\w*|fait|coutent|coute|font|rapporte\w*)"
    rf" (?:la |les |le |l'|une? |cette |ma )?{_SHARE_NOUN}\b"
    rf"|\bquel(?:le)?s? (?:est |sont |sera |seront |serait )?(?:donc )?"
    rf"(?:le montant (?:de (?:la |l')|des |du )|la valeur de (?:la |l')|{_OWN})?{_SHARE_NOUN}\b"
    rf"|\b(?:de|a) {HOW_MUCH} (?:est|sont|sera|seront|s'elev\w+|se mont\w+|mont\w+) (?:donc )?"
    rf"(?:une |{_OWN})?{_SHARE_NOUN}\b"
    rf"|\b{_SHARE_NOUN}\b[^?.!]*?\b(?:est|sont|sera|seront|s'elev\w+|se mont\w+|monte\w*"
    rf"|correspond\w*) (?:de|a) {HOW_MUCH}"
    rf"|\b(?:represent\w+|correspond\w* a) (?:{HOW_MUCH}|quelle somme|quel montant)"
    rf"|{HOW_MUCH} (?:ca |cela )?represent\w+"
    rf"|\b(?:economis\w*|epargn\w*|gagn\w*|enlev\w*|recuper\w*|deduit\w*|deduis\w*|retir\w*"
    rf"|rembours\w*)(?: moi| en)? (?:donc )?{HOW_MUCH}"
    rf"|{HOW_MUCH} (?:d'euros )?(?:est-ce que )?(?:ca |je |j'|on |vais-je |va-t-on |puis-je |vous "
    r"|m'|me |nous |il |y )*(?:economis|epargn|gagn|enlev|recuper|deduit|deduis|retir|rembours)\w*"
    rf"|{HOW_MUCH} (?:d'euros )?(?:en moins|de moins|de plus|en plus|d'economies?|d'ecart"
    rf"|de rabais)\b"
    rf"|\bsoit {HOW_MUCH}|\b(?:economise|epargne|gagne)[- ]?(?:je|t-on|on)\b"
    r"|\b(?:quelle somme|quel montant) (?:est-ce que )?(?:je |j'|on |vais-je )?"
    r"(?:economis|epargn|gagn|recuper|vais econom)\w*|\bjuste la (?:tva|remise)\b"
)
_IN_PARTS = re.compile(r"\ben \d+ (?:fois|mensualites)\b")
_MORE_ASKED = re.compile(rf"{HOW_MUCH} (?:en|de) plus\b")
_FINAL = re.compile(
    r"\b(?:je (?:paie|paye|paierai|payerai|debourse)|prix (?:final|a payer|apres|remise)|a payer"
    r"|il (?:me )?(?:revient|coute)|me revient|coute\w* au final|ttc au total)\b"
)
_NET_ASKED = re.compile(r"\bht\b|\bsans (?:la )?tva\b")
_ASKS_TAX = re.compile(
    rf"{HOW_MUCH} (?:y a-t-il |d'euros )?de (?:tva|taxes?)\b|\bquel(?:le)? (?:est |sera )?(?:le "
    r"montant de )?(?:la |de )?(?:tva|taxe)\b|\bjuste la (?:tva|taxe)\b"
    rf"|\b(?:tva|taxe)\b[^?.!]*?\b(?:est|sera|s'eleve|se monte|represente|monte|fait) "
    rf"(?:de |a )?{HOW_MUCH}|{HOW_MUCH} (?:represente|vaut|fait|est|s'eleve|se monte) la (?:tva"
    rf"|taxe)"
    r"|\bpart de (?:la )?(?:tva|taxe)"
)
_WITHIN = re.compile(r"\b(?:dans|dedans|comprise|incluse|contient|dont)\b")
_BEFORE_SHARE = re.compile(
    r"\bavant (?:la |les |l')?(?:remise|reduction|solde|promo|rabais)|\bprix (?:d'origine|initial"
    r"|de depart|normal|plein|barre)\b"
)
_AFTER_SHARE = re.compile(r"\bapres (?:une |la |les )?(?:remise |reduction |rabais )?(?:de )?$")


def _one_share(terms: Sequence[Term]) -> tuple[Term, list[Term]] | None:
    """Return the only percentage and the numbers that it may be of; None if there are more."""
    shares = [term for term in terms if term.kind == "share"]
    others = [term for term in terms if term.kind not in ("share", "parts")]
    return (shares[0], others) if len(shares) == 1 and others else None


def tax_asked(flat: str, terms: Sequence[Term]) -> str | None:
    """Read net from gross, gross from net, and the tax of either, at the rate that is named."""
    found = _one_share(terms)
    if found is None or len(found[1]) != 1 or not re.search(r"\b(?:ttc|ht|tva)\b", flat):
        return _without_discount(flat, found)
    share, (amount,) = found
    if amount.kind not in ("money", "bare", "rate"):
        return None
    rate, price = share.figures, f"{amount.figures} €"
    label = tax_label(flat, amount)
    asked = re.sub(rf"\b{label}\b", " ", flat) if label else flat
    if label == "ttc" and _NET_ASKED.search(asked):
        return f"{price} / (1 + {rate} / 100)"
    if _ASKS_TAX.search(flat) and not (label == "ht" and "ttc" in asked):
        gross = label == "ttc" or (not label and _WITHIN.search(flat))
        return f"{price} - {price} / (1 + {rate} / 100)" if gross else f"{rate} % de {price}"
    if label == "ht" and re.search(rf"\bttc\b|{HOW_MUCH}|= ?\?", asked):
        return f"{price} + {rate} %"
    return None


def _without_discount(flat: str, found: tuple[Term, list[Term]] | None) -> str | None:
    """Read *prix avant remise si je paie 80 € après 20 % de réduction*."""
    if found is None or len(found[1]) != 1 or found[1][0].kind not in ("money", "bare"):
        return None
    share, (amount,) = found
    asked = _BEFORE_SHARE.search(flat)
    if not asked or re.match(r" ?(?:est )?(?:de |: |a )?\d", flat[asked.end() :]):
        return None
    if not _AFTER_SHARE.search(flat[: share.start]):
        return None
    return f"{amount.price} / (1 - {share.figures} / 100)"


def part_asked(flat: str, terms: Sequence[Term]) -> str | None:
    """Return *10 % de 279 €* where the part is asked for; ``""`` where of what is not clear."""
    found = _one_share(terms)
    if found is None or not _PART.search(flat) or _FINAL.search(flat):
        return None
    if "a partir de" in flat:
        return ""
    share, others = found
    if _IN_PARTS.search(flat) and _MORE_ASKED.search(flat):
        return None
    total = others[0].price if len(others) == 1 else costs_of(flat, others)
    if len(others) == 1 and others[0].kind not in ("money", "bare"):
        return None
    if total is None:
        return ""
    return f"{share.figures} % de {f'({total})' if ' ' in total.replace(' €', '') else total}"
