"""A model without a format for tools, on the real engine: it calls one in plain text and goes on.

The model is a Llama with a byte-pair tokenizer and a template of its own (ChatML), trained here on
the two prompts that the chat makes, over both runtimes.
"""

import importlib.util
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from running_engine import TOKEN, Running, running

from mistral_assistant.backends.launcher import find_engine
from mistral_assistant.backends.server import ServerBackend
from mistral_assistant.backends.text_tools import in_text
from mistral_assistant.chat import ChatMessage, GenerationOptions, ToolCall
from mistral_assistant.domains.loader import load_pack
from mistral_assistant.engine.choose import EngineOptions, build
from mistral_assistant.models import gguf
from mistral_assistant.reasoning.events import TextDelta, ToolUsed
from mistral_assistant.reasoning.prompts import build_prompt
from mistral_assistant.reasoning.system import AdvancedReasoningSystem
from mistral_assistant.reasoning.turn import Turn
from mistral_assistant.tools.offered import OFFERED, offered_for

PACK = Path(__file__).parents[2] / "domains" / "_template"
QUESTION = "Combien coûte une révision ?"
CALL = ToolCall("calculator", {"expression": "2 * 45"})
RESULT = "2 * 45 = 90"
ANSWER = "Deux révisions complètes coûtent 90 €."
NOW = datetime(2026, 3, 12, 10, 0)
RECORD = Path(__file__).parents[2] / "docs" / "screenshots" / "record.py"
UNKNOWN, BEGIN, END = "<unk>", "<|im_start|>", "<|im_end|>"
CHAT_ML = (
    "{%- for message in messages -%}"
    "{{- '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' -}}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\n' -}}{%- endif -%}"
)


def prompts() -> list[tuple[ChatMessage, ...]]:
    """Return the conversation as the model reads it: up to its call, and up to its answer."""
    system = AdvancedReasoningSystem(load_pack(PACK))
    messages = build_prompt(system.answer(QUESTION, now=NOW), system.pack).messages
    tools = tuple(one.tool for one in offered_for(system.pack).values())
    system.close()
    called = (*messages, ChatMessage("assistant", "", (CALL,)), ChatMessage("tool", RESULT))
    return [in_text(messages, tools), in_text(called, tools)]


@pytest.fixture(scope="module")
def caller(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the model."""
    import torch

    root = tmp_path_factory.mktemp("sans-format")
    first, second = prompts()
    said = [second[-2].content, ANSWER]
    folder = root / "chatml"
    tokenizer = write_tokenizer(folder, [m.content for m in second] * 2 + said)
    texts = []
    for prompt, answer in zip((first, second), said, strict=True):
        plain = [{"role": message.role, "content": message.content} for message in prompt]
        asked = tokenizer.apply_chat_template(plain, tokenize=False, add_generation_prompt=True)
        texts.append((asked, answer + END))
    (asked, called), (_all, answered) = texts
    assert _all.startswith(asked + called), "the second prompt goes on where the first ended"
    between = _all.removeprefix(asked + called)
    parts = [tokenizer.encode(part) for part in (asked, called, between, answered)]
    spans = [(len(parts[0]), len(parts[1])), (sum(map(len, parts[:3])), len(parts[3]))]
    learn(folder, torch.tensor([sum(parts, [])]), spans, len(tokenizer))
    return folder


def write_tokenizer(folder: Path, texts: list[str]) -> Any:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    own = Tokenizer(models.BPE())
    own.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    own.decoder = decoders.ByteLevel()
    own.train_from_iterator(texts, trainers.BpeTrainer(
        vocab_size=1_200, special_tokens=[UNKNOWN, BEGIN, END], show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))  # fmt: skip
    made = PreTrainedTokenizerFast(
        tokenizer_object=own, unk_token=UNKNOWN, bos_token=BEGIN, eos_token=END,
        clean_up_tokenization_spaces=False,
    )  # fmt: skip
    made.chat_template = CHAT_ML
    made.save_pretrained(folder)
    return made


def learn(folder: Path, ids: Any, spans: list[tuple[int, int]], vocabulary: int) -> None:
    """Train until what stands at ``spans`` (start, length) is sure."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(0)
    model = LlamaForCausalLM(LlamaConfig(
        vocab_size=vocabulary, hidden_size=64, intermediate_size=64, num_hidden_layers=1,
        num_attention_heads=2, num_key_value_heads=1, max_position_embeddings=4096,
        bos_token_id=1, eos_token_id=2, initializer_range=0.05))  # fmt: skip
    places = torch.tensor([at for start, size in spans for at in range(start, start + size)])
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-2)
    for _step in range(300):
        scores = model(input_ids=ids, logits_to_keep=places - 1).logits[0]
        losses = torch.nn.functional.cross_entropy(scores, ids[0, places], reduction="none")
        losses.mean().backward()
        optimiser.step()
        optimiser.zero_grad()
        if losses.max().item() < 0.02:
            break
    assert losses.max().item() < 0.02
    model.eval().save_pretrained(folder)


