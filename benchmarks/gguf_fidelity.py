"""What a GGUF file keeps of a model that has learned something, beside transformers and ggml.

    python benchmarks/gguf_fidelity.py TEXTS [--texts 600] [--prompts 40] [--width 64]

TEXTS is a file or folder of French texts (.txt, .md, .jsonl). A small Mistral with the v3 tokenizer
is trained on them until its loss on held-out texts stops falling, then written as F32, F16 and Q8_0
and read by llama.cpp. For beginnings of held-out texts the probabilities of all 32,768 next tokens
are compared with transformers': the largest difference of a log-probability among the ten likeliest
tokens, the mean difference weighted by probability, and the Kullback-Leibler divergence. Keys,
values and attention are kept in single precision, but for ``F16_as_served``, llama.cpp's default.
F16 is also compared with transformers that has the rounded weights (``stored``) and that rounds
what enters a product as ggml does besides (``products``); ``stored_alone`` is what the rounded
weights change within transformers, and ``order_of_sums`` what double instead of single precision
changes in ``products``, so the least that two programs can differ by. The F16 and Q8_0 files are
compared with ones that ggml's own quantiser made (the one behind ``llama-quantize``, called inside
the wheel ``xllamacpp``): share of equal bytes, and the differences. A LoRA adapter is trained,
written as GGUF, and compared with PEFT. The last line is one JSON object.
"""

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
import torch

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from llama_cpp_server import (  # type: ignore[import-not-found] # noqa: E402
    GGML_F16,
    GGML_Q8_0,
    LlamaCpp,
    ggml_quantise,
    over_f16,
)
from tiny_models import (  # type: ignore[import-not-found] # noqa: E402
    learn_answer,
    learn_language,
)

from mistral_assistant.chat import ChatMessage  # noqa: E402
from mistral_assistant.models.gguf import write_adapter, write_model  # noqa: E402
from mistral_assistant.models.tokenizer import MistralTokenizer  # noqa: E402
from mistral_assistant.training.texts import read_texts  # noqa: E402

CHAT = [ChatMessage("user", "Que faire en cas de perte de mes papiers ?")]
SAYING = "Adressez-vous à la mairie."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts_place", metavar="TEXTS", type=Path)
    parser.add_argument("--texts", type=int, default=600)
    parser.add_argument("--prompts", type=int, default=40)
    parser.add_argument("--width", type=int, default=64, help="multiple of 64")
    parser.add_argument("--layers", type=int, default=2)
    parser.add_argument("--base", type=Path, help="a base that was trained before")
    options = parser.parse_args()
    torch.set_num_threads(1)
    texts = [row.text for row in read_texts(options.texts_place)]
    random.Random(0).shuffle(texts)
    texts = texts[: options.texts]
    with tempfile.TemporaryDirectory() as name:
        print(json.dumps(compare(Path(name), texts, options)))


def compare(folder: Path, texts: Sequence[str], options: argparse.Namespace) -> dict[str, Any]:
    """Train, write, read and compare; returns what the last line says."""
    from peft import PeftModel
    from transformers import MistralForCausalLM

    result: dict[str, Any] = {}
    base = options.base or folder / "base"
    if not options.base:
        before, after = learn_language(
            base, texts, hidden_size=options.width, intermediate_size=3 * options.width,
            num_hidden_layers=options.layers, num_attention_heads=options.width // 16,
        )  # fmt: skip
        result |= {"loss_before": round(before, 3), "loss_after": round(after, 3)}
        print(json.dumps(result), flush=True)
    model = MistralForCausalLM.from_pretrained(base).eval()
    prompts = beginnings(texts[::10], options.prompts)
    wanted = [distribution(model, ids) for ids in prompts]
    result |= {"parameters": model.num_parameters(), "prompts": len(prompts)}
    for kind in ("F32", "F16", "Q8_0"):
        write_model(base, folder / f"{kind}.gguf", kind)
        found = distributions(folder / f"{kind}.gguf", prompts)
        result[kind] = difference(found, wanted)
        if kind == "F16":
            served = distributions(folder / "F16.gguf", prompts, single=False)
            result["F16_as_served"] = difference(served, wanted)
            result["F16_beside"] = halves(base, prompts, found, wanted)
        print(json.dumps(result), flush=True)
    for kind, number in (("F16", GGML_F16), ("Q8_0", GGML_Q8_0)):
        own = folder / f"ggml-{kind}.gguf"
        equal = requantised(folder / "F32.gguf", folder / f"{kind}.gguf", own, number)
        theirs = difference(distributions(own, prompts), wanted)
        result[f"ggml_{kind}"] = {"equal_bytes": equal, **theirs}
    learn_answer(base, folder / "lora", [CHAT], SAYING)
    tuned = PeftModel.from_pretrained(MistralForCausalLM.from_pretrained(base), folder / "lora")
    write_adapter(folder / "lora", base, folder / "lora.gguf")
    found = distributions(folder / "F32.gguf", prompts, folder / "lora.gguf")
    peft = [distribution(tuned.eval(), ids) for ids in prompts]
    result["lora"] = difference(found, peft)
    result["lora"]["kl_to_the_base"] = difference(peft, wanted)["kl"]
    return result


