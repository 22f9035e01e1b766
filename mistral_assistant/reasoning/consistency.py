"""Step 8: is the answer borne out? Hard facts and faults of form block, the rest warns.

The single checks live in ``checks``; this module decides what they are held against, and the
badge. None of them understands the answer; an inference model, where the settings name one, may
add doubts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain

from mistral_assistant.chat import ChatMessage, Entity, Passage
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.reasoning.checks.dates import check_dates
from mistral_assistant.reasoning.checks.entailment import Judge, check_entailment
from mistral_assistant.reasoning.checks.figures import check_figures
from mistral_assistant.reasoning.checks.findings import BLOCKING, WARNING
from mistral_assistant.reasoning.checks.form import (
    check_language,
    check_length,
    check_repetition,
)
from mistral_assistant.reasoning.checks.leak import check_leak
from mistral_assistant.reasoning.checks.names import (
    check_contacts,
    check_names,
    check_references,
)
from mistral_assistant.reasoning.checks.polarity import check_polarity
from mistral_assistant.reasoning.checks.relevance import check_relevance
from mistral_assistant.reasoning.checks.sources import Sources, read, readings
from mistral_assistant.reasoning.checks.support import check_support
from mistral_assistant.reasoning.checks.unrequested import check_unrequested
from mistral_assistant.reasoning.turn import Consistency, Finding, Turn
from mistral_assistant.tools.offered import EQUALS

_HOUSE_TEMPLATES = ("no_answer", "decline", "handover", "ton")
"""Templates that an answer step may add to an answer of any approach."""

WRITTEN = ("knowledge", "generate")
"""Approaches whose text a model may have written; the rest is the pack's own."""

SOURCED = ("knowledge", "table", "tool")
"""Approaches whose answers stand on a source even where they hold no figure."""

UNCLAIMED = ("ask", "decline")
"""Approaches whose answers tell nothing that could be verified."""

MAX_CHECKED_CHARS = 50_000
"""What is checked of an answer; a thousand pages would hold the interpreter for seconds."""

_RECENT = 40
"""Messages of the conversation that an answer may draw on or contradict."""


def consistency_step(turn: Turn, pack: DomainPack, judge: Judge | None = None) -> Consistency:
    """Check the turn's answer against its passages, the pack's constants and the conversation.

    ``judge`` is a model that looks once more at what a model may have written.
    """
    approach = turn.approach
    language = turn.context.language
    found = check(
        turn.answer.text,
        question=turn.message,
        passages=(*approach.passages, *turn.knowledge, *_looked_up(turn)),
        entities=(*turn.entities, *turn.context.carried),
        history=turn.history,
        language=language if language in pack.languages else pack.languages[0],
        persona=pack.persona,
        approach=approach.name,
        now=turn.now,
        limit_chars=pack.limits.answer_chars,
        constants=(*_constants(pack), approach.text, turn.context.question, *_worked_out(turn)),
    )
    doubts = list(check_relevance(turn))
    if judge and approach.name in WRITTEN:
        doubts += check_entailment(
            read(turn.answer.text[:MAX_CHECKED_CHARS]), approach.passages, judge
        )
    if not doubts:
        return found
    return replace(found, findings=_distinct((*found.findings, *doubts)), badge="warning")


