"""One message → lines: who and when above it, sources and findings below it.

All text passes ``clean`` here, at the border, and is never read as Textual markup.
"""

from collections.abc import Mapping
from typing import Any

from rich.cells import cell_len
from textual.content import Content

from mistral_assistant.attached import split
from mistral_assistant.cleaning import clean, clean_line
from mistral_assistant.i18n import _, ngettext
from mistral_assistant.tui.attachments import label
from mistral_assistant.tui.prose import excerpt, page, plain, sides, wrap
from mistral_assistant.tui.transcript import Entry

MAX_WIDTH = 100
"""Longer lines are hard to read."""
GUTTER = 2
MOST_FINDINGS = 3
"""Findings shown under an answer."""
MOST_QUOTED = 160
"""Characters of the answer that a finding quotes; a fault of length would repeat all of it."""
ACCENT = "$accent"
MUTED = "$foreground 62%"


def badge(name: str) -> Content:
    """Return the badge of a consistency check: sign, word and colour."""
    match name:
        case "verified":
            return Content.styled("✓ " + _("vérifié"), "$text-success")
        case "warning":
            return Content.styled("! " + _("à vérifier"), "$text-warning")
        case "corrected":
            return Content.styled("↻ " + _("corrigé"), "$text-warning")
        case "ungrounded":
            return Content.styled("○ " + _("sans source"), MUTED)
    return Content("")


def backend_label(name: str) -> str:
    """Return what a backend is called on screen."""
    return _("hors ligne") if name == "offline" else clean_line(name)


def milliseconds(value: float) -> str:
    """Write a duration: ``0,4 ms``, ``12 ms``, ``1,3 s``."""
    if value < 0.95:
        text = _("{number} ms").format(number=f"{value:.1f}")
    elif value < 1000:
        text = _("{number} ms").format(number=f"{value:.0f}")
    else:
        text = _("{number} s").format(number=f"{value / 1000:.1f}")
    return text.replace(".", _(","), 1).replace(" ", "\u00a0")


def head(entry: Entry, width: int) -> list[Content]:
    """Return the line with the sender on the left and the state of the message on the right."""
    match entry.kind:
        case "user":
            left, right = _("Vous"), Content.styled(entry.when, MUTED)
            if entry.status == "waiting":
                right = Content.styled("… " + _("en attente"), MUTED)
            right = _version(entry) + right
        case "assistant":
            left, right = _("Assistant"), _version(entry) + _state(entry)
        case _:
            return []
    return [sides(Content.styled(left, "bold"), right, width)]


def user_body(entry: Entry, width: int) -> list[Content]:
    """Return the text of the user exactly as typed, and the names of the texts sent along."""
    question, attached = split(clean(entry.text))
    lines = wrap(plain(question), width) if question or not attached else []
    for item in attached:
        lines += wrap(Content.styled(f"▤ {label(item)}", MUTED), width)
    return lines


def notice_body(entry: Entry, width: int) -> list[Content]:
    """Return the lines of a note or an error."""
    sign, style = ("!", "$text-error") if entry.kind == "error" else ("·", MUTED)
    lines = _signed(sign, clean(entry.text), width, style)
    return lines + (_signed("→", clean(entry.hint), width, "") if entry.hint else [])


def foot(entry: Entry, width: int) -> list[Content]:
    """Return what stands under an answer: notice, sources, findings, other versions."""
    if entry.kind != "assistant":
        return []
    lines: list[Content] = []
    notice = clean_line(str(entry.part("answer").get("notice") or ""))
    if notice:
        lines += _signed("·", notice, width, MUTED)
    lines += _sources(entry, width)
    lines += _findings(entry, width) + _first_version(entry, width)
    return lines + _correction(entry, width)


def _version(entry: Entry) -> Content:
    """Return which of several versions this is."""
    place, count = entry.versions
    return Content.styled(f"‹ {place}/{count} ›  ", ACCENT) if count > 1 else Content("")


