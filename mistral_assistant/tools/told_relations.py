"""Relations told in words: another unit, a price for each, a year's cost, a rule of three.

Each reader takes a folded message and the terms of its numbers, wants exactly those that it uses,
and returns an expression or None.
"""

import re
from collections.abc import Callable, Sequence

from mistral_assistant.tools.told_packs import how_many
from mistral_assistant.tools.told_rates import RATE_READERS, TIMES_AS_MUCH, difference
from mistral_assistant.tools.told_terms import UNIT, UNITS, Term, same_measure, singular, terms_of
from mistral_assistant.tools.worded_numbers import ASKED, HOW_MUCH

_ASKED = re.compile(
    rf"{ASKED.pattern}|{HOW_MUCH}|\bquel(?:le)?s? (?!que\b)|\b(?:dites|dis|donne[sz]?)[- ]moi\b"
    r"|\bcalcul\w*|\b(?:coute|fait|donne) quoi\b"
)
_UNIT_BEFORE = re.compile(
    rf"{HOW_MUCH} (?:y a[- ]t[- ]il |il y a |ca fait )?(?:de |d'|en )(?P<unit>{UNIT})"
    r" (?:(?:ca|est-ce que|il|cela) )*(?:font|fait|valent|vaut|dans|represent\w+"
    r"|y a[- ]t[- ]il dans|y a dans|sont|pese\w*|donnent?|en)(?: (?:ca|un|une|le|la|dans|en))? $"
    rf"|\bconver\w+ en (?P<into>{UNIT}) $"
)
_UNIT_AFTER = re.compile(
    r",? ?(?:(?:ca|cela) )?(?:fait|font|donne|vaut|c'est|egale|equiva\w*|represente\w*"
    rf"|correspond\w*|=)?(?: a)? ?(?:{HOW_MUCH} )?(?:de |d'|en )(?P<unit>{UNIT})"
    r"[ ?.!]*(?:svp|stp|merci|s'il (?:te|vous) plait)?[ ?.!]*$"
)
_EACH_ASKED = re.compile(
    rf"\b(?:l'unite|la piece|chaque \w+|chacune?s?\b|prix unitaire|unitairement|a l'unite"
    rf"|(?:le|la|l'|du|au|par|un|une) ?(?P<unit>{UNIT})"
    r"|(?:par|le|la|une|un|l'|du) ?(?P<noun>[a-z]+))"
)
_ONE_UNIT = re.compile(rf"\bune? (?={UNIT})")
_HALF_PRICE = re.compile(r"\b(?:a moitie prix|demi-tarif|a -? ?50 ?%)")
_PER_MONTHS = {"an": 12, "annee": 12, "annuel": 12, "trimestre": 3, "semestre": 6, "mois": 1}
_LONGER = re.compile(
    r"\b(?:par|a l'|sur l'|sur un|sur une|pour un|pour une|l'|en un|en une|chaque|dans l'"
    r"|au bout d'un|au bout d'une|(?:cout|montant|total|facture|budget) )"
    r" ?(?P<unit>an|annee|annuel|trimestre|semestre|mois)(?:le)?\b"
)
_SLOWER = re.compile(
    r"\b(?:ouvriers?|peintres?|macons?|robinets?|pompes?|machines?|jardiniers?|personnes|employes"
    r"|imprimantes?|tondeuses?)\b"
)
_FOR = re.compile(r"\bpour $")
_HUNDRED_KM = re.compile(
    r"(?:aux|pour|/|a|tous les|sur) ?(?:les )?100\b(?: ?(?:km|kilometres?|bornes))?"
)
_COEFFICIENT = re.compile(r"(\d+(?:,\d+)?) ?\(?(?:coeff?(?:icient)?\.?|x) ?(\d+)\b")


def told_relation(flat: str) -> str | None:
    """Return the expression of a relation in a folded message; None if it tells none."""
    terms = terms_of(flat)
    if not terms:
        flat = _ONE_UNIT.sub("1 ", flat)
        terms = terms_of(flat)
    if len(terms) == 1:
        if terms[0].kind == "money" and _HALF_PRICE.search(flat) and _ASKED.search(flat):
            return f"{terms[0].price} / 2"
        return _in_other_units(flat, terms[0]) or _longer_period(flat, terms)
    if not terms or not (_ASKED.search(flat) or TIMES_AS_MUCH.match(flat)):
        return None
    return next(filter(None, (read(flat, terms) for read in _READERS)), None)


