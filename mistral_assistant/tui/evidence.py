"""What each step of a turn found, as lines that are not broken yet; from the JSON of the trace.

Older or foreign traces may lack keys: whatever is missing is left out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from textual.content import Content

from mistral_assistant.chat import ChatMessage
from mistral_assistant.cleaning import clean, clean_line
from mistral_assistant.i18n import _, ngettext
from mistral_assistant.tui.asked import asked_lines
from mistral_assistant.tui.marks import marked, spans_of
from mistral_assistant.tui.prose import excerpt, fit, plain
from mistral_assistant.tui.rendering import (
    ACCENT,
    MOST_QUOTED,
    MUTED,
    backend_label,
    badge,
    milliseconds,
)

BAR = 8
"""Cells of a full bar."""
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_SHORT_EXAMPLES = 2
Value = Any


@dataclass(frozen=True)
class Look:
    """How a step is looked at."""

    detail: bool = False
    """All of the evidence, not the most telling part only."""
    question: str = ""
    """As typed; what decided stands out in it. Empty if it is not known."""
    prompt: Sequence[ChatMessage] = ()
    """What a model was given, where it is known."""
    prompt_note: str = ""
    """What to know about the prompt."""


def step_evidence(name: str, value: Value, width: int, look: Look) -> Iterator[Content]:
    """Yield the evidence of a finished step as lines that are not broken yet."""
    write = _WRITERS.get(name)
    return write(value, width, look) if write and value is not None else iter(())


def bar(share: float) -> str:
    """Return a bar of BAR cells for a share between 0 and 1."""
    eighths = round(max(0.0, min(1.0, share)) * BAR * 8)
    full, part = divmod(eighths, 8)
    return ("█" * full + _EIGHTHS[part] * (part > 0)).ljust(BAR)


def percent(share: float) -> str:
    """Write a share as a whole percentage."""
    return _("{number} %").format(number=f"{share * 100:.0f}").replace(" ", "\u00a0").rjust(6)


def _moderation(value: Value, width: int, look: Look) -> Iterator[Content]:
    levels = {
        "none": _("rien d'hostile"),
        "rude": _("grossier"),
        "hostile": _("hostile"),
        "threat": _("menace"),
    }
    level = str(value.get("level", ""))
    yield _plain(levels.get(level, level))
    yield from _decided(value.get("matches") or (), look)


def _category(value: Value, width: int, look: Look) -> Iterator[Content]:
    decisions = {
        "sure": _("sûr"),
        "ambiguous": _("ambigu"),
        "outside": _("hors du domaine"),
    }
    ranked: Sequence[Sequence[Any]] = value.get("ranked", ())
    for name, share in ranked if look.detail else ranked[:3]:
        yield _measured(str(name), float(share), width)
    decision = str(value.get("decision", ""))
    text = decisions.get(decision, decision)
    if look.detail:
        share = percent(float(value.get("in_scope", 0))).strip()
        text += " · " + _("dans le domaine à {share}").format(share=share)
    yield _plain(text).stylize(MUTED)
    yield from _decided(value.get("evidence") or (), look)
    if value.get("meaning"):
        part, lead = (f"{number:+.2f}".replace(".", _(",")) for number in value["meaning"])
        text = _("plongement : {part} de l'avance de {lead}")
        yield _plain(text.format(part=part, lead=lead)).stylize(MUTED)
    yield from _examples(value.get("examples") or (), look)


def _context(value: Value, width: int, look: Look) -> Iterator[Content]:
    topics = {
        "new": _("nouveau sujet"),
        "same": _("même sujet"),
        "follow_up": _("suite de la question"),
        "completes": _("réponse à notre question"),
    }
    moods = {
        "negative": _("mécontent"),
        "neutral": _("neutre"),
        "positive": _("content"),
    }
    topic, mood = str(value.get("topic", "")), str(value.get("sentiment", ""))
    parts = [topics.get(topic, topic), moods.get(mood, mood), str(value.get("language", ""))]
    if value.get("urgency"):
        parts.append(_("urgent"))
    yield _plain(" · ".join(part for part in parts if part))
    if look.detail or topic in ("follow_up", "completes"):
        yield _plain("→ " + str(value.get("question", ""))).stylize(MUTED)
    if value.get("reference"):
        yield _plain(_("renvoie à « {text} »").format(text=value["reference"])).stylize(MUTED)
    if look.detail and value.get("category"):
        yield _plain(_("catégorie retenue : {name}").format(name=value["category"])).stylize(MUTED)


def _entities(value: Value, width: int, look: Look) -> Iterator[Content]:
    if not value:
        yield _plain(_("aucune")).stylize(MUTED)
    yield from _in_question(value, look)
    for entity in value:
        start, end = entity.get("start"), entity.get("end")
        place = _("reprise") if start is None else f"{start}–{end}"
        if entity.get("score", 1.0) < 1.0:
            place += f" · {percent(entity['score']).strip()}"
        unit = f" {entity['unit']}" if entity.get("unit") else ""
        name = f"{entity.get('type', '')} · {place}"
        yield _plain(f"{entity.get('value', '')}{unit}") + _muted(name)
        if look.detail and entity.get("text") not in ("", None, entity.get("value")):
            yield _plain(_("« {text} »").format(text=entity["text"])).stylize(MUTED)


def _knowledge(value: Value, width: int, look: Look) -> Iterator[Content]:
    if not value:
        yield _plain(_("rien trouvé")).stylize(MUTED)
    for passage in value:
        yield _measured(str(passage.get("source", "")), float(passage.get("score", 0)), width)
        if look.detail:
            yield _plain(str(passage.get("text", ""))).stylize(MUTED)


def _approach(value: Value, width: int, look: Look) -> Iterator[Content]:
    names = {
        "template": _("réponse toute prête"),
        "knowledge": _("d'après les documents"),
        "table": _("lecture d'une table"),
        "generate": _("rédaction libre"),
        "tool": _("calcul"),
        "ask": _("demander une précision"),
        "handover": _("passer à une personne"),
        "decline": _("refuser"),
    }
    name, rule = str(value.get("name", "")), value.get("rule")
    text = _plain(names.get(name, name))
    yield text + _muted(str(rule)) if rule else text
    if value.get("reason"):
        yield _plain(str(value["reason"])).stylize(MUTED)
    asked = [value["missing"]] if value.get("missing") else list(value.get("choices") or ())
    if asked:
        said = _("il manque : {names}") if value.get("missing") else _("choix : {names}")
        yield _plain(said.format(names=", ".join(map(str, asked)))).stylize(MUTED)
    if look.detail:
        extra = [str(value[key]) for key in ("tone", "format") if value.get(key)]
        if extra:
            yield _plain(" · ".join(extra)).stylize(MUTED)


def _answer(value: Value, width: int, look: Look) -> Iterator[Content]:
    yield from asked_lines(value, detail=look.detail)
    if "backend" not in value:  # it is still being written
        return
    count = len(value.get("sources") or ())
    sources = ngettext("{count} source", "{count} sources", count).format(count=count)
    states = {"partial": _("inachevée"), "interrupted": _("interrompue")}
    parts = [backend_label(str(value.get("backend", ""))), sources]
    if value.get("status") in states:
        parts.append(states[value["status"]])
    yield _plain(" · ".join(parts))
    if value.get("completion_tokens") is not None:
        tokens = _("{prompt} jetons lus, {completion} écrits").format(
            prompt=value.get("prompt_tokens"), completion=value["completion_tokens"]
        )
        yield _plain(tokens).stylize(MUTED)
    if look.detail and value.get("first_token_ms") is not None:
        first = milliseconds(float(value["first_token_ms"]))
        yield _plain(_("premier mot après {time}").format(time=first)).stylize(MUTED)
    if value.get("notice"):
        yield _plain(str(value["notice"])).stylize(MUTED)
    if look.detail:
        yield from _prompt(look)


def _consistency(value: Value, width: int, look: Look) -> Iterator[Content]:
    count = int(value.get("checked") or 0)
    facts = ngettext("{count} fait vérifié", "{count} faits vérifiés", count).format(count=count)
    mark = badge(str(value.get("badge", "")))
    yield mark + _muted(facts) if mark else _plain(facts).stylize(MUTED)
    for key, sign in (("findings", "!"), ("repaired", "↻")):
        for finding in value.get(key) or ():
            text = clean_line(str(finding.get("text", "")))
            yield _plain(
                _("{sign} « {text} » : {evidence}").format(
                    sign=sign,
                    text=text if look.detail else excerpt(text, MOST_QUOTED),
                    evidence=finding.get("evidence", ""),
                )
            )
            if look.detail:
                kind = f"{finding.get('kind', '')} · {finding.get('severity', '')}"
                yield _plain(kind).stylize(MUTED)


_WRITERS: Mapping[str, Callable[[Value, int, Look], Iterator[Content]]] = {
    "moderation": _moderation,
    "category": _category,
    "context": _context,
    "entities": _entities,
    "knowledge": _knowledge,
    "approach": _approach,
    "answer": _answer,
    "consistency": _consistency,
}


def _plain(text: str) -> Content:
    return plain(clean_line(text))


def _muted(text: str) -> Content:
    return Content("  ") + _plain(text).stylize(MUTED)


def _measured(label: str, share: float, width: int) -> Content:
    """Return a label, a bar and a percentage on one line."""
    room = max(4, width - BAR - 7)
    text = plain(fit(clean_line(label), room))
    text = text.pad_right(max(0, room - text.cell_length))
    return text + Content(" ") + Content.styled(bar(share), ACCENT) + Content(percent(share))


def _decided(matches: Sequence[Mapping[str, Any]], look: Look) -> Iterator[Content]:
    """Show what decided: in the question where that is known, and with its weight in detail."""
    inside = list(_in_question(matches, look))
    yield from inside
    if matches and (look.detail or not inside):
        shown = matches if look.detail else matches[:4]
        # The quotation marks do not leave their words.
        quoted = (_quoted(match, weighed=look.detail).replace(" ", "\u00a0") for match in shown)
        yield plain(" ".join(quoted)).stylize(MUTED)


def _quoted(match: Mapping[str, Any], *, weighed: bool) -> str:
    text = _("« {text} »").format(text=clean_line(str(match.get("text", ""))))
    weight = match.get("weight")
    if not weighed or not isinstance(weight, int | float):
        return text
    return f"{text} {weight:.1f}".replace(".", _(","))


def _in_question(items: Sequence[Mapping[str, Any]], look: Look) -> Iterator[Content]:
    spans = spans_of(items, len(look.question))
    if spans:
        yield marked(look.question, spans, whole=look.detail)


def _examples(examples: Sequence[Mapping[str, Any]], look: Look) -> Iterator[Content]:
    """Show the examples of the pack that are most like the question."""
    if examples:
        yield _plain(_("exemples proches :")).stylize(MUTED)
    for example in examples if look.detail else examples[:_SHORT_EXAMPLES]:
        similarity = percent(float(example.get("similarity") or 0)).strip()
        text = _("« {text} »").format(text=example.get("text", ""))
        about = similarity
        if look.detail and example.get("category"):
            about = f"{example['category']} · {similarity}"
        yield _plain(text) + _muted(about)


def _prompt(look: Look) -> Iterator[Content]:
    """Show the whole prompt, message by message."""
    roles = {"system": _("consigne"), "user": _("question"), "assistant": _("réponse")}
    if look.prompt_note:
        yield _plain(look.prompt_note).stylize(MUTED)
    for message in look.prompt:
        yield Content.styled(f"— {roles.get(message.role, message.role)} —", MUTED)
        for line in clean(message.content).split("\n"):
            yield plain(line)
