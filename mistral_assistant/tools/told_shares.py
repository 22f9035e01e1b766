"""Shares and rates told in words: parts for several people, instalments, taxes, rules of three.

Each reader takes a message whose numbers stand in figures and returns an expression or None. A
reader wants exactly the numbers that it uses: a message that holds others is not understood.
"""

import re
from collections.abc import Callable, Sequence

from mistral_assistant.tools.worded_numbers import (
    ASKED,
    BEGINS,
    EURO,
    FIGURES,
    HOW_MUCH,
    LESS,
    NUMBERS,
    PRICE,
    SHARES,
)

_EVERYBODY = re.compile(
    r"\b(?:chacune?|par (?:personne|tete|convive)|chaque (?:personne|convive))\b"
)
_PEOPLE = re.compile(
    r"\b(?:on (?:est|sera|etait)|nous (?:sommes|serons|etions)|entre(?: [a-z-]+){0,2}|a)"
    r" (\d{1,3})\b"
    r"|\b(\d{1,3}) (?:a table|personnes|amis|convives|copains|enfants|collegues)\b"
)
_INSTALMENTS = re.compile(r"\ben (\d{1,3}) (?:fois|mois|mensualites|versements|echeances)\b")
_MONTHLY = re.compile(
    r"\b(?:par|chaque|le) mois\b|\bmensualites?\b|\bchaque (?:versement|echeance)\b"
    r"|\bpar (?:echeance|versement)\b|\bde chaque\b"
)
_PERIODS = re.compile(
    rf"{PRICE} ?(?:par|le|chaque|tous les|/) ?mois.*?(?:pendant|durant|sur|au bout de|en)"
    rf" (\d{{1,3}}|un) (mois|ans?)\b"
    rf"|mensualites? de {PRICE}.*?(?:pendant|durant|sur) (\d{{1,3}}|un) (mois|ans?)\b"
)
_HOW_MANY_MONTHS = re.compile(rf"{HOW_MUCH} de (?:mois|temps|mensualites)")
_A_MONTH = re.compile(rf"{PRICE} ?(?:par|le|chaque|/) ?mois\b")
_THREE = re.compile(
    rf"{BEGINS}(\d+(?:,\d+)?) ([a-z]+)(?: [a-z' ]{{1,30}}?)?"
    rf" (?:cout\w+|valent|valait|vaut|pour|a|reviennent a|font) {PRICE}.*?"
    rf"{BEGINS}(\d+(?:,\d+)?) ([a-z]+)"
)
_UNIT_PRICE = re.compile(
    rf"\b(?:l'unite|la piece|chacune?|unitaire|par (?:piece|unite))\b.*?(\d{{1,4}}) [a-z]+"
    rf"(?: [a-z' ]{{1,30}}?)? (?:cout\w+|valent|pour|a) {PRICE}"
)
_DIFFERENCE = re.compile(
    rf"\b(?:difference|ecart)\b.*\bentre\b|{HOW_MUCH} de (?:moins|plus)\b.*\bpar rapport\b"
)
_TIMES_IN = re.compile(
    rf"{BEGINS}(\d+) (?:rentre|va|tient|entre)\w* combien de fois (?:dans|ds|en) (\d+)"
    r"|\bcombien de fois (\d+) (?:dans|ds|en) (\d+)"
)
_PACKS = re.compile(rf"{HOW_MUCH} de [a-z]+ de (\d+) (?:[a-z]+ )?(?:pour|faut).*?{BEGINS}(\d+)\b")
_NET = re.compile(r"\bht\b|\bhors[ -]taxes?\b")
_GROSS = re.compile(
    rf"(?<![\w-])({FIGURES})(?:{EURO})? ttc\b"
    rf"|\bttc (?:de |a |: ?)?{PRICE}(?!(?:{EURO})? ht\b)"
)
_PART_OF = re.compile(
    r"\b(?:quel(?:le)? (?:est )?(?:le montant de )?(?:la |l[ea']s? ?)?"
    r"(?:tva|taxe|acompte|remise|part)"
    rf"|{HOW_MUCH} (?:vaut|vaudrait|represente|fait)\b|\bjuste la tva\b"
    rf"|{HOW_MUCH}.*?(?:d'acompte|de tva|de cote|d'economies?|j'epargne|on epargne|j'economise)"
    r"|(?:de cote|j'epargne|j'economise|d'acompte|de tva)\b.*?" + HOW_MUCH + ")"
)
_REMAINS = re.compile(r"\b(?:reste\w*|restant|solde)\b")
_DEPOSIT = re.compile(r"\bacompte|\barrhes\b|\bavance\b|\bdeja (?:paye|verse|regle)")
_FROM_TO = re.compile(
    rf"(?<![\w-])(?P<new>{FIGURES})(?:{EURO})? au lieu de (?P<old>{FIGURES})(?:{EURO})?(?![\w%])"
    rf"|\bde (?P<before>{FIGURES})(?:{EURO})? a (?P<after>{FIGURES})(?:{EURO})?(?![\w%])"
)
_PERCENTAGE_ASKED = re.compile(
    r"\b(?:quel(?:le)?s? |combien de |combien en |en )(?:\w+ )?(?:pourcentages?|%)"
    r"|\b(?:combien|quel).*(?:%|pourcentage)"
)