def _in_other_units(flat: str, term: Term) -> str | None:
    """Read *combien de kilos font 125 grammes* and *90 centimes en euros*."""
    before, after = _UNIT_BEFORE.search(flat[: term.start]), _UNIT_AFTER.match(flat, term.end)
    wanted = before["unit"] or before["into"] if before else after["unit"] if after else ""
    if not wanted or term.kind not in ("measure", "money"):
        return None
    sizes = same_measure("euro" if term.kind == "money" else term.unit, wanted)
    if sizes is None or sizes[0] == sizes[1]:
        return None
    one, other = sizes
    if one > other:
        return f"{term.figures} x {_ratio(one, other)}"
    return f"{term.figures} / {_ratio(other, one)}"


def _ratio(large: int, small: int) -> str:
    return str(large // small) if large % small == 0 else f"{large} / {small}"


def _price_of_each(flat: str, terms: Sequence[Term]) -> str | None:
    """Read *un pack de 6 à 16,50 €, ça met l'unité à combien ?*"""
    if len(terms) != 2 or {"share", "people", "parts", "rate"} & {term.kind for term in terms}:
        return None
    prices = [term for term in terms if term.kind == "money"]
    counts = [term for term in terms if term.kind in ("count", "measure", "bare")]
    asked = [match for match in _EACH_ASKED.finditer(flat) if not _within(match, terms)]
    if len(prices) != 1 or len(counts) != 1 or not asked or not _singles(asked, counts[0]):
        return None
    price, count = prices[0], counts[0]
    if count.kind != "measure":
        return f"{price.price} / {count.figures}"
    wanted = next((match["unit"] for match in asked if match["unit"]), "")
    sizes = same_measure(count.unit, wanted) if wanted else None
    if sizes is None:
        return None
    one, other = sizes
    if one == other:
        return f"{price.price} / {count.figures}"
    return f"{price.price} / {count.figures} x {other} / {one}"


def _singles(asked: Sequence[re.Match[str]], count: Term) -> bool:
    """Tell whether what is asked for is one of what was counted, or one unit of the measure."""
    noun = singular(count.unit)
    for match in asked:
        said = match["noun"] or ""
        if match["unit"] and count.kind == "measure":
            return True
        if not match["noun"] and not match["unit"]:
            return True
        if said and count.kind == "count" and singular(said)[:4] == noun[:4]:
            return True
    return False


def _within(match: re.Match[str], terms: Sequence[Term]) -> bool:
    return any(term.start <= match.start() < term.end for term in terms)


def _longer_period(flat: str, terms: Sequence[Term]) -> str | None:
    """Read *15 euros par mois, ça fait combien par an ?*"""
    rate = terms[0]
    if rate.kind != "rate" or rate.unit == "each" or not _ASKED.search(flat):
        return None
    said = [match for match in _LONGER.finditer(flat) if not _within(match, terms)]
    wanted = said[-1]["unit"] if said else ""
    base, months = singular(rate.unit), _PER_MONTHS.get(wanted)
    if months is None or base == wanted:
        return None
    if base in _PER_MONTHS:
        mine = _PER_MONTHS[base]
        return (
            f"{rate.price} x {months // mine}"
            if months > mine
            else f"{rate.price} / {mine // months}"
        )
    days = {"jour": {12: 365, 1: 30}, "semaine": {12: 52, 1: 4}}.get(base, {})
    return f"{rate.price} x {days[months]}" if months in days else None


def _three(flat: str, terms: Sequence[Term]) -> str | None:
    """Read *si 3 piles coûtent 4 euros, combien pour 9 ?* and the like with two units."""
    if len(terms) != 3 or any(term.kind in ("share", "parts", "rate") for term in terms):
        return None
    first, second, wanted = terms
    if all(_FOR.search(flat[: term.start]) for term in (second, wanted)) and first.unit:
        asked = re.search(HOW_MUCH, flat[second.end :])
        return f"{first.figures} / {second.figures} x {wanted.figures}" if asked else None
    link = flat[first.end : second.start]
    if first.kind == second.kind == "money":
        return None
    if second.kind == "money" and flat[second.end : wanted.start] == " les ":
        return f"{second.price} / {wanted.figures} x {first.figures}"
    if not re.search(
        r"\b(?:cout|val|pay|pour|font|fait|met|mang|parcour|couvr|nourr|dur|produi|boi|consomm|pes"
        r"|il faut|tien|donn|rapport)",
        link,
    ) and not (re.fullmatch(r"[a-z' ]* (?:a|en) ", link) and wanted.kind != "money"):
        return None
    if not re.search(rf"{HOW_MUCH}|\bquel\b|\bca (?:coute|fait|donne)\b", flat[second.end :]):
        return None
    same = _alike(wanted, first), _alike(wanted, second)
    if (
        second.kind == "money"
        and wanted.kind != "money"
        and (same[0] or wanted.kind in ("bare", "people"))
    ):
        return f"{second.price} / {first.figures} x {wanted.figures}"
    if not any(same):
        return None
    lasts = UNITS.get(singular(second.unit), ("",))[0] == "time"
    if same[0] and lasts and _SLOWER.search(first.unit):
        return f"{first.figures} x {second.figures} / {wanted.figures}"
    base, other = (first, second) if same[0] else (second, first)
    return f"{other.figures} / {base.figures} x {wanted.figures}"


def _alike(one: Term, other: Term) -> bool:
    if not one.unit or not other.unit:
        return one.kind == other.kind == "money"
    return singular(one.unit)[:5] == singular(other.unit)[:5]


def _unit_and_amount(flat: str, terms: Sequence[Term]) -> str | None:
    """Read *un litre coûte 2,20, combien pour 2,5 litres ?*"""
    if len(terms) != 2:
        return None
    price, wanted = terms
    if price.kind not in ("money", "rate", "bare") or wanted.kind not in (
        "measure",
        "count",
        "bare",
    ):
        return None
    match = re.search(
        rf"\b(?:un|une|le|la|l'|chaque) ?(?P<unit>{UNIT}|[a-z-]+)(?: [a-z' -]{{1,25}}?)?"
        r" (?:coute|vaut|est a|a|se vend|revient a|est vendue? a?|fait|c'est) $",
        flat[: price.start],
    )
    if (
        match is None
        or not re.search(HOW_MUCH, flat)
        or not re.search(
            r"\b(?:pour|les|font|fera|feront|valent|coutent|couteront|si j'en|j'en|en) (?:prends "
            r"|veux |achete )?$",
            flat[: wanted.start],
        )
    ):
        return None
    sizes = same_measure(wanted.unit, match["unit"]) if wanted.kind == "measure" else None
    if sizes and sizes[0] != sizes[1]:
        return f"{wanted.figures} x {sizes[0]} / {sizes[1]} x {price.price}"
    alike = wanted.kind == "bare" or singular(wanted.unit)[:4] == singular(match["unit"])[:4]
    return f"{wanted.figures} x {price.price}" if alike else None


def _fuel(flat: str, terms: Sequence[Term]) -> str | None:
    """Read *6,5 litres aux 100, pour 340 km* and the price of it, where one is told."""
    hundred = _HUNDRED_KM.search(flat)
    used = [t for t in terms if t.kind == "measure" and singular(t.unit) in ("l", "litre", "kwh")]
    if hundred is None or not used or not re.search(HOW_MUCH, flat):
        return None
    rest = [
        t for t in terms if t is not used[0] and not (hundred.start() <= t.start < hundred.end())
    ]
    way = [t for t in rest if singular(t.unit) in ("km", "kilometre", "borne")]
    price = [t for t in rest if t not in way]
    if len(way) != 1 or len(price) > 1 or any(t.kind not in ("money", "rate") for t in price):
        return None
    litres = f"{used[0].figures} x {way[0].figures} / 100"
    return f"{litres} x {price[0].price}" if price else litres


def _weighted(flat: str, terms: Sequence[Term]) -> str | None:
    """Read *12 coefficient 3 et 17 coefficient 2, ma moyenne ?*"""
    pairs = _COEFFICIENT.findall(flat)
    if "moyenne" not in flat or len(pairs) < 2 or 2 * len(pairs) != len(terms):
        return None
    total = " + ".join(f"{mark} x {weight}" for mark, weight in pairs)
    return f"({total}) / ({' + '.join(weight for _mark, weight in pairs)})"


_READERS: Sequence[Callable[[str, Sequence[Term]], str | None]] = (
    *RATE_READERS,
    _fuel,
    _weighted,
    how_many,
    _three,
    _unit_and_amount,
    _price_of_each,
    difference,
)
