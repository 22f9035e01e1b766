"""GGUF files of a tiny model, read by llama.cpp itself."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from llama_cpp_server import GGML_F16, LlamaCpp, ggml_quantise, over_f16
from tiny_models import learn_language, save_tiny_mistral

from mistral_assistant.chat import ChatMessage
from mistral_assistant.errors import ModelError
from mistral_assistant.models.gguf import Kind, to_ggml_rows, write_adapter, write_model
from mistral_assistant.models.tokenizer import MistralTokenizer
from mistral_assistant.models.weights import read_config

CHAT = [
    ChatMessage("system", "Tu vends des vélos.  Sois bref."),
    ChatMessage("user", "Bonjour  à tous"),
    ChatMessage("assistant", "Bonjour !"),
    ChatMessage("user", "Combien coûte\n\tune révision ?"),
]


@pytest.fixture(scope="module")
def prompt() -> tuple[int, ...]:
    pytest.importorskip("sentencepiece")
    pytest.importorskip("mistral_common")
    return MistralTokenizer().encode_chat(CHAT).ids


def expected(model: Any, ids: tuple[int, ...]) -> Any:
    """Return the log-probabilities of transformers for the next token."""
    import torch

    with torch.no_grad():
        return torch.log_softmax(model(torch.tensor([ids])).logits[0, -1].float(), -1)


def difference(found: dict[int, float], wanted: Any) -> float:
    return max(abs(value - wanted[token].item()) for token, value in found.items())


def weighted(found: dict[int, float], wanted: Any) -> float:
    return sum(math.exp(wanted[token]) * abs(value - wanted[token].item())
               for token, value in found.items())  # fmt: skip


@pytest.mark.parametrize(("kind", "most"), [("F32", 1e-3), ("F16", 1e-2), ("Q8_0", 0.5)])
def test_llama_cpp_says_what_transformers_says(
    kind: Any, most: float, tiny_mistral: tuple[Path, Any], prompt: tuple[int, ...], tmp_path: Path
) -> None:
    """The weights are drawn far too wide on purpose: faults of order and scale stand out."""
    pytest.importorskip("xllamacpp")
    folder, model = tiny_mistral
    done: list[tuple[int, int]] = []
    write_model(folder, tmp_path / "m.gguf", kind, lambda *step: done.append(step))
    wanted = expected(model, prompt)
    found = LlamaCpp(tmp_path / "m.gguf").log_probabilities(prompt)
    assert difference(found, wanted) < most
    assert set(wanted.topk(3).indices.tolist()) <= set(found)
    assert done[-1][0] == done[-1][1] > 0


def test_stored_weights_are_those_of_ggmls_own_quantiser() -> None:
    pytest.importorskip("xllamacpp")
    from gguf import GGMLQuantizationType
    from gguf.quants import quantize

    rows = np.random.default_rng(0).standard_normal((64, 256)).astype(np.float32)
    rows[0], rows[1, :32], rows[2] = 0.0, 0.5, np.arange(256) / 2  # nothing, equal values, ties
    rows[3], rows[4] = rows[3] * 1e-6, rows[4] * 1e4
    ours = quantize(rows, GGMLQuantizationType.Q8_0)
    assert np.array_equal(ours.reshape(-1), ggml_quantise(rows))
    half = quantize(rows, GGMLQuantizationType.F16)
    assert np.array_equal(half.reshape(-1).view(np.uint8), ggml_quantise(rows, GGML_F16))


@pytest.mark.slow
def test_a_trained_model_keeps_its_probabilities(tmp_path: Path) -> None:
    """Each of the ten likeliest tokens, beside transformers with the same weights and products.

    In the F16 file the weights are rounded to half precision, and ggml rounds what enters a product
    over them too; beside the weights that were trained the mean stays as small.
    """
    pytest.importorskip("xllamacpp")
    from mistral_assistant.domains.loader import load_pack, packaged_folder

    pack = load_pack(packaged_folder() / "ecommerce")
    texts = [passage.text[:200] for passage in pack.knowledge][:20]
    folder = tmp_path / "base"
    before, after = learn_language(folder, texts)
    assert after < 0.9 * before, "a language model, and no noise"
    model = loaded(folder)
    tokenizer = MistralTokenizer()
    prompts = [(tokenizer.bos_id, *tokenizer.encode(text)[:30]) for text in texts[:6]]
    references: tuple[tuple[Kind, float, Any], ...] = (
        ("F32", 1e-4, model),
        ("F16", 1e-3, over_f16(loaded(folder))),
    )
    for kind, most, same in references:
        write_model(folder, tmp_path / "m.gguf", kind)
        engine = LlamaCpp(tmp_path / "m.gguf")
        for ids in prompts:
            found = engine.log_probabilities(ids)
            assert difference(found, expected(same, ids)) < most, kind
            assert weighted(found, expected(model, ids)) < 1e-3, kind


def loaded(folder: Path) -> Any:
    from transformers import MistralForCausalLM

    return MistralForCausalLM.from_pretrained(folder).eval()


def test_the_template_and_tokenizer_inside_count_the_same_tokens(
    tiny_mistral: tuple[Path, Any], prompt: tuple[int, ...], tmp_path: Path
) -> None:
    pytest.importorskip("xllamacpp")
    write_model(tiny_mistral[0], tmp_path / "m.gguf", "F16")
    engine = LlamaCpp(tmp_path / "m.gguf")
    plain = [{"role": message.role, "content": message.content} for message in CHAT]
    assert engine.prompt_tokens(plain) == len(prompt)


def test_half_precision_checkpoints_in_several_files_are_read(
    tmp_path: Path, prompt: tuple[int, ...]
) -> None:
    pytest.importorskip("xllamacpp")
    transformers = pytest.importorskip("transformers")
    model = save_tiny_mistral(tmp_path / "bf16", "bfloat16")
    model.save_pretrained(tmp_path / "bf16", max_shard_size="5MB")
    (tmp_path / "bf16" / "model.safetensors").unlink(missing_ok=True)
    assert len(list((tmp_path / "bf16").glob("*.safetensors"))) > 1
    write_model(tmp_path / "bf16", tmp_path / "m.gguf", "F32")
    found = LlamaCpp(tmp_path / "m.gguf").log_probabilities(prompt)
    whole = transformers.MistralForCausalLM.from_pretrained(tmp_path / "bf16", dtype="float32")
    assert difference(found, expected(whole.eval(), prompt)) < 1e-3


@pytest.mark.parametrize("rslora", [False, True])
def test_an_adapter_has_the_effect_in_llama_cpp_that_it_has_in_peft(
    rslora: bool, tiny_mistral: tuple[Path, Any], prompt: tuple[int, ...], tmp_path: Path
) -> None:
    pytest.importorskip("xllamacpp")
    peft = pytest.importorskip("peft")
    import torch
    from transformers import MistralForCausalLM

    folder, base = tiny_mistral
    torch.manual_seed(1)
    settings = peft.LoraConfig(
        r=4, lora_alpha=8, target_modules="all-linear", use_rslora=rslora, init_lora_weights=False
    )
    tuned = peft.get_peft_model(MistralForCausalLM.from_pretrained(folder), settings).eval()
    tuned.save_pretrained(tmp_path / "adapter")
    write_model(folder, tmp_path / "m.gguf", "F32")
    write_adapter(tmp_path / "adapter", folder, tmp_path / "a.gguf")
    found = LlamaCpp(tmp_path / "m.gguf", tmp_path / "a.gguf").log_probabilities(prompt)
    wanted = expected(tuned, prompt)
    assert difference(found, wanted) < 1e-3
    assert difference(found, expected(base, prompt)) > 0.1, "the adapter does something"


def test_the_halves_of_each_head_are_interleaved() -> None:
    rows = np.arange(8, dtype=np.float32).reshape(8, 1)
    assert to_ggml_rows(rows, 2)[:, 0].tolist() == [0, 2, 1, 3, 4, 6, 5, 7]


# --- what cannot be written --------------------------------------------------------------------


def _refused(folder: Path, tmp_path: Path) -> ModelError:
    with pytest.raises(ModelError) as caught:
        write_model(folder, tmp_path / "m.gguf")
    assert caught.value.hint
    assert [file.name for file in tmp_path.glob("*.gguf*")] == [], "no half file is left"
    return caught.value


@pytest.fixture
def copy(tiny_mistral: tuple[Path, Any], tmp_path: Path) -> Path:
    folder = tmp_path / "copie"
    folder.mkdir()
    for file in tiny_mistral[0].iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


def _change(folder: Path, **changes: Any) -> None:
    file = folder / "config.json"
    config = {**json.loads(file.read_text(encoding="utf-8")), **changes}
    file.write_text(json.dumps(config), encoding="utf-8")


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    assert "config.json" in _refused(tmp_path, tmp_path).problem


def test_weights_that_could_run_code_are_refused(copy: Path, tmp_path: Path) -> None:
    next(copy.glob("*.safetensors")).rename(copy / "pytorch_model.bin")
    assert "pickle" in _refused(copy, tmp_path).problem


@pytest.mark.parametrize("kept", [0, 5, 200, -100])
def test_a_cut_file_of_weights_is_named(kept: int, copy: Path, tmp_path: Path) -> None:
    file = next(copy.glob("*.safetensors"))
    file.write_bytes(file.read_bytes()[:kept])
    assert file.name in _refused(copy, tmp_path).problem


@pytest.mark.parametrize(
    "changes",
    [
        {"architectures": ["GPT2LMHeadModel"]},
        {"rope_parameters": {"rope_type": "yarn", "rope_theta": 10_000.0}},
        {"quantization_config": {"quant_method": "bitsandbytes"}},
        {"vocab_size": 32_000},
    ],
)
def test_what_would_come_out_wrong_is_refused(
    changes: dict[str, Any], copy: Path, tmp_path: Path
) -> None:
    _change(copy, **changes)
    _refused(copy, tmp_path)


@pytest.mark.parametrize("fault", ["use_dora", "modules_to_save", "rank_pattern"])
def test_an_adapter_that_llama_cpp_cannot_apply_is_refused(
    fault: str, tiny_mistral: tuple[Path, Any], tmp_path: Path
) -> None:
    settings = {"peft_type": "LORA", "r": 4, "lora_alpha": 8, fault: {"a": 1}}
    (tmp_path / "adapter_config.json").write_text(json.dumps(settings), encoding="utf-8")
    with pytest.raises(ModelError, match=fault):
        write_adapter(tmp_path, tiny_mistral[0], tmp_path / "a.gguf")


def test_a_file_where_a_folder_is_wanted_is_told_in_words(tmp_path: Path) -> None:
    file = tmp_path / "m.gguf"
    file.write_bytes(b"GGUF")
    with pytest.raises(ModelError, match="est un fichier, et non un dossier") as caught:
        read_config(file)
    assert "Errno" not in str(caught.value)
