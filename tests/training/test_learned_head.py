"""The head that scores only what is learned: TRL's numbers, TRL's gradients."""

from collections.abc import Callable
from typing import Any

import pytest

from mistral_assistant.training import recipe

torch = pytest.importorskip("torch")


def gradients(trainer: Any, batch: dict[str, Any]) -> tuple[float, dict[str, Any], dict[str, Any]]:
    """Return loss, metrics and gradients of one batch."""
    trainer.model.zero_grad()
    trainer.model.eval()  # no dropout
    trainer._metrics["eval"].clear()
    loss = trainer.compute_loss(trainer.model, dict(batch), num_items_in_batch=torch.tensor(7))
    loss.backward()
    found = {name: weight.grad.clone() for name, weight in trainer.model.named_parameters()
             if weight.requires_grad}  # fmt: skip
    metrics = {name: list(values) for name, values in trainer._metrics["eval"].items()}
    return loss.item(), metrics, found


@pytest.mark.parametrize("method", ["lora", "full"])
def test_scores_metrics_and_gradients_are_those_of_trl(
    method: str, new_job: Callable[..., recipe.Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    from mistral_assistant.training import learned_head, preparing, sft

    monkeypatch.setattr(learned_head, "TOKENS", 5)
    found = []
    for own in (True, False):
        if not own:
            monkeypatch.setattr(sft, "use_learned_head", lambda model: None)
        job = new_job(validation_ratio=0.0, test_ratio=0.0, per_device_train_batch_size=4,
            method=method)  # fmt: skip
        examples = recipe.tokenise(job, recipe.split(job, recipe.validate(job, recipe.repair(job))))
        tokenizer = preparing.tokenizer_for(job.args, job.run)
        model = preparing.model_for(job.args, preparing.config_for(job.args, tokenizer))
        with torch.no_grad():  # an adapter that does something
            for name, weight in model.named_parameters():
                if "lora_B" in name:
                    weight.copy_(torch.linspace(-0.1, 0.1, weight.numel()).reshape(weight.shape))
        trainer = preparing.trainer_for(model, job, examples, tokenizer)
        batch = next(iter(trainer.get_train_dataloader()))
        found.append(gradients(trainer, batch))
    (loss, metrics, ours), (their_loss, their_metrics, theirs) = found
    assert loss == pytest.approx(their_loss, rel=1e-6)
    assert set(metrics) == set(their_metrics)
    for name, values in metrics.items():
        assert values == pytest.approx(their_metrics[name], rel=1e-5), name
    for name, gradient in ours.items():
        assert (gradient - theirs[name]).norm() <= 1e-4 * theirs[name].norm(), name


def test_a_batch_without_anything_to_learn_has_a_loss_of_nothing(
    new_job: Callable[..., recipe.Job],
) -> None:
    from mistral_assistant.training import preparing

    job = new_job(validation_ratio=0.0, test_ratio=0.0)
    examples = recipe.tokenise(job, recipe.split(job, recipe.validate(job, recipe.repair(job))))
    tokenizer = preparing.tokenizer_for(job.args, job.run)
    model = preparing.model_for(job.args, preparing.config_for(job.args, tokenizer))
    trainer = preparing.trainer_for(model, job, examples, tokenizer)
    batch = dict(next(iter(trainer.get_train_dataloader())))
    batch["labels"] = torch.full_like(batch["labels"], -100)
    loss = trainer.compute_loss(trainer.model, batch, num_items_in_batch=torch.tensor(1))
    loss.backward()
    assert loss.item() == 0.0
