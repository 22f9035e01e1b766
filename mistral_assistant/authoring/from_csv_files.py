"""The files of a proposed pack as texts; all foreign text goes through a writer that escapes it."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import Template
from typing import Any

from mistral_assistant.authoring import pack_files
from mistral_assistant.authoring import toml_text as toml
from mistral_assistant.authoring.from_csv_answers import Answers, facts, shortened
from mistral_assistant.authoring.from_csv_entities import CodeShape
from mistral_assistant.authoring.from_csv_rows import Row
from mistral_assistant.authoring.from_csv_texts import BuiltInTopic, PackTexts
from mistral_assistant.authoring.from_csv_topics import Topics
from mistral_assistant.domains.files import MAX_FILE_BYTES

FILE_BYTES = MAX_FILE_BYTES * 7 // 8
KNOWLEDGE_FILES = 5
MAX_EVALUATED = 2_000
"""Characters of a message in the evaluation."""
NOW = "2026-03-12T10:00:00"
"""When the evaluation takes place: a fixed moment, so that "hier" is always the same day."""
NET, LIKELY = 0.6, 0.25
"""Scores of a passage that answers even where the subject is unclear, and of one that may."""


@dataclass(frozen=True)
class Plan:
    """Everything that was found in the CSV and goes into the pack."""

    name: str
    title: str
    language: str
    texts: PackTexts
    rows: Sequence[Row]
    topics: Topics
    examples: Sequence[Sequence[str]]
    typical: Sequence[Sequence[int]]
    """The most central rows of each category."""
    answers: Answers
    shapes: Sequence[CodeShape]
    held_out: Sequence[int]

    @property
    def ids(self) -> list[str]:
        """Ids of the proposed categories."""
        return [topic.id for topic in self.topics.topics]


def manifest(plan: Plan) -> str:
    """Return ``pack.toml``."""
    return pack_files.manifest(
        plan.name, plan.title, plan.texts.description, plan.language, plan.texts
    )


def categories(plan: Plan) -> str:
    """Return ``categories.toml``, the built-in categories last."""
    built_in = {topic.id: topic for topic in plan.texts.topics}
    parts = []
    for topic in plan.topics.topics:
        values: dict[str, toml.Value] = {"label": topic.label}
        if topic.keywords:
            values["keywords"] = topic.keywords
        if topic.id in built_in:
            values["follow_up"] = False
        parts.append(toml.table(toml.header(topic.id), values))
    used = {keyword for topic in plan.topics.topics for keyword in topic.keywords}
    for name, extra in built_in.items():
        if name not in plan.ids:
            keywords = [keyword for keyword in extra.keywords if keyword not in used]
            values = {"label": extra.label, "keywords": keywords, "follow_up": False}
            parts.append(toml.table(toml.header(name), values))
    return "".join(parts)


def examples(plan: Plan, same: Iterable[str], key: Any) -> str:
    """Return ``examples.csv``; a built-in example whose ``key`` is in ``same`` is left out."""
    rows = [
        (text, topic.id)
        for topic, texts in zip(plan.topics.topics, plan.examples, strict=True)
        for text in texts
    ]
    taken = set(same)
    for extra in plan.texts.topics:
        if extra.id not in plan.ids:
            kept = [text for text in extra.examples if key(text) not in taken]
            rows += [(text, extra.id) for text in kept]
    return csv_text(("text", "category"), rows)


def entities(plan: Plan) -> str:
    """Return ``entities.toml``."""
    parts = []
    for shape in plan.shapes:
        label, question = (
            Template(text).safe_substitute(example=shape.example)
            for text in (plan.texts.code_label, plan.texts.code_question)
        )
        values: dict[str, toml.Value] = {"label": label, "question": question, **shape.values}
        parts.append(toml.table(toml.header(shape.id), values))
    return "".join(parts) + pack_files.builtin_entities(plan.texts)


def rules(plan: Plan) -> str:
    """Return ``approaches.toml``: the first rule whose conditions all hold decides."""
    answered = {passage.topic for passage in plan.answers.passages}
    parts = [
        _rule(plan, "agression", {"moderation": ["hostile", "threat"]}, "decline", "moderation"),
        _rule(plan, "calcul", {"tool": ["calculator"]}, "tool", tool="calculator"),
        _rule(plan, "calcul-de-dates", {"tool": ["dates"]}, "tool", tool="dates"),
    ]
    for extra in _replying(plan):
        name = extra.id.lower().replace("_", "-")
        when: dict[str, toml.Value] = {"category": [extra.id]}
        parts.append(_rule(plan, name, when, "template", extra.id, reason=extra.reason))
    if answered:
        clearly: dict[str, toml.Value] = {
            "decision": ["sure", "ambiguous"], "knowledge_at_least": NET,
        }  # fmt: skip
        parts.append(_rule(plan, "reponse-nette", clearly, "knowledge"))
    parts += [
        _rule(plan, "hors-sujet", {"decision": ["outside"]}, "decline", "decline"),
        _rule(plan, "relais", {"failures_at_least": 2}, "handover", "handover"),
        _rule(plan, "hesitation", {"decision": ["ambiguous"]}, "ask", "ask"),
    ]
    for topic in plan.answers.templates:
        name = plan.ids[topic]
        shared: dict[str, toml.Value] = {"category": [name]}
        rule_id = f"reponse-commune-{name.lower().replace('_', '-')}"
        reason = plan.texts.reasons["reponse-commune"]
        parts.append(_rule(plan, rule_id, shared, "template", name, reason=reason))
    if answered:
        parts.append(_rule(plan, "reponse", {"knowledge_at_least": LIKELY}, "knowledge"))
    silent = _silent(plan)
    if silent:
        parts.append(_rule(plan, "sans-reponse", {"category": silent}, "template", "sans_reponse"))
    parts.append(_rule(plan, "redaction", {}, "generate", "no_answer"))
    return "".join(parts)


def _replying(plan: Plan) -> list[BuiltInTopic]:
    """Return the built-in topics that answer with their own words, not with those of the CSV."""
    agreed = {plan.ids[topic] for topic in plan.answers.templates}
    return [topic for topic in plan.texts.topics if topic.id not in agreed]


def _silent(plan: Plan) -> list[str]:
    """Return the ids of the categories for which the CSV gives no answer."""
    answered = {passage.topic for passage in plan.answers.passages} | set(plan.answers.templates)
    own = {topic.id for topic in plan.texts.topics}
    return [name for topic, name in enumerate(plan.ids)
            if topic not in answered and name not in own]  # fmt: skip


def _rule(
    plan: Plan,
    name: str,
    when: Mapping[str, toml.Value],
    then: str,
    template: str = "",
    *,
    tool: str = "",
    reason: str = "",
) -> str:
    reason = reason or plan.texts.reasons[name]
    return pack_files.rule(name, when, then, reason, template=template, tool=tool)


def templates(plan: Plan) -> str:
    """Return ``templates.toml``; dollars of the CSV are doubled, so that they stay dollars."""
    parts = []
    for topic, found in plan.answers.templates.items():
        texts = [text.replace("$", "$$") for text in found]
        parts.append(toml.table(toml.header(plan.ids[topic]), {"default": texts}))
    for extra in _replying(plan):
        parts.append(toml.table(toml.header(extra.id), {"default": extra.replies}))
    if _silent(plan):
        texts = [plan.texts.no_answer_yet]
        parts.append(toml.table(toml.header("sans_reponse"), {"default": texts}))
    for name, variants in plan.texts.required.items():
        parts.append(toml.table(toml.header(name), variants))
    return "".join(parts)


def knowledge(plan: Plan) -> tuple[list[str], int]:
    """Return the JSONL texts of ``knowledge/`` and the number of passages that found no room."""
    lines = [
        json_line({
            "title": passage.title, "text": passage.text, "category": plan.ids[passage.topic],
            "questions": list(passage.questions),
        })
        for passage in plan.answers.passages
    ]  # fmt: skip
    files: list[str] = []
    rest = lines
    while rest and len(files) < KNOWLEDGE_FILES:
        fitting = within(rest, FILE_BYTES)
        files.append("".join(rest[:fitting]))
        rest = rest[fitting:]
    return files, len(rest)


def evaluation(plan: Plan) -> str:
    """Return ``evaluation.jsonl``: one conversation of one turn for each row that is kept out."""
    figures = _certain_figures(plan)
    lines = []
    for row in plan.held_out:
        text = plan.rows[row].text
        if len(text) > MAX_EVALUATED:
            continue
        turn: dict[str, Any] = {"user": text, "category": plan.ids[plan.topics.of_row[row]]}
        if figures.get(row):
            turn["contains"] = figures[row]
        name = f"ligne-{plan.rows[row].line}"
        lines.append(json_line({"name": name, "now": NOW, "turns": [turn]}))
    return "".join(lines[: within(lines, FILE_BYTES)])


def _certain_figures(plan: Plan, most: int = 2) -> dict[int, list[str]]:
    """Return row → figures that its answer must hold: those on which several responses agree."""
    found = {}
    for passage in plan.answers.passages:
        numbers = sorted(facts(passage.text)[0], key=lambda number: (-len(number), number))
        kept = [number for number in numbers if len(number) > 1 and number in passage.text]
        if len(passage.rows) > 1 and kept:
            found.update(dict.fromkeys(passage.rows, kept[:most]))
    return found


def training(plan: Plan) -> str:
    """Return ``training.csv``; the category is that of the pack, empty where there is none."""
    rows = [
        (row.text, row.response, plan.ids[topic] if topic >= 0 else "")
        for row, topic in zip(plan.rows, plan.topics.of_row, strict=True)
    ]
    return csv_text(("instruction", "response", "category"), rows)


def label_guide(plan: Plan) -> list[str]:
    """Return the lines of a Markdown table: id, label, number of rows, three messages."""
    lines = []
    for number, topic in enumerate(plan.topics.topics):
        said = " · ".join(f"« {in_cell(plan.rows[row].text)} »" for row in plan.typical[number])
        count = len(plan.topics.rows_of(number))
        lines.append(f"| {topic.id} | {in_cell(topic.label)} | {count} | {said} |")
    return lines


def in_cell(text: str) -> str:
    """Return a text that stays within one cell of a Markdown table and is no markup in it."""
    cut = shortened(text, 80)
    return "".join(f"\\{char}" if char in "\\|`<>[]*_#" else char for char in cut)


def within(lines: Sequence[str], limit: int) -> int:
    """Return how many of the lines fit into ``limit`` bytes; at least one."""
    size = 0
    for number, line in enumerate(lines):
        size += len(line.encode("utf-8"))
        if size > limit and number:
            return number
    return len(lines)


def json_line(values: Mapping[str, Any]) -> str:
    """Return one line of a JSONL file."""
    return json.dumps(values, ensure_ascii=False) + "\n"


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a CSV file that is read back cell by cell as it was."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return written.getvalue()
