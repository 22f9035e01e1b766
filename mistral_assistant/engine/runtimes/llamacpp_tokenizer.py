"""The tokenizer and chat template inside a GGUF file, asked of llama.cpp itself."""

import json
import urllib.request
from collections.abc import Sequence
from typing import Any

from mistral_assistant.chat import ChatMessage, Tool
from mistral_assistant.engine.runtimes.gguf_base import GgufBase
from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _
from mistral_assistant.models.tokenizer import ChatTokens
from mistral_assistant.models.tools import no_tools


class LlamaCppTokenizer:
    """What the GGUF file says; for models whose tokenizer is not Mistral's v3.

    It has no ``stream``: llama.cpp gives the text of an answer itself.
    """

    def __init__(self, address: str, key: str, base: GgufBase) -> None:
        self._address = address
        self._key = key
        self.bos_id = base.bos_id
        self.eos_id = base.eos_id
        self.pad_id = base.eos_id
        self.vocab_size = base.vocab_size
        self.call_mark, self.call_mark_id = "", -1

    def encode(self, text: str) -> list[int]:
        """Return the tokens of a plain text."""
        return self._tokens({"content": text, "add_special": False, "parse_special": False})

    def encode_chat(
        self, messages: Sequence[ChatMessage], tools: Sequence[Tool] = ()
    ) -> ChatTokens:
        """Return the tokens of a conversation by the file's own template.

        Raises:
            ModelError: the template refuses the conversation.
        """
        no_tools(messages, tools)
        plain = [{"role": message.role, "content": message.content} for message in messages]
        text = self._ask("/apply-template", {"messages": plain})["prompt"]
        ids = self._tokens({"content": text, "add_special": True, "parse_special": True})
        return ChatTokens(tuple(ids), (False,) * len(ids))

    def _tokens(self, body: dict[str, Any]) -> list[int]:
        ids: list[int] = self._ask("/tokenize", body)["tokens"]
        return ids

    def _ask(self, path: str, body: dict[str, Any]) -> Any:
        request = urllib.request.Request(
            self._address + path,
            json.dumps(body).encode(),
            {"content-type": "application/json", "authorization": f"Bearer {self._key}"},
        )
        try:
            # Without a proxy: it is this very process that answers.
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(request, timeout=60) as reply:
                return json.loads(reply.read())
        except (OSError, ValueError) as error:
            raise ModelError(
                _("Le format du modèle refuse cette conversation : {error}.").format(error=error),
                _("Vérifiez l'ordre des rôles : user, puis assistant, à tour de rôle."),
            ) from error
