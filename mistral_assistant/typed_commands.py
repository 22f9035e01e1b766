"""How a message is recognised as a chat command, and what is wrong with one that is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mistral_assistant.commands import (
    COMMANDS,
    EVERYTHING,
    FORMAT,
    NUMBER,
    PACK,
    THEME,
    THEMES,
    TITLE,
    Command,
)
from mistral_assistant.errors import UsageError
from mistral_assistant.french import fold
from mistral_assistant.i18n import _


@dataclass(frozen=True)
class ParsedCommand:
    """A message that is a command."""

    name: str
    """``Command.name``."""
    argument: str = ""
    """Canonical where the choices are known (pack name, ``light`` or ``dark``), else as typed."""


def parse(text: str, packs: Sequence[str] = ()) -> ParsedCommand | None:
    """Return the command that a whole message stands for, or None for an ordinary message.

    ``/name`` is always meant as a command; bare words only when nothing else stands in the
    message but the command, or the command and one of ``packs``. Case and accents are ignored.

    Raises:
        UsageError: an unknown ``/command``, or one with an argument that it cannot take.
    """
    line = text.strip()
    head, _space, rest = line.partition(" ")
    rest = rest.strip()
    if "\n" in line or not line:
        return None
    if not line.startswith("/"):
        return _bare(head, rest, packs)
    if "/" in head[1:] or head == "/":
        return None  # a path, such as /etc/hosts
    command = _NAMED.get(fold(head[1:]))
    if command is None:
        raise _unknown(head)
    return ParsedCommand(command.name, _argument(command, rest, packs, strict=True) or "")


def match_name(text: str, names: Sequence[str]) -> str | None:
    """Return the one of ``names`` that is meant: case, accents and punctuation are ignored."""
    wanted = _letters(text)
    return next((name for name in names if _letters(name) == wanted), None) if wanted else None


def _bare(head: str, rest: str, packs: Sequence[str]) -> ParsedCommand | None:
    command = _NAMED.get(fold(head))
    if command is None or (rest and not command.argument) or (command.slash and not rest):
        return None
    if command.argument in (TITLE, EVERYTHING):
        return None
    argument = _argument(command, rest, packs, strict=False)
    return None if argument is None else ParsedCommand(command.name, argument)


def _argument(command: Command, typed: str, packs: Sequence[str], *, strict: bool) -> str | None:
    """Return the canonical argument; None (or an error where ``strict``) if it is not one."""
    if not typed:
        return ""
    if command.argument in _CHOICES:
        known = _CHOICES[command.argument]
        name = match_name(typed, tuple(known))
        found, choices = name and known[name], command.argument.split("|")
    elif command.argument == TITLE:
        found, choices = typed, []
    elif command.argument == NUMBER:
        found, choices = _number(command, typed), []
        if found is None and strict:
            raise _wrong_number(command, typed)
    elif command.argument == PACK:
        found, choices = match_name(typed, packs), list(packs)
        if strict and not packs:  # not known yet; the assistant will say
            return typed
    else:
        found, choices = None, []
    if found is None and strict:
        raise _wrong_argument(command, typed, choices)
    return found


_CHOICES: Mapping[str, Mapping[str, str]] = {
    THEME: THEMES,
    FORMAT: {
        **{name: name for name in FORMAT.split("|")},
        "markdown": "md",
        "page": "html",
    },
    EVERYTHING: {"tout": "tout", "tous": "tout", "all": "tout"},
}
"""Placeholder → what may be typed for it → what that means."""


def _unknown(head: str) -> UsageError:
    import difflib

    near = difflib.get_close_matches(fold(head[1:]), list(_NAMED), 1, cutoff=0.5)
    hint = (
        _("Vouliez-vous dire « /{name} » ?").format(name=_NAMED[near[0]].name)
        if near
        else _("« aide » donne la liste des commandes.")
    )
    return UsageError(_("La commande « {head} » n'existe pas.").format(head=head), hint)


def _wrong_argument(command: Command, typed: str, choices: Sequence[str]) -> UsageError:
    if not choices:
        return UsageError(
            _("La commande « {name} » ne prend pas d'argument.").format(name=command.name),
            _("Tapez « {name} » tout seul.").format(name=command.name),
        )
    import difflib

    near = difflib.get_close_matches(typed.lower(), choices, 1)
    hint = (
        _("Vouliez-vous dire « {name} » ?").format(name=near[0])
        if near
        else _("Choix possibles : {names}.").format(names=", ".join(choices))
    )
    return UsageError(
        _("« {typed} » n'est pas possible après « {name} ».").format(
            typed=typed, name=command.name
        ),
        hint,
    )


_RANGES = {"température": (0.0, 2.0), "graine": (0, 2**32 - 1), "copier": (1, 10_000)}
"""Least and greatest number that a command takes; whole numbers where both are."""


def _number(command: Command, typed: str) -> str | None:
    least, most = _RANGES[command.name]
    text = typed.replace(",", ".")
    try:
        value = float(text)
    except ValueError:
        return None
    whole = isinstance(least, int)
    if not least <= value <= most or (whole and not text.isdecimal()):
        return None
    return text


def _wrong_number(command: Command, typed: str) -> UsageError:
    least, most = _RANGES[command.name]
    return UsageError(
        _("« {typed} » n'est pas possible après « {name} ».").format(
            typed=typed, name=command.name
        ),
        _("Donnez un nombre de {least} à {most}.").format(least=least, most=most),
    )


def _letters(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())


_NAMED = {fold(name): command for command in COMMANDS for name in (command.name, *command.aliases)}
