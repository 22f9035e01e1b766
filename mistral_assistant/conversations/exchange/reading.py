"""The project's own JSON → conversations whose ids hold within the file only.

Every value is checked (``checks``); the first wrong one ends the reading, with its place.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn

from mistral_assistant.chat import ConversationState, Role
from mistral_assistant.cleaning import clean_line
from mistral_assistant.conversations.exchange import checks
from mistral_assistant.conversations.exchange.document import FORMAT, SCHEMA_VERSION
from mistral_assistant.conversations.records import (
    Feedback,
    StoredConversation,
    StoredMessage,
    Verdict,
    WholeConversation,
)
from mistral_assistant.errors import StoreError
from mistral_assistant.i18n import _, system_reason

MOST_BYTES = 512 * 2**20
MOST_CHARS = 5_000_000
"""In one message."""
MOST_CONVERSATIONS, MOST_MESSAGES = 50_000, 1_000_000
_MOST_NAME = 200
_ROLES: tuple[Role, ...] = ("system", "user", "assistant")
_VERDICTS: tuple[Verdict, ...] = ("good", "bad", "corrected")


@dataclass(frozen=True)
class Read:
    """What a file holds."""

    conversations: tuple[WholeConversation, ...]
    traces_dropped: int
    """Traces that no screen could show; their messages are there."""


@dataclass
class _Reader:
    """Counts while one file is read."""

    messages: int = 0
    traces_dropped: int = 0
    ids: dict[int, int] = field(default_factory=dict)
    """Id in the file → place among the messages of the conversation being read."""


def read_file(path: Path) -> Read:
    """Read a file of conversations.

    Raises:
        StoreError: it cannot be read, is too big, no export of ours, newer, or damaged.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            most = _("{count} Mo au plus").format(count=MOST_BYTES // 2**20)
            raise _refused(path, most)
        return read_bytes(path.read_bytes(), str(path))
    except OSError as error:
        raise _refused(path, system_reason(error)) from error


def read_bytes(content: bytes, name: str) -> Read:
    """Read the content of a file of conversations; ``name`` is for messages only.

    Raises:
        StoreError: as :func:`read_file`.
    """
    try:
        return _read(json.loads(content, parse_constant=_no_number), name)
    except RecursionError as error:
        raise _refused(name, _("trop de niveaux imbriqués")) from error
    except ValueError as error:
        told = _("ce n'est pas du JSON complet ({error})")
        raise _refused(name, told.format(error=error)) from error


def _read(values: Any, name: str) -> Read:
    _check_head(values, name)
    found, reader = values.get("conversations"), _Reader()
    if not isinstance(found, list) or len(found) > MOST_CONVERSATIONS:
        told = _("« conversations » doit être une liste de {most} éléments au plus")
        raise _refused(name, told.format(most=MOST_CONVERSATIONS))
    read = tuple(_conversation(item, number, reader) for number, item in enumerate(found, 1))
    return Read(read, reader.traces_dropped)


def _no_number(text: str) -> NoReturn:
    raise ValueError(_("{text} n'est pas un nombre").format(text=text))


def _check_head(values: Any, name: str) -> None:
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise _refused(name, _("ce n'est pas un export JSON de ce programme"))
    version = values.get("schema_version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _refused(name, _("« schema_version » manque"))
    if version > SCHEMA_VERSION:
        raise StoreError(
            _("« {name} » vient d'une version plus récente du programme "
              "(schéma {found} ; cette version connaît le schéma {known}).").format(
                name=name, found=version, known=SCHEMA_VERSION),
            _("Mettez le programme à jour."),
        )  # fmt: skip


def _refused(name: object, what: str) -> StoreError:
    return StoreError(
        _("« {name} » ne peut pas être importé : {what}.").format(name=name, what=what),
        _("Donnez un fichier écrit par « history export --format json »."),
    )


def _conversation(values: Any, number: int, reader: _Reader) -> WholeConversation:
    place = _("conversation {number}").format(number=number)
    if not isinstance(values, dict):
        raise checks.wrong(place, "conversations", _("il faut un objet"))
    reader.ids = {}
    found = values.get("messages")
    if not isinstance(found, list) or reader.messages + len(found) > MOST_MESSAGES:
        raise checks.wrong(place, "messages", _("il faut une liste de {most} éléments au plus")
            .format(most=MOST_MESSAGES))  # fmt: skip
    reader.messages += len(found)
    about = StoredConversation(
        id=0,
        title=clean_line(checks.text(values, "title", place, most=MOST_CHARS, default=""))[
            :_MOST_NAME
        ],
        pack=checks.text(values, "pack", place, most=_MOST_NAME, default=""),
        created_at=checks.time(values, "created_at", place),
        updated_at=checks.time(values, "updated_at", place),
        leaf_id=None,
        messages=len(found),
        pinned=checks.flag(values, "pinned", place),
        archived=checks.flag(values, "archived", place),
        uid=_uid(values, place),
    )
    messages, feedback = [], {}
    for order, item in enumerate(found, 1):
        where = _("{place}, message {number}").format(place=place, number=order)
        message, said = _message(item, order, where, reader)
        messages.append(message)
        if said:
            feedback[message.id] = said
    return WholeConversation(_with_leaf(about, values, place, reader), tuple(messages), feedback)


def _uid(values: Mapping[str, Any], place: str) -> str:
    """Return the name that holds everywhere; a file without one gets one from what it says."""
    uid = checks.text(values, "uid", place, most=64, default="")
    if uid and not (uid.isascii() and uid.isalnum()):
        raise checks.wrong(place, "uid", _("lettres et chiffres seulement"))
    return uid or sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:32]


def _with_leaf(
    about: StoredConversation, values: Mapping[str, Any], place: str, reader: _Reader
) -> StoredConversation:
    leaf = values.get("leaf")
    if leaf is None:
        return replace(about, leaf_id=about.messages or None)
    return replace(about, leaf_id=_known(leaf, "leaf", place, reader))


def _known(value: Any, key: str, place: str, reader: _Reader) -> int:
    """Return the place of a message that came before."""
    if not isinstance(value, int) or isinstance(value, bool) or value not in reader.ids:
        raise checks.wrong(place, key, _("ce message n'est pas plus haut dans la conversation"))
    return reader.ids[value]


def _message(
    values: Any, order: int, place: str, reader: _Reader
) -> tuple[StoredMessage, Feedback | None]:
    if not isinstance(values, dict):
        raise checks.wrong(place, "messages", _("il faut un objet"))
    parent = values.get("parent")
    parent_id = None if parent is None else _known(parent, "parent", place, reader)
    _take_id(values.get("id"), order, place, reader)
    status = checks.one_of(values, "status", place, ("complete", "partial", "interrupted"))
    message = StoredMessage(
        id=order,
        conversation_id=0,
        parent_id=parent_id,
        role=next(role for role in _ROLES if role == checks.one_of(values, "role", place, _ROLES)),
        content=checks.text(values, "content", place, most=MOST_CHARS),
        status="interrupted" if status == "partial" else status,
        created_at=checks.time(values, "created_at", place),
        pack=checks.text(values, "pack", place, most=_MOST_NAME, default=""),
        backend=checks.text(values, "backend", place, most=_MOST_NAME, default=""),
        trace=_trace(values.get("trace"), reader),
        state=_state(values.get("state"), place),
        first_version=checks.text(values, "first_version", place, most=MOST_CHARS, default=""),
    )
    return message, _feedback(values.get("feedback"), order, place)


def _take_id(value: Any, order: int, place: str, reader: _Reader) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value in reader.ids:
        raise checks.wrong(place, "id", _("il faut un nombre entier, différent des autres"))
    reader.ids[value] = order


def _trace(values: Any, reader: _Reader) -> dict[str, Any]:
    if not values:
        return {}
    if checks.trace_fits(values) and len(json.dumps(values)) <= MOST_CHARS:
        return dict(values)
    reader.traces_dropped += 1
    return {}


def _state(values: Any, place: str) -> ConversationState | None:
    if values is None:
        return None
    try:
        if checks.fits_type(values, ConversationState):
            return ConversationState.from_json(values)
    except (KeyError, TypeError) as error:  # something required is missing, or is too much
        raise checks.wrong(place, "state", str(error)) from error
    raise checks.wrong(place, "state", _("une valeur n'est pas du bon type"))


def _feedback(values: Any, message_id: int, place: str) -> Feedback | None:
    if values is None:
        return None
    if not isinstance(values, dict):
        raise checks.wrong(place, "feedback", _("il faut un objet"))
    verdict = checks.one_of(values, "verdict", place, _VERDICTS)
    return Feedback(
        message_id,
        next(known for known in _VERDICTS if known == verdict),
        checks.text(values, "correction", place, most=MOST_CHARS, default=""),
        checks.time(values, "created_at", place),
    )