def told_share(flat: str) -> str | None:
    """Return the expression of a share or a rate; None if the message tells none."""
    return next(filter(None, (read(flat) for read in _READERS)), None)


def _numbers(flat: str) -> list[str]:
    return NUMBERS.findall(SHARES.sub(" ", flat))


def _everybody(flat: str) -> str | None:
    people, numbers = _PEOPLE.search(flat), _numbers(flat)
    if people is None or len(numbers) != 2 or not _EVERYBODY.search(flat):
        return None
    count = people[1] or people[2]
    amounts = [number for number in numbers if number != count]
    return f"{amounts[0]} / {count}" if len(amounts) == 1 else None


def _instalments(flat: str) -> str | None:
    """Read *1 299 € en 3 fois, combien par mois ?* Rates of interest are not known here."""
    parts, numbers = _INSTALMENTS.search(flat), _numbers(flat)
    if parts is None or len(numbers) != 2 or not _MONTHLY.search(flat) or SHARES.search(flat):
        return None
    amounts = [number for number in numbers if number != parts[1]]
    asked = re.search(HOW_MUCH, flat)
    return f"{amounts[0]} / {parts[1]}" if asked and len(amounts) == 1 else None


def _periods(flat: str) -> str | None:
    """Read *14,99 par mois pendant un an*."""
    match = _PERIODS.search(flat)
    if match is None or not ASKED.search(flat):
        return None
    price, count, unit = match.groups()[:3] if match[1] else match.groups()[3:]
    months = f"{'1' if count == 'un' else count} x 12" if unit.startswith("an") else count
    return f"{price} € x {months}"


def _months(flat: str) -> str | None:
    """Read *à 25 € le mois, combien de mois pour 600 € ?*"""
    rate, numbers = _A_MONTH.search(flat), _numbers(flat)
    if rate is None or not _HOW_MANY_MONTHS.search(flat) or len(numbers) != 2:
        return None
    other = [re.sub(EURO, "", number) for number in numbers if not number.startswith(rate[1])]
    return f"{other[0]} / {rate[1]}" if len(other) == 1 else None


def _rule_of_three(flat: str) -> str | None:
    """Read *3 kilos coûtent 12 €, combien coûtent 5 kilos ?*"""
    match = _THREE.search(flat)
    asked = re.search(rf"{HOW_MUCH}|\bca coute(?:ra)?\b", flat)
    if match is None or not asked or len(_numbers(flat)) != 3:
        return None
    count, thing, price, wanted, same = match.groups()
    return f"{price} € / {count} x {wanted}" if thing[:3] == same[:3] else None


def _unit_price(flat: str) -> str | None:
    match = _UNIT_PRICE.search(flat)
    return f"{match[2]} € / {match[1]}" if match and len(_numbers(flat)) == 2 else None


def _difference(flat: str) -> str | None:
    numbers = _numbers(flat)
    money = "prix" in flat or "€" in flat or "euro" in flat
    if len(numbers) != 2 or not money or not _DIFFERENCE.search(flat):
        return None
    one, two = sorted(numbers, key=value, reverse=True)
    return f"{one} - {two}"


def _times_in(flat: str) -> str | None:
    match = _TIMES_IN.search(flat)
    return f"{match[2] or match[4]} / {match[1] or match[3]}" if match else None


def _packs(flat: str) -> str | None:
    """Read *combien de packs de 6 pour avoir 150 bouteilles ?*"""
    match = _PACKS.search(flat)
    return f"{match[2]} / {match[1]}" if match and len(_numbers(flat)) == 2 else None


def _without_tax(flat: str) -> str | None:
    """Read the net price of *240 € TTC* at a rate that the message names."""
    shares, gross = SHARES.findall(flat), _GROSS.search(flat)
    if gross is None or not _NET.search(flat) or len(shares) != 1:
        return None
    return f"{gross[1] or gross[2]} € / (1 + {shares[0]} / 100)"


def _part(flat: str) -> str | None:
    """Read *quelle est la TVA à 20 % sur 150 € ?*, and what remains after a deposit."""
    shares, numbers = SHARES.findall(flat), _numbers(flat)
    if len(shares) != 1 or len(numbers) != 1:
        return None
    if _REMAINS.search(flat) and _DEPOSIT.search(flat) and not LESS.search(flat):
        return f"{numbers[0]} - {shares[0]} %"
    return f"{shares[0]} % de {numbers[0]}" if _PART_OF.search(flat) else None


def _change_in_per_cent(flat: str) -> str | None:
    """Read *80 au lieu de 100, quel pourcentage de réduction ?*"""
    match = _FROM_TO.search(flat)
    if match is None or not _PERCENTAGE_ASKED.search(flat):
        return None
    new, old = match["new"] or match["after"], match["old"] or match["before"]
    change = f"({old} - {new})" if value(new) < value(old) else f"({new} - {old})"
    return f"{change} / {old} x 100"


def value(number: str) -> float:
    """Return what figures as written are worth, to compare them; 0 where they cannot be read."""
    figures = re.sub(r"[^\d,.]", "", number).replace(",", ".")
    return float(figures) if figures.count(".") < 2 and figures.strip(".") else 0.0


_READERS: Sequence[Callable[[str], str | None]] = (
    _change_in_per_cent,
    _everybody,
    _instalments,
    _periods,
    _months,
    _rule_of_three,
    _unit_price,
    _difference,
    _times_in,
    _packs,
    _without_tax,
    _part,
)