def halves(
    base: Path, prompts: Sequence[Sequence[int]], found: Sequence[Any], wanted: Sequence[Any]
) -> dict[str, dict[str, float]]:
    """Return where the differences of an F16 file come from."""
    from transformers import MistralForCausalLM

    def asked(dtype: torch.dtype, products: bool) -> list[Any]:
        model = over_f16(MistralForCausalLM.from_pretrained(base)).to(dtype).eval()
        for module in () if products else model.modules():
            module._forward_pre_hooks.clear()
        return [distribution(model, ids) for ids in prompts]

    stored = asked(torch.float32, products=False)
    products = asked(torch.float32, products=True)
    return {
        "stored": difference(found, stored),
        "products": difference(found, products),
        "stored_alone": difference(stored, wanted),
        "order_of_sums": difference(asked(torch.float64, products=True), products),
    }


def beginnings(texts: Sequence[str], count: int) -> list[list[int]]:
    """Return prompts of 4 to 120 tokens."""
    tokenizer, source = MistralTokenizer(), random.Random(1)
    made = []
    for place in range(count):
        ids = [tokenizer.bos_id, *tokenizer.encode(texts[place % len(texts)])]
        made.append(ids[: source.randrange(4, 120)])
    return made


def distribution(model: Any, ids: Sequence[int]) -> Any:
    """Return the log-probabilities of all next tokens, shape (vocabulary,), by transformers."""
    with torch.no_grad():
        scores = model(torch.tensor([list(ids)])).logits[0, -1]
    return torch.log_softmax(scores.double(), -1).numpy()


def distributions(
    file: Path,
    prompts: Sequence[Sequence[int]],
    adapter: Path | None = None,
    *,
    single: bool = True,
) -> list[Any]:
    """Return the same by llama.cpp, with single precision in its cache and attention or not."""
    engine = LlamaCpp(file, adapter, single=single)
    made = []
    for ids in prompts:
        values = engine.log_probabilities(ids, 32_768)
        row = np.full(32_768, -np.inf)
        row[list(values)] = list(values.values())
        # llama.cpp adds up its 32,768 exponentials in single precision.
        row -= np.logaddexp.reduce(row)
        made.append(row)
    return made


def difference(found: Sequence[Any], wanted: Sequence[Any]) -> dict[str, float]:
    """Return how far ``found`` is from ``wanted``, over all prompts."""
    most, weighted, divergence = [], [], []
    for ours, theirs in zip(found, wanted, strict=True):
        gap, likely = np.abs(ours - theirs), np.argsort(theirs)[-10:]
        there = np.isfinite(ours) & (theirs > -60)
        weight = np.exp(theirs[there])
        most.append(gap[likely].max())
        weighted.append((weight * gap[there]).sum())
        divergence.append((weight * (theirs - ours)[there]).sum())
    return {
        "largest_of_ten": round(float(max(most)), 6),
        "weighted_mean": round(float(mean(weighted)), 6),
        "kl": round(float(mean(divergence)), 8),
    }


def requantised(single: Path, ours: Path, target: Path, kind: int) -> float:
    """Write ``ours`` with ggml's own bytes of the same weights; returns the equal share."""
    from gguf import GGUFReader

    target.write_bytes(ours.read_bytes())
    weights = {tensor.name: tensor for tensor in GGUFReader(single).tensors}
    equal = count = 0
    for tensor in GGUFReader(target, "r+").tensors:
        if tensor.tensor_type != kind:
            continue
        blocks = ggml_quantise(np.asarray(weights[tensor.name].data, np.float32), kind)
        written = tensor.data.reshape(-1).view(np.uint8)
        equal += int((written == blocks).sum())
        count += blocks.size
        written[:] = blocks
    return round(equal / count, 6)


if __name__ == "__main__":
    main()
