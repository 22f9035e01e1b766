"""``--rehearse``: the whole chain on a tiny model of the same architecture, in about a minute.

Data, training, evaluation, merge, GGUF and one answer; so that no error waits for hour three.
"""

import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

from mistral_assistant.chat import ChatMessage
from mistral_assistant.i18n import _
from mistral_assistant.models import gguf, hf_tokenizer
from mistral_assistant.models.tokenizer import MistralTokenizer
from mistral_assistant.training import recipe
from mistral_assistant.training.arguments import TrainArguments
from mistral_assistant.training.extras import TRAINING, require
from mistral_assistant.training.quiet import quiet

_PAIRS = tuple(
    (f"Quel est le délai de livraison pour {place} ?", f"Comptez {days} jours pour {place}.")
    for place, days in (
        ("Lyon", 2), ("Lille", 3), ("Brest", 4), ("Nantes", 2), ("Nice", 3), ("Paris", 1),
        ("Angers", 2), ("Tours", 2), ("Metz", 4), ("Dijon", 3), ("Pau", 5), ("Rennes", 2),
    )
)  # fmt: skip


def rehearse(tell: Callable[[str], None], method: str = "auto") -> None:
    """Do everything once on a tiny model, in a folder that is removed afterwards.

    Raises:
        AssistantError: the part of the chain that would have failed later.
    """
    require(*TRAINING)
    require("gguf", extra="export")
    quiet()
    begun = monotonic()
    with tempfile.TemporaryDirectory(prefix="mistral-assistant-") as place:
        folder = Path(place)
        run = _train(folder, tell, method)
        _take_out(run, folder, tell)
    tell(_("Répétition réussie en {seconds} s : la chaîne entière fonctionne ici.").format(
        seconds=round(monotonic() - begun)))  # fmt: skip


def write_tiny_base(folder: Path, **changes: Any) -> None:
    """Write a random Mistral of two layers with the real tokenizer."""
    import torch
    from transformers import MistralConfig, MistralForCausalLM

    torch.manual_seed(0)
    shape: dict[str, Any] = {
        "vocab_size": 32_768, "hidden_size": 64, "intermediate_size": 192,
        "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
        "head_dim": 16, "max_position_embeddings": 512, "sliding_window": None,
    }  # fmt: skip
    MistralForCausalLM(MistralConfig(**{**shape, **changes})).save_pretrained(folder)
    hf_tokenizer.write_tokenizer(folder)


def _train(folder: Path, tell: Callable[[str], None], method: str) -> Path:
    import csv

    data = folder / "data.csv"
    with data.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("instruction", "response"), *_PAIRS])
    write_tiny_base(folder / "base")
    args = TrainArguments(
        data=str(data), model_name_or_path=str(folder / "base"), output_dir=str(folder / "runs"),
        method=method, max_steps=2, per_device_train_batch_size=2, gradient_accumulation_steps=1,
        max_length=128, sample_answers=1, lora_r=4,
    )  # fmt: skip
    job = recipe.start(args, tell, None, datetime.now())
    recipe.fine_tune(job)
    return job.run.folder


def _take_out(run: Path, folder: Path, tell: Callable[[str], None]) -> None:
    from transformers import AutoModelForCausalLM

    from mistral_assistant.training.generation import answer
    from mistral_assistant.training.merge import final_folder, merge

    whole = final_folder(run)
    if (whole / "adapter_config.json").is_file():
        tell(_("Fusion : {how}").format(how=merge(run, folder / "merged")))
        whole = folder / "merged"
    gguf.write_model(whole, folder / "model.gguf", "Q8_0")
    size = round((folder / "model.gguf").stat().st_size / 1e6, 1)
    tell(_("GGUF : {size} Mo").format(size=size))
    model = AutoModelForCausalLM.from_pretrained(whole)
    said = answer(model, MistralTokenizer(), [ChatMessage("user", _PAIRS[0][0])], 8)
    tell(_("Une réponse : « {text} » (le modèle n'a rien appris : c'est normal)").format(
        text=said.text))  # fmt: skip
