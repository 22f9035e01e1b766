"""The numbers of a told sum with what each stands for: a price, a rate, a count, a share …

Reads a folded message whose numbers stand in figures. What the numbers add up to is not read here.
"""

import re
from dataclasses import dataclass

from mistral_assistant.tools.worded_numbers import UNSIGNED

UNITS = {
    "g": ("mass", 1), "gr": ("mass", 1), "gramme": ("mass", 1), "kg": ("mass", 1_000),
    "kilo": ("mass", 1_000), "kilogramme": ("mass", 1_000), "tonne": ("mass", 1_000_000),
    "ml": ("volume", 1), "millilitre": ("volume", 1), "cl": ("volume", 10),
    "centilitre": ("volume", 10), "dl": ("volume", 100), "decilitre": ("volume", 100),
    "l": ("volume", 1_000), "litre": ("volume", 1_000),
    "mm": ("length", 1), "millimetre": ("length", 1), "cm": ("length", 10),
    "centimetre": ("length", 10), "m": ("length", 1_000), "metre": ("length", 1_000),
    "km": ("length", 1_000_000), "kilometre": ("length", 1_000_000),
    "m2": ("area", 1), "m²": ("area", 1), "metre carre": ("area", 1),
    "metres carre": ("area", 1), "hectare": ("area", 10_000),
    "seconde": ("time", 1), "minute": ("time", 60), "min": ("time", 60), "mn": ("time", 60),
    "h": ("time", 3_600), "heure": ("time", 3_600), "jour": ("time", 86_400),
    "journee": ("time", 86_400), "nuit": ("time", 86_400), "semaine": ("time", 604_800),
    "mois": ("months", 1), "trimestre": ("months", 3), "semestre": ("months", 6),
    "an": ("months", 12), "annee": ("months", 12),
    "kwh": ("energy", 1), "centime": ("money", 1), "cent": ("money", 1), "ct": ("money", 1),
    "euro": ("money", 100),
    "mo": ("data", 1), "go": ("data", 1_000), "to": ("data", 1_000_000),
}  # fmt: skip
"""Unit → what it measures, and how many of the smallest one it holds."""
UNIT = rf"(?:(?:{'|'.join(sorted(UNITS, key=len, reverse=True))})s?)(?![\w²³'])"
PEOPLE = (
    r"(?:personnes?|amis?|amies?|convives?|copains?|copines?|potes?|enfants?|collegues?|invites?"
    r"|freres?|soeurs?|cousins?|voisins?|colocs?|colocataires?|petits-enfants|participants?"
    r"|joueurs?"
    r"|familles?|tetes?|eleves?|heritiers?|associes?|couples?|gamins?|gosses?|parts? egales?)"
)
_CURRENCY = r"(?:€|(?:euros?|eur|francs?(?: suisses?| cfa)?|chf|dollars?|piasses?|roubles?)(?!\w))"
_STOP = (
    "a au aux avec chacun chacune combien dans de des donc du egal en entre est et fait font fois"
    " il ils j je la le les lors mais moins ne on ou par pas pendant plus pour puis que qui sans si"
    " soit sur svp tous toutes un une y d l au-dela au-dessus merci ca c cela ttc ht hors piece"
    " pieces unite l'unite l'un l'une balles deja encore alors merci stp chaque divise multiplie"
    " quel quelle ma mon mes il elle me reste ensemble auparavant seulement offert offerts"
    " et-quelques chez pile virgule represente monte baisse"
)
_NUMBER = re.compile(
    rf"(?<![\w.,/-])(?P<sign>[-+] ?)?(?P<figures>{UNSIGNED})(?!\w*\d|(?:er|ere|e|eme|ieme|nde?)\b)"
)
_UNREAD = re.compile(r"\d(?!\d*(?:er|ere|e|eme|ieme|nde?)\b)(?<!\bm2)")
_AFTER = re.compile(
    rf" ?(?P<share>%)|(?P<money> ?{_CURRENCY})|(?P<people> {PEOPLE}(?!\w))"
    rf"|(?P<measure> ?{UNIT})|(?P<count> (?!(?:{'|'.join(_STOP.split())})\b)[a-z][a-z'²-]*)"
)
_PER = re.compile(
    rf" ?(?:(?:/|(?:par|le|la|les|l'|au|du|chaque|de l'|pour un|pour une|de la|pour le|pour la)"
    rf" ?)(?P<unit>{UNIT})|(?P<each>(?:de |a )?l'?(?:unite|un|une)\b|(?:la |par |/ ?)?(?:piece)\b"
    r"|chacune?\b|chaque\b|pieces?\b|par (?:personne|tete|convive|enfant|adulte|couvert)\b"
    r"|(?:le|la|par|du) (?:pot|sac|sachet|paquet|boite|bouteille|paire|place|ticket|billet|livre"
    r"|barquette|carton|rouleau|tube|botte|brique|lot|repas|entree|seance|cours|course|trajet"
    r"|photo|page|carte|article|exemplaire|verre|tasse|part|plat|menu|chemise|cartouche)\b))"
)
_BETWEEN_PEOPLE = re.compile(
    r"\b(?:entre|on (?:est|sera|etait|etaient|serait)|nous (?:sommes|serons|etions)"
    r"|a nous|repart\w+ (?:en|sur))(?: les| nos| mes| des| a)? $"
)
_PRICED = re.compile(
    r"\b(?:a|coutent?|coutait|coutant|vaut|valait|valent|paye|prix(?: \w+)?(?: est| de)?"
    r"|payer|paie|facture|solde|affiche|passe(?: de)?|achete|vendu|vends|revends|demande|demandent"
    r"|reclame) (?:seulement "
    r"|que )?$"
)
_A_HEAD = re.compile(r"\b(?:chacune?|par (?:tete|personne|convive))\b")
_TAX_AFTER = re.compile(r" ?(?:est |en |c'est )?(ttc|ht)\b")
_TAX_BEFORE = re.compile(r"\b(ttc|ht)(?: est| de| a| :| c'est| vaut| fait|,)* ?$")
_PARTS = re.compile(r" (?:fois|mensualites?|versements?|echeances?|prelevements?|traites?)\b")


