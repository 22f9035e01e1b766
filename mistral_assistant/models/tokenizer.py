"""Mistral's v3 tokenizer, from the piece file that ships inside ``mistral-common``.

SentencePiece itself does the work here, so that tokens are right by construction and no text of a
user can become a control token. How the same tokenizer is written for transformers is in
``hf_tokenizer``. Nothing heavy is imported before a tokenizer is built.
"""

import codecs
import importlib.util
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from mistral_assistant.chat import ChatMessage, Tool
from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _
from mistral_assistant.models.template import TOOL_CALLS, Part, parts

PIECES = Path("data") / "mistral_instruct_tokenizer_240323.model.v3"
PAD = "[control_16]"
"""What fills up a batch: a control token without a use, never the end of a text."""
_WORD = "\u2581"
"""SentencePiece's mark for a space."""


@dataclass(frozen=True)
class ChatTokens:
    """A conversation in tokens."""

    ids: tuple[int, ...]
    trained: tuple[bool, ...]
    """True for the tokens that training learns; as long as ``ids``."""


class Encoder(Protocol):
    """Turns conversations into tokens: what training needs of any tokenizer."""

    @property
    def bos_id(self) -> int: ...

    @property
    def eos_id(self) -> int: ...

    @property
    def pad_id(self) -> int: ...

    def encode(self, text: str) -> list[int]:
        """Return the tokens of a plain text, without beginning or end marks."""
        ...

    def encode_chat(self, messages: Sequence[ChatMessage]) -> ChatTokens:
        """Return the tokens of a conversation; one that ends in a question awaits its answer.

        Raises:
            ModelError: the messages are no conversation.
        """
        ...


class ChatTokenizer(Encoder, Protocol):
    """What the engine needs besides: tools, and the mark of a call."""

    @property
    def vocab_size(self) -> int: ...

    @property
    def call_mark(self) -> str:
        """What stands in an answer's text before calls of tools; empty if the model knows none."""
        ...

    @property
    def call_mark_id(self) -> int:
        """The token of the mark."""
        ...

    def encode_chat(
        self, messages: Sequence[ChatMessage], tools: Sequence[Tool] = ()
    ) -> ChatTokens:
        """Return the tokens of a conversation in which ``tools`` may be called.

        Raises:
            ModelError: the messages are no conversation, or the model has no format for tools.
        """
        ...


class StreamingTokenizer(ChatTokenizer, Protocol):
    """One that turns tokens back into text too; a runtime that gives text itself needs none."""

    def stream(self) -> "TokenStream":
        """Return a decoder of tokens that come one by one."""
        ...


class TokenStream(Protocol):
    """Turns tokens into text as they come; a character is given out whole or not yet."""

    def add(self, token: int) -> str:
        """Return the text that ``token`` completes; empty in mid-character."""
        ...

    def end(self) -> str:
        """Return what is left; half a character comes out as U+FFFD."""
        ...


def in_tokens(
    written: Iterable[Part], control_id: Callable[[str], int], encode: Callable[[str], list[int]]
) -> ChatTokens:
    """Return the tokens of the parts of a conversation; a control text is one token."""
    ids: list[int] = []
    trained: list[bool] = []
    for part in written:
        own = [control_id(part.text)] if part.control else encode(part.text)
        ids += own
        trained += [part.trained] * len(own)
    return ChatTokens(tuple(ids), tuple(trained))


def piece_file() -> Path:
    """Return the v3 piece file, without importing the package that holds it.

    Raises:
        ModelError: ``mistral-common`` is not installed.
    """
    spec = importlib.util.find_spec("mistral_common")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        if (Path(folder) / PIECES).is_file():
            return Path(folder) / PIECES
    raise ModelError(
        _("Le tokenizer de Mistral n'est pas installé."),
        _("Installez l'un des extras : pip install 'mistral-assistant[cpu]'."),
    )


class MistralTokenizer:
    """The v3 tokenizer (32,768 pieces) with the chat format of ``template``."""

    def __init__(self, file: Path | None = None) -> None:
        """Load the piece file; by default the one of ``mistral-common``.

        Raises:
            ModelError: a package is missing, or ``file`` is no piece file.
        """
        self.file = file or piece_file()
        self._pieces: Any = _processor(self.file)
        self.bos_id: int = self._pieces.bos_id()
        self.eos_id: int = self._pieces.eos_id()
        self.pad_id: int = self._pieces.piece_to_id(PAD)
        self.vocab_size: int = self._pieces.vocab_size()
        self.call_mark = TOOL_CALLS
        self.call_mark_id: int = self._pieces.piece_to_id(TOOL_CALLS)

    def encode(self, text: str) -> list[int]:
        """Return the tokens of a plain text; ``[INST]`` in it is six ordinary characters."""
        ids: list[int] = self._pieces.encode(text.encode("utf-8", "replace").decode())
        return ids

    def encode_chat(
        self, messages: Sequence[ChatMessage], tools: Sequence[Tool] = ()
    ) -> ChatTokens:
        """Return the tokens of a conversation.

        Raises:
            ModelError: the messages are no conversation (see ``template.normalise``).
        """
        return in_tokens(parts(messages, tools), self.control_id, self.encode)

    def control_id(self, name: str) -> int:
        """Return the id of a control token such as ``[INST]``."""
        found: int = self._pieces.piece_to_id(name)
        return found

    def piece(self, token: int) -> str:
        """Return the name of a token, control tokens included, a space as ``▁``."""
        name: str = self._pieces.id_to_piece(token)
        return name

    def decode(self, ids: Iterable[int]) -> str:
        """Return the text of tokens; control tokens have none."""
        text: str = self._pieces.decode(list(ids))
        return text

    def stream(self) -> TokenStream:
        """Return a decoder of tokens that come one by one."""
        return PieceStream(self._pieces)


class PieceStream:
    """Decodes SentencePiece tokens one by one."""

    def __init__(self, pieces: Any) -> None:
        self._pieces = pieces
        self._calls = pieces.piece_to_id(TOOL_CALLS)
        self._bytes = codecs.getincrementaldecoder("utf-8")("replace")
        self._begun = False

    def add(self, token: int) -> str:
        """Return the text that ``token`` completes; the space before the first word is left out.

        Of the control tokens only the mark of tool calls is told.
        """
        pieces = self._pieces
        if token == self._calls:
            return TOOL_CALLS
        if pieces.is_control(token) or pieces.is_unknown(token):
            return ""
        piece = pieces.id_to_piece(token)
        if pieces.is_byte(token):
            text = self._bytes.decode(bytes([int(piece[3:-1], 16)]))
        else:
            text = self._bytes.decode(piece.replace(_WORD, " ").encode())
        if text and not self._begun:
            self._begun = True
            return text.removeprefix(" ")
        return text

    def end(self) -> str:
        """Return what is left; half a character comes out as U+FFFD."""
        return self._bytes.decode(b"", True)


def _processor(file: Path) -> Any:
    try:
        import sentencepiece
    except ImportError as error:
        raise ModelError(
            _("Le paquet « {name} » manque.").format(name="sentencepiece"),
            _("Installez l'un des extras : pip install 'mistral-assistant[cpu]'."),
        ) from error
    try:
        return sentencepiece.SentencePieceProcessor(model_file=str(file))
    except (OSError, RuntimeError) as error:
        raise ModelError(
            _("« {file} » n'est pas un fichier de tokenizer lisible.").format(file=file),
            _("Reprenez le fichier tokenizer.model du modèle."),
        ) from error
