"""Calls of tools within a streamed text: where one counts, and that nobody sees half of one."""

import random

import pytest

from mistral_assistant.backends.reading import MAX_CALLS
from mistral_assistant.backends.sse import StreamFault
from mistral_assistant.backends.text_calls import TextCalls, read_call, with_calls
from mistral_assistant.backends.text_tools import BEGIN_CALL, END_CALL, INSTRUCTIONS
from mistral_assistant.chat import Chunk, Finish, Text, Thought, ToolCall, Usage

JSON = '{"name": "calculator", "arguments": {"expression": "2 * 3"}}'
CALL = f"{BEGIN_CALL}\n{JSON}\n{END_CALL}"
ASKED = ("calculator", {"expression": "2 * 3"})


def read(*pieces: str, whole: bool = True) -> tuple[str, list[ToolCall]]:
    """Return what is shown of a text that comes in pieces, and the calls in it."""
    reader = TextCalls()
    shown = ""
    for piece in pieces:
        shown += reader.add(piece)
        if reader.over:
            return shown, reader.calls
    return shown + reader.end(whole=whole), reader.calls


def every_cut(text: str) -> list[tuple[str, ...]]:
    """Return a text whole, in two pieces at every place, and character by character."""
    halves = [(text[:place], text[place:]) for place in range(1, len(text))]
    return [(text,), *halves, tuple(text)]


CALLS = {
    "alone": (CALL, ""),
    "after a sentence": (f"Je calcule.\n\n{CALL}", "Je calcule."),
    "after white space": (f"\n \n  {CALL}\n", ""),
    "on one line": (f"{BEGIN_CALL}{JSON}{END_CALL}", ""),
    "the end forgotten": (f"{BEGIN_CALL}\n{JSON}", ""),
    "the JSON fenced": (f"{BEGIN_CALL}\n```json\n{JSON}\n```\n{END_CALL}", ""),
    "after a block of code": (f"```\na = 1\n```\n{CALL}", "```\na = 1\n```"),
    "its result imagined": (f"{CALL}\n<tool_response>\n7\n</tool_response>\nCela fait 7.", ""),
    "after a look-alike": (f"<tool_\n<too\n{CALL}", "<tool_\n<too"),
}


@pytest.mark.parametrize("way", CALLS)
def test_a_call_at_the_beginning_of_a_line_is_one_and_is_not_shown(way: str) -> None:
    text, shown = CALLS[way]
    for pieces in every_cut(text):
        said, calls = read(*pieces)
        assert said == shown, pieces
        assert [(call.name, call.arguments) for call in calls] == [ASKED], pieces


TEXTS = {
    "in the middle of a line": f"La marque {BEGIN_CALL} ouvre un appel : {CALL}",
    "in quotes": f"« {CALL} »",
    "in a list": f"- {CALL}",
    "in a quotation": f"> {CALL}",
    "in code": f"Voici :\n```xml\n{CALL}\n```\nEt voilà.",
    "in code without an end": f"~~~\n{CALL}\n```\n{CALL}",
    "between back-ticks": f"`{CALL}`",
    "another mark": f"<tool_calls>\n{JSON}\n</tool_calls>\n[TOOL_CALLS][{JSON}]",
    "the end alone": f"{END_CALL}\n{JSON}",
    "the beginning of one": "Oui.\n<tool_c",
    "bare JSON": JSON,
    "nothing": " \n\n",
    "plain": "Un.\n\n  Deux <b>trois</b> ~ ` \n",
}


@pytest.mark.parametrize("way", TEXTS)
def test_elsewhere_the_mark_is_text_to_the_last_character(way: str) -> None:
    for pieces in every_cut(TEXTS[way]):
        assert read(*pieces) == (TEXTS[way], []), pieces


def test_plain_text_does_not_wait() -> None:
    reader = TextCalls()
    assert [reader.add(piece) for piece in ("Oui", ", bien", " sûr\n", "et <", "non")] == [
        "Oui", ", bien", " sûr", "\net <", "non"
    ]  # fmt: skip


def test_several_calls_are_read_and_the_stream_ends_with_the_last_that_has_room() -> None:
    _said, calls = read("\n".join([CALL] * 3))
    assert [(call.name, call.arguments) for call in calls] == [ASKED] * 3
    assert len({call.id for call in calls}) == 3
    reader = TextCalls()
    reader.add(CALL * (MAX_CALLS + 5))
    assert reader.over and len(reader.calls) == MAX_CALLS


def test_a_call_that_was_cut_off_is_none() -> None:
    assert read(CALL[:30], whole=False) == ("", [])


