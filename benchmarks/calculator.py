"""Generated calculations against exact fractions, and bombs, each within 100 ms and 50 MB.

    python benchmarks/calculator.py [COUNT [SEED]]

Builds COUNT inputs (default 2,000, seed 1): trees of operations, each written in French as people
type it (``1 234,50``, ``× 3``, *fois*, *moins 10 %*, *la moitié de*, numbers in words, sentences
around it) beside its exact value as a fraction; a tenth are bombs, such as ``9**9**9**9`` or a
million digits, that must be refused. Each goes through the tool as a message of the chat does. What
is wrong is printed, and one JSON line last; the exit status is 1 if anything is wrong, or slower or
larger than the bounds.
"""

import json
import math
import random
import re
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from mistral_assistant.errors import ToolError
from mistral_assistant.tools import calculator

NOW = datetime(2026, 3, 12, 10)
MAX_MS, MAX_MB = 100.0, 50.0
LARGEST, SMALLEST = Fraction(10) ** 30, Fraction(1, 10**14)
_RESULT = re.compile(r"-?\d[\d\u202f]*(?:,\d+)?…?")
SUM, PRODUCT, POWER, ATOM = range(4)
"""How tightly a written expression holds together."""


@dataclass(frozen=True)
class Part:
    """A piece of an expression as typed, with its exact value."""

    text: str
    value: Fraction
    tightness: int = ATOM

    def within(self, tightness: int) -> str:
        """Return the text, in parentheses where it would fall apart."""
        return self.text if self.tightness >= tightness else f"({self.text})"


@dataclass(frozen=True)
class Case:
    """One message and the exact result; None where it must be refused."""

    text: str
    value: Fraction | None


# --- numbers -------------------------------------------------------------------------------------

_UNITS = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
    " dix-sept dix-huit dix-neuf".split()
)
_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}


def in_words(number: int) -> str:
    """Write a number from 0 to 999,999 in words."""
    if number < 20:
        return _UNITS[number]
    if number < 80:
        ten, unit = (6, number - 60) if number >= 70 else divmod(number, 10)
        joined = " et " if unit in (1, 11) else "-"
        return _TENS[ten] + (joined + _UNITS[unit] if unit else "")
    if number < 100:
        return "quatre-vingts" if number == 80 else f"quatre-vingt-{_UNITS[number - 80]}"
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        head = "cent" if hundreds == 1 else f"{_UNITS[hundreds]} cent"
        return f"{head} {in_words(rest)}" if rest else head + ("s" if hundreds > 1 else "")
    thousands, rest = divmod(number, 1000)
    written = re.sub(r"(cent|vingt)s$", r"\1", in_words(thousands))
    head = "mille" if thousands == 1 else f"{written} mille"
    return f"{head} {in_words(rest)}" if rest else head


def number(pick: random.Random) -> Part:
    """Return a number in one of the ways to type it."""
    style = pick.randrange(8)
    if style == 0:
        whole = pick.choice((pick.randrange(100), pick.randrange(1000), pick.randrange(99_999)))
        return Part(in_words(whole), Fraction(whole))
    whole = pick.choice((pick.randrange(10), pick.randrange(100), pick.randrange(1, 2_000_000)))
    if style in (1, 2):
        return Part(str(whole), Fraction(whole))
    cents = pick.choice((5, 25, 50, 90, 99, pick.randrange(100)))
    value = whole + Fraction(cents, 100)
    if style == 3:
        return Part(f"{whole}.{cents:02d}", value)
    if style == 4 and whole >= 1000:
        return Part(f"{whole:,}".replace(",", ".") + f",{cents:02d}", value)
    if style == 5:
        return Part(
            f"{whole:,}".replace(",", pick.choice(" \u202f\u00a0")) + f",{cents:02d}", value
        )
    if style == 6:
        return Part(f"{whole:,}".replace(",", " "), Fraction(whole))
    return Part(f"{whole},{cents:02d}", value)


# --- operations ----------------------------------------------------------------------------------


def added(pick: random.Random, left: Part, right: Part) -> Part:
    """Join two parts by a sum or a difference."""
    plus = pick.random() < 0.5
    sign = pick.choice((" + ", "+", " plus ") if plus else (" - ", "-", " − ", " moins "))
    if sign == "-" and left.text[-1].isalpha():
        sign = " - "  # words joined by a hyphen would be one number
    value = left.value + right.value if plus else left.value - right.value
    return Part(f"{left.text}{sign}{right.within(PRODUCT)}", value, SUM)


