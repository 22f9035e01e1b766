"""The chat format of Mistral v3: the one place that says which tokens a conversation becomes.

Training, the engine, the GGUF file and the tokenizer's own Jinja template all follow it. The
reference is ``mistral_common``'s ``InstructTokenizerV3``; tests compare token for token.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from mistral_assistant.chat import ChatMessage, Tool
from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _
from mistral_assistant.models.tools import calls_json, result_json, tools_json

BOS, EOS, BEGIN_INST, END_INST = "<s>", "</s>", "[INST]", "[/INST]"
BEGIN_TOOLS, END_TOOLS = "[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]"
TOOL_CALLS = "[TOOL_CALLS]"
BEGIN_RESULTS, END_RESULTS = "[TOOL_RESULTS]", "[/TOOL_RESULTS]"

JINJA = (
    "{%- set ns = namespace(system='', last=-1) -%}"
    "{%- for message in messages -%}"
    "{%- if message['role'] == 'system' -%}"
    "{%- set ns.system = ns.system + message['content'] + '\n\n' -%}"
    "{%- elif message['role'] == 'user' -%}{%- set ns.last = loop.index0 -%}{%- endif -%}"
    "{%- endfor -%}"
    "{{- bos_token -}}"
    "{%- for message in messages -%}"
    "{%- if message['role'] == 'user' -%}"
    "{{- '[INST] ' + (ns.system if loop.index0 == ns.last else '') + message['content']"
    " + '[/INST]' -}}"
    "{%- elif message['role'] == 'assistant' -%}"
    "{%- generation -%}{{- ' ' + message['content'].rstrip(' ') + eos_token -}}"
    "{%- endgeneration -%}"
    "{%- endif -%}"
    "{%- endfor -%}"
)
"""For tools that want Jinja; ``generation`` marks what training learns (transformers' own tag)."""

PLAIN_JINJA = JINJA.replace("{%- generation -%}", "").replace("{%- endgeneration -%}", "")
"""The same for engines that do not know the ``generation`` tag, such as llama.cpp."""


@dataclass(frozen=True)
class Part:
    """A stretch of a rendered conversation: one control token, or text."""

    text: str
    control: bool = False
    """``text`` names a control token; otherwise none of its characters is ever read as one."""
    trained: bool = False
    """The model learns to write it: what the assistant says, and its end."""


def normalise(messages: Sequence[ChatMessage]) -> list[ChatMessage]:
    """Return the messages as the format wants them: at most one system part, first; then turns.

    Neighbours of one role become one message with a blank line between, as mistral_common does;
    two questions in a row happen where an answer was stopped before its first word. Calls of tools
    and what they returned stay as they are.

    Raises:
        ModelError: there is no question, or the first message is an answer.
    """
    system = [message.content for message in messages if message.role == "system"]
    spoken = [message for message in messages if message.role != "system"]
    turns = [turn for _kind, group in groupby(spoken, key=_kind_of) for turn in _joined([*group])]
    if not turns or turns[0].role != "user":
        raise ModelError(
            _("Une conversation commence par un message de l'utilisateur."),
            _("Vérifiez l'ordre des rôles : user, puis assistant, à tour de rôle."),
        )
    said = "\n\n".join(text for text in system if text)
    return [ChatMessage("system", said), *turns] if said else turns


def _kind_of(message: ChatMessage) -> tuple[str, bool]:
    return message.role, bool(message.calls)


def _joined(group: list[ChatMessage]) -> list[ChatMessage]:
    first = group[0]
    if first.role == "tool" or first.calls:
        return group
    return [ChatMessage(first.role, "\n\n".join(message.content for message in group))]


def parts(messages: Sequence[ChatMessage], tools: Sequence[Tool] = ()) -> Iterator[Part]:
    """Yield the conversation as the model reads it.

    The system part stands in the last user turn, the tools before it, which is where v3 puts them.

    Raises:
        ModelError: the messages are no conversation (see ``normalise``).
    """
    turns = normalise(messages)
    system = turns.pop(0).content if turns[0].role == "system" else ""
    last = max(place for place, turn in enumerate(turns) if turn.role == "user")
    yield Part(BOS, control=True)
    for place, turn in enumerate(turns):
        if turn.role == "user":
            if tools and place == last:
                yield Part(BEGIN_TOOLS, control=True)
                yield Part(tools_json(tools))
                yield Part(END_TOOLS, control=True)
            yield Part(BEGIN_INST, control=True)
            yield Part(f"{system}\n\n{turn.content}" if system and place == last else turn.content)
            yield Part(END_INST, control=True)
        elif turn.role == "tool":
            yield Part(BEGIN_RESULTS, control=True)
            yield Part(result_json(turn))
            yield Part(END_RESULTS, control=True)
        else:
            if turn.calls:
                yield Part(TOOL_CALLS, control=True, trained=True)
            said = calls_json(turn.calls) if turn.calls else turn.content.rstrip(" ")
            yield Part(said, trained=True)
            yield Part(EOS, control=True, trained=True)
