"""The one prompt builder of chat, training data and evaluation; nothing is sent from here.

Order: system part (persona, how to answer, passages as quoted data), earlier messages, question.
The prompt does not depend on whether the reasoning is displayed.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from mistral_assistant.attached import MAX_QUESTION_CHARS
from mistral_assistant.chat import ChatMessage, Passage, Prompt
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.reasoning.approach import opening
from mistral_assistant.reasoning.prompt_lines import AS_DATA, NOT_AGAIN
from mistral_assistant.reasoning.turn import Finding, Turn

HISTORY_MESSAGES = 12
_MARK = re.compile(
    r"<\s*/?\s*(?:documents|tools?|tool_calls?|tool_response|function_call|s|think)\s*>"
    r"|<\|[^|<>\n]{1,40}\|>|</?(?:start|end)_of_turn>"
    r"|\[\s*/?\s*(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT|ARGS"
    r"|CALL_ID|THINK|IMG|SUFFIX|PREFIX|MIDDLE)\s*\]",
    re.IGNORECASE,
)
"""What a model's format takes for more than text: servers that render a prompt as one text would
read a tool call or a new message out of a passage."""
_PLAIN = str.maketrans("<>[]|", "‹›‹›¦")
LANGUAGES = {"fr": "français", "en": "anglais", "es": "espagnol", "de": "allemand",
             "it": "italien", "nl": "néerlandais"}  # fmt: skip


def build_prompt(turn: Turn, pack: DomainPack, findings: Sequence[Finding] = ()) -> Prompt:
    """Build the prompt of a turn whose approach is known.

    ``findings`` are those of a first version that must not come again (the one repair).
    """
    passages = turn.approach.passages
    system = system_part(
        persona=pack.persona,
        passages=passages,
        category=_label(turn, pack),
        tone=turn.approach.tone,
        answer_format=turn.approach.format,
        language=turn.context.language,
        findings=findings,
    )
    return Prompt(
        messages=_messages(system, turn.history, turn.message),
        question=turn.context.question,
        approach=turn.approach.name,
        text=turn.approach.text or _opening(turn, pack),
        passages=passages,
        entities=turn.entities,
        language=turn.context.language,
        fallback=_no_answer(pack),
    )


def prompt_again(
    trace: Mapping[str, Any], question: str, history: Sequence[ChatMessage], pack: DomainPack
) -> tuple[ChatMessage, ...]:
    """Return the messages of the prompt that a turn gave, worked out again from its trace.

    ``history`` holds the messages before the question. Where the answer was written again, these
    are the messages of its second version. The pack must be the one that answered.
    """
    approach, context = trace.get("approach") or {}, trace.get("context") or {}
    repaired = (trace.get("consistency") or {}).get("repaired") or ()
    category = pack.CATEGORIES.get(context.get("category", ""))
    system = system_part(
        persona=pack.persona,
        passages=[
            Passage(str(item.get("source", "")), str(item.get("text", "")), 0.0)
            for item in approach.get("passages") or ()
        ],
        category=category.label if category else "",
        tone=approach.get("tone", ""),
        answer_format=approach.get("format", ""),
        language=context.get("language", "fr"),
        findings=[
            Finding("", "", (0, 0), str(item.get("text", "")), str(item.get("evidence", "")))
            for item in repaired
        ],
    )
    return _messages(system, history, question[:MAX_QUESTION_CHARS])


def _messages(
    system: str, history: Sequence[ChatMessage], question: str
) -> tuple[ChatMessage, ...]:
    return (
        ChatMessage("system", system),
        *history[-HISTORY_MESSAGES:],
        ChatMessage("user", question),
    )


def system_part(
    *,
    persona: str,
    passages: Sequence[Passage],
    category: str = "",
    tone: str = "",
    answer_format: str = "",
    language: str = "fr",
    findings: Sequence[Finding] = (),
) -> str:
    """Return the system message; training renders its rows through this same function."""
    parts = [persona.strip()]
    guidance = [
        f"Sujet : {category}." if category else "",
        f"Ton : {tone}." if tone else "",
        f"Forme : {answer_format}." if answer_format else "",
        f"Réponds en {LANGUAGES.get(language, 'français')}.",
    ]
    parts.append(" ".join(item for item in guidance if item))
    if passages:
        quoted = "\n".join(
            f"[{number}] {as_data(passage.source)}\n{as_data(passage.text)}"
            for number, passage in enumerate(passages, 1)
        )
        parts.append(f"{AS_DATA}\n<documents>\n{quoted}\n</documents>")
    if findings:
        faults = "\n".join(
            f"- « {as_data(finding.text)} » : {as_data(finding.evidence)}" for finding in findings
        )
        parts.append(f"{NOT_AGAIN}\n{faults}")
    return "\n\n".join(parts)


def as_data(text: str) -> str:
    """Keep a text from closing the documents it is quoted in, and from looking like a call."""
    return _MARK.sub(lambda mark: mark.group().translate(_PLAIN), text)


def _label(turn: Turn, pack: DomainPack) -> str:
    category = pack.CATEGORIES.get(turn.context.category)
    return category.label if category else ""


def _opening(turn: Turn, pack: DomainPack) -> str:
    return opening(turn, pack, turn.approach.tone) if turn.approach.name == "knowledge" else ""


def _no_answer(pack: DomainPack) -> str:
    return pack.RESPONSE_TEMPLATES["no_answer"]["default"][0]
