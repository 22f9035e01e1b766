"""The tokenizer of the model in a folder: our own v3 where it is v3, else the model's own files.

For v3, transformers' own conversion cannot be trusted (see ``models.hf_tokenizer``); for any other
model its Hugging Face tokenizer and chat template are the reference.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mistral_assistant.chat import ChatMessage, Tool
from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _
from mistral_assistant.models.tokenizer import (
    ChatTokens,
    MistralTokenizer,
    StreamingTokenizer,
    TokenStream,
    piece_file,
)
from mistral_assistant.models.tools import no_tools

V3_CONTROLS = {1: "<s>", 2: "</s>", 3: "[INST]", 4: "[/INST]", 5: "[TOOL_CALLS]"}
V3_SIZE = 32_768
_PIECE_FILES = ("tokenizer.model.v3", "tokenizer.model")
_BROKEN = "\ufffd"


def tokenizer_of(folder: Path) -> StreamingTokenizer:
    """Return the tokenizer of the model in ``folder``.

    Raises:
        ModelError: there is none, or it is damaged.
    """
    return MistralTokenizer() if is_v3(folder) else HfTokenizer(folder)


def is_v3(folder: Path) -> bool:
    """Return True if the folder's tokenizer is Mistral's v3."""
    own = piece_file().read_bytes()
    files = [folder / name for name in _PIECE_FILES if (folder / name).is_file()]
    if any(file.stat().st_size == len(own) and file.read_bytes() == own for file in files):
        return True
    return not files and _says_v3(folder / "tokenizer.json")


def _says_v3(file: Path) -> bool:
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
        vocabulary = values["model"]["vocab"]
        controls = {vocabulary.get(name) == place for place, name in V3_CONTROLS.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    return controls == {True} and len(vocabulary) == V3_SIZE


class HfTokenizer:
    """A tokenizer and chat template as transformers reads them; no code of the model runs."""

    def __init__(self, folder: Path) -> None:
        """Load the tokenizer.

        Raises:
            ModelError: there is none, or it is damaged.
        """
        from transformers import AutoTokenizer

        try:
            self._own: Any = AutoTokenizer.from_pretrained(
                str(folder), trust_remote_code=False, local_files_only=True
            )
        # The Rust tokenizer raises bare exceptions of its own.
        except Exception as error:
            raise ModelError(
                _("Le tokenizer de « {folder} » est illisible.").format(folder=folder),
                _("Reprenez les fichiers tokenizer.json et tokenizer_config.json du modèle."),
            ) from error
        self.eos_id: int = self._own.eos_token_id if self._own.eos_token_id is not None else -1
        bos = self._own.bos_token_id
        self.bos_id: int = bos if bos is not None else self.eos_id
        pad = self._own.pad_token_id
        self.pad_id: int = pad if pad is not None else self.eos_id
        self.vocab_size: int = len(self._own)
        self.call_mark, self.call_mark_id = "", -1

    def encode(self, text: str) -> list[int]:
        """Return the tokens of a plain text."""
        ids: list[int] = self._own.encode(text, add_special_tokens=False)
        return ids

    def encode_chat(
        self, messages: Sequence[ChatMessage], tools: Sequence[Tool] = ()
    ) -> ChatTokens:
        """Return the tokens of a conversation by the model's own template.

        Raises:
            ModelError: the model has no template, or its template refuses the conversation.
        """
        no_tools(messages, tools)
        if not self._own.chat_template:
            raise ModelError(
                _("Ce modèle n'a pas de format de conversation."),
                _("Faites-lui continuer un texte (/v1/completions), ou prenez un modèle de chat."),
            )
        from jinja2 import TemplateError

        plain = [{"role": message.role, "content": message.content} for message in messages]
        try:
            text = self._own.apply_chat_template(
                plain, tokenize=False, add_generation_prompt=plain[-1]["role"] != "assistant"
            )
        except (TemplateError, TypeError, ValueError, KeyError) as error:
            raise ModelError(
                _("Le format du modèle refuse cette conversation : {error}.").format(error=error),
                _("Vérifiez l'ordre des rôles : user, puis assistant, à tour de rôle."),
            ) from error
        ids = self.encode(text)
        return ChatTokens(tuple(ids), (False,) * len(ids))

    def stream(self) -> TokenStream:
        """Return a decoder of tokens that come one by one."""
        return WindowStream(self._own)


class WindowStream:
    """Decodes by looking at a window of tokens, which any tokenizer allows."""

    def __init__(self, own: Any) -> None:
        self._own = own
        self._window: list[int] = []
        self._shown = 0
        """Characters of the window's text that were given out."""

    def add(self, token: int) -> str:
        """Return the text that ``token`` completes."""
        self._window.append(token)
        text = self._text()
        if text.endswith(_BROKEN) and len(self._window) < 16:
            return ""
        new = text[self._shown :]
        self._shown = len(text)
        if new.endswith("\n"):  # no character or space of the next word depends on what is before
            self._window, self._shown = [], 0
        return new

    def end(self) -> str:
        """Return what is left."""
        return self._text()[self._shown :]

    def _text(self) -> str:
        text: str = self._own.decode(
            self._window, skip_special_tokens=True, clean_up_tokenization_spaces=False
        )
        return text