def verdict(name: str) -> str:
    """Return what the user thinks of an answer, in words."""
    names = {"good": _("jugée bonne"), "bad": _("jugée mauvaise"), "corrected": _("corrigée")}
    return names.get(name, "")


def _state(entry: Entry) -> Content:
    if entry.status == "running":
        return Content.styled("… " + _("en cours"), MUTED)
    parts = []
    if entry.status == "interrupted":
        parts.append(Content.styled("■ " + _("interrompu"), "$text-warning"))
    elif entry.status == "failed":
        parts.append(Content.styled("! " + _("inachevé"), "$text-error"))
    elif mark := badge(str(entry.part("consistency").get("badge") or "")):
        parts.append(mark)
    if entry.verdict:
        parts.append(Content.styled(verdict(entry.verdict), ACCENT))
    if entry.milliseconds is not None:
        parts.append(Content.styled(milliseconds(entry.milliseconds), MUTED))
    return Content.styled(" · ", MUTED).join(parts)


def _sources(entry: Entry, width: int) -> list[Content]:
    sources = [clean_line(str(source)) for source in entry.part("answer").get("sources") or ()]
    if not sources:
        return []
    numbered = [
        _unbroken(f"[{number}] {source}", width) for number, source in enumerate(sources, 1)
    ]
    return [line.stylize(MUTED) for line in wrap(Content("   ".join(numbered)), width)]


def _unbroken(source: str, width: int) -> str:
    """Keep a source with its number on one line if it fits one."""
    return source.replace(" ", "\u00a0", -1 if cell_len(source) <= width else 1)


def _findings(entry: Entry, width: int) -> list[Content]:
    """Return what the check has found, the first few; the reasoning panel shows all of it."""
    consistency = entry.part("consistency")
    found = [("!", finding) for finding in consistency.get("findings") or ()]
    found += [("↻", finding) for finding in consistency.get("repaired") or ()]
    lines: list[Content] = []
    for sign, finding in found[:MOST_FINDINGS]:
        lines += _finding(sign, finding, width)
    more = len(found) - MOST_FINDINGS
    if more > 0:
        text = ngettext("… et {count} autre", "… et {count} autres", more).format(count=more)
        lines += _signed(" ", text + " · " + _("T : tout le raisonnement"), width, MUTED)
    return lines


def _finding(sign: str, finding: Mapping[str, Any], width: int) -> list[Content]:
    text = _("« {text} » : {evidence}").format(
        text=excerpt(clean_line(str(finding.get("text", ""))), MOST_QUOTED),
        evidence=clean_line(str(finding.get("evidence", ""))),
    )
    return _signed(sign, text, width, "$text-warning")


def _first_version(entry: Entry, width: int) -> list[Content]:
    if not entry.first_version:
        return []
    label = _("première version")
    if not entry.opened:
        return [Content.styled("▸ " + label, MUTED)]
    return [Content.styled("▾ " + label, MUTED), *_quoted(entry.first_version, width, MUTED)]


def _correction(entry: Entry, width: int) -> list[Content]:
    """Return the answer as the user wants it; without it the wrong one would stand there alone."""
    if not entry.correction:
        return []
    label = Content.styled("✎ " + _("votre correction"), ACCENT)
    return [label, *_quoted(entry.correction, width, "")]


def _quoted(text: str, width: int, style: str) -> list[Content]:
    from mistral_assistant.tui.markdown_blocks import blocks  # seldom needed

    lines = page(blocks(clean(text)), max(4, width - 2))
    return [Content.styled("▎ ", MUTED) + line.stylize_before(style) for line in lines]


def _signed(sign: str, text: str, width: int, style: str) -> list[Content]:
    lines = wrap(plain(text), max(4, width - 2))
    return [
        Content.styled(f"{sign} " if not number else "  ", style or MUTED)
        + (line.stylize(style) if style else line)
        for number, line in enumerate(lines)
    ]
