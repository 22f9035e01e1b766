"""The closed lists that a pack may draw on, and the nearest valid name for a typo.

The lists that the reasoning layer owns are repeated here because imports point downward only; a
test keeps both sides equal.
"""

import difflib
import unicodedata
from collections.abc import Iterable
from itertools import islice

from mistral_assistant.i18n import _

APPROACHES = (
    "template",
    "knowledge",
    "table",
    "generate",
    "tool",
    "ask",
    "handover",
    "decline",
)
BUILTINS = (
    "date",
    "duration",
    "amount",
    "email",
    "phone",
    "postcode",
    "quantity",
    "person",
    "place",
    "tracking",
    "number",
    "url",
)
TOOLS = ("calculator", "dates", "count")
NORMAL_FORMS = ("upper", "lower", "digits")
COLUMN_TYPES = ("date", "amount", "number", "text", "list")

ANSWERS = (
    "field",
    "fields",
    "absent",
    "provisional",
    "yes",
    "no",
    "sheet",
    "compare",
    "list",
    "none",
    "count",
    "group",
    "values",
    "most",
    "extreme",
    "match",
    "which",
    "unknown",
)
"""What a question about a table's cells can come to; also the variants of its template."""

CHOICES: dict[str, tuple[str, ...]] = {
    "decision": ("sure", "ambiguous", "outside"),
    "moderation": ("none", "rude", "hostile", "threat"),
    "sentiment": ("negative", "neutral", "positive"),
    "topic": ("new", "same", "follow_up", "completes"),
    "tool": TOOLS,
    "computed": ANSWERS,
}
"""Conditions of a rule whose values are a closed list."""
CONDITIONS = (
    "category",
    "decision",
    "moderation",
    "entities",
    "given",
    "missing",
    "values",
    "sentiment",
    "found",
    "not_found",
    "computed",
    "knowledge_at_least",
    "failures_at_least",
    "topic",
    "language",
    "tool",
    "urgency",
    "personal",
    "first_turn",
    "knows_name",
)

PLACEHOLDERS = (
    "pack_title",
    "user_name",
    "question",
    "choices",
    "category_label",
    "entity_label",
    "entity_value",
    "tool_result",
    "summary",
    "today",
    "name",
    "field",
    "value",
    "count",
    "total",
    "items",
    "filter",
)
REQUIRED_TEMPLATES: dict[str, tuple[str, ...]] = {
    "ask": ("default",),
    "decline": ("default",),
    "handover": ("default",),
    "no_answer": ("default",),
    "moderation": ("rude", "hostile", "threat"),
}


MAX_COMPARED = 1_000
"""Names that a typo is compared with; difflib is slow."""


def suggest(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return the remedy for a name that is none of ``known``: the nearest one, or the list."""
    names = sorted(known)
    near = nearest(name, names)
    if near:
        return _("Vouliez-vous dire « {near} » ?").format(near=near)
    if otherwise or not names:
        return otherwise or _("Déclarez « {name} », ou retirez cette ligne.").format(name=name)
    shown = ", ".join(names[:20]) + (" …" if len(names) > 20 else "")
    return _("Valeurs possibles : {names}.").format(names=shown)


def nearest(name: str, names: Iterable[str]) -> str:
    """Return the name that ``name`` was probably meant to be; empty if none comes near."""
    folded = {twin(candidate): candidate for candidate in islice(names, MAX_COMPARED)}
    wanted = twin(name)[:100]
    found = difflib.get_close_matches(wanted, folded, 1, 0.6)
    if not found:
        long = [candidate for candidate in folded if min(len(candidate), len(wanted)) >= 4]
        found = [candidate for candidate in long if wanted in candidate or candidate in wanted]
    return folded[found[0]] if len(found) == 1 else ""


def twin(name: str) -> str:
    """Return the form in which two names that a file system may confuse are equal."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