def check(
    answer: str,
    *,
    question: str,
    passages: Sequence[Passage],
    entities: Sequence[Entity],
    history: Sequence[ChatMessage],
    language: str,
    persona: str = "",
    approach: str = "knowledge",
    now: datetime,
    limit_chars: int = 1500,
    constants: Sequence[str] = (),
) -> Consistency:
    """Return the findings on ``answer``, the number of hard facts looked up and the badge.

    ``language`` is what the answer should be in; ``constants`` are further texts that the pack
    vouches for, such as a finished template. With nothing to compare with (a free answer without
    passages) an unknown fact only warns, an invented address still blocks. What lies beyond
    MAX_CHECKED_CHARS is not checked, which a finding says.
    """
    text = read(answer[:MAX_CHECKED_CHARS])
    sources = _sources(question, passages, entities, history, constants)
    vouched = replace(sources, house=(*sources.house, *readings((persona,))))
    names, named = check_names(text, vouched)
    facts = [
        *check_figures(text, vouched),
        *check_dates(text, vouched, now.date()),
        *check_references(text, vouched),
        *names,
    ]
    contacts = list(check_contacts(text, vouched))
    looked_up = named + sum(not fact.soft for fact in text.facts)
    held = looked_up - len(facts) - len(contacts)
    comparable = bool(sources.passages or sources.earlier)
    findings = [
        *(facts if passages or approach != "generate" else map(_softened, facts)),
        *contacts,
        *check_language(text, language, sources),
        *check_leak(text, sources, persona),
        *check_repetition(text, sources),
        *check_polarity(text, sources),
        *(check_support(text, sources, held) if comparable and approach != "generate" else ()),
        *(check_unrequested(text, question, sources) if approach in WRITTEN else ()),
        *check_length(answer, limit_chars, MAX_CHECKED_CHARS),
    ]
    borne_out = looked_up if approach in (*SOURCED, *WRITTEN) else looked_up - named
    return Consistency(_distinct(findings), looked_up, _badge(approach, findings, borne_out))


def _sources(
    question: str,
    passages: Sequence[Passage],
    entities: Sequence[Entity],
    history: Sequence[ChatMessage],
    constants: Sequence[str],
) -> Sources:
    known = [f"{entity.value} {entity.unit}" for entity in entities]
    return Sources(
        passages=readings(text for passage in passages for text in _texts(passage)),
        house=readings(constants),
        user=readings([question, *known, *_said(history, "user")]),
        earlier=readings(_said(history, "assistant")),
    )


def _texts(passage: Passage) -> Iterator[str]:
    """Yield title, text and cells of a passage; a cell is a text of its own."""
    yield passage.text
    yield passage.title
    yield from passage.fields.values()


def _said(history: Sequence[ChatMessage], role: str) -> list[str]:
    return [message.content for message in history[-_RECENT:] if message.role == role]


def _looked_up(turn: Turn) -> Iterator[Passage]:
    """Yield the passages and rows that the model's own calls of tools found."""
    return (passage for use in turn.answer.tools for passage in use.passages)


def _worked_out(turn: Turn) -> Iterator[str]:
    """Yield the results of tools; what a model had calculated with may well be its invention."""
    for use in turn.answer.tools:
        if not use.refused and not use.passages:
            yield use.result.rpartition(EQUALS)[2]


def _constants(pack: DomainPack) -> Iterator[str]:
    """Yield the texts of the pack that may stand in any answer."""
    yield pack.title
    yield pack.description
    yield from pack.placeholders.values()
    for key in _HOUSE_TEMPLATES:
        yield from chain.from_iterable(pack.RESPONSE_TEMPLATES.get(key, {}).values())


def _softened(finding: Finding) -> Finding:
    return replace(finding, severity=WARNING)


def _distinct(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings in reading order, one for each span, the most severe first."""
    kept: dict[tuple[int, int], Finding] = {}
    for finding in sorted(findings, key=lambda finding: finding.severity != BLOCKING):
        kept.setdefault(finding.span, finding)
    return tuple(sorted(kept.values(), key=lambda finding: finding.span))


def _badge(approach: str, findings: Sequence[Finding], checked: int) -> str:
    """Return the badge; ``corrected`` is for the caller to set after a repair.

    A question back and a refusal claim nothing, whatever they name; nor does a finished text of
    the pack that holds no more than names, its own above all (a greeting).
    """
    if findings:
        return "warning"
    if approach == "generate":
        return "ungrounded"
    if approach in UNCLAIMED:
        return "plain"
    return "verified" if checked or approach in SOURCED else "plain"
