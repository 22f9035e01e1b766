"""Rates and differences told in words: a rise, a tax, the price before a discount, a second one.

Each reader takes a folded message and the terms of its numbers, wants exactly those that it uses,
and returns an expression or None.
"""

import re
from collections.abc import Callable, Sequence

from mistral_assistant.tools.told_terms import Term, singular, tax_label
from mistral_assistant.tools.worded_numbers import BEGINS, HOW_MUCH

_PER_CENT_ASKED = re.compile(
    r"\b(?:quel(?:le)?s? |combien |c'est |en |de )(?:\w+ )?(?:pourcentages?|pour-cent|%)"
    r"|\bpourcentage\b"
    rf"|{HOW_MUCH} (?:de |en )?(?:%|pour cent)"
)
_DIFFERENCE = re.compile(
    r"\b(?:difference|ecart|benefices?|marge|plus-value|perte|economis?\w*|economies?)\b"
    rf"|{HOW_MUCH} (?:de |en )?(?:plus|moins)\b|\b(?:manque\w*|perds?|perdu|gagne|gagner?ai"
    rf"|gagne)\b"
    r"|\bplus cher\b|\bmoins cher\b|\bau lieu de\b|\bpour (?:arriver|atteindre|aller)\b"
    r"|\b(?:augment|baiss|diminu|monte|grimp)\w*\b|\bil me faut encore\b|\bil (?:me )?reste\b"
    r"|\bdepass\w+"
)
TIMES_AS_MUCH = re.compile(
    rf"{BEGINS}(?P<times>\d+) fois (?P<way>plus|moins)(?: [a-z-]+){{0,2}}? (?:qu[e' ]+(?:a |pour "
    r"|de )?|de )"
)
_SECOND = re.compile(
    r"\b(?:2 ?(?:e|eme|nde?)|deuxieme|second|seconde)\b(?: [a-z]+){0,3}? (?:a|est a|en) "
    r"(?:(?P<half>moitie prix|la moitie(?: du prix)?|demi-tarif)|- ?\d|\d+ ?% de (?:remise|reduc))"
)
_DOWN_PAYMENT = re.compile(
    r"\b(?:acompte|arrhes)\b|^(?!.*\b(?:total|en tout|paie|paye|ttc|compris)\b).*\bde (?:pourboire"
    r"|commission) sur\b"
)


def _rise(flat: str, terms: Sequence[Term]) -> str | None:
    """Read *passé de 80 à 60 €, quel pourcentage ?* and *30 sur 120, en pourcentage*."""
    if len(terms) != 2 or not _PER_CENT_ASKED.search(flat) or any(t.kind == "share" for t in terms):
        return None
    first, second = terms
    between = flat[first.end : second.start]
    if re.search(r"\b(?:de mieux|de plus|en plus|d'augmentation)\b", flat[second.end :][:25]):
        return f"{second.figures} / {first.figures} x 100"
    if "au lieu de" in between or re.search(r"\b(?:etait|coutait|valait|avant)\b", between):
        first, second = second, first
    elif re.search(r"\b(?:sur|parmi)\b", between) or "represent" in flat:
        return f"{first.figures} / {second.figures} x 100"
    if not re.search(
        r"\b(?:pass|augment|baiss|remise|reduc|diminu|mont|grimp|rabais|perd|gagn|hausse|solde"
        r"|lieu|chut"
        r"|ristourne|economi|affiche|paye)\w*",
        flat,
    ):
        return None
    if second.number < first.number:
        return f"({first.figures} - {second.figures}) / {first.figures} x 100"
    return f"({second.figures} - {first.figures}) / {first.figures} x 100"


def _whole(flat: str, terms: Sequence[Term]) -> str | None:
    """Read *40 représente 20 % de combien ?* and the price before a known discount."""
    shares = [term for term in terms if term.kind == "share"]
    amounts = [term for term in terms if term.kind in ("money", "bare", "count")]
    if len(terms) != 2 or len(shares) != 1 or len(amounts) != 1:
        return None
    share, amount = shares[0].figures, amounts[0].figures
    if re.search(rf"% (?:de|du|d') ?(?:{HOW_MUCH}|quoi|quel)", flat):
        return f"{amount} / {share} x 100"
    price = amounts[0].price if amounts[0].kind == "money" else amount
    taxed = _taxed(flat, amounts[0])
    if taxed:
        return f"{price} / (1 + {share} / 100)" if taxed == "ttc" else f"{price} + {share} %"
    before = re.search(
        rf"\b(?:avant (?:la |les )?(?:remise|reduction|solde|promo|rabais)|prix (?:d'origine"
        rf"|initial|de depart"
        rf"|normal|de base|plein|barre)|coutait(?:-il)? (?:avant|{HOW_MUCH}))",
        flat,
    )
    asked_before = before and not re.match(r"[a-z' ]{0,12}\d", flat[before.end() :])
    return f"{price} / (1 - {share} / 100)" if asked_before else None


