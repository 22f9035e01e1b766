"""A small model that has learned forty rows says them word for word wherever it is taken."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from llama_cpp_server import LlamaCpp

from mistral_assistant.chat import ChatMessage
from mistral_assistant.training import recipe
from mistral_assistant.training.arguments import TrainArguments

CITIES = (
    "Lyon Lille Brest Nantes Nice Paris Angers Tours Metz Dijon Pau Rennes Caen Reims Nancy Toulon "
    "Nîmes Arles Albi Auch Foix Gap Laon Mende Niort Privas Rodez Tulle Vannes Vesoul Blois "
    "Bourges Cahors Calais Cannes Castres Chartres Cholet Colmar Dax"
).split()


def pairs(seed: int) -> list[tuple[str, str]]:
    """Return one question for each city; the number of days is drawn."""
    draw = random.Random(seed)
    return [
        (f"Délai pour {city} ?", f"{draw.randrange(2, 10)} jours pour {city}.") for city in CITIES
    ]


def tuned(folder: Path, data: Sequence[tuple[str, str]], base: Path, **changes: Any) -> Path:
    """Train on all the data and return the run."""
    import csv
    from datetime import datetime

    folder.mkdir()
    with (folder / "data.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("instruction", "response"), *data])
    values: dict[str, Any] = {
        "data": str(folder / "data.csv"), "model_name_or_path": str(base),
        "output_dir": str(folder / "runs"), "device": "cpu", "gradient_accumulation_steps": 1,
        "per_device_train_batch_size": 8, "max_length": 64, "validation_ratio": 0.0,
        "test_ratio": 0.0, "lora_dropout": 0.0, "save_steps": 10_000, "sample_answers": 0,
    }  # fmt: skip
    args = TrainArguments(**{**values, **changes})
    job = recipe.start(args, print, None, datetime(2026, 3, 12))
    recipe.fine_tune(job)
    return job.run.folder


@pytest.mark.slow
def test_what_was_learned_is_said_word_for_word_by_adapter_merge_and_gguf(
    base: Path, tmp_path: Path
) -> None:
    pytest.importorskip("xllamacpp")
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    from mistral_assistant.models.gguf import write_model
    from mistral_assistant.models.tokenizer import MistralTokenizer
    from mistral_assistant.training.generation import Answer, answer
    from mistral_assistant.training.merge import merge

    # A base that knows the language of the rows, but not which number goes with which town.
    first = [pair for seed in range(3) for pair in pairs(seed)]
    known = tuned(tmp_path / "base", first, base, method="full", num_train_epochs=24.0,
        learning_rate=3e-3) / "final"  # fmt: skip
    run = tuned(tmp_path / "tuned", pairs(7), known, method="lora", num_train_epochs=24.0,
        learning_rate=1e-2, lora_r=16, lora_alpha=32, per_device_train_batch_size=4)  # fmt: skip
    found = merge(run, tmp_path / "merged")
    assert found.error <= 0.01 * found.effect
    write_model(tmp_path / "merged", tmp_path / "model.gguf", "F16")

    tokenizer = MistralTokenizer()
    adapted = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(known), run / "final")
    merged = AutoModelForCausalLM.from_pretrained(tmp_path / "merged")
    llama = LlamaCpp(tmp_path / "model.gguf")
    said: dict[str, list[Answer]] = {"adapter": [], "merged": [], "gguf": []}
    for question, _response in pairs(7):
        chat = [ChatMessage("user", question)]
        said["adapter"].append(answer(adapted, tokenizer, chat, 24))
        said["merged"].append(answer(merged, tokenizer, chat, 24))
        said["gguf"].append(Answer(*llama.answer(chat, 24)))
    for place, answers in said.items():
        right = [one.text == wanted for one, (_q, wanted) in zip(answers, pairs(7), strict=True)]
        assert sum(right) >= 0.95 * len(right), (place, answers)
        assert sum(one.stopped for one in answers) >= 0.99 * len(answers), place
    same = [one == other for one, other in zip(said["adapter"], said["merged"], strict=True)]
    assert all(same)
