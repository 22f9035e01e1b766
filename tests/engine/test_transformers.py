"""What only the transformers runtime has: memory that runs out, 4 bits, adapters let go."""

import threading
from pathlib import Path
from typing import Any

import pytest
from tiny_models import save_tiny_mistral

from mistral_assistant.chat import ChatMessage, GenerationOptions
from mistral_assistant.engine.runtimes.base import Piece, Prefilled
from mistral_assistant.errors import ModelError
from mistral_assistant.models.tokenizer import MistralTokenizer

GREEDY = GenerationOptions(temperature=0.0, max_tokens=12)


def ask(runtime: Any, ids: Any, adapter: str = "") -> Any:
    outputs = list(runtime.generate(ids, GREEDY, adapter, threading.Event()))
    text = "".join(output.text for output in outputs if isinstance(output, Piece))
    (read,) = [output for output in outputs if isinstance(output, Prefilled)]
    return text, read


def test_exhausted_memory_is_told_and_survived(tiny: tuple[Path, Any]) -> None:
    """The allocator's own error, raised from inside the model's first layer."""
    import torch

    from mistral_assistant.engine.runtimes.transformers import TransformersRuntime

    runtime = TransformersRuntime(tiny[0], "none")
    runtime.load(lambda _done, _total: None)
    layer = runtime._model.model.layers[0]
    hook = layer.register_forward_pre_hook(lambda *_: torch.empty(2**60))
    with pytest.raises(ModelError) as caught:
        ask(runtime, [1, 3, 4])
    assert "--quantize nf4" in caught.value.hint
    hook.remove()
    assert ask(runtime, [1, 3, 4])[0]


def test_four_bits_answer_and_take_adapters(
    tmp_path: Path, adapters: dict[str, Path], tiny: tuple[Path, Any]
) -> None:
    pytest.importorskip("bitsandbytes")
    from mistral_assistant.engine.runtimes.transformers import TransformersRuntime

    runtime = TransformersRuntime(tiny[0], "nf4")
    runtime.set_adapters(adapters)
    runtime.load(lambda _done, _total: None)
    assert runtime._model.is_loaded_in_4bit
    ids = MistralTokenizer().encode_chat([ChatMessage("user", "Que vends-tu ?")]).ids
    texts = {ask(runtime, ids, name)[0] for name in ("", "velos", "livres")}
    assert len(texts) == 3
    assert ask(runtime, ids, "velos")[1].reused == len(ids) - 1


def test_adapters_beyond_the_budget_are_let_go_and_come_back(
    tiny: tuple[Path, Any], adapters: dict[str, Path]
) -> None:
    import torch
    from transformers import MistralForCausalLM

    from mistral_assistant.engine.adapters import base_shapes
    from mistral_assistant.engine.runtimes.lora import Loras

    model = MistralForCausalLM.from_pretrained(tiny[0]).eval()
    ids = torch.tensor([[1, 3, 4]])
    with torch.inference_mode():
        base = model(ids).logits
        loras = Loras(model, base_shapes(tiny[0]), "cpu", budget=1)
        loras.set_folders(adapters)
        seen = []
        for name in ("velos", "livres", "velos", ""):
            with loras.using(name):
                seen.append(model(ids).logits)
            assert len(loras._loaded) == 1
    assert torch.equal(seen[0], seen[2])
    assert not torch.equal(seen[0], seen[1])
    assert torch.equal(seen[3], base)


def test_a_model_with_a_sliding_window_keeps_its_prefix_too(tmp_path: Path) -> None:
    import torch

    from mistral_assistant.engine.runtimes.transformers import TransformersRuntime

    model = save_tiny_mistral(tmp_path / "m", sliding_window=16)
    runtime = TransformersRuntime(tmp_path / "m", "none")
    runtime.load(lambda _done, _total: None)
    ids = list(range(3_000, 3_060))
    ask(runtime, ids[:50])
    text, read = ask(runtime, ids)
    made = model.generate(torch.tensor([ids]), max_new_tokens=12, do_sample=False)
    assert text == MistralTokenizer().decode(made[0, 60:].tolist())
    assert read.reused == 50


def test_single_precision_over_four_bits_is_single_on_every_processor(
    tiny: tuple[Path, Any],
) -> None:
    """Beside the same weights, unpacked; with bf16 units bitsandbytes would round scales too."""
    bitsandbytes = pytest.importorskip("bitsandbytes")
    import torch
    from transformers import MistralForCausalLM

    from mistral_assistant.engine.runtimes.pretrained import load_model

    ids = torch.arange(3_000, 3_040)[None]
    with torch.inference_mode():
        packed = load_model(tiny[0], "cpu", "nf4", "float32", lambda _done, _total: None)
        whole = MistralForCausalLM.from_pretrained(tiny[0]).eval()
        for name, module in packed.named_modules():
            if isinstance(module, bitsandbytes.nn.Linear4bit):
                weight = bitsandbytes.functional.dequantize_4bit(
                    module.weight.data, module.weight.quant_state
                )
                whole.get_submodule(name).weight.data = weight.float()
        wanted = whole(ids).logits
        assert torch.allclose(packed(ids).logits, wanted, atol=1e-4 * wanted.abs().max())


def test_rows_that_bf16_units_cannot_take_answer_in_four_bits(tmp_path: Path) -> None:
    pytest.importorskip("bitsandbytes")
    from mistral_assistant.engine.runtimes.transformers import TransformersRuntime

    save_tiny_mistral(tmp_path / "m", num_key_value_heads=1, intermediate_size=128)
    runtime = TransformersRuntime(tmp_path / "m", "nf4")
    runtime.load(lambda _done, _total: None)
    assert ask(runtime, [1, 3, 1_000, 4])[0]