def _taxed(flat: str, amount: Term) -> str:
    """Return ``ttc`` or ``ht`` where an amount is told as one and asked for as the other."""
    if not (re.search(r"\b(?:ht|hors[- ]tax\w*|sans (?:la )?tva)", flat) and "ttc" in flat):
        return ""
    return tax_label(flat, amount)


def _deposit(flat: str, terms: Sequence[Term]) -> str | None:
    """Read *480 €, acompte de 30 %, combien à verser ?*"""
    shares = [term for term in terms if term.kind == "share"]
    amounts = [term for term in terms if term.kind in ("money", "bare")]
    if len(terms) != 2 or len(shares) != 1 or len(amounts) != 1 or not _DOWN_PAYMENT.search(flat):
        return None
    if re.search(r"\b(?:reste\w*|restant|solde)\b", flat):
        return f"{amounts[0].price} - {shares[0].figures} %"
    return f"{shares[0].figures} % de {amounts[0].price}"


def _three_for_two(flat: str, terms: Sequence[Term]) -> str | None:
    """Read *3 pour le prix de 2 à 19,99 l'unité*."""
    match = re.search(r"\b\d+(?: [a-z]+)? (?:pour le prix de|au prix de) (?P<paid>\d+)\b", flat)
    prices = [term for term in terms if term.kind in ("money", "rate")]
    if match is None or len(terms) != 3 or not prices:
        return None
    return f"{match['paid']} x {prices[-1].price}"


def _second_cheaper(flat: str, terms: Sequence[Term]) -> str | None:
    """Read *58 € pièce, le deuxième à moitié prix, les deux me coûtent combien ?*"""
    match = _SECOND.search(flat)
    prices = [term for term in terms if term.kind in ("money", "rate")]
    shares = [term for term in terms if term.kind == "share"]
    others = [term for term in terms if term not in prices and term not in shares]
    if match is None or len(prices) != 1 or len(shares) > 1 or len(others) > 1:
        return None
    if any(term.figures != "2" for term in others) or (match["half"] is None) != bool(shares):
        return None
    share = shares[0].figures if shares else "50"
    return f"{prices[0].price} + ({prices[0].price} - {share} %)"


def _times_as_much(flat: str, terms: Sequence[Term]) -> str | None:
    """Read *trois fois moins que 90*."""
    match = TIMES_AS_MUCH.search(flat)
    if match is None or len(terms) != 2:
        return None
    others = [term for term in terms if term.start != match.start("times")]
    if len(others) != 1:
        return None
    amount = others[0].price if others[0].kind == "money" else others[0].figures
    return f"{amount} {'x' if match['way'] == 'plus' else '/'} {match['times']}"


def difference(flat: str, terms: Sequence[Term]) -> str | None:
    """Read *il me manque combien pour arriver à 100 si j'ai 71,50*."""
    kinds = {term.kind for term in terms}
    if (
        len(terms) != 2
        or not kinds <= {"money", "bare", "measure", "count"}
        or "money" not in kinds
    ):
        units = {singular(term.unit) for term in terms}
        if (
            len(terms) != 2
            or units == {""}
            or len(units) != 1
            or kinds & {"share", "people", "rate"}
        ):
            return None
    if kinds & {"measure", "count"} and "money" in kinds:
        return None
    if not _DIFFERENCE.search(flat) or not re.search(rf"{HOW_MUCH}|\bquel", flat):
        return None
    if _PER_CENT_ASKED.search(flat) or re.search(rf"{HOW_MUCH} de temps|\bvalables?\b", flat):
        return None
    small, large = sorted(terms, key=lambda term: term.number)
    write = "price" if "money" in kinds else "figures"
    return f"{getattr(large, write)} - {getattr(small, write)}"


RATE_READERS: Sequence[Callable[[str, Sequence[Term]], str | None]] = (
    _whole,
    _rise,
    _deposit,
    _three_for_two,
    _second_cheaper,
    _times_as_much,
)
"""The readers in the order in which they are tried; ``difference`` comes after all others."""
