"""Whether added documents get a word in: each passage is asked for by its own question or title.

The rules of a pack come first, so that a passage may be found and still never be shown.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from mistral_assistant.cleaning import clean_line
from mistral_assistant.domains.loader import ADDED
from mistral_assistant.domains.pack import DomainPack, KnowledgeEntry
from mistral_assistant.i18n import _, ngettext
from mistral_assistant.reasoning.turn import Turn

ASKED = 20
"""Passages that are tried, evenly spaced."""
NAMED = 5


@dataclass(frozen=True)
class Silent:
    """A passage that did not answer its own question."""

    title: str
    question: str
    rule: str
    """Id of the rule that decided; empty if none did."""
    category: str
    """Empty for outside the domain."""


@dataclass(frozen=True)
class Reach:
    """How many passages were tried, and which of them kept silent."""

    asked: int
    silent: tuple[Silent, ...]

    def lines(self) -> list[str]:
        """Return what a user should know; nothing where every passage answered."""
        if not self.silent:
            return []
        count = len(self.silent)
        lines = [
            ngettext(
                "! {count} passage essayé sur {asked} ne répond pas à sa propre question :",
                "! {count} passages essayés sur {asked} ne répondent pas à leur propre question :",
                count,
            ).format(count=count, asked=self.asked)
        ]
        for item in self.silent[:NAMED]:
            said = _("« {question} » : règle « {rule} », {category}")
            category = item.category or _("hors domaine")
            said = said.format(question=item.question, rule=item.rule or "—", category=category)
            lines.append("    " + clean_line(said))
        lines.append(
            "  → "
            + _(
                "Les règles du domaine passent avant vos documents. Une catégorie et des questions "
                "aident (<!-- category: … -->, <!-- questions: … | … -->) ; sinon, ajoutez ces "
                "questions aux exemples du domaine."
            )
        )
        return lines


def reach(pack: DomainPack, documents: Collection[str], answer: Callable[[str], Turn]) -> Reach:
    """Ask for passages of the named documents of a pack, each in a conversation of its own."""
    own = [entry for entry in pack.knowledge if entry.file.removeprefix(ADDED) in documents
           and entry.file.startswith(ADDED)]  # fmt: skip
    tried = own[:: max(1, -(-len(own) // ASKED))]
    silent = []
    for entry in tried:
        question = entry.questions[0] if entry.questions else entry.title
        turn = answer(question)
        if not _shown(entry, turn):
            found = "" if turn.context.decision == "outside" else turn.context.category
            silent.append(Silent(entry.title, question, turn.approach.rule, found))
    return Reach(len(tried), tuple(silent))


def _shown(entry: KnowledgeEntry, turn: Turn) -> bool:
    return any(entry.file in source and entry.title in source for source in turn.answer.sources)
