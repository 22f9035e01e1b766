"""A full memory: the batch goes through in pieces, the effective batch and the curve stay."""

from collections.abc import Callable
from typing import Any

import pytest

from mistral_assistant.errors import TrainingError
from mistral_assistant.training import log, recipe

torch = pytest.importorskip("torch")


def padded(lengths: list[int]) -> dict[str, Any]:
    mask = torch.zeros(len(lengths), max(lengths), dtype=torch.long)
    for place, length in enumerate(lengths):
        mask[place, :length] = 1
    ids = torch.arange(mask.numel()).reshape(mask.shape)
    return {"input_ids": ids, "labels": ids.clone(), "attention_mask": mask}


def packed(lengths: list[int]) -> dict[str, Any]:
    places = torch.cat([torch.arange(length) for length in lengths])[None]
    ids = torch.arange(sum(lengths))[None]
    return {"input_ids": ids, "labels": ids.clone(), "position_ids": places}


def test_a_padded_batch_is_cut_at_its_rows_and_loses_what_was_padding() -> None:
    from mistral_assistant.training.steps import cut

    first, second = cut(padded([5, 3, 9, 8]), 2)
    assert first["input_ids"].shape == (2, 5) and second["input_ids"].shape == (2, 9)
    assert len(cut(padded([4, 4]), 8)) == 2


@pytest.mark.parametrize("count", [2, 3, 4, 8])
def test_a_packed_batch_is_cut_between_documents_and_keeps_every_token(count: int) -> None:
    from mistral_assistant.training.steps import cut

    whole = packed([7, 2, 5, 6, 1])
    pieces = cut(whole, count)
    assert 2 <= len(pieces) <= count
    assert torch.equal(torch.cat([p["input_ids"] for p in pieces], 1), whole["input_ids"])
    for piece in pieces:
        assert piece["position_ids"][0, 0] == 0
        assert piece["cu_seq_lens_q"].tolist()[-1] == piece["input_ids"].shape[1]
        assert piece["max_length_q"] == int(piece["cu_seq_lens_q"].diff().max())


def trained(job: recipe.Job, limit: int) -> Any:
    """Train with a memory that holds ``limit`` tokens of one forward pass."""
    from mistral_assistant.training import preparing, sft

    examples = recipe.tokenise(job, recipe.split(job, recipe.validate(job, recipe.repair(job))))
    tokenizer = preparing.tokenizer_for(job.args, job.run)
    config = preparing.config_for(job.args, tokenizer)
    model = preparing.model_for(job.args, config)
    trainer = preparing.trainer_for(model, job, examples, tokenizer)

    def full(gradient: Any) -> None:
        if gradient.shape[0] * gradient.shape[1] > limit:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")

    def watch(module: Any, args: Any, output: Any) -> None:
        if output.requires_grad:
            output.register_hook(full)

    # On the way back, when the second layer already has its gradients.
    trainer.model.base_model.model.model.layers[0].register_forward_hook(watch)
    sft.run_training(trainer, job.run, resume=False)
    return trainer


def curve(job: recipe.Job) -> list[float]:
    return [entry["loss"] for entry in log.entries(job.run.log) if "loss" in entry]


@pytest.mark.parametrize("packing", [False, True])
def test_after_a_full_memory_effective_batch_and_curve_are_the_same(
    packing: bool, new_job: Callable[..., recipe.Job]
) -> None:
    changes: dict[str, Any] = {
        "validation_ratio": 0.0, "test_ratio": 0.0, "lora_dropout": 0.0, "packing": packing,
        "per_device_train_batch_size": 1 if packing else 4, "max_length": 96, "max_steps": 4,
        "gradient_accumulation_steps": 1 if packing else 2, "sample_answers": 0,
    }  # fmt: skip
    roomy, tight = new_job(**changes), new_job(**changes)
    told: list[str] = []
    tight.tell = told.append
    before, after = trained(roomy, 10_000), trained(tight, 60)
    assert (before.pieces.count, after.pieces.count) == (1, 2)
    assert curve(tight) == pytest.approx(curve(roomy), rel=1e-4)
    weights = [dict(trainer.model.named_parameters()) for trainer in (before, after)]
    for name, weight in weights[0].items():
        assert torch.allclose(weight, weights[1][name], atol=2e-3), name
    assert any("chaque lot passe en 2 morceaux" in line for line in told)
    assert any(entry.get("batch_pieces") == 2 for entry in log.entries(tight.run.log))
    tokens = [[e["tokens"] for e in log.entries(job.run.log) if "loss" in e]
              for job in (roomy, tight)]  # fmt: skip
    assert tokens[0] == tokens[1]


def test_a_memory_too_small_for_one_example_is_told(new_job: Callable[..., recipe.Job]) -> None:
    with pytest.raises(TrainingError, match="même un exemple à la fois.*max_length"):
        trained(new_job(), 4)


def test_a_validation_that_does_not_fit_goes_in_pieces_with_the_same_loss(
    new_job: Callable[..., recipe.Job],
) -> None:
    from mistral_assistant.training import sft

    changes = {"validation_ratio": 0.5, "test_ratio": 0.0, "lora_dropout": 0.0, "max_steps": 1}
    job = new_job(**changes)
    trainer = trained(job, 10_000)
    examples = recipe.tokenise(job, recipe.split(job, recipe.validate(job, recipe.repair(job))))
    part = sft.dataset(examples.validation.examples)
    wanted = trainer.evaluate(part)["eval_loss"]
    trainer.pieces.count = 4
    assert trainer.evaluate(part)["eval_loss"] == pytest.approx(wanted, rel=1e-5)