@dataclass(frozen=True)
class Term:
    """One number of a message."""

    kind: str
    """money, rate, count, measure, share, people, parts, times, or bare."""
    figures: str
    unit: str
    """What is counted or measured; of a rate, what the price is for."""
    start: int
    end: int
    sign: str = ""

    @property
    def number(self) -> float:
        """What the figures are worth, to compare them."""
        return float(re.sub(r"[^\d,.]", "", self.figures).replace(",", "."))

    @property
    def price(self) -> str:
        """The figures of a price as an expression writes them."""
        return self.figures if self.unit == "other currency" else f"{self.figures} €"


def terms_of(flat: str) -> list[Term]:
    """Return the numbers of a folded message in order; none where one cannot be read."""
    terms = [_term(flat, match) for match in _NUMBER.finditer(flat)]
    rest = flat
    for term in reversed(terms):
        rest = rest[: term.start] + rest[term.end :]
    return [] if _UNREAD.search(rest) else terms


def singular(unit: str) -> str:
    """Return a unit or noun without the sign of the plural."""
    unit = unit.strip()
    if unit in UNITS:
        return unit
    return unit[:-1] if unit.endswith(("s", "x")) else unit


def same_measure(one: str, other: str) -> tuple[int, int] | None:
    """Return how large two units of the same measure are; None if they are of different ones."""
    first, second = UNITS.get(singular(one)), UNITS.get(singular(other))
    if first is None or second is None or first[0] != second[0]:
        return None
    return first[1], second[1]


def tax_label(flat: str, amount: Term) -> str:
    """Return ``ttc`` or ``ht`` where an amount is told as one of them."""
    label = _TAX_AFTER.match(flat, amount.end) or _TAX_BEFORE.search(flat[: amount.start])
    return label[1] if label else ""


def _term(flat: str, match: re.Match[str]) -> Term:
    start, end = match.span()
    before, figures, sign = flat[:start], match["figures"], (match["sign"] or "").strip()
    after = _AFTER.match(flat, end)
    kind = str(after.lastgroup) if after else "bare"
    if _PARTS.match(flat, end) and (before.endswith("en ") or not flat.startswith(" fois", end)):
        return Term("parts", figures, "", start, _end(_PARTS, flat, end), sign)
    if flat.startswith(" fois", end):
        return Term("times", figures, "", start, end, sign)
    if (
        kind == "bare"
        and before.endswith(
            ("€ a ", "euros a ", "achete a ", "sommes a ", "met a ", "prend a ", "offre a ")
        )
        and figures.isdecimal()
        and _A_HEAD.search(flat)
    ):
        return Term("people", figures, "", start, end)
    if kind in ("bare", "people", "count") and _BETWEEN_PEOPLE.search(before):
        return Term("people", figures, "", start, after.end() if after and kind != "bare" else end)
    unit = after.group(kind).strip() if after else ""
    if kind == "money":
        unit = "" if re.match(r" ?(?:€|eur)", flat[end:]) else "other currency"
    last = after.end() if after else end
    if kind in ("money", "bare"):
        per = _PER.match(flat, last)
        if per and (kind == "money" or _PRICED.search(before) or "," in figures or per["each"]):
            return Term("rate", figures, per["unit"] or "each", start, per.end(), sign)
    if kind == "count" and "," in figures and _PRICED.search(before):
        kind, unit, last = "bare", "", end
    if kind == "bare" and ("," in figures or _PRICED.search(before)):
        kind = "money"
    return Term(kind, figures, unit, start, last, sign)


def _end(pattern: re.Pattern[str], flat: str, at: int) -> int:
    match = pattern.match(flat, at)
    return match.end() if match else at