def multiplied(pick: random.Random, left: Part, right: Part) -> Part:
    """Join two parts by a product or a quotient."""
    if right.value and pick.random() < 0.4:
        sign = pick.choice((" / ", "/", " ÷ ", " divisé par ", " : "))
        value = left.value / right.value
    else:
        sign = pick.choice((" x ", " × ", "*", " * ", " fois ", " multiplié par ", " X "))
        value = left.value * right.value
    return Part(f"{left.within(PRODUCT)}{sign}{right.within(POWER)}", value, PRODUCT)


def changed(pick: random.Random, left: Part, _right: Part) -> Part:
    """Take a percentage off or add it."""
    share = pick.choice((5, 10, 20, 33, pick.randrange(1, 100)))
    up = pick.random() < 0.5
    factor = 1 + Fraction(share if up else -share, 100)
    sign = pick.choice((" + ", " plus ") if up else (" - ", " moins "))
    percent = pick.choice((" %", "%", " pour cent"))
    return Part(f"{left.text}{sign}{share}{percent}", left.value * factor, SUM)


def shared(pick: random.Random, left: Part, _right: Part) -> Part:
    """Take a share of a part."""
    share = pick.randrange(1, 100)
    name, factor = pick.choice(
        (
            (f"{share} % de", Fraction(share, 100)),
            (f"{share},5% de", Fraction(2 * share + 1, 200)),
            ("la moitié de", Fraction(1, 2)),
            ("le tiers de", Fraction(1, 3)),
            ("le quart de", Fraction(1, 4)),
            ("les trois quarts de", Fraction(3, 4)),
            ("le double de", Fraction(2)),
        )
    )
    return Part(f"{name} {left.within(POWER)}", left.value * factor, PRODUCT)


def raised(pick: random.Random, left: Part, _right: Part) -> Part:
    """Raise a part to a small power."""
    exponent = pick.randrange(2, 5)
    written = pick.choice((f"**{exponent}", f"^{exponent}", f" puissance {exponent}"))
    if exponent < 4 and pick.random() < 0.5:
        written = {2: pick.choice(("²", " au carré")), 3: pick.choice(("³", " au cube"))}[exponent]
    return Part(left.within(ATOM) + written, left.value**exponent, POWER)


def rooted(pick: random.Random, _left: Part, _right: Part) -> Part:
    """Take the root of a square number."""
    side = pick.randrange(0, 2000)
    written = pick.choice(("√{}", "racine de {}", "racine carrée de {}", "sqrt({})"))
    return Part(written.format(side * side), Fraction(side))


def negated(_pick: random.Random, left: Part, _right: Part) -> Part:
    """Write a minus before a part, in parentheses."""
    return Part(f"(-{left.within(ATOM)})", -left.value)


def remaining(pick: random.Random, _left: Part, _right: Part) -> Part:
    """Take what a division leaves."""
    dividend, divisor = pick.randrange(1000), pick.randrange(1, 50)
    return Part(f"{dividend} modulo {divisor}", Fraction(dividend % divisor), PRODUCT)


Operation = Callable[[random.Random, Part, Part], Part]
OPERATIONS: Sequence[Operation] = (
    *(added,) * 4, *(multiplied,) * 4, changed, shared, raised, rooted, negated, remaining,
)  # fmt: skip


def tree(pick: random.Random, depth: int) -> Part:
    """Return a random expression; ``depth`` operations inside one another at most."""
    if depth == 0 or pick.random() < 0.15:
        return number(pick)
    left, right = tree(pick, depth - 1), tree(pick, depth - 1)
    return pick.choice(OPERATIONS)(pick, left, right)


# --- messages ------------------------------------------------------------------------------------

CARRIERS = (
    "combien font {} ?", "calcule {}", "Combien fait {} svp", "{} = ?", "bonjour, combien font {}",
    "quel est le résultat de {} ?", "ça fait combien {} ?", "Calcule : {}", "cb fait {}",
)  # fmt: skip


def sentence(pick: random.Random) -> Case:
    """Return an expression in a message, within the bounds of the calculator."""
    while True:
        operation = pick.choice([one for one in OPERATIONS if one is not negated])
        part = operation(pick, *(tree(pick, pick.randrange(3)) for _side in "lr"))
        within = not part.value or SMALLEST < abs(part.value) < LARGEST
        if within and len(part.text) < 300:
            return Case(pick.choice(CARRIERS).format(part.text), part.value)


