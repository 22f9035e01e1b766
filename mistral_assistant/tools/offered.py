"""The tools that a model may ask for: typed functions that read and change nothing.

A tool joins by ``@offered`` and a description for the model, in the language of the prompts. Its
JSON schema is read from the annotations of its arguments, which are all texts.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, get_type_hints

from mistral_assistant.chat import Passage, Tool
from mistral_assistant.cleaning import clean_line
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.errors import ToolError
from mistral_assistant.i18n import _
from mistral_assistant.knowledge.search import KnowledgeIndex
from mistral_assistant.knowledge.tables import rows_called
from mistral_assistant.tools import calculator as calculating
from mistral_assistant.tools import count as counting
from mistral_assistant.tools import dates as dating

MAX_ARGUMENT_CHARS = 1_000
EQUALS = " = "
"""What stands before the result of a calculation."""
MOST_FOUND = 3
"""Passages or rows that one call returns."""


@dataclass(frozen=True)
class Desk:
    """What the tools may look at."""

    pack: DomainPack
    index: KnowledgeIndex
    now: datetime


@dataclass(frozen=True)
class Found:
    """What a tool gives back."""

    text: str
    passages: tuple[Passage, ...] = ()
    """Where it stands, if it is from the pack."""


@dataclass(frozen=True)
class OfferedTool:
    """A function as the model knows it, and the function."""

    tool: Tool
    function: Callable[..., Found]
    has_work: Callable[[DomainPack], bool]
    """Whether there is anything for it to do in a pack."""

    def run(self, desk: Desk, arguments: Mapping[str, Any]) -> Found:
        """Check the arguments and work out the result.

        Raises:
            ToolError: an argument is missing, unknown, too long or no text, or the tool refuses.
        """
        schema = self.tool.parameters
        known, wanted = schema["properties"], schema.get("required", ())
        for name in arguments:
            if name not in known:
                raise _wrong(_("argument inconnu : {name}"), str(name), known)
        for name in wanted:
            if name not in arguments:
                raise _wrong(_("argument manquant : {name}"), name, known)
        for name, value in arguments.items():
            if not isinstance(value, str) or not value.strip():
                raise _wrong(_("l'argument {name} n'est pas un texte"), name, known)
            if len(value) > MAX_ARGUMENT_CHARS:
                raise _wrong(_("l'argument {name} est trop long"), name, known)
        return self.function(desk, **arguments)


OFFERED: dict[str, OfferedTool] = {}
"""All tools that a model may ask for, by name."""


def offered(
    description: str, has_work: Callable[[DomainPack], bool] = lambda pack: True
) -> Callable[[Callable[..., Found]], Callable[..., Found]]:
    """Offer a function to models: its name, ``description``, and what its annotations say."""

    def join(function: Callable[..., Found]) -> Callable[..., Found]:
        tool = Tool(function.__name__, description, _schema(function))
        OFFERED[tool.name] = OfferedTool(tool, function, has_work)
        return function

    return join


def offered_for(pack: DomainPack) -> Mapping[str, OfferedTool]:
    """Return the tools that have something to do in a pack."""
    return {name: one for name, one in OFFERED.items() if one.has_work(pack)}


def _schema(function: Callable[..., Found]) -> dict[str, Any]:
    """Return the JSON schema of a function's arguments but the first, which is the desk."""
    names = list(inspect.signature(function).parameters)[1:]
    hints = get_type_hints(function, include_extras=True)
    about = {name: {"type": "string", "description": hints[name].__metadata__[0]} for name in names}
    return {"type": "object", "properties": about, "required": names}


def _wrong(problem: str, name: str, known: Mapping[str, Any]) -> ToolError:
    return ToolError(
        problem.format(name=name[:50]) + ".",
        _("Arguments attendus : {names}.").format(names=", ".join(known)),
    )


@offered("Calcule exactement une expression arithmétique.")
def calculator(
    _desk: Desk, expression: Annotated[str, "Par exemple : 3 * 49,90 ou 12 % de 349"]
) -> Found:
    """Work out an expression."""
    result = calculating.calculate(expression)
    return Found(f"{clean_line(expression)}{EQUALS}{result}")


@offered("Répond à une question de calendrier : date du jour, durée, jour de la semaine, échéance.")
def dates(
    desk: Desk,
    question: Annotated[str, "Par exemple : combien de jours entre le 3 mars et le 14 avril ?"],
) -> Found:
    """Answer a question about the calendar."""
    return Found(dating.answer(question, desk.now))


@offered("Compte les lettres, les mots ou une lettre dans un texte.")
def count(
    _desk: Desk, question: Annotated[str, "Par exemple : combien de lettres dans « bonjour » ?"]
) -> Found:
    """Count in a text."""
    return Found(counting.answer(question))


@offered("Cherche dans les documents de la maison.", lambda pack: bool(pack.knowledge))
def search(desk: Desk, query: Annotated[str, "Les mots à chercher"]) -> Found:
    """Search the pack's knowledge."""
    passages = desk.index.search(query, MOST_FOUND)
    return _quoted(passages, _("Aucun document ne parle de cela."))


@offered("Lit une fiche des tables d'après sa clé exacte.", lambda pack: bool(pack.tables))
def table(desk: Desk, key: Annotated[str, "Un numéro ou un nom, comme il est écrit"]) -> Found:
    """Read the rows of a key. Nothing lists the rows: what can be read must be known."""
    rows = rows_called(desk.pack, key, desk.now.date())
    return _quoted(rows[:MOST_FOUND], _("Aucune fiche ne porte cette clé."))


def _quoted(passages: tuple[Passage, ...], nothing: str) -> Found:
    if not passages:
        raise ToolError(nothing)
    texts = (f"{passage.source}\n{passage.text}" for passage in passages)
    return Found("\n\n".join(texts), passages)
