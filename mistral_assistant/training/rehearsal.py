"""``--rehearse``: the whole chain on a tiny model of the same architecture, in about a minute.

Data, training, evaluation, merge, GGUF and one answer; so that no error waits for hour three. A
file that is given is repaired and validated as a whole, and some of its rows go on from there.
"""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

from mistral_assistant.chat import ChatMessage
from mistral_assistant.errors import UsageError
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


MOST_ROWS = 48
"""Rows of the user's file that are learned from and measured; enough for three parts."""


def rehearse(
    tell: Callable[[str], None],
    args: TrainArguments | None = None,
    steps: Callable[[recipe.Job], None] = recipe.fine_tune,
) -> None:
    """Do everything once on a tiny model, in a folder that is removed afterwards.

    ``args`` are those of the run that is rehearsed, with its data or without; ``steps`` its recipe.

    Raises:
        AssistantError: the part of the chain that would have failed later, in the data too.
        UsageError: the objective is none that is rehearsed.
    """
    args = args or TrainArguments()
    if args.objective != "sft":
        raise UsageError(
            _("La répétition ne connaît pas l'objectif « {objective} ».").format(
                objective=args.objective
            ),
            _("Elle vaut pour « sft » ; essayez les autres avec --max_steps 2."),
        )
    require(*TRAINING)
    require("gguf", extra="export")
    quiet()
    begun = monotonic()
    with tempfile.TemporaryDirectory(prefix="mistral-assistant-") as place:
        folder = Path(place)
        run = _train(folder, tell, args, steps)
        _take_out(run, folder, tell)
    seconds = round(monotonic() - begun)
    tell(_("Répétition réussie en {seconds} s : la chaîne entière fonctionne ici.").format(
        seconds=seconds))  # fmt: skip
    if not args.data:
        tell(_("Elle a pris des exemples inventés ; donnez votre fichier pour l'éprouver aussi."))


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


def _train(
    folder: Path,
    tell: Callable[[str], None],
    args: TrainArguments,
    steps: Callable[[recipe.Job], None],
) -> Path:
    write_tiny_base(folder / "base", max_position_embeddings=max(512, args.max_length))
    tiny = replace(
        args, data=args.data or _invented(folder), model_name_or_path=str(folder / "base"),
        output_dir=str(folder / "runs"), max_steps=2, per_device_train_batch_size=2,
        gradient_accumulation_steps=1, sample_answers=1, lora_r=4, replay_data="",
        replay_ratio=0.0, then="", push_to_hub=False, report_to="none",
    )  # fmt: skip
    job = recipe.start(tiny, tell, None, datetime.now())
    job.most_rows = MOST_ROWS
    steps(job)
    return job.run.folder


def _invented(folder: Path) -> str:
    import csv

    data = folder / "data.csv"
    with data.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("instruction", "response"), *_PAIRS])
    return str(data)


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
