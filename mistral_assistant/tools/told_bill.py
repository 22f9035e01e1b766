"""Bills told in words: prices times quantities, discounts in turn, who pays, what is given back.

Every number of the message must find its place; otherwise nothing is read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from mistral_assistant.tools.told_signs import LESS, MORE, off_the_rest, sign_of
from mistral_assistant.tools.told_terms import Term, same_measure, terms_of
from mistral_assistant.tools.worded_numbers import ASKED, BEGINS, HOW_MUCH

_WANTED = re.compile(
    rf"{ASKED.pattern}|{HOW_MUCH}(?! d(?:e (?!ca\b)|'(?!euro)))|(?<=[\d€]) \+ [a-z]|\ba payer\b"
    rf"|\b(?:net|reste) a (?:payer|regler)|\btotal\b"
    r"|\b(?:dites|dis|donne[sz]?)[- ]moi\b|\bcalcul\w*|\bfaites le compte|\badditionn\w+"
    r"|\bquel(?:le)? (?:est |sera(?:it)? )?(?:le |la |ma |mon |notre )?(?:nouveau |nouvelle )?"
    r"(?:prix|total|montant|somme|addition|part|note|facture|cout|mensualite|loyer|salaire|tarif)"
    r"|\ba quel prix\b|\bil (?:sera|passe|revient) a\b|\bj'en ai pour\b|\bla part de chac\w+"
    r"|\breste quoi\b|\bquelle monnaie\b"
    r"|\b(?:la|ma|chaque|quelles?) mensualites?\b|\bje (?:paie|paye|dois|debourse)\b"
)
_SHARES_IN_TURN = re.compile(
    rf"{BEGINS}(\d{{1,2}})( (?:puis|et|ensuite|plus)(?: encore| ensuite)?(?: de)? \d{{1,2}} ?%)"
)
_NO_BILL = re.compile(
    r"\b(?:livr(?:ai\w+|ons|ez|er\w*|ees?|able\w*)|delais?|retour\w*|rembours\w+|garanti\w*"
    r"|commandes? (?:n° ?\d|\d{5})|a partir de|minimum|maximum|puis-je|peut-on|possible de payer"
    r"|jusqu'a|valables?|combien de temps)\b"
)
_PAID_FEES = re.compile(
    r"\b(?:frais de livraison|livraison|port|livree?s?)\b(?= ?(?:comprise?|incluse?|(?:a |de "
    r"|: ?)?\d+(?:,\d+)? ?(?:€|eur)|offerte?"
    r"|gratuite?|en plus|et\b|,|\?|$|:))|(?<=€ de )(?:livraison|frais de livraison)"
)
_AGAIN = re.compile(r"\b(?:puis|encore|ensuite|et)\b(?: [a-z]+){0,2} $")
_ON_ALL = re.compile(
    r"\bsur (?:le tout|tout|l'ensemble|le total|la totalite|les deux|le panier|la facture"
    r"|l'addition"
    r"|le montant)|\bdu total\b|\ben tout\b"
)
_GIVEN = re.compile(
    r"\b(?:billets? de|j'?ai|j'avais|on a|nous avons|il a|elle a|budget(?: \w+)?(?: de| est de| :)?"
    r"|donne|tend[s]?|dispose de|sur(?: mes| mon| ma| un| les)?|avec(?: mes)?|en poche"
    r"|enveloppe de|en possession de"
    r"|reste(?: encore)?|argent de poche de|solde de) (?:un billet de )?$"
)
_LEFT = re.compile(
    r"\b(?:(?:me |m'en |nous |lui |te |vous )?rest(?:e|era|erait|ait|erai?t)[- ]?(?:t-il)?\b"
    r"|restant|rend(?:ez|re|s|ra|u|ent)?\b|monnaie)"
)
_STILL_TO_PAY = re.compile(r"\breste\w*(?:[- ]t-il)?(?: \w+)? a (?:payer|regler|verser|debourser)")
_SHARED = re.compile(
    r"\bchac(?:un|une)\b|\bpar (?:personne|tete|convive|enfant|famille|couple)\b|\bma part\b"
    r"|\bchaque (?:personne|convive|ami\w*|enfant|part)\b|\bpartag\w+|\brepart\w+|\bdivis\w+"
    r"|\bpar mois\b|\bmensualites?\b|\ble mois\b|\bchaque mois\b|\bpart(?:s)?\b|\bpour moi\b"
    r"|\bchaque (?:fois|versement|echeance|prelevement)|\ba deux\b|\bl'echeance\b|\bmoitie-moitie\b"
)
_MONTHLY = re.compile(r"\b(?:par|chaque|le) mois\b|\bmensualites?\b|\bchaque (?:fois|versement)\b")
_IN_ALL = re.compile(r"\b(?:total|en tout|final)\b")
_HALF_EACH = re.compile(
    r"\bmoitie[- ]moitie\b|\b(?:paie|paye|regle|rembourse|prend)\w* (?:la )?moitie\b"
    r"|\bmoitie chacune?\b|\ba parts egales avec\b|\bon partage(?: \w+)? en deux\b"
)
_TAKEN = re.compile(
    r"\b(?:j'en|en|m'en|il en|t'en|qu'on en)\b[a-z' ]* $|\b(?:x|fois) ?$|\bpour $|^$"
)
_ITEM_LINK = re.compile(
    r"(?:(?!(?:et|pour|ou|coutait|reste|donne|sur|contre|avec)\b)[a-z'²-]+ ){0,7}"
    r"(?:a|coutant|coutent|coute|qui coutent|qui coute|valant|valent|de|d'une valeur de|au prix de"
    r"|x|a seulement|=|sont a|est a|:|@|×|\*) "
)


@dataclass
class _Bill:
    """What has been read so far."""

    wants_left: bool
    """What is left of the money that was given is asked for."""
    parts: list[str] = field(default_factory=list)
    """Signed expressions, in order."""
    taken_off: list[str] = field(default_factory=list)
    """Discounts in euros that are told before what they are taken from."""
    told_first: list[str] = field(default_factory=list)
    """Percentages that are told before what they are of."""
    given: str = ""
    divisor: str = ""

    def add(self, expression: str, sign: str = "+") -> None:
        """Add a signed expression."""
        self.parts.append(f"{sign} {expression}")

    def close(self) -> None:
        """Take off what was told before there was anything to take it off."""
        for price in self.taken_off if self.parts else ():
            self.add(price, "-")
        if self.told_first and self.parts:
            whole = f"+ ({self.total})" if len(self.parts) > 1 else self.parts[0]
            self.parts = [whole, " ".join(self.told_first)]

    @property
    def total(self) -> str:
        first, *others = self.parts
        return " ".join([first.removeprefix("+ "), *others])


def told_bill(flat: str) -> str | None:
    """Return the expression of a bill in a folded message; None if it tells none."""
    flat = _SHARES_IN_TURN.sub(r"\1 %\2", flat)
    terms = terms_of(flat)
    if len(terms) < 2 or not (_WANTED.search(flat) or _nothing_else(flat, terms)):
        return None
    if _NO_BILL.search(_PAID_FEES.sub("port", flat)):
        return None
    bill = _read(flat, terms)
    if not (bill and bill.parts) or bill.parts[0].startswith("-"):
        return None
    written = _written(flat, bill)
    plain = all(term.kind in ("bare", "share", "people", "parts") for term in terms)
    return written.replace(" €", "") if written and plain else written


def costs_of(flat: str, terms: Sequence[Term]) -> str | None:
    """Return what articles, fees and discounts come to; None where a number finds no place."""
    bill = _read(flat, terms) if terms else None
    if bill is None or not bill.parts or bill.given or bill.divisor:
        return None
    return None if bill.parts[0].startswith("-") else bill.total


def _nothing_else(flat: str, terms: Sequence[Term]) -> bool:
    """Tell whether a message is one quantity and its rate, or a price and percentages."""
    if len(terms) == 2 and terms[1].kind == "rate" and terms[0].kind in ("measure", "count"):
        return not re.search(r"\w", flat[: terms[0].start] + flat[terms[1].end :])
    ends = [*(term.start for term in terms[1:]), len(flat)]
    rest = "".join(flat[one.end : end] for one, end in zip(terms, ends, strict=True))
    words = re.sub(rf"\b(?:{LESS}|{MORE}|puis|encore|et|de|a|d'une?|ensuite|svp|stp)\b", "", rest)
    shares = sum(term.kind == "share" for term in terms)
    return shares > 0 and not flat[: terms[0].start].strip() and not re.search(r"\w", words)


def _written(flat: str, bill: _Bill) -> str | None:
    total, several = bill.total, len(bill.parts) > 1
    inner = f"({total})" if several else total
    if bill.given:
        if not _LEFT.search(flat):
            return None
        left = f"{bill.given} - {inner}"
        return f"({left}) / {bill.divisor}" if bill.divisor else left
    if bill.divisor:
        if " fois" in flat and _IN_ALL.search(flat) and not _MONTHLY.search(flat):
            return total if several else None
        return f"{inner} / {bill.divisor}" if _SHARED.search(flat) else None
    if _HALF_EACH.search(flat):
        return f"{inner} / 2"
    return total if several or " x " in total else None


def _read(flat: str, terms: Sequence[Term]) -> _Bill | None:
    """Return the bill that the numbers make up; None where one of them finds no place."""
    bill, position = _Bill(bool(_LEFT.search(flat) and not _STILL_TO_PAY.search(flat))), 0
    while position < len(terms):
        following = terms[position + 1] if position + 1 < len(terms) else None
        item = _item(flat, terms[position], following)
        if item:
            bill.add(item)
        elif not _placed(flat, bill, terms, position):
            return None
        position += 2 if item else 1
    bill.close()
    return bill


def _placed(flat: str, bill: _Bill, terms: Sequence[Term], position: int) -> bool:
    """Put one number into the bill; False where it finds no place."""
    term, rest = terms[position], terms[position + 1 :]
    before = flat[terms[position - 1].end if position else 0 : term.start]
    after = flat[term.end : rest[0].start if rest else len(flat)]
    if term.kind in ("people", "parts"):
        taken, bill.divisor = bill.divisor, term.figures
        return not taken
    sign = sign_of(term, before, after)
    if term.kind == "share":
        sign = sign or _inherited(bill, before) or _guessed(flat, bill)
        share = f"{sign} {term.figures} %"
        if sign and bill.parts:
            _apply(flat, bill, share, rest, after)
        elif sign:
            bill.told_first.append(share)
        return bool(sign)
    says_so = sign or _is_amount(before, after) or _takes_shares(bill, terms)
    if term.kind in ("money", "rate") or (term.kind == "bare" and says_so):
        return _priced(bill, term, before, after, bool(rest), sign)
    return False


def _priced(bill: _Bill, term: Term, before: str, after: str, more: bool, sign: str) -> bool:
    """Put an amount into the bill; False for a price by the litre, whose litres are not told."""
    if bill.wants_left and not bill.given and _GIVEN.search(before):
        bill.given = term.price
    elif term.kind == "rate" and term.unit != "each":
        return False
    elif not (bill.parts or bill.wants_left) and more and off_the_rest(before, after):
        bill.taken_off.append(term.price)
    else:
        bill.add(term.price, (sign or "+") if bill.parts else "+")
    return True


def _takes_shares(bill: _Bill, terms: Sequence[Term]) -> bool:
    """Tell whether a number without a currency can only be what the percentages are of."""
    return not bill.parts and all(term.kind in ("share", "bare") for term in terms)


def _is_amount(before: str, after: str) -> bool:
    signed = re.search(r"[+-] ?$", before) or re.match(r" ?[+-] ", after)
    return bool(signed or _GIVEN.search(before))


def _item(flat: str, term: Term, following: Term | None) -> str | None:
    """Return a quantity and its price multiplied; None where the two numbers are no such pair."""
    if following is None or following.sign:
        return None
    between = flat[term.end : following.start]
    if following.kind in ("money", "rate") and term.kind in ("count", "measure", "bare", "people"):
        if term.kind == "bare" and not _TAKEN.search(flat[: term.start]):
            return None
        link = between.lstrip(" ,")
        if not _ITEM_LINK.fullmatch(link) or (term.kind == "people" and link != "a "):
            return None
        if _per_pack(flat, following) or _is_pack(flat, term, link):
            return None
        return _multiplied(term, following)
    if term.kind == "parts" and following.kind == "money" and between.strip() in ("de", "a"):
        return f"{term.figures} x {following.price}"
    if term.kind == "rate" and following.kind in ("bare", "count", "measure"):
        measured = same_measure(following.unit, term.unit) and not re.search(r"[,;.?]", between)
        wanted = measured or re.search(
            r"\b(?:prend\w*|veu\w*|fau\w*|achet\w*|command\w*|pour|x|fois|si j'en|avec)\b[a-z' ]*$",
            between,
        )
        return _multiplied(following, term) if wanted else None
    return None


def _per_pack(flat: str, price: Term) -> bool:
    """Tell *l'unité à combien* and *le lot* from a price of each."""
    return bool(re.match(r" (?:le|les|la) (?:lot|pack|tout|\d|paquet|carton)\b", flat[price.end :]))