def told(pick: random.Random) -> Case:
    """Return a calculation told in words."""
    first, second = pick.randrange(1, 2000), pick.randrange(1, 200)
    share = pick.randrange(1, 90)
    price = first + Fraction(pick.choice((0, 50, 90)), 100)
    written = f"{float(price):.2f}".replace(".", ",")
    return pick.choice(
        (
            Case(f"divise {first} par {second}", Fraction(first, second)),
            Case(f"multiplie {first} par {second}", Fraction(first * second)),
            Case(f"ajoute {first} à {second}", Fraction(first + second)),
            Case(f"retire {first} de {second}", Fraction(second - first)),
            Case(f"la somme de {first} et {second}", Fraction(first + second)),
            Case(f"le produit de {first} et {second}", Fraction(first * second)),
            Case(f"le reste de {first} divisé par {second}", Fraction(first % second)),
            Case(
                f"{written} € avec {share} % de remise, je paie combien ?",
                price * (100 - share) / 100,
            ),
            Case(f"combien font {second + 1} lampes à {written} € ?", price * (second + 1)),
        )
    )


def bomb(pick: random.Random) -> Case:
    """Return what must be refused."""
    size = pick.choice((60, 500, 1_900, 3_900, 1_000_000))
    digit = str(pick.randrange(1, 10))
    return Case(
        pick.choice(
            (
                "9**9**9**9", "9^9^9^9^9", f"2**{digit * 9}", f"10**{digit}0000", "0/0",
                f"combien font {digit}**-{digit * 8}**9", f"{digit * size}", "(" * size,
                f"combien font {'(' * size}1{')' * size}", f"calcule {'-' * size}1",
                f"combien font {digit * size} x {digit * size}", f"calcule {'√' * size}4",
                f"combien font 2{'**2' * min(size, 5_000)}", "1" + "+1" * max(size, 500),
                "170!", "racine carrée de -4", "(5-5)/(3-3)", "0**-1", "0**0", "1e999",
                "__import__('os').system('ls')", "'a'*9999999999", "[0]*10**9", "lambda: 9**9**9",
                f"divise {digit * 9} par 0", f"calcule {'9' * 45} + 1", "10 modulo 0",
                "combien font 99999999999999999999 × 99999999999999999999", f"{'1 % de ' * size}1",
            )
        ),
        None,
    )  # fmt: skip


def cases(count: int, seed: int) -> list[Case]:
    """Return the inputs: a tenth bombs, a tenth told, the rest expressions in a sentence."""
    pick = random.Random(seed)
    kinds = (bomb, told, *(sentence,) * 8)
    return [kinds[position % len(kinds)](pick) for position in range(count)]


# --- judging -------------------------------------------------------------------------------------


def answered(text: str) -> str:
    """Return the tool's answer as the chat gets it; empty where it does not apply or refuses."""
    try:
        return calculator.run(text, NOW) if calculator.applies(text, NOW) else ""
    except ToolError:
        return ""


def is_right(case: Case, answer: str) -> bool:
    """Compare an answer with the exact value; what is cut must agree in every digit shown."""
    if case.value is None:
        return not answer
    shown = answer.rpartition("=")[2].replace("\u00a0€", "").strip()
    if not _RESULT.fullmatch(shown):
        return False
    plain = shown.removesuffix("…").replace("\u202f", "").replace(",", ".")
    value = Fraction(plain)
    if not shown.endswith("…"):
        return value == case.value
    decimals = len(plain.partition(".")[2])
    cut = Fraction(math.trunc(case.value * 10**decimals), 10**decimals)
    return value == cut != case.value


def milliseconds(text: str) -> float:
    """Return the CPU time that one input takes."""
    began = time.process_time()
    answered(text)
    return (time.process_time() - began) * 1000


def megabytes(text: str) -> float:
    """Return the most memory that one input takes beyond what was there."""
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    answered(text)
    return (tracemalloc.get_traced_memory()[1] - before) / 2**20


def main(count: int = 2_000, seed: int = 1) -> int:
    """Print what is wrong and one JSON line; return the exit status."""
    made = cases(count, seed)
    wrong = 0
    for case in made:
        answer = answered(case.text)
        if not is_right(case, answer):
            wrong += 1
            wanted = "refused" if case.value is None else str(case.value)
            print(f"✗ {case.text[:120]}: {answer[:80] or 'refused'}, not {wanted[:60]}")
    spent = [milliseconds(case.text) for case in made]
    tracemalloc.start()
    peak = max(megabytes(case.text) for case in made)
    tracemalloc.stop()
    result = {
        "inputs": len(made),
        "bombs": sum(case.value is None for case in made),
        "wrong": wrong,
        "median_ms": round(statistics.median(spent), 3),
        "max_ms": round(max(spent), 2),
        "peak_mb": round(peak, 2),
    }
    print(json.dumps(result))
    return int(wrong > 0 or max(spent) > MAX_MS or peak > MAX_MB)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
