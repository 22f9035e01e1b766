"""How a turn reads as plain text, for ``ask`` and the line mode, and how it is printed.

The names of the steps are those of the JSON. Every line is cleaned.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import colorama

from mistral_assistant.assistant import SwapReport
from mistral_assistant.cleaning import clean, clean_line
from mistral_assistant.i18n import _

Trace = Mapping[str, Any]
_SHORT = 120
"""Characters of a thought or a result where not all is wanted."""


class Printer:
    """Prints with or without colour, as the terminal and ``NO_COLOR`` say."""

    DIM, FAULT, REPAIR = colorama.Style.DIM, colorama.Fore.RED, colorama.Fore.YELLOW

    def __init__(self) -> None:
        colorama.just_fix_windows_console()
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        self.colour = sys.stdout.isatty() and not plain

    def print(self, text: str = "", style: str = "", end: str = "\n") -> None:
        """Print cleaned text, in one of the styles where colour is wanted."""
        text = clean(text)
        if self.colour and style:
            text = f"{style}{text}{colorama.Style.RESET_ALL}"
        sys.stdout.write(text + end)
        sys.stdout.flush()


def title_line(pack_title: str, backend: str) -> str:
    """Return the first line of a chat."""
    name = _("hors ligne") if backend == "offline" else backend
    title = _("{title} · {backend} · « aide » pour les commandes")
    return clean_line(title.format(title=pack_title, backend=name))


def badge_text(name: str) -> str:
    """Return what the badge of a consistency check says."""
    texts = {
        "verified": _("✓ vérifié"),
        "warning": _("! à vérifier"),
        "corrected": _("↻ corrigé"),
        "ungrounded": _("○ sans source"),
        "plain": "",
    }
    return texts.get(name, name)


def answer_lines(trace: Trace) -> Iterator[str]:
    """Yield what stands below an answer: badge, sources and notice."""
    answer = trace["answer"]
    marks = [badge_text(trace["consistency"]["badge"])]
    if answer["status"] == "interrupted":
        marks.append("■ " + _("interrompu"))
    marks += [f"[{number}] {source}" for number, source in enumerate(answer["sources"], 1)]
    if any(marks):
        yield "  ".join(clean_line(mark) for mark in marks if mark)
    if answer["notice"]:
        yield "· " + clean_line(answer["notice"])


def trace_lines(trace: Trace, *, detail: bool = False) -> Iterator[str]:
    """Yield the steps of a turn with their times, one line each; with ``detail`` some more."""
    for name, lines in _steps(trace, detail):
        spent = _number(trace["timings_ms"].get(name, 0.0), 2)
        yield f"{name:<12} {spent:>8} ms  {clean_line(lines[0])}"
        yield from (" " * 26 + clean_line(line) for line in lines[1:])


def swap_text(report: SwapReport) -> str:
    """Return what a swap of packs changed."""
    parts = [
        _("{before} → {after}").format(before=report.before, after=report.after),
        _("sujets : {count}").format(count=len(report.categories)),
        _("passages : {count}").format(count=report.passages),
    ]
    if report.tables:
        parts.append(_("tables : {names}").format(names=", ".join(report.tables)))
    if report.adapter:
        parts.append(_("adaptateur : {name}").format(name=report.adapter))
    return clean_line(" · ".join(parts))


def _steps(trace: Trace, detail: bool) -> Iterator[tuple[str, list[str]]]:
    moderation, approach, answer = trace["moderation"], trace["approach"], trace["answer"]
    yield "moderation", [moderation["level"] + _quoted(moderation["matches"])]
    yield "category", [_category(trace["category"], detail)]
    yield "context", [_context(trace["context"])]
    yield "entities", [_entities(trace["entities"])]
    yield "knowledge", _knowledge(trace["knowledge"], detail)
    yield "approach", [_joined(approach["name"], approach["rule"], approach["reason"])]
    yield "answer", [_joined(answer["backend"], answer["status"]), *_asked(answer, detail)]
    yield "consistency", _consistency(trace["consistency"])


def _category(category: Trace, detail: bool) -> str:
    shown = category["ranked"] if detail else category["ranked"][:3]
    ranked = ", ".join(f"{name} {_percent(share)}" for name, share in shown)
    decided = _joined(category["decision"], ranked) + _quoted(category["evidence"])
    meaning = category.get("meaning")
    return _joined(decided, _of_embedding(meaning)) if meaning else decided


def _of_embedding(meaning: Sequence[float]) -> str:
    """Say how much of the best category's lead over the second an embedding model gave."""
    part, lead = (f"{number:+.2f}".replace(".", _(",")) for number in meaning)
    return _("plongement : {part} de l'avance de {lead}").format(part=part, lead=lead)


def _context(context: Trace) -> str:
    urgent = _("urgent") if context["urgency"] else ""
    return _joined(context["topic"], context["sentiment"], urgent, context["question"])


def _entities(entities: Sequence[Trace]) -> str:
    return ", ".join(f"{item['type']} = {item['value']}" for item in entities) or "—"


def _knowledge(passages: Sequence[Trace], detail: bool) -> list[str]:
    found = [f"{item['source']} {_percent(item['score'])}" for item in passages]
    if not found or not detail:
        return [", ".join(found) or "—"]
    texts = [item["text"] for item in passages]
    return [line for both in zip(found, texts, strict=True) for line in both]


def _asked(answer: Trace, detail: bool) -> Iterator[str]:
    """Yield what the model thought and asked for; older traces know nothing of either."""
    thought = answer.get("thought") or ""
    if thought:
        yield _("réflexion : {text}").format(text=thought if detail else thought[:_SHORT])
    for use in answer.get("tools") or ():
        given = ", ".join(str(value) for value in use["arguments"].values())
        result = use["result"] if detail else use["result"][:_SHORT]
        yield f"{'✗' if use['refused'] else '→'} {use['name']}({given}) : {result}"


def _consistency(consistency: Trace) -> list[str]:
    checked = _("faits vérifiés : {count}").format(count=consistency["checked"])
    marked = [("!", item) for item in consistency["findings"]]
    marked += [("↻", item) for item in consistency["repaired"]]
    return [
        _joined(badge_text(consistency["badge"]), checked),
        *(
            _("{mark} {kind} ({severity}) « {text} » : {evidence}").format(mark=mark, **item)
            for mark, item in marked
        ),
    ]


def _quoted(matches: Sequence[Trace]) -> str:
    return "".join(" " + _("« {text} »").format(text=match["text"]) for match in matches)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _percent(share: float) -> str:
    return _("{number} %").format(number=_number(share * 100, 0))


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".replace(".", _(","))
