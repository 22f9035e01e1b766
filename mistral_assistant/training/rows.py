"""From a file to conversations that can be trained on: the stages repair and validate.

The repair itself is ``dataset.csv_repair``; a JSONL file whose lines hold ``messages`` keeps its
turns and system texts.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mistral_assistant.chat import ChatMessage
from mistral_assistant.errors import DataError, ModelError
from mistral_assistant.i18n import _, ngettext
from mistral_assistant.models.template import normalise
from mistral_assistant.training.run_directory import Run, write_json, write_lines

_NAMED = 10
"""Rows that a message names."""


@dataclass(frozen=True)
class Row:
    """One conversation, with its place among the rows that came out of the repair."""

    number: int
    """From 1 on."""
    messages: tuple[ChatMessage, ...] = ()
    text: str = ""
    """A text to go on with, where it is no conversation."""
    rejected: str = ""
    """A worse last answer than that of the messages, where preferences are learned."""

    @property
    def question(self) -> str:
        """The first thing the user says; of a text all of it."""
        return next((said.content for said in self.messages if said.role == "user"), self.text)

    def to_json(self) -> dict[str, Any]:
        """Return the row as JSONL training data."""
        if not self.messages:
            return {"row": self.number, "text": self.text}
        said = [{"role": message.role, "content": message.content} for message in self.messages]
        worse = {"rejected": self.rejected} if self.rejected else {}
        return {"row": self.number, "messages": said, **worse}


def repair_rows(file: Path, run: Run | None = None) -> tuple[list[Row], Mapping[str, Any]]:
    """Read a file however damaged it is; return the rows and the account of what was done.

    With ``run`` the account and every entry of it are written into the run directory.

    Raises:
        DataError: the file has no rows that could be trained on.
    """
    if not file.is_file():
        raise DataError(
            _("Le fichier de données « {file} » n'existe pas.").format(file=file),
            _("Donnez un CSV avec les colonnes instruction et response."),
        )
    rows = list(_dialogues(file))
    if rows:
        account: dict[str, Any] = {"file": str(file), "rows_in": len(rows), "kept": len(rows)}
    else:
        rows, account = _pairs(file, run)
    if run:
        write_json(run.data / "repair.json", account)
    if not rows:
        raise DataError(
            _("« {file} » ne contient aucune paire question-réponse.").format(file=file),
            _("Il faut deux colonnes, instruction et response, et au moins une ligne."),
        )
    return rows, account


def validate_rows(rows: Sequence[Row], system: str = "") -> list[Row]:
    """Return the rows with the system text in place, every one of them a sound conversation.

    Raises:
        DataError: some are not; it names all of them (the first ten) and why.
    """
    faults: list[tuple[int, str]] = []
    sound = []
    for row in rows:
        messages = row.messages
        if system and messages and not any(message.role == "system" for message in messages):
            messages = (ChatMessage("system", system), *messages)
        why = _fault(messages)
        if why:
            faults.append((row.number, why))
        sound.append(replace(row, messages=messages))
    if faults:
        named = " ; ".join(
            _("ligne {number} : {why}").format(number=number, why=why)
            for number, why in faults[:_NAMED]
        )
        raise DataError(
            ngettext(
                "{count} conversation ne convient pas ({named}).",
                "{count} conversations ne conviennent pas ({named}).",
                len(faults),
            ).format(count=len(faults), named=named + " …" * (len(faults) > _NAMED)),
            _("Corrigez-les : user, puis assistant, à tour de rôle, sans texte vide."),
        )
    return sound


def _fault(messages: Sequence[ChatMessage]) -> str:
    if not messages:
        return ""
    if any(message.role != "system" and not message.content.strip() for message in messages):
        return _("un texte est vide")
    try:
        turns = normalise(messages)
    except ModelError as error:
        return error.problem
    return "" if turns[-1].role == "assistant" else _("la réponse manque")


def _pairs(file: Path, run: Run | None) -> tuple[list[Row], dict[str, Any]]:
    from mistral_assistant.dataset.csv_repair import repair

    try:
        done = repair(file)
    except DataError as error:
        if "--columns" not in error.hint:
            raise
        # An option of « data repair », not of the training.
        raise DataError(
            error.problem,
            _("Nommez-les d'abord : data repair {file} --columns question=instruction,"
              "texte=response").format(file=file),
        ) from error  # fmt: skip
    rows = [
        Row(number, (ChatMessage("user", question), ChatMessage("assistant", answer)))
        for number, (question, answer) in enumerate(done.pairs, 1)
    ]
    if run:
        entries = [entry.to_json() for entry in done.report.entries()]
        write_lines(run.data / "repair_entries.jsonl", entries)
    done.close()
    return rows, done.report.to_json()


def _dialogues(file: Path) -> Iterator[Row]:
    """Yield the conversations of a JSONL file of ``messages``; nothing if it is another file."""
    if file.suffix.lower() not in (".jsonl", ".ndjson"):
        return
    with file.open(encoding="utf-8-sig", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            messages = _messages(line)
            if messages is None:
                if number == 1:
                    return
                raise DataError(
                    _("{file}, ligne {number} : ce n'est pas un objet avec « messages ».").format(
                        file=file, number=number
                    ),
                    _('Chaque ligne : {"messages": [{"role": "user", "content": "…"}, …]}.'),
                )
            yield Row(number, messages)


def _messages(line: str) -> tuple[ChatMessage, ...] | None:
    try:
        found = json.loads(line)
        turns = [(turn["role"], turn["content"]) for turn in found["messages"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not all(role in ("system", "user", "assistant") and isinstance(text, str)
               for role, text in turns):  # fmt: skip
        return None
    return tuple(ChatMessage(role, text) for role, text in turns)
