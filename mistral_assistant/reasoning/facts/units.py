"""Units of measurement and what they are worth in each other. No parsing."""

import re
from decimal import Decimal
from fractions import Fraction

_UNITS: dict[str, tuple[str, str, str]] = {
    # unit: (spellings as regular expressions on flattened text, dimension, worth)
    "seconde": (r"secondes?|sec\.?|seconds?", "hour", "1/3600"),
    "minute": (r"minutes?|min|mn", "hour", "1/60"),
    "heure": (r"heures?|h|hrs?|hours?", "hour", "1"),
    "jour": (r"jours?|journees?|jrs?|j|days?|nuits?|nuitees?|nights?", "hour", "24"),
    "semaine": (r"semaines?|sem\.?|weeks?", "hour", "168"),
    "mois": (r"mois|months?", "month", "1"),
    "trimestre": (r"trimestres?", "month", "3"),
    "semestre": (r"semestres?", "month", "6"),
    "an": (r"ans?|annees?|years?", "month", "12"),
    "siècle": (r"siecles?", "month", "1200"),
    "EUR": (r"€|euros?|eur", "EUR", "1"),
    "centime": (r"centimes?|cts?", "EUR", "1/100"),
    "USD": (r"\$|dollars?|usd", "USD", "1"),
    "GBP": (r"£|livres? sterling|gbp", "GBP", "1"),
    "CHF": (r"chf|francs? suisses?", "CHF", "1"),
    "%": (r"%|pour cent|pourcents?|percent", "%", "1"),
    "kg": (r"kg|kilos?|kilogrammes?", "g", "1000"),
    "g": (r"g|grammes?", "g", "1"),
    "mg": (r"mg|milligrammes?", "g", "1/1000"),
    "tonne": (r"tonnes?", "g", "1000000"),
    "km": (r"km|kilometres?", "m", "1000"),
    "m": (r"m|metres?(?! (?:carre|cube)s?(?!\w))", "m", "1"),
    "cm": (r"cm|centimetres?", "m", "1/100"),
    "mm": (r"mm|millimetres?", "m", "1/1000"),
    "pouce": (r"pouces?|''|\"", "pouce", "1"),
    "m²": (r"m²|m2|metres? carres?", "m²", "1"),
    "m³": (r"m³|m3|metres? cubes?", "l", "1000"),
    "litre": (r"litres?|l", "l", "1"),
    "cl": (r"cl|centilitres?", "l", "1/100"),
    "ml": (r"ml|millilitres?", "l", "1/1000"),
    "watt": (r"w|watts?", "w", "1"),
    "kW": (r"kw|kilowatts?", "w", "1000"),
    "kWh": (r"kwh", "kwh", "1"),
    "volt": (r"volts?|v", "v", "1"),
    "mAh": (r"mah", "mah", "1"),
    "Hz": (r"hz|hertz", "hz", "1"),
    "kHz": (r"khz", "hz", "1000"),
    "MHz": (r"mhz", "hz", "1000000"),
    "GHz": (r"ghz", "hz", "1000000000"),
    "Ko": (r"ko|kb", "mo", "1/1000"),
    "Mo": (r"mo|mb|megas?|megaoctets?", "mo", "1"),
    "Go": (r"go|gb|gigas?|gigaoctets?", "mo", "1000"),
    "To": (r"to|tb|teraoctets?", "mo", "1000000"),
    "dB": (r"db|decibels?", "db", "1"),
    "°C": (r"°c|° c|degres?|°", "°c", "1"),
    "fois": (r"fois", "fois", "1"),
    "point": (r"points?", "point", "1"),
    "étoile": (r"etoiles?", "étoile", "1"),
    "personne": (r"personnes?", "personne", "1"),
}
_QUALIFIERS = {"ouvre": "ouvré", "ouvrable": "ouvrable", "calendaire": "calendaire"}
_MULTIPLES = {"million": 10**6, "milliard": 10**9, "mille": 10**3, "k": 10**3}

_NAMES = {f"u{index}": unit for index, unit in enumerate(_UNITS)}
_PATTERN = re.compile(
    r" {0,2}(?:\([\w ]{1,20}\) ?)?(?:de |d')?"
    rf"(?:(?P<times>{'|'.join(_MULTIPLES)})s?(?:(?<=k)(?=€)|(?![a-z€$£]) *(?:d'|de )?))?"
    r"(?:(?:premier|derni|prochain|petit|grand|bon|plein|long)[a-z]{0,4} |business |working )?"
    rf"(?:{'|'.join(f'(?P<{name}>{_UNITS[unit][0]})' for name, unit in _NAMES.items())})"
    r"(?![\w²³]|'[a-z])"
    rf"(?: (?P<qualifier>{'|'.join(_QUALIFIERS)})s?(?!\w))?"
)
_CURRENCY_BEFORE = re.compile(r"(?:(€|eur)|(\$|usd)|(£|gbp)) ?$")


_WORTH = {unit: (dimension, Fraction(worth)) for unit, (_, dimension, worth) in _UNITS.items()}


def unit_at(flat: str, position: int) -> tuple[str, str, int, int]:
    """Return unit, qualifier, multiple and end of the unit at ``position``; empty if none."""
    match = _PATTERN.match(flat, position)
    if match is None:
        return "", "", 1, position
    unit = _NAMES[next(name for name in _NAMES if match[name] is not None)]
    multiple = _MULTIPLES.get(match["times"] or "", 1)
    return unit, _QUALIFIERS.get(match["qualifier"] or "", ""), multiple, match.end()


def currency_before(flat: str, position: int) -> str:
    """Return the currency written in front of the number at ``position``; empty if none."""
    match = _CURRENCY_BEFORE.search(flat, max(0, position - 4), position)
    return ("EUR", "USD", "GBP")[(match.lastindex or 1) - 1] if match else ""


def convert(number: Decimal, unit: str) -> tuple[str, Decimal]:
    """Return the dimension of ``unit`` and ``number`` in its base unit."""
    dimension, worth = _WORTH[unit]
    top, bottom = Decimal(worth.numerator), Decimal(worth.denominator)
    return dimension, (number * top / bottom).normalize()
