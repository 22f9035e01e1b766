"""Continued pre-training, preferences and a model from nothing: each from data to an answer."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from mistral_assistant.chat import ChatMessage
from mistral_assistant.training import following, log, recipe
from mistral_assistant.training.run_directory import Run

NOW = datetime(2026, 3, 12, 11, 0)
TOWNS = ("Lyon", "Lille", "Brest", "Nantes", "Nice", "Paris", "Angers", "Tours", "Metz", "Dijon",
         "Pau", "Rennes", "Caen", "Reims", "Nancy", "Toulon")  # fmt: skip


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Sixteen short texts."""
    folder = tmp_path / "texts"
    folder.mkdir()
    for town in TOWNS:
        text = f"À {town}, la livraison prend deux jours. L'été, elle en prend trois à {town}."
        (folder / f"{town}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    """Sixteen questions with a better and a worse answer."""
    file = tmp_path / "pairs.jsonl"
    lines = (
        {"prompt": f"Délai pour {town} ?", "chosen": "Deux jours.", "rejected": "Je ne sais pas."}
        for town in TOWNS
    )
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return file


def broken_off(job: recipe.Job, step: int) -> None:
    """Train until ``step``, then stop as a power cut would."""
    from transformers import TrainerCallback

    from mistral_assistant.training import preparing, sft

    class Break(TrainerCallback):  # type: ignore[misc]
        def on_step_end(self, args: Any, state: Any, control: Any, **rest: Any) -> None:
            if state.global_step == step:
                raise InterruptedError("power cut")

    examples = recipe.tokenise(job, recipe.split(job, recipe.validate(job, recipe.repair(job))))
    tokenizer = preparing.tokenizer_for(job.args, job.run)
    config = preparing.config_for(job.args, tokenizer)
    trainer = preparing.trainer_for(preparing.model_for(job.args, config), job, examples, tokenizer)
    trainer.add_callback(Break())
    with pytest.raises(InterruptedError):
        sft.run_training(trainer, job.run, resume=False)


def losses(run: Run) -> list[tuple[int, float]]:
    return [(entry["step"], entry["loss"]) for entry in log.entries(run.log) if "loss" in entry]


def weights(run: Run) -> bytes:
    (file,) = run.final.glob("*model.safetensors")
    return file.read_bytes()


@pytest.mark.parametrize("objective", ["dapt", "dpo", "scratch"])
def test_each_objective_goes_on_after_a_power_cut_with_the_same_bits(
    objective: str, texts: Path, pairs: Path, new_job: Callable[..., recipe.Job]
) -> None:
    data = pairs if objective == "dpo" else texts
    changes = {"data": str(data), "objective": objective, "save_steps": 2, "hidden_size": 32,
               "num_hidden_layers": 2, "vocab_size": 300}  # fmt: skip
    whole, cut = new_job(**changes), new_job(**changes)
    recipe.fine_tune(whole)
    broken_off(cut, 3)
    cut.resumed = True
    recipe.fine_tune(cut)
    assert losses(cut.run) == losses(whole.run) and len(losses(whole.run)) == 4
    assert weights(cut.run) == weights(whole.run)


def test_continued_pretraining_lowers_perplexity_and_measures_what_is_forgotten(
    texts: Path, delays: Path, new_job: Callable[..., recipe.Job]
) -> None:
    job = new_job(data=str(texts), objective="dapt", max_steps=20, save_steps=20, max_length=96,
        replay_data=str(delays), replay_ratio=0.2)  # fmt: skip
    told: list[str] = []
    job.tell = told.append
    recipe.fine_tune(job)
    scores = json.loads((job.run.folder / "result.json").read_text())["scores"]
    assert scores["test_loss"] < scores["base_loss"]
    assert scores["test_bits_per_byte"] < scores["base_bits_per_byte"]
    assert set(scores["general"]) == {"before", "after"}
    text = "\n".join(told)
    assert "bits par octet" in text and "Oubli : la perplexité" in text
    assert "exemples généraux appris aussi" in text


def test_texts_are_packed_and_none_sees_another(
    texts: Path, new_job: Callable[..., recipe.Job]
) -> None:
    """The loss of the packed texts is that of each text alone."""
    import torch

    from mistral_assistant.training import preparing, sft
    from mistral_assistant.training.text_loss import text_loss

    job = new_job(data=str(texts), objective="dapt", validation_ratio=0.0, test_ratio=0.0,
        max_length=128, lora_dropout=0.0)  # fmt: skip
    examples = recipe.tokenise(job, recipe.split(job, recipe.validate(job, recipe.repair(job))))
    tokenizer = preparing.tokenizer_for(job.args, job.run)
    model = preparing.model_for(job.args, preparing.config_for(job.args, tokenizer))
    alone, count = text_loss(model, examples.train.examples)
    trainer = sft.make_trainer(model, job.args, job.run, examples.train.examples, (), job.tell)
    assert len(trainer.train_dataset) < len(examples.train.examples) / 2
    trainer.model.eval()
    with torch.no_grad():
        packed = sum(
            float(trainer.compute_loss(trainer.model, dict(batch), num_items_in_batch=1))
            for batch in trainer.get_train_dataloader()
        )
    assert packed == pytest.approx(alone, rel=1e-5)
    assert count == sum(example.trained for example in examples.train.examples)


def test_preferences_are_learned(pairs: Path, new_job: Callable[..., recipe.Job]) -> None:
    job = new_job(data=str(pairs), objective="dpo", max_steps=12, save_steps=12,
        learning_rate=5e-3)  # fmt: skip
    told: list[str] = []
    job.tell = told.append
    recipe.fine_tune(job)
    scores = json.loads((job.run.folder / "result.json").read_text())["scores"]
    assert scores["preferred"] == 1.0 and scores["margin"] > 0
    assert any("la bonne réponse a gagné" in line for line in told)
    assert not (job.run.final / "ref").exists()


@pytest.mark.parametrize("architecture", ["mistral", "llama4"])
@pytest.mark.parametrize("tokenizer", ["bpe", "char"])
def test_a_model_from_nothing_opens_in_the_engine(
    architecture: str, tokenizer: str, texts: Path, new_job: Callable[..., recipe.Job]
) -> None:
    """Its cached answer is the uncached one, and its experts are counted."""
    import torch
    from transformers import AutoModelForCausalLM

    from mistral_assistant.engine.tokenizers import tokenizer_of
    from mistral_assistant.training.generation import answer
    from mistral_assistant.training.tokenizers import tokenizer_of as own

    job = new_job(data=str(texts), objective="scratch", architecture=architecture, vocab_size=320,
        tokenizer=tokenizer, hidden_size=32, num_hidden_layers=2, save_steps=4)  # fmt: skip
    recipe.fine_tune(job)
    scores = json.loads((job.run.folder / "result.json").read_text())["scores"]
    assert scores["test_bits_per_character"] > 0
    if architecture == "llama4":
        assert sum(scores["expert_shares"]) == pytest.approx(1)
    model = AutoModelForCausalLM.from_pretrained(job.run.final)
    chat = [ChatMessage("user", "À Lyon ?")]
    ids = list(tokenizer_of(job.run.final).encode_chat(chat).ids)
    assert tuple(ids) == own(job.run.final).encode_chat(chat).ids
    said = answer(model, own(job.run.final), chat, 12)
    model.config.use_cache = False
    plain = list(ids)
    with torch.no_grad():
        for _step in range(12):
            plain.append(int(model(torch.tensor([plain]), use_cache=False).logits[0, -1].argmax()))
            if plain[-1] == own(job.run.final).eos_id:
                break
    assert said.text == own(job.run.final).decode(plain[len(ids):]).strip()  # fmt: skip


def test_answers_are_learned_on_top_of_texts_in_one_command(
    texts: Path, delays: Path, short_run: Any, tmp_path: Path
) -> None:
    """The adapter of the first run is merged, and is the base of the second."""
    args = replace(short_run, data=str(texts), objective="dapt", then=str(delays), max_steps=2,
        output_dir=str(tmp_path / "runs"))  # fmt: skip
    job = recipe.start(args, lambda text: None, None, NOW)
    last = following.chain(job, recipe.fine_tune, lambda: NOW)
    assert last.args.objective == "sft" and last.run.finished
    base = Path(last.args.model_name_or_path)
    assert (base / "model.safetensors").is_file()
    named = json.loads((last.run.final / "adapter_config.json").read_text())
    assert Path(named["base_model_name_or_path"]) == base
