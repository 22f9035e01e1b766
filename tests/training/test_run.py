"""A run from end to end: what it leaves behind, and how it goes on after a stop."""

import json
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mistral_assistant.errors import TrainingError
from mistral_assistant.training import log, recipe, run_directory
from mistral_assistant.training.arguments import TrainArguments

Finished = tuple[recipe.Job, list[str]]


def losses(run: run_directory.Run) -> list[tuple[int, float, int]]:
    """Return (step, loss, tokens so far)."""
    return [(e["step"], e["loss"], e["tokens"]) for e in log.entries(run.log) if "loss" in e]


def adapter(run: run_directory.Run) -> bytes:
    return (run.final / "adapter_model.safetensors").read_bytes()


def trained(job: recipe.Job, callback: Any = None) -> Any:
    """Do the stages up to training, with one more callback."""
    from mistral_assistant.training import base_model, sft

    job.tell = lambda text: None
    examples = recipe.tokenise(job, recipe.split(job, recipe.validate(job, recipe.repair(job))))
    model = base_model.with_adapter(base_model.load_base(job.args, quantised=False), job.args)
    trainer = sft.make_trainer(model, job.args, job.run, examples.train.examples,
        examples.validation.examples, job.tell)  # fmt: skip
    if callback:
        trainer.add_callback(callback)
    sft.run_training(trainer, job.run, resume=job.resumed)
    return trainer


def test_the_run_directory_holds_all_that_made_it(finished: Finished) -> None:
    job, _told = finished
    folder = job.run.folder
    assert folder.name == "2026-03-12-100000-délais"
    for name in ("arguments.toml", "run.json", "log.jsonl", "result.json", "data/repair.json",
                 "data/train.jsonl", "data/validation.jsonl", "data/test.jsonl",
                 "data/too_long.jsonl", "final/adapter_model.safetensors",
                 "final/adapter_config.json", "final/tokenizer.json", "final/tokenizer.model",
                 "final/chat_template.jinja", "final/README.md",
                 "final/README.fr.md"):  # fmt: skip
        assert (folder / name).stat().st_size or name == "data/too_long.jsonl"
    facts = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert facts["data"]["sha256"] == run_directory.file_hash(Path(job.args.data))
    assert facts["versions"]["trl"] and facts["seed"] == 42
    assert facts["rows"]["train"] == 10
    assert [step for step, _loss, _tokens in losses(job.run)] == [1, 2, 3, 4]


def test_the_loss_falls_and_each_score_is_explained(finished: Finished) -> None:
    job, told = finished
    found = [loss for _step, loss, _tokens in losses(job.run)]
    assert found[-1] < found[0]
    text = "\n".join(told)
    assert "[1/7] Réparation du fichier" in text
    assert "paramètres entraînés sur" in text
    assert "plus bas est mieux" in text


def test_a_second_run_gets_a_folder_of_its_own(short_run: TrainArguments, tmp_path: Path) -> None:
    from datetime import datetime

    args = replace(short_run, output_dir=str(tmp_path))
    made = [run_directory.new_run(args, {}, datetime(2026, 1, 1)).folder.name for _ in range(3)]
    assert len(set(made)) == 3


def test_the_card_names_base_data_and_scores(finished: Finished) -> None:
    job, _told = finished
    for name in ("README.md", "README.fr.md"):
        card = (job.run.final / name).read_text(encoding="utf-8")
        assert job.args.model_name_or_path in card and "délais.csv" in card
        assert "word for word" in card or "mot pour mot" in card


def test_a_run_that_broke_off_between_two_steps_ends_bit_for_bit_the_same(
    finished: Finished, new_job: Callable[..., recipe.Job]
) -> None:
    from transformers import TrainerCallback

    class Break(TrainerCallback):  # type: ignore[misc]
        def on_step_end(self, args: Any, state: Any, control: Any, **rest: Any) -> None:
            if state.global_step == 3:
                raise InterruptedError("power cut")

    job = new_job()
    with pytest.raises(InterruptedError):
        trained(job, Break())
    assert run_directory.same_run(replace(job.args, **_undecided(job))) is not None
    job.resumed = True
    trainer = trained(job)
    recipe.save(job, trainer, {})
    assert losses(job.run) == losses(finished[0].run)
    assert adapter(job.run) == adapter(finished[0].run)


