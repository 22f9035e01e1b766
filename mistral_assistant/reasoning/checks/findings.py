"""Writing a finding: where it stands in the answer as typed, and what is said about it."""

from mistral_assistant.i18n import _
from mistral_assistant.reasoning.checks.sources import ReadText
from mistral_assistant.reasoning.turn import Finding

BLOCKING, WARNING = "blocking", "warning"
QUOTED = 80
"""Characters of an answer or a source that an evidence quotes at most."""


def finding(
    answer: ReadText, span: tuple[int, int], kind: str, evidence: str, severity: str = BLOCKING
) -> Finding:
    """Return a finding on a span of the folded answer."""
    start, end = answer.folded.span(*span)
    text = answer.raw[start:end]
    start, end = start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())
    return Finding(kind, severity, (start, end), answer.raw[start:end], evidence)


def instead(other: str) -> str:
    """Say what the sources hold in this place."""
    return _("Les sources disent « {other} ».").format(other=quoted(other))


def before(other: str) -> str:
    """Say what an earlier answer held in this place."""
    return _("Une réponse précédente disait « {other} ».").format(other=quoted(other))


def nowhere(text: str) -> str:
    """Say that no source holds this."""
    return _("Aucune source ne dit « {text} ».").format(text=quoted(text))


def quoted(text: str) -> str:
    """Return ``text`` on one line and short enough to be quoted."""
    line = " ".join(text.split())
    return line if len(line) <= QUOTED else line[: QUOTED - 1].rstrip() + "…"
