"""Stop strings, loops, and prompts that must fit."""

import pytest

from mistral_assistant.chat import ChatMessage, GenerationOptions
from mistral_assistant.engine.answers import Loop, StopStrings
from mistral_assistant.engine.prompts import prompt_tokens
from mistral_assistant.engine.protocol import Request, RequestError
from mistral_assistant.models.tokenizer import MistralTokenizer


@pytest.mark.parametrize("width", [1, 2, 3, 7])
def test_a_stop_string_is_found_wherever_the_pieces_are_cut(width: int) -> None:
    text, stops = "Bonjour. ### Fin de partie", ("###", "Fin de chapitre")
    found = StopStrings(stops)
    said = ""
    for start in range(0, len(text), width):
        said += found.add(text[start : start + width])
        if found.found:
            break
    assert (said, found.found) == ("Bonjour. ", True)


def test_what_only_looked_like_a_stop_string_is_given_out_in_the_end() -> None:
    found = StopStrings(("FIN",))
    assert found.add("la F") + found.add("I") + found.end() == "la FI"


@pytest.mark.parametrize("period", [1, 2, 7, 30])
def test_a_loop_is_noticed(period: int) -> None:
    loop = Loop()
    assert any(loop.add(f"mot{place % period} ") for place in range(400))


def test_lists_tables_and_rules_are_no_loops() -> None:
    loop = Loop()
    lines = [f"| {n} | vélo {n} | {n * 10} € |\n" for n in range(60)]
    assert not any(loop.add(piece) for line in lines for piece in line.split(" "))
    assert not any(loop.add("----") for _ in range(100))


def _request(turns: int, words: int = 20) -> Request:
    spoken = []
    for turn in range(turns):
        spoken.append(ChatMessage("user", f"question {turn} " + "mot " * words))
        spoken.append(ChatMessage("assistant", f"réponse {turn} " + "mot " * words))
    messages = (ChatMessage("system", "La consigne."), *spoken, ChatMessage("user", "La fin ?"))
    return Request("default", messages, options=GenerationOptions(max_tokens=50))


def test_whole_turns_are_left_out_and_the_consigne_stays() -> None:
    tokenizer = MistralTokenizer()
    prompt = prompt_tokens(tokenizer, _request(30), 400)
    text = tokenizer.decode(prompt.ids)
    assert len(prompt.ids) <= 350
    assert "La consigne." in text and "La fin ?" in text
    assert prompt.dropped % 2 == 0 and f"question {prompt.dropped // 2} " in text
    assert f"question {prompt.dropped // 2 - 1} " not in text


def test_the_cut_stays_where_it_is_for_several_turns() -> None:
    tokenizer = MistralTokenizer()
    cuts = [prompt_tokens(tokenizer, _request(turns), 400).dropped for turns in range(8, 30)]
    assert cuts == sorted(cuts)
    assert len(set(cuts)) <= len(cuts) / 1.5


def test_what_fits_is_left_alone() -> None:
    request = _request(2)
    tokenizer = MistralTokenizer()
    prompt = prompt_tokens(tokenizer, request, 4_000)
    assert (prompt.ids, prompt.dropped) == (tokenizer.encode_chat(request.messages).ids, 0)


def test_a_lone_question_that_is_too_long_is_refused() -> None:
    request = Request("default", (ChatMessage("user", "mot " * 900),))
    with pytest.raises(RequestError) as caught:
        prompt_tokens(MistralTokenizer(), request, 512)
    assert caught.value.code == "context_length_exceeded"


def test_tokens_that_are_none_are_refused() -> None:
    with pytest.raises(RequestError):
        prompt_tokens(MistralTokenizer(), Request("default", prompt_ids=(1, 99_999)), 512)
