"""From messages to tokens that fit the context: whole turns are left out, the system part stays."""

from collections.abc import Sequence
from dataclasses import dataclass

from mistral_assistant.chat import ChatMessage
from mistral_assistant.engine.protocol import Request
from mistral_assistant.engine.refusal import RequestError
from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _
from mistral_assistant.models.tokenizer import ChatTokenizer

_LEAST_ANSWER = 16
_STEPS = 4


@dataclass(frozen=True)
class PromptTokens:
    """What the model reads."""

    ids: tuple[int, ...]
    dropped: int = 0
    """Messages at the beginning that were left out."""


def prompt_tokens(tokenizer: ChatTokenizer, request: Request, context: int) -> PromptTokens:
    """Return the tokens of a request, with room left for an answer.

    Raises:
        RequestError: the messages are no conversation, or the last question alone does not fit.
    """
    reserve = max(_LEAST_ANSWER, min(request.options.max_tokens, context // _STEPS))
    budget = context - reserve
    if not request.chat:
        return PromptTokens(_plain(tokenizer, request, budget))
    try:
        return _called(tokenizer, request, _fitted(tokenizer, request, budget))
    except ModelError as error:
        raise RequestError(str(error), param="messages") from error


def _plain(tokenizer: ChatTokenizer, request: Request, budget: int) -> tuple[int, ...]:
    ids = request.prompt_ids or (tokenizer.bos_id, *tokenizer.encode(request.prompt))
    if any(not 0 <= token < tokenizer.vocab_size for token in ids):
        raise RequestError(_("Un jeton n'est pas du vocabulaire de ce modèle."), param="prompt")
    if len(ids) > budget:
        raise _too_long(len(ids), budget)
    return tuple(ids)


def _called(tokenizer: ChatTokenizer, request: Request, prompt: PromptTokens) -> PromptTokens:
    """Begin the answer with the mark of a call where nothing else will do."""
    if not request.offer.must:
        return prompt
    return PromptTokens((*prompt.ids, tokenizer.call_mark_id), prompt.dropped)


def _fitted(tokenizer: ChatTokenizer, request: Request, budget: int) -> PromptTokens:
    messages, tools = request.messages, request.offer.tools
    ids = tokenizer.encode_chat(messages, tools).ids
    if len(ids) <= budget:
        return PromptTokens(ids)
    system = [message for message in messages if message.role == "system"]
    spoken = [message for message in messages if message.role != "system"]
    starts = [place for place, message in enumerate(spoken) if message.role == "user"][1:]
    # Turns go in strides of a quarter of the room: the cut then stays where it is for several
    # turns, and what follows it is found in the cache again.
    stride = max(1, budget // _STEPS)
    goal = -(-(len(ids) - budget) // stride) * stride
    gone = _cumulated(tokenizer, spoken, starts)
    for start, size in zip(starts, gone, strict=True):
        if size < goal and start != starts[-1]:
            continue
        ids = tokenizer.encode_chat([*system, *spoken[start:]], tools).ids
        if len(ids) <= budget:
            return PromptTokens(ids, dropped=start)
    raise _too_long(len(ids), budget)


def _cumulated(
    tokenizer: ChatTokenizer, spoken: Sequence[ChatMessage], starts: Sequence[int]
) -> list[int]:
    """Return about how many tokens go away when the talk begins at each of ``starts``."""
    sizes = [len(tokenizer.encode(message.content)) + 1 for message in spoken]
    return [sum(sizes[:start]) for start in starts]


def _too_long(count: int, budget: int) -> RequestError:
    return RequestError(
        _("La question est trop longue : {count} jetons, place pour {room}.").format(
            count=count, room=budget
        ),
        code="context_length_exceeded",
        param="messages",
    )