@pytest.fixture(scope="module")
def caller_gguf(caller: Path) -> Path:
    """The same model as somebody else's GGUF file: its own vocabulary and template inside."""
    vocabulary = json.loads((caller / "tokenizer.json").read_text())["model"]

    def add_tokenizer(writer: Any, _source: Path, _size: int) -> None:
        writer.add_tokenizer_model("gpt2")
        writer.add_tokenizer_pre("gpt-2")
        names = sorted(vocabulary["vocab"], key=vocabulary["vocab"].get)
        writer.add_token_list(names)
        writer.add_token_types([3 if place < 3 else 1 for place in range(len(names))])
        writer.add_token_merges([" ".join(merge) for merge in vocabulary["merges"]])
        writer.add_bos_token_id(1)
        writer.add_eos_token_id(2)
        writer.add_add_bos_token(False)
        writer.add_chat_template(CHAT_ML)

    target = caller.parent / "chatml.gguf"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(gguf, "_add_tokenizer", add_tokenizer)
        gguf.write_model(caller, target, "F32")
    return target


@pytest.fixture(scope="module", params=["transformers", "llamacpp"])
def served(
    request: pytest.FixtureRequest, caller: Path, caller_gguf: Path, cache: Path
) -> Iterator[Running]:
    base = caller if request.param == "transformers" else caller_gguf
    engine = build(
        EngineOptions(base, {}, request.param, quantize="none", dtype="float32",
                      cache_dir=cache, threads=1)
    )  # fmt: skip
    with running(engine) as found:
        yield found


@pytest.mark.parametrize("told", [True, False], ids=["told by the engine", "found out"])
def test_the_model_calls_a_tool_in_plain_text_and_answers_with_its_result(
    served: Running, told: bool
) -> None:
    assert served.engine.status()["tools"] is False  # type: ignore[attr-defined]
    backend = ServerBackend(served.address, "", TOKEN, extended=True, tools=not told)
    system = AdvancedReasoningSystem(load_pack(PACK), backend)
    system.options = GenerationOptions(temperature=0.0, max_tokens=80)
    turn = Turn(QUESTION, NOW)
    events = list(system.run(turn))
    system.close()
    (use,) = [event.use for event in events if isinstance(event, ToolUsed)][:1]
    assert (use.name, use.arguments, use.result) == (CALL.name, CALL.arguments, RESULT)
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == ANSWER
    assert (turn.answer.text, turn.answer.notice) == (ANSWER, "")
    assert turn.answer.tools == (use,)
    assert turn.trace()["answer"]["tools"][0]["result"] == RESULT


def test_tools_of_other_programs_are_still_refused(served: Running) -> None:
    """They are told, and not offered a form that they did not ask for."""
    package = pytest.importorskip("openai")
    client = package.OpenAI(base_url=served.address, api_key=TOKEN, max_retries=0, timeout=60)
    function = {"name": "calculator", "parameters": {}}
    with pytest.raises(package.BadRequestError, match="outils"):
        client.chat.completions.create(
            model="default", messages=[{"role": "user", "content": "x"}],
            tools=[{"type": "function", "function": function}],
        )  # fmt: skip


def test_the_result_is_what_the_calculator_says() -> None:
    """Otherwise the model would be trained on another prompt than the chat's."""
    assert OFFERED[CALL.name].run(None, CALL.arguments).text == RESULT  # type: ignore[arg-type]


@pytest.mark.slow
def test_in_the_terminal_the_call_stands_in_the_trace_and_not_in_the_answer(
    caller: Path, tmp_path: Path
) -> None:
    """The real app in tmux, which starts the engine by itself."""
    if shutil.which("tmux") is None:
        pytest.skip("needs tmux")
    spec = importlib.util.spec_from_file_location("record", RECORD)
    assert spec and spec.loader
    record = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(record)
    record.WAIT = 90.0
    shutil.copytree(PACK, tmp_path / "domaines" / "template")
    settings = tmp_path / "reglages.toml"
    settings.write_text(
        f'backend = "engine"\nmodel = "{caller}"\ndebug = true\n'
        f'domains = ["{tmp_path / "domaines"}"]\n'
    )
    data = tmp_path / "donnees"
    command = ["--data-dir", str(data), "--config", str(settings), "--pack", "template"]
    terminal = record.Terminal([sys.executable, "-m", "mistral_assistant", *command], name="texte")
    try:
        terminal.wait_for("Atelier")
        _until_ready(data)
        terminal.say(QUESTION)
        terminal.wait_for(ANSWER)
        terminal.wait_for("calculator")
        assert "tool_call" not in terminal.screen()
    finally:
        terminal.close()
        for file in (data / "engine").glob("*.json"):
            if engine := find_engine(file):
                os.kill(engine.pid, signal.SIGKILL)


def _until_ready(data: Path) -> None:
    deadline = time.monotonic() + 90
    while not any(
        engine.health["status"] == "ready"
        for file in (data / "engine").glob("*.json")
        if (engine := find_engine(file))
    ):
        assert time.monotonic() < deadline
        time.sleep(0.3)
