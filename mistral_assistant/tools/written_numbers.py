"""How results are written: French notation, amounts to the cent, tiny numbers as powers of ten."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal

from mistral_assistant.i18n import _
from mistral_assistant.tools.arithmetic import PRECISION

DECIMALS = 10
"""Significant decimals shown; what goes on is cut and marked with an ellipsis."""
_SHOWN = Context(prec=50)
"""Rounds away what the last digits of a long calculation got wrong."""
_GROUPED_FROM = 10_000
_CENT = Decimal("0.01")
_SMALLEST = Decimal("1e-15")
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def write_number(value: Decimal, decimals: int = 0) -> str:
    """Write a number in French notation, with at least ``decimals`` digits after the comma."""
    value = _SHOWN.plus(value)
    if value and value.copy_abs() < _SMALLEST:
        return _in_powers_of_ten(value)
    zeros = max(0, -value.adjusted() - 1) if value else 0
    shown = value.quantize(Decimal(1).scaleb(-(zeros + DECIMALS)), ROUND_DOWN, Context(PRECISION))
    digits = f"{shown.copy_abs():f}"
    whole, _dot, fraction = digits.partition(".")
    fraction = fraction.rstrip("0").ljust(decimals, "0")
    if int(whole) >= _GROUPED_FROM:
        whole = f"{int(whole):,}".replace(",", "\u202f")
    sign = "-" if value < 0 else ""
    cut = "…" if shown != value else ""
    return f"{sign}{whole},{fraction}{cut}" if fraction else f"{sign}{whole}"


def write_money(value: Decimal, result: str) -> str:
    """Return an amount as it is and, where its decimals never end, rounded as well."""
    if not result.endswith("…"):
        return f"{result}\u00a0€"
    rounded = write_number(value.quantize(_CENT, ROUND_HALF_UP, Context(PRECISION)), 2)
    return _("{exact} €, soit {rounded} € au centime près").format(exact=result, rounded=rounded)


def _in_powers_of_ten(value: Decimal) -> str:
    power = value.adjusted()
    return f"{write_number(value.scaleb(-power, _SHOWN))} × 10{str(power).translate(_SUPERSCRIPTS)}"
