"""Built-in recognisers of amounts, quantities and bare numbers."""

import re
from collections.abc import Iterator
from decimal import Decimal

from mistral_assistant.french import STOP_WORDS
from mistral_assistant.reasoning.recognisers.message import Found, Message
from mistral_assistant.tools.french_durations import UNIT_WORDS
from mistral_assistant.tools.french_numbers import Number, read_figures

_CURRENCY = re.compile(
    r"(?:[.,]-{1,2})? ?(?P<scale>k|m(?= ?€))? ?(?:d'|de )?(?:(?P<sign>[€$£])"
    r"|(?P<word>euros?|eur|balles?|roros?|chf|francs?(?: suisses?)?|dollars?|usd"
    r"|livres? sterling|gbp|centimes?|cts|e)(?:(?![a-z0-9'])|(?=[0-9]{2}(?![0-9a-z]))|(?=ttc|ht)))"
)
_GLUED = re.compile(
    r"(?:\b(?P<eur>eur)|\b(?:a|de|pour)|(?<![a-z0-9])[0-9]{1,3} ?x)"
    r"(?P<figures>[0-9]{1,6}(?:[.,][0-9]{1,2})?)(?(eur)(?![0-9a-z])|(?: ?€| ?euros?\b))"
)
_RANGE = re.compile(r" ?(?:-|/|a|ou|et) ?")
_RANGE_BEFORE = re.compile(
    r"\b(?:entre|(?P<of>(?:[a-z]+ )?de)|environ|vers|les|budget|prix|coute\w*|pay\w+|pour|compter)"
    r"(?: de)? $|^$|[,:;(] ?$"
)
_SIGN_BEFORE = re.compile(r"(?:^|[^a-z0-9])(?P<unit>€|\$|£|eur|usd|chf|gbp) ?$")
_UNITS = {"€": "EUR", "$": "USD", "£": "GBP", "d": "USD", "u": "USD", "l": "GBP", "g": "GBP"}
_UNITS |= {"f": "CHF", "ch": "CHF"}
_SCALES = {None: 1, "k": 1_000, "m": 1_000_000}
_AMOUNT_ENDS = (
    r"(?=$| ?[.,;!?)/]| (?:de|d'|pour|pr|en|a|au|aux|sur|ttc|ht|et|ou|seulement|par|mais|max|je"
    r"|j'|on|le|la|les|l'|c|c'|ca|sa|que|alors|chez|dans|sans|avec|il|elle|vs|vous|svp|stp|piece"
    r"|chacun)\b)"
)
_CENTS = re.compile(
    rf"(?P<tight>(?<=[€$£esr])[0-9]{{2}})(?![0-9]|[.,][0-9])(?: ?(?:centimes?|cts?)\b)?"
    r"|(?: et)? (?P<named>[0-9]{1,2}) ?(?:centimes?|cts?)\b"
    rf"|(?: et)? (?P<loose>[0-9]{{2}}){_AMOUNT_ENDS}"
)
_WORD_CENTS = re.compile(rf"(?P<named> centimes?\b)|{_AMOUNT_ENDS}")
_GAMES = re.compile(r" de (?:tennis|golf|ping|foot|padel|baseball|squash|jonglage|fusil)")
_ORDINAL_BEFORE = re.compile(r"\b(?:le|la|les|l'|du|au|aux|mon|ma|son|sa|notre|votre|cette|ce) ?$")
_PRICE_BEFORE = re.compile(
    r"\b(?:coute\w*|prix|pay\w+|total|montant|rembours\w+|factur\w+|debit\w+|frais|moins de|plus de"
    r"|environ|vaut|budget|avoir|remise|reduction|pour|pr|a|de|sont|est|ai|jai|j'ai|c|c'est|cout|frais"
    r"|port|reste|doi[st]|devez|rend\w*|bon|carte|offre|sa|ca|fait|fai)\b"
)
_PRICE_AFTER = re.compile(
    r" (?:de (?:port|frais|remise|reduction|livraison|difference|rabais|trop|moins|plus)|d'achat"
    r"|ttc|ht|l'unite|la piece|piece|chacun|le port)"
)
_COUNTERS = {
    "exemplaire": "",
    "unite": "",
    "piece": "",
    "article": "",
    "produit": "",
    "colis": "",
    "paire": "paire",
    "lot": "lot",
    "boite": "boîte",
    "paquet": "paquet",
    "carton": "carton",
    "sachet": "sachet",
    "bouteille": "bouteille",
    "pack": "pack",
    "rouleau": "rouleau",
}
_ONE_COUNTED = frozenset("exemplaire unite paire lot boite paquet sachet bouteille pack".split())
_NOUN = re.compile(r" ([a-z]{3,20})(?![a-z0-9'])")
_TIMES_AFTER = re.compile(r" ?x(?![a-z0-9])(?! ?[0-9])(?! sans frais)")
_TIMES_BEFORE = re.compile(
    r"(?<![a-z0-9])(?<![0-9] )[x×] ?([1-9][0-9]{0,2})(?![0-9a-z]|[.,/-][0-9]| ?€)"
)
_ASKED = re.compile(
    r"(?:\b(?:veux|voudrais|voudrait|voulons|prends|prendrai|prendre|prenons|acheter|achete"
    r"|commander|reserver|reserve|ajoutez?|ajouter|mettre|mets|mettez|souhaite|faut|en reste"
    r"|besoin de|besoin d'en)|\b(?:quantite|qte)(?: est| de)? ?[:=]?) $"
)
_NOT_ITEMS = UNIT_WORDS | frozenset(
    """fois pouces personnes etoiles points premiers premieres derniers dernieres prochains
    prochaines autres chiffres lettres mots metres kilometres grammes kilos litres euros balles
    dollars francs centimes watts volts degres places couverts foyers pixels gigas megas etages
    enfants adultes appels mails messages essais tentatives reprises mensualites virements numeros
    codes cas pas plus dans sans sous vous nous mais depuis apres tres vers alors puis moins
    toujours jamais suis fils questions etapes problemes raisons choses cotes voyants niveaux
    modes ports programmes vitesses roues pages caracteres parents salaries phrases motifs moyens
    facons manieres types sortes versions visites elements informations systemes parties conditions
    principaux principales grands grandes petits petites cartes""".split()
)
_NOT_BEFORE_ITEMS = frozenset({"des", "entre", "en"})
_BEFORE_ITEMS = STOP_WORDS | frozenset(
    """veux voulons prends prendre prendrai acheter achete commander commande recu reserver ajouter
    ajoutez mettre manque reste envoyer envoye livre retourner renvoyer rendre echanger""".split()
)
_MOST = 999
"""Above it a figure before a noun is a model or a code rather than a quantity."""


