"""Both runtimes against transformers' own ``generate``, and against themselves without memory."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from engine_talk import conversation

from mistral_assistant.chat import ChatMessage, GenerationOptions
from mistral_assistant.engine.runtimes.base import End, Piece, Prefilled
from mistral_assistant.engine.runtimes.prefix import common
from mistral_assistant.errors import ModelError
from mistral_assistant.models.tokenizer import MistralTokenizer

GREEDY = GenerationOptions(temperature=0.0, max_tokens=12)


def ask(runtime: Any, ids: Any, adapter: str = "", options: GenerationOptions = GREEDY) -> Any:
    outputs = list(runtime.generate(ids, options, adapter, threading.Event()))
    text = "".join(output.text for output in outputs if isinstance(output, Piece))
    (read,) = [output for output in outputs if isinstance(output, Prefilled)]
    assert isinstance(outputs[-1], End)
    return text, read, outputs[-1].reason


def test_greedy_answers_are_those_of_generate(runtime: Any, tiny: tuple[Path, Any]) -> None:
    import torch

    tokenizer = MistralTokenizer()
    for messages in conversation(4):
        ids = list(tokenizer.encode_chat(messages).ids)
        text, _read, _reason = ask(runtime, ids)
        made = tiny[1].generate(torch.tensor([ids]), max_new_tokens=12, do_sample=False)
        stream = tokenizer.stream()
        wanted = "".join(stream.add(token) for token in made[0, len(ids) :].tolist())
        assert text == wanted + stream.end()


def test_a_kept_prefix_changes_no_answer_and_only_the_rest_is_computed(
    runtime: Any,
) -> None:
    """v3's order: a turn computes the persona and the last two turns, and nothing older."""
    tokenizer = MistralTokenizer()
    prompts = [tokenizer.encode_chat(talk).ids for talk in conversation(8, "Tu sais tout.")]
    runtime.forget()
    before: tuple[int, ...] = ()
    growing = []
    for ids in prompts:
        text, read, _reason = ask(runtime, ids)
        growing.append(text)
        shared = common(before, ids)
        if runtime.name == "transformers" or shared >= len(before) / 2:
            assert (read.evaluated, read.reused) == (len(ids) - shared, shared)
        again, reread, _reason = ask(runtime, ids)
        assert again == text
        assert (reread.evaluated, reread.reused) == (1, len(ids) - 1)
        before = ids
    assert read.evaluated < len(ids) / 3
    for ids, text in zip(prompts, growing, strict=True):
        runtime.forget()
        afresh, read, _reason = ask(runtime, ids)
        assert (afresh, read.reused) == (text, 0)


@pytest.fixture(autouse=True)
def both_adapters(runtime: Any, adapters: dict[str, Path]) -> None:
    runtime.set_adapters(adapters)


def test_two_adapters_say_two_things_and_the_base_a_third(runtime: Any) -> None:
    ids = MistralTokenizer().encode_chat([ChatMessage("user", "Que vends-tu ?")]).ids
    long = replace(GREEDY, max_tokens=30)
    said = [ask(runtime, ids, name, long) for name in ("velos", "livres", "", "velos")]
    assert said[0][0] == said[3][0] == "Je vends des vélos."
    assert said[1][0] == "Ici, rien que des livres !"
    assert said[2][0] not in (said[0][0], said[1][0])
    assert [reason for _text, _read, reason in said] == ["stop", "stop", "length", "stop"]


def test_no_adapter_reads_the_cache_of_another(runtime: Any) -> None:
    ids = list(range(3_000, 3_040))
    first, read, _reason = ask(runtime, ids, "velos")
    other, reread, _reason = ask(runtime, ids, "livres")
    assert (reread.reused, first != other) == (0, True)
    again, kept, _reason = ask(runtime, ids, "velos")
    assert (again, kept.reused) == (first, len(ids) - 1)


def test_one_seed_gives_one_answer_and_another_another(runtime: Any) -> None:
    ids = list(range(4_000, 4_030))
    warm = GenerationOptions(temperature=1.0, top_p=0.9, top_k=40, max_tokens=10, seed=7)
    first = ask(runtime, ids, options=warm)[0]
    assert ask(runtime, ids, options=warm)[0] == first
    assert ask(runtime, ids, options=replace(warm, seed=8))[0] != first


def test_the_likeliest_token_alone_is_what_no_temperature_gives(runtime: Any) -> None:
    ids = list(range(4_100, 4_130))
    hot = GenerationOptions(temperature=5.0, top_p=1.0, top_k=1, max_tokens=10, seed=7)
    likeliest = ask(runtime, ids, options=replace(GREEDY, max_tokens=10))[0]
    assert ask(runtime, ids, options=hot)[0] == likeliest
    several = [replace(hot, top_k=2, max_tokens=1, seed=seed) for seed in range(12)]
    said = {ask(runtime, ids, options=options)[0] for options in several}
    assert len(said) == 2 and any(likeliest.startswith(word) for word in said)


def test_a_penalty_keeps_a_model_from_repeating_itself(runtime: Any) -> None:
    ids = list(range(5_000, 5_010)) * 3
    pushed = replace(GREEDY, repetition_penalty=1.5)
    assert ask(runtime, ids, options=pushed)[0]


def test_a_cancelled_answer_ends_and_the_next_one_comes(runtime: Any) -> None:
    cancel = threading.Event()
    ids = list(range(6_000, 6_020))
    outputs = runtime.generate(ids, replace(GREEDY, max_tokens=400), "", cancel)
    assert isinstance(next(outputs), Prefilled)
    next(outputs)
    cancel.set()
    assert list(outputs)[-1] == End("cancelled")
    assert ask(runtime, ids)[0]


def test_a_closed_answer_leaves_the_runtime_usable(runtime: Any) -> None:
    ids = list(range(6_100, 6_120))
    outputs = runtime.generate(ids, replace(GREEDY, max_tokens=400), "", threading.Event())
    next(outputs)
    outputs.close()
    assert ask(runtime, ids)[1].reused >= len(ids) - 1


def test_an_unknown_adapter_is_named(runtime: Any) -> None:
    with pytest.raises(ModelError) as caught:
        ask(runtime, [1, 3, 4], "absent")
    assert "absent" in caught.value.problem
    assert "velos" in caught.value.hint
