"""``check``: the consistency check on given answers, without a pack, a chat or a model."""

import argparse
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mistral_assistant.chat import ChatMessage, Passage
from mistral_assistant.cli import EXIT_CHECK, EXIT_OK
from mistral_assistant.cli.batch import Fault, print_results, required_text
from mistral_assistant.cli.values import instant
from mistral_assistant.i18n import _
from mistral_assistant.reasoning import consistency
from mistral_assistant.reasoning.checks.findings import BLOCKING
from mistral_assistant.reasoning.turn import Consistency, Finding, as_json
from mistral_assistant.settings import Settings


def check(options: argparse.Namespace, settings: Settings) -> int:
    """Check every line of the file; return EXIT_CHECK if a finding blocks an answer."""
    now = instant(options.now) or datetime.now()
    blocked: list[Finding] = []

    def result(values: Mapping[str, Any]) -> dict[str, Any]:
        checked = check_line(values, options.language, now)
        blocked.extend(finding for finding in checked.findings if finding.severity == BLOCKING)
        return {"findings": as_json(checked.findings), "checked": checked.checked}

    print_results(
        options.batch,
        result,
        example=_(
            'Exemple : {"question": "Le délai ?", "context": "5 jours.", "answer": "6 jours."}'
        ),
        failed=_unchecked,
    )
    return EXIT_CHECK if blocked else EXIT_OK


def check_line(values: Mapping[str, Any], language: str, now: datetime) -> Consistency:
    """Check one object with ``answer``, ``question``, ``context`` and ``previous``.

    With neither context nor earlier answers there is nothing to hold the answer against: facts
    that stand nowhere then only warn. Without a pack no answer is too long.

    Raises:
        Fault: a value is not what it should be.
    """
    answer = required_text(values, "answer")
    context, previous = _texts(values, "context"), _texts(values, "previous")
    question = values.get("question") or ""
    if not isinstance(question, str):
        raise Fault(_("« {key} » doit être un texte").format(key="question"))
    return consistency.check(
        answer,
        question=question,
        passages=[Passage("", text, 1.0) for text in context],
        entities=(),
        history=[ChatMessage("assistant", text) for text in previous],
        language=language,
        approach="knowledge" if context or previous else "generate",
        now=now,
        limit_chars=sys.maxsize,
    )


def _texts(values: Mapping[str, Any], key: str) -> list[str]:
    found = values.get(key)
    texts = found if isinstance(found, list) else [] if found is None else [found]
    if not all(isinstance(text, str) for text in texts):
        raise Fault(_("« {key} » doit être un texte ou une liste de textes").format(key=key))
    return [text for text in texts if text.strip()]


def _unchecked(lines: str, count: int) -> str:
    return _("Lignes qui n'ont pas été vérifiées : {numbers} (en tout {count}).").format(
        numbers=lines, count=count
    )