def find_amount(message: Message) -> Iterator[Found]:
    """Yield amounts of money with two decimals at least; the unit is the ISO 4217 code."""
    for position, number in enumerate(message.numbers):
        after = _CURRENCY.match(message.text, number.end)
        before = _SIGN_BEFORE.search(message.before(number.start, 5)) if number.figures else None
        if after and _is_amount(message, number, after):
            following = message.numbers[position + 1 : position + 2]
            yield _amount(message, number, after, following[0] if following else None)
            yield from _start_of_range(message, position, after)
        elif before:
            start = number.start - (len(before.string) - before.start("unit"))
            value = _written(_money(message, number))
            yield message.found(value, start, number.end, _currency(before["unit"]))
    if message.folded.has_digit:
        for match in _GLUED.finditer(message.text):
            value = _written(read_figures(match["figures"]))
            start = match.start() if match["eur"] else match.start("figures")
            yield message.found(value, start, match.end(), "EUR")


def find_quantity(message: Message) -> Iterator[Found]:
    """Yield how many of something are meant: ``3 exemplaires``, ``deux paires``, ``x2``."""
    for number in message.numbers:
        if number.value != int(number.value):
            continue
        found = _counted(message, number) or _multiplied(message, number) or _of(message, number)
        if found:
            yield found
    if message.folded.has_digit and ("x" in message.text or "×" in message.text):
        yield from _times(message)


def find_number(message: Message) -> Iterator[Found]:
    """Yield every number as a decimal with a dot; percentages have the unit ``%``."""
    for number in message.numbers:
        if number.weak or _is_code(message, number):
            continue
        start, sign = number.start, ""
        if number.figures and re.search(r"(?:^|[ (])-$", message.before(start, 2)):
            start, sign = start - 1, "-"
        percent = re.match(r" ?%| pour ?cents?\b", message.text[number.end : number.end + 12])
        end = number.end + percent.end() if percent else number.end
        yield message.found(f"{sign}{number.value:f}", start, end, "%" if percent else "")


def _is_code(message: Message, number: Number) -> bool:
    """Return whether figures are part of a word or a code: ``20e``, ``128Go``, ``0612``."""
    if not number.figures:
        return False
    written = message.text[number.start : number.end]
    code = len(written) > 1 and written[0] == "0" and written.isdecimal()
    return code or message.text[number.end : number.end + 1].isalpha()


def _start_of_range(message: Message, position: int, after: re.Match[str]) -> Iterator[Found]:
    """Give the 20 of ``entre 20 et 30 €`` its currency; ``Zéphyr 300 à 199 €`` is no range."""
    if not position or after["scale"]:
        return
    first, last = message.numbers[position - 1], message.numbers[position]
    between = message.text[first.end : last.start]
    if first.weak or first.figures != last.figures or not _RANGE.fullmatch(between):
        return
    before = _RANGE_BEFORE.search(message.before(first.start, 20))
    if before is None or (between == " et " and "entre" not in before.group()):
        return
    counted = (before["of"] or "").removesuffix(" de").removesuffix("s")
    if counted not in _COUNTERS:
        name = after["sign"] or after["word"]
        yield message.found(_written(_money(message, first)), *first[1:3], _currency(name))


def _is_amount(message: Message, number: Number, after: re.Match[str]) -> bool:
    word = after["word"] or ""
    if word.startswith("balle"):
        return not _GAMES.match(message.text, after.end())
    return word != "e" or _is_price(message, number, after)


