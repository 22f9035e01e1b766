"""A tokenizer of one's own for a small model from nothing: of characters, or of bytes (BPE).

Both give back every text as it was, accents and all: what is no known character is written in
bytes. Its conversations have the marks of Mistral's, without the spaces between mark and text.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from mistral_assistant.chat import ChatMessage
from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _
from mistral_assistant.models.template import BEGIN_INST, BOS, END_INST, EOS, JINJA, parts
from mistral_assistant.models.tokenizer import ChatTokens, in_tokens

PAD = "<pad>"
MARKS = (PAD, BOS, EOS, BEGIN_INST, END_INST)
FILE = "tokenizer.json"
SMALL_JINJA = JINJA.replace("'[INST] '", "'[INST]'").replace("' ' + message", "message")
_BYTES = [f"<0x{value:02X}>" for value in range(256)]


class SmallTokenizer:
    """The tokenizer in a folder's ``tokenizer.json``."""

    def __init__(self, file: Path) -> None:
        """Load the tokenizer.

        Raises:
            ModelError: the file is none of ours.
        """
        from tokenizers import Tokenizer

        if not is_small(file):
            raise ModelError(
                _("« {file} » n'est pas un petit tokenizer.").format(file=file),
                _("Refaites-le avec --objective scratch."),
            )
        values = json.loads(file.read_text(encoding="utf-8"))
        self._own: Any = Tokenizer.from_file(str(file))
        # Without the marks no text of a user can become one.
        self._plain: Any = Tokenizer.from_str(json.dumps({**values, "added_tokens": []}))
        self.pad_id, self.bos_id, self.eos_id = (self.control_id(name) for name in (PAD, BOS, EOS))
        self.vocab_size: int = self._own.get_vocab_size()

    def encode(self, text: str) -> list[int]:
        """Return the tokens of a plain text."""
        ids: list[int] = self._plain.encode(text.encode("utf-8", "replace").decode()).ids
        return ids

    def encode_chat(self, messages: Sequence[ChatMessage]) -> ChatTokens:
        """Return the tokens of a conversation.

        Raises:
            ModelError: the messages are no conversation.
        """
        return in_tokens(parts(messages), self.control_id, self.encode)

    def control_id(self, name: str) -> int:
        """Return the id of a mark such as ``[INST]``."""
        found: int = self._own.token_to_id(name)
        return found

    def piece(self, token: int) -> str:
        """Return the name of a token."""
        name: str = self._own.id_to_token(token)
        return name

    def decode(self, ids: Iterable[int]) -> str:
        """Return the text of tokens; marks have none."""
        text: str = self._own.decode(list(ids), skip_special_tokens=True)
        return text

    def build(self) -> Any:
        """Return the tokenizer as transformers has it, chat template inside."""
        from transformers import PreTrainedTokenizerFast

        found = PreTrainedTokenizerFast(
            tokenizer_object=self._own, bos_token=BOS, eos_token=EOS, pad_token=PAD,
            extra_special_tokens=[BEGIN_INST, END_INST], clean_up_tokenization_spaces=False,
            padding_side="right",
        )  # fmt: skip
        found.chat_template = SMALL_JINJA
        return found


def is_small(file: Path) -> bool:
    """Tell whether a ``tokenizer.json`` is one of ours."""
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
        return [entry["content"] for entry in values["added_tokens"]] == list(MARKS)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def learn(texts: Sequence[str], kind: str, size: int, file: Path) -> SmallTokenizer:
    """Make a tokenizer for ``texts``, write it to ``file`` and return it; ``kind``: bpe, char."""
    from tokenizers import AddedToken

    own = _of_bytes(texts, size) if kind == "bpe" else _of_characters(texts)
    own.add_special_tokens([AddedToken(mark, special=True, normalized=False) for mark in MARKS])
    own.save(str(file))
    return SmallTokenizer(file)


def _of_bytes(texts: Sequence[str], size: int) -> Any:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    own = Tokenizer(models.BPE())
    own.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    own.decoder = decoders.ByteLevel()
    own.train_from_iterator(texts, trainers.BpeTrainer(
        vocab_size=size, special_tokens=list(MARKS), show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))  # fmt: skip
    return own


def _of_characters(texts: Sequence[str]) -> Any:
    from tokenizers import Tokenizer, decoders, models

    known = sorted({char for text in texts for char in text})
    names = [*MARKS, *_BYTES, *(char for char in known if len(char.encode()) < 4)]
    vocabulary = {name: place for place, name in enumerate(names)}
    own = Tokenizer(models.BPE(vocab=vocabulary, merges=[], byte_fallback=True))
    own.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Fuse()])
    return own
