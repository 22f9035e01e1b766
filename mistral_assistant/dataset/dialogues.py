"""Pairs in conversations: transcripts, Q/R blocks, one message per row, lists of messages."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from mistral_assistant.dataset.header import folded
from mistral_assistant.dataset.record import Record
from mistral_assistant.dataset.row_tables import Row

USER = frozenset(
    "user utilisateur client cliente human humain humaine q question questions prompt instruction"
    " entree internaute visiteur usager demande moi customer usr h consigne patient eleve".split()
)
ASSISTANT = frozenset(
    "assistant bot agent conseiller conseillere r reponse reponses a answer answers response"
    " sortie gpt ia ai model modele chatbot mistral completion support sav output operateur"
    " robot service chatgpt".split()
)

_STAMP = r"(?:[\[(]?\d[\d/:. \-T,hZ]*[\])]?\s*(?:[-–—|]\s*)?)?"
_LABEL = re.compile(
    rf"[ \t]*(?:[#>\-]+[ \t]*|\*[ \t]+)?{_STAMP}(?P<bold>\*\*|__)?"
    r"(?:<\|?|\[)?(?:im_start\|>)?[ \t]*"
    r"(?P<name>[^\W\d_]{1,14}(?:[ .]?[^\W\d_]{1,12})?)[ \t]*(?:n°[ \t]*)?\d*[ \t]*"
    r"(?(bold)(?:\*\*|__)?)[ \t]*(?P<end>:|\|?>(?!>)|\]|[.)](?=[ \t])|-[ \t]|–[ \t]|=>|->|$)"
    r"[ \t]*(?(bold)(?:\*\*|__)?)[ \t]*"
)
_END = re.compile(r"(?:<\|(?:im_end|end)\|>|</s>|\[/?(?:INST|SYS)\])", re.I)
_RULE_LINE = re.compile(r"\s*(?:[-=*_~#]\s*){3,}\s*$")


def speaker(name: str) -> str:
    """Return ``user``, ``assistant`` or an empty text for anybody else."""
    words = folded(name).split()
    if not words or len(words) > 2 or (len(words) == 2 and len(words[0]) == 1):
        return ""
    for side, names in (("user", USER), ("assistant", ASSISTANT)):
        if words[0] in names:
            return side
    return ""


def _label(line: str) -> tuple[str, int]:
    """Return (speaker, where the text begins) of a line that begins a message."""
    match = _LABEL.match(line)
    if match is None:
        return "", 0
    who, end = speaker(match["name"]), match["end"]
    heading = line.lstrip().startswith(("#", "*", "<", "[", "_"))
    if end == "" and not (heading and not line[match.end() :].strip()):
        return "", 0
    if end in (".", ")") and len(match["name"]) > 1:
        return "", 0
    return who, match.end()


def looks_like_transcript(lines: Sequence[str]) -> bool:
    """Tell whether speakers take turns at the beginning of lines."""
    full = [line for line in lines[:400] if line.strip()]
    turns = [who for who, _ in map(_label, full) if who]
    if turns.count("user") < 2 or turns.count("assistant") < 2:
        return _instruct_marks(full)
    alternating = sum(1 for a, b in zip(turns, turns[1:], strict=False) if a != b)
    first = next(i for i, line in enumerate(full) if _label(line)[0])
    return alternating >= 0.8 * (len(turns) - 1) and first <= 5 and len(turns) >= 0.15 * len(full)


def _instruct_marks(lines: Sequence[str]) -> bool:
    text = "".join(lines)
    return (
        text.count("[INST]") >= 2
        and text.count("[/INST]") >= 2
        and lines[0].lstrip("<s> ").startswith("[INST]")
    )


def transcript_rows(lines: Iterable[str]) -> Iterator[Row]:
    """Yield (question, answer) rows of a transcript; several messages of one side are joined."""
    yield 0, [], ["instruction", "response"]
    raw: list[str] = []
    said: dict[str, list[str]] = {"user": [], "assistant": []}
    who, first = "", 1
    for number, line in enumerate(_inst_as_labels(lines), 1):
        side, begin = _label(line)
        if side == "user" and (who != "user"):
            if raw:
                yield first, raw, _turn(said)
            raw, said, first = [], {"user": [], "assistant": []}, number
        text = _END.sub("", line)
        if side:
            who = side
            text = text[begin:] if text[:begin] == line[:begin] else _END.sub("", line[begin:])
        elif not who or _RULE_LINE.match(line):
            if line.strip() and not who:
                yield number, [line], [""]
            else:
                raw.append(line)
            continue
        raw.append(line)
        said[who].append(text.rstrip("\r\n"))
    if raw:
        yield first, raw, _turn(said)


def _inst_as_labels(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if "INST]" in line:
            line = re.sub(r"(?:<s>)?\s*\[INST\]\s*", "user: ", line)
            parts = re.split(r"\s*\[/INST\]\s*", line)
            yield from (parts[0], "assistant: " + parts[1]) if len(parts) == 2 else (line,)
        else:
            yield line


def _turn(said: dict[str, list[str]]) -> list[str]:
    return ["\n".join(said[side]).strip() for side in ("user", "assistant")]


def pairs_of_messages(messages: Any) -> list[tuple[str, str]]:
    """Return each message of a user with the answer that follows it.

    Understands ``role``/``content`` and ``from``/``value``; a text is read as JSON.
    """
    if isinstance(messages, str):
        try:
            messages = json.loads(messages)
        except ValueError:
            return []
    pairs: list[tuple[str, str]] = []
    question: str | None = None
    for message in messages if isinstance(messages, list) else []:
        if not isinstance(message, dict):
            continue
        who = speaker(str(message.get("role", message.get("from", ""))))
        text = message.get("content", message.get("value", ""))
        if who == "user":
            question = str(text or "")
        elif who == "assistant" and question is not None:
            pairs.append((question, str(text or "")))
            question = None
    return pairs


def pairs_of_long_form(
    records: Iterable[Record], role: int, content: int, conversation: int
) -> Iterator[Record]:
    """Join rows of one message each into records of two cells: the question, the answer."""
    asked: Record | None = None
    for record in records:
        if record.kind != "row":
            yield record
            continue
        who = speaker(record.cells[role])
        if who == "user":
            if asked:
                yield _joined(asked, None, content)
            asked = record
        elif who == "assistant":
            same = asked is not None and (
                conversation < 0 or asked.cells[conversation] == record.cells[conversation]
            )
            if asked and not same:
                yield _joined(asked, None, content)
                asked = None
            yield _joined(asked, record, content)
            asked = None
        else:
            yield Record(record.line, record.raw, [], "junk", junk="other_speaker")
    if asked:
        yield _joined(asked, None, content)


def _joined(asked: Record | None, answered: Record | None, content: int) -> Record:
    first = asked or answered
    if first is None:
        raise ValueError("a pair needs at least one side")
    sides = [one.cells[content] if one else "" for one in (asked, answered)]
    raw = [line for one in (asked, answered) if one for line in one.raw]
    rules = frozenset().union(*(one.rules for one in (asked, answered) if one))
    confidence = min(one.confidence for one in (asked, answered) if one)
    return Record(first.line, raw, sides, rules=rules, confidence=confidence)
