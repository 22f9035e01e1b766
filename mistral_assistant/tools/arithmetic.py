"""Reads and works out arithmetic as French people type it, on Decimal and without ``eval``.

    sum      = product (("+" | "-") product)*        a percentage on the right is one of the left
    product  = signed (("*" | "/" | "modulo") signed)*
    signed   = ("+" | "-") signed | power
    power    = postfix ("**" signed)?                right-associative
    postfix  = atom ("²" | "³" | "%" ["of" signed])*
    atom     = number | "(" sum ")" | ("sqrt" | "cube root" | "half" …) postfix

Every bound is checked before the work is done, so that no input takes long.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import (
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)
from typing import NamedTuple, NoReturn

from mistral_assistant.errors import ToolError
from mistral_assistant.i18n import _
from mistral_assistant.tools.arithmetic_tokens import Token, in_figures, in_words, tokenise
from mistral_assistant.tools.french_text import fold_plain

MAX_LENGTH = 500
"""Characters of an expression."""
MAX_DEPTH = 50
"""Parentheses and signs inside one another."""
MAX_EXPONENT = 1000
MAX_RESULT = Decimal("1e30")
_MAX_DIGITS = 40
_NOISE = Decimal("1e-70")
PRECISION = 80
"""Digits of every intermediate result: 30 before the comma leave 50 after it."""

_PARTS = {
    "moitie": Decimal("0.5"),
    "double": Decimal(2),
    "triple": Decimal(3),
    "quadruple": Decimal(4),
    "trois quarts": Decimal("0.75"),
    "quart": Decimal("0.25"),
    "cinquieme": Decimal("0.2"),
    "dixieme": Decimal("0.1"),
    "centieme": Decimal("0.01"),
}


class _Value(NamedTuple):
    number: Decimal
    percent: bool = False
    """Written as ``10 %``, so that it is taken of what stands before it."""


def evaluate(expression: str) -> Decimal:
    """Work out an expression.

    Raises:
        ToolError: it is no expression, or it is larger than the bounds of this module.
    """
    if len(expression) > MAX_LENGTH:
        _refuse(
            _("Ce calcul est trop long : {count} caractères.").format(count=len(expression)),
            _("Découpez-le ; la limite est de {limit}.").format(limit=MAX_LENGTH),
        )
    tokens = [token for token in tokenise(fold_plain(expression)) if token.kind != "unit"]
    parser = _Parser(tokens, Context(prec=PRECISION, Emax=5000, Emin=-5000))
    try:
        value = parser.whole()
    except DivisionByZero as error:
        raise ToolError(
            _("La division par zéro n'est pas définie."), _("Changez le diviseur.")
        ) from error
    except Overflow as error:
        raise _too_large() from error
    except (InvalidOperation, DecimalException) as error:
        raise ToolError(
            _("Ce calcul n'a pas de résultat réel."),
            _("Vérifiez les racines et les puissances."),
        ) from error
    if value.copy_abs() >= MAX_RESULT:
        raise _too_large()
    return value


@dataclass
class _Parser:
    tokens: list[Token]
    context: Context
    position: int = 0
    depth: int = 0

    def whole(self) -> Decimal:
        """Read all tokens as one expression."""
        if not self.tokens:
            _refuse(_("Il n'y a rien à calculer."), _("Écrivez par exemple « 12 % de 349 »."))
        value = self.sum()
        if self.kind:
            self.unexpected()
        return value.number

    @property
    def kind(self) -> str:
        """Kind of the token in turn; empty at the end."""
        return self.tokens[self.position].kind if self.position < len(self.tokens) else ""

    def next(self) -> Token:
        """Return the token in turn and go on."""
        token = self.tokens[self.position]
        self.position += 1
        return token

    def nested(self, read: Callable[[], _Value]) -> _Value:
        """Read one level deeper."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            _refuse(
                _("Ce calcul a trop de niveaux imbriqués."),
                _("La limite est de {limit}.").format(limit=MAX_DEPTH),
            )
        value = read()
        self.depth -= 1
        return value

    def sum(self) -> _Value:
        """Read products joined by + and -."""
        left = self.product()
        while self.kind in ("plus", "minus"):
            work = self.context.add if self.next().kind == "plus" else self.context.subtract
            right = self.product()
            number = right.number
            if right.percent and not left.percent:
                number = self.context.multiply(left.number, number)
            result = self.without_noise(work(left.number, number), left.number)
            left = _Value(result, left.percent and right.percent)
        return left

    def without_noise(self, result: Decimal, term: Decimal) -> Decimal:
        """Return zero for what only rounding left over, as in ``1/3 + 1/3 + 1/3 - 1``."""
        rounded = self.context.flags[Inexact]
        return Decimal(0) if rounded and result.copy_abs() < term.copy_abs() * _NOISE else result

    def product(self) -> _Value:
        """Read signed values joined by ×, ÷ and modulo."""
        left = self.signed()
        while self.kind in ("times", "over", "modulo"):
            kind = self.next().kind
            right = self.signed().number
            work = {"times": self.context.multiply, "over": self.context.divide}
            left = _Value(work.get(kind, self.remainder)(left.number, right))
        return left

    def remainder(self, left: Decimal, right: Decimal) -> Decimal:
        """Return what a division leaves, never below zero."""
        if not right:
            raise DivisionByZero
        rest = self.context.remainder(left, right)
        return self.context.add(rest, right.copy_abs()) if rest < 0 else rest

    def signed(self) -> _Value:
        """Read a power with any signs before it."""
        if self.kind in ("plus", "minus"):
            negative = self.next().kind == "minus"
            value = self.nested(self.signed)
            return _Value(value.number.copy_negate() if negative else value.number, value.percent)
        return self.power()

    def power(self) -> _Value:
        """Read a value and what it is raised to."""
        base = self.postfix()
        if self.kind != "power":
            return base
        self.next()
        exponent = self.nested(self.signed).number
        return _Value(self.raised(base.number, exponent))

    def raised(self, base: Decimal, exponent: Decimal) -> Decimal:
        """Return a power within the bounds."""
        if exponent.copy_abs() > MAX_EXPONENT:
            _refuse(
                _("Cet exposant est trop grand."),
                _("La limite est de {limit}.").format(limit=MAX_EXPONENT),
            )
        if not base and exponent < 0:
            raise DivisionByZero
        return self.context.power(base, exponent)

    def postfix(self) -> _Value:
        """Read an atom with squares, cubes and percent signs after it."""
        value = self.atom()
        while self.kind in ("square", "cube", "percent", "factorial"):
            kind = self.next().kind
            if kind == "factorial":
                _refuse(
                    _("Les factorielles ne sont pas prises en charge."),
                    _("Écrivez le produit en entier."),
                )
            if kind == "percent":
                value = self.percentage(value.number)
            else:
                value = _Value(self.raised(value.number, Decimal(2 if kind == "square" else 3)))
        return value

    def percentage(self, number: Decimal) -> _Value:
        """Read what follows a percent sign: ``de 349``, or nothing."""
        share = self.context.divide(number, Decimal(100))
        if self.kind != "of":
            return _Value(share, True)
        self.next()
        whole = self.nested(self.signed).number
        return _Value(self.context.multiply(share, whole))

    def atom(self) -> _Value:
        """Read a number, a parenthesis, a root or a part of something."""
        kind = self.kind
        if kind == "number":
            return self.number(self.next().text)
        if kind == "words":
            return self.number_in_words(self.next().text)
        if kind == "open":
            self.next()
            value = self.nested(self.sum)
            if self.kind != "close":
                self.unexpected()
            self.next()
            return _Value(value.number, value.percent)
        if kind == "root":
            self.next()
            read = self.signed if self.kind in ("plus", "minus") else self.postfix
            return _Value(self.context.sqrt(self.nested(read).number))
        if kind == "cuberoot":
            self.next()
            read = self.signed if self.kind in ("plus", "minus") else self.postfix
            return _Value(self.cube_root(self.nested(read).number))
        if kind == "part":
            return self.part()
        self.unexpected()

    def cube_root(self, number: Decimal) -> Decimal:
        """Return the real cube root, exact where it ends."""
        size = number.copy_abs()
        root = (
            self.context.power(size, self.context.divide(Decimal(1), Decimal(3))) if size else size
        )
        short = Context(prec=_MAX_DIGITS).plus(root)
        exact = self.context.multiply(self.context.multiply(short, short), short) == size
        return (short if exact else root).copy_sign(number)

    def number(self, text: str) -> _Value:
        """Read figures."""
        if sum(char.isdigit() for char in text) > _MAX_DIGITS:
            raise _too_large()
        return _Value(in_figures(text))

    def number_in_words(self, text: str) -> _Value:
        """Read a number in words."""
        number = in_words(text)
        if number is None:
            _refuse(
                _("« {text} » n'est pas un nombre.").format(text=text),
                _("Écrivez-le en chiffres."),
            )
        return _Value(number)

    def part(self) -> _Value:
        """Read ``la moitié de 349``."""
        text = self.next().text
        whole = self.nested(self.signed).number
        if "tiers" in text:
            thirds = Decimal(2 if "deux" in text else 1)
            return _Value(self.context.divide(self.context.multiply(whole, thirds), Decimal(3)))
        factor = next(factor for name, factor in _PARTS.items() if name in text)
        return _Value(self.context.multiply(whole, factor))

    def unexpected(self) -> NoReturn:
        """Say what cannot be read."""
        if self.position < len(self.tokens):
            problem = _("« {text} » n'a pas sa place dans ce calcul.").format(
                text=self.tokens[self.position].text
            )
        else:
            problem = _("Ce calcul n'est pas terminé.")
        _refuse(problem, _("Écrivez par exemple « 3 × (12,50 + 4) »."))


def _refuse(problem: str, hint: str) -> NoReturn:
    raise ToolError(problem, hint)


def _too_large() -> ToolError:
    return ToolError(
        _("Ce nombre est trop grand pour la calculatrice."),
        _("Le résultat doit rester sous 10 puissance 30."),
    )