def test_a_call_that_does_not_end_is_ended() -> None:
    reader = TextCalls()
    for _piece in range(1_000):
        assert reader.add(BEGIN_CALL if not reader.calls else "") + reader.add("x" * 100) == ""
        if reader.over:
            break
    assert reader.over
    assert [call.name for call in reader.calls] == [""]


@pytest.mark.parametrize(
    "raw",
    ["", "calculator(2*3)", "{", "[1]", "7", '{"name": 3}', '{"nom": "calculator"}',
     "{'name': 'calculator'}", '{"name": "…", "arguments": {…}}', "[" * 5_000,
     '{"name": "a", "arguments": ' * 200, "é" * 30_000],
)  # fmt: skip
def test_what_cannot_be_read_is_kept_to_be_told(raw: str) -> None:
    call = read_call(raw)
    assert (call.name, call.arguments) == ("", {})
    assert call.unreadable and call.unreadable in (raw.strip()[:20_000], "…")


@pytest.mark.parametrize(
    ("raw", "arguments"),
    [
        ('{"name": "dates", "parameters": {"question": "lundi ?"}}', {"question": "lundi ?"}),
        ('{"name": "dates", "arguments": "{\\"question\\": \\"x\\"}"}', {"question": "x"}),
        ('{"name": "dates"}', {}), ('{"name": "dates", "arguments": [1]}', {}),
    ],
)  # fmt: skip
def test_the_usual_variants_are_understood(raw: str, arguments: dict[str, str]) -> None:
    call = read_call(raw)
    assert (call.name, call.arguments, call.unreadable) == ("dates", arguments, "")


def test_the_example_of_the_instructions_is_no_call_that_can_be_made() -> None:
    (call,) = read(INSTRUCTIONS)[1]
    assert call.unreadable


def test_no_text_of_any_kind_is_lost_or_breaks_the_reader() -> None:
    """Cut anywhere, a text gives the same; without the mark at a line's beginning, all of it."""
    chance = random.Random(6)
    parts = [BEGIN_CALL, END_CALL, JSON, "\n", " ", "```", "~~~", "<tool", "é", "x", "{", "> "]
    for _time in range(2_000):
        text = "".join(chance.choices(parts, k=chance.randint(1, 12)))
        once = read(text)
        cuts = sorted(chance.sample(range(len(text) + 1), min(4, len(text))))
        places = [0, *cuts, len(text)]
        pieces = [text[a:b] for a, b in zip(places, places[1:], strict=False)]
        again = read(*pieces)
        assert _plain(again) == _plain(once), text
        if not once[1]:
            assert once[0] == text


def _plain(found: tuple[str, list[ToolCall]]) -> tuple[str, list[tuple[object, ...]]]:
    said, calls = found
    return said, [(call.name, call.arguments, call.unreadable) for call in calls]


# --- in a stream ---------------------------------------------------------------------------------


class Stream:
    """A backend's stream, which notices that it is closed."""

    def __init__(self, *chunks: Chunk | Exception) -> None:
        self._chunks = chunks
        self.closed = False

    def run(self) -> list[Chunk]:
        return list(with_calls(self._chunks_of()))

    def _chunks_of(self):  # type: ignore[no-untyped-def]
        try:
            for chunk in self._chunks:
                if isinstance(chunk, Exception):
                    raise chunk
                yield chunk
        finally:
            self.closed = True


def test_calls_come_before_the_end_and_the_rest_passes() -> None:
    stream = Stream(Thought("Calculons."), Text("Oui.\n"), Text(CALL), Usage(9, 3), Finish("stop"))
    thought, said, usage, call, end = stream.run()
    assert (thought, said, usage, end) == (
        Thought("Calculons."), Text("Oui."), Usage(9, 3), Finish("stop"),
    )  # fmt: skip
    assert isinstance(call, ToolCall) and (call.name, call.arguments) == ASKED


def test_what_comes_behind_a_call_is_not_waited_for() -> None:
    stream = Stream(Text(CALL), Text("\nCela fait 7."), Text("jamais lu"), Finish("stop"))
    call, end = stream.run()
    assert isinstance(call, ToolCall) and end == Finish("stop")
    assert stream.closed


@pytest.mark.parametrize("reason", ["length", "cancelled", "filtered"])
def test_of_an_answer_that_was_cut_off_no_call_is_made(reason: str) -> None:
    end = Finish(reason)  # type: ignore[arg-type]
    assert Stream(Text(f"{CALL}\n{BEGIN_CALL}"), end).run() == [end]


def test_what_was_held_back_is_shown_when_the_server_breaks_off() -> None:
    shown: list[Chunk] = []
    with pytest.raises(StreamFault):
        for chunk in with_calls(Stream(Text("Oui.\n<tool"), StreamFault("x"))._chunks_of()):
            shown.append(chunk)
    assert shown == [Text("Oui."), Text("\n<tool")]