def _is_pack(flat: str, count: Term, link: str) -> bool:
    """Tell *une boîte de 40 pastilles coûte 10 €* from forty at 10 € each."""
    pack = re.search(
        r"\bune? (?:pack|lot|boite|paquet|sachet|carton|plaque|tube|sac|caisse|filet|coffret)"
        r" d(?:e |')$",
        flat[: count.start],
    )
    return bool(pack and re.search(r"\b(?:coute|vaut|coutait|valait|revient a) $", link))


def _multiplied(quantity: Term, price: Term) -> str | None:
    if quantity.kind != "measure":
        fits = price.kind == "money" or price.unit == "each" or quantity.kind == "bare"
        return f"{quantity.figures} x {price.price}" if fits else None
    sizes = None if price.kind == "money" else same_measure(quantity.unit, price.unit)
    if sizes is None:
        return None
    scale = "" if sizes[0] == sizes[1] else f" x {sizes[0]} / {sizes[1]}"
    return f"{quantity.figures}{scale} x {price.price}"


def _inherited(bill: _Bill, before: str) -> str:
    """Return the sign of the last share for another one: *moins 15 % puis encore 5 %*."""
    last = bill.parts[-1] if bill.parts else ""
    return last[0] if last.endswith("%") and _AGAIN.search(before) else ""


def _guessed(flat: str, bill: _Bill) -> str:
    """Return the sign that the whole message gives to a share."""
    if re.search(rf"\b(?:{LESS[3:-1]})", flat):
        return "-"
    more = re.search(r"\b(?:tva|ttc|taxes?|frais|pourboire|augment\w*|hausse)\b", flat)
    return "+" if more else ""


def _apply(flat: str, bill: _Bill, share: str, others: Sequence[Term], after: str) -> None:
    """Put a percentage on everything so far, or on the last article where more articles follow."""
    more = any(term.kind in ("money", "rate", "count") for term in others)
    fees = re.search(r"\b(?:plus|frais|port|livraison|pose)\b|\+", after)
    if more and not fees and len(bill.parts) > 0 and not _ON_ALL.search(flat):
        last = bill.parts.pop()
        bill.add(f"({last[2:]} {share})", last[0])
        return
    if len(bill.parts) > 1:
        bill.parts = [f"+ ({bill.total})"]
    bill.parts.append(share)