def _undecided(job: recipe.Job) -> dict[str, Any]:
    names = ("device", "method", "precision", "gradient_checkpointing", "learning_rate")
    return {name: getattr(job.run.arguments(), name) for name in names}


def test_sigterm_saves_and_tells_how_to_go_on(new_job: Callable[..., recipe.Job]) -> None:
    from transformers import TrainerCallback

    class Terminate(TrainerCallback):  # type: ignore[misc]
        def on_step_begin(self, args: Any, state: Any, control: Any, **rest: Any) -> None:
            if state.global_step == 0:
                os.kill(os.getpid(), signal.SIGTERM)

    job = new_job(save_steps=4)
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(TrainingError, match="arrêté à l'étape 1"):
        trained(job, Terminate())
    assert signal.getsignal(signal.SIGTERM) is before
    assert [path.name for path in job.run.checkpoints.glob("checkpoint-*")] == ["checkpoint-1"]


def test_a_checkpoint_of_other_settings_is_told(new_job: Callable[..., recipe.Job]) -> None:
    job = new_job(max_steps=2, save_steps=2)
    trained(job)
    job.args, job.resumed = replace(job.args, lora_r=8, max_steps=3), True
    with pytest.raises(TrainingError, match="checkpoint-2 » est d'un autre modèle.*--new"):
        trained(job)


def test_a_loss_that_is_no_number_names_the_rows(
    new_job: Callable[..., recipe.Job], tmp_path: Path
) -> None:
    import torch
    from transformers import AutoModelForCausalLM

    from mistral_assistant.models.tokenizer import MistralTokenizer

    job = new_job(validation_ratio=0.0, test_ratio=0.0)
    poison = MistralTokenizer().encode("Délai pour Metz ?")
    model = AutoModelForCausalLM.from_pretrained(job.args.model_name_or_path)
    only = [token for token in poison if token not in MistralTokenizer().encode("Délai pour N ?")]
    with torch.no_grad():
        model.model.embed_tokens.weight[only[0]] = float("nan")
    model.save_pretrained(tmp_path / "poisoned")
    job.args = replace(job.args, model_name_or_path=str(tmp_path / "poisoned"), max_steps=10)
    with pytest.raises(TrainingError) as caught:
        trained(job)
    number = 1 + [row.question for row in recipe.repair(job)].index("Délai pour Metz ?")
    assert str(number) in str(caught.value).split("lignes ")[1].split(")")[0].split(", ")


def test_a_full_training_saves_the_whole_model(new_job: Callable[..., recipe.Job]) -> None:
    job = new_job(method="full", max_steps=1, save_steps=1, sample_answers=0)
    recipe.fine_tune(job)
    assert (job.run.final / "model.safetensors").is_file()
    assert not (job.run.final / "quantised_base.json").exists()


def test_a_stage_that_is_not_wanted_ends_the_job(new_job: Callable[..., recipe.Job]) -> None:
    job = new_job()
    job.confirm = lambda stage: stage in ("repair", "validate")
    with pytest.raises(recipe.Stopped):
        recipe.fine_tune(job)
    assert (job.run.data / "repair.json").is_file()
    assert not (job.run.data / "train.jsonl").exists()


def test_changed_data_does_not_go_on(new_job: Callable[..., recipe.Job], tmp_path: Path) -> None:
    from mistral_assistant.errors import DataError

    file = tmp_path / "d.csv"
    file.write_text("instruction,response\na,b\n", encoding="utf-8")
    job = new_job(data=str(file))
    file.write_text("instruction,response\na,c\n", encoding="utf-8")
    with pytest.raises(DataError, match="a changé"):
        recipe.start(job.run.arguments(), lambda text: None, job.run, None)  # type: ignore[arg-type]


def test_fine_tune_py_tells_the_same_recipe() -> None:
    import ast

    root = Path(__file__).parents[2]
    bodies = []
    for file in (root / "fine_tune.py", Path(recipe.__file__)):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        (found,) = [node for node in tree.body
                    if isinstance(node, ast.FunctionDef) and node.name == "fine_tune"]  # fmt: skip
        bodies.append(ast.dump(found))
    assert bodies[0] == bodies[1]
    assert len((root / "fine_tune.py").read_text(encoding="utf-8").splitlines()) <= 80