def _is_price(message: Message, number: Number, after: re.Match[str]) -> bool:
    """Tell the price ``20 e`` from ``le 20e`` and ``20e étage``."""
    if not number.figures or after["scale"]:
        return False
    if re.search(r"[.,][0-9]{2}$", message.text[number.start : number.end]):
        return True
    if _ORDINAL_BEFORE.search(message.before(number.start, 8)):
        return False
    if _PRICE_AFTER.match(message.text, after.end()):
        return True
    rest = message.text[after.end() : after.end() + 14]
    if rest[:2].isdecimal():
        return True
    ends = re.match(_AMOUNT_ENDS, rest)
    return bool(ends and _PRICE_BEFORE.search(message.before(number.start, 25)))


def _amount(
    message: Message, number: Number, after: re.Match[str], following: Number | None
) -> Found:
    value = _money(message, number) * _SCALES[after["scale"]]
    name = after["sign"] or after["word"]
    end = after.end()
    if name.startswith(("centime", "cts")):
        return message.found(_written(value / 100), number.start, end, "EUR")
    if value == int(value) and not after["scale"]:
        cents, end = _cents(message, end, following)
        value += cents
    return message.found(_written(value), number.start, end, _currency(name))


def _cents(message: Message, end: int, following: Number | None) -> tuple[Decimal, int]:
    """Read what follows the euros: ``49€90``, ``49 euros 90``, ``deux euros cinquante``."""
    match = _CENTS.match(message.text, end)
    if match:
        digits = match["tight"] or match["named"] or match["loose"]
        return Decimal(digits) / 100, match.end()
    if following and not following.figures and following.value < 100 and not following.weak:
        gap = message.text[end : following.start]
        ends = _WORD_CENTS.match(message.text, following.end)
        if gap in (" ", " et ") and ends:
            return following.value / 100, ends.end()
    return Decimal(0), end


def _money(message: Message, number: Number) -> Decimal:
    written = message.text[number.start : number.end]
    if number.figures and not re.search("[a-z]", written):
        return read_figures(written, dot_groups=True)
    return number.value


def _written(value: Decimal) -> str:
    exponent = value.normalize().as_tuple().exponent
    return f"{value:.2f}" if isinstance(exponent, int) and exponent >= -2 else f"{value:f}"


def _currency(name: str) -> str:
    return _UNITS.get(name[:2]) or _UNITS.get(name[0], "EUR")


def _counted(message: Message, number: Number) -> Found | None:
    """Read a number before a noun; only a counter such as ``paires`` belongs to the span."""
    match = _NOUN.match(message.text, number.end)
    if match is None:
        return None
    noun = match.group(1)
    counter = noun if noun in _COUNTERS else noun.removesuffix("s").removesuffix("x")
    if counter in _COUNTERS and (not number.weak or counter in _ONE_COUNTED):
        unit = _COUNTERS[counter]
        return message.found(f"{number.value:f}", number.start, match.end(), unit)
    if number.weak or not 2 <= number.value <= _MOST or len(noun) < 4:
        return None
    if noun[-1] not in "sx" or noun in _NOT_ITEMS or noun in STOP_WORDS:
        return None
    if not _follows_small_word(message, number):
        return None
    return message.found(f"{number.value:f}", number.start, number.end)


def _follows_small_word(message: Message, number: Number) -> bool:
    """Tell ``je veux 2 lampes`` from ``le Zéphyr 300 garantis``."""
    position = message.folded.word_at(number.start)
    if position == 0:
        return True
    word = message.folded.words[position - 1]
    if any(char in message.text[word.end : number.start] for char in ",.;:!?\n"):
        return True
    if word.text in _NOT_BEFORE_ITEMS:
        return False
    return not number.figures or word.text in _BEFORE_ITEMS


def _multiplied(message: Message, number: Number) -> Found | None:
    """Read ``2x``; ``en 3x`` pays in instalments."""
    if not number.figures or not 1 <= number.value <= _MOST:
        return None
    after = _TIMES_AFTER.match(message.text, number.end)
    if after is None or message.before(number.start, 3).endswith("en "):
        return None
    return message.found(f"{number.value:f}", number.start, after.end())


def _times(message: Message) -> Iterator[Found]:
    """Read ``x2``; a capital X before a figure is a model: X20."""
    for match in _TIMES_BEFORE.finditer(message.text):
        if message.typed(match.start(), match.start() + 1) != "X":
            yield message.found(str(int(match[1])), *match.span())


def _of(message: Message, number: Number) -> Found | None:
    if number.weak or number.value > _MOST:
        return None
    after = message.text[number.end : number.end + 1]
    if not _ASKED.search(message.before(number.start, 20)) or after in ("%", "€", "/", "-"):
        return None
    noun = _NOUN.match(message.text, number.end)
    if noun and (noun.group(1) in _NOT_ITEMS or noun.group(1) in ("pour", "kg", "cm")):
        return None
    if _CURRENCY.match(message.text, number.end):
        return None
    return message.found(f"{number.value:f}", number.start, number.end)
