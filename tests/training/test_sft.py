"""The loss: the same packed or not, whatever the padding; rows found again in a batch."""

from collections.abc import Callable
from typing import Any

import pytest

from mistral_assistant.training import recipe


def made(job: recipe.Job) -> Any:
    from mistral_assistant.training import base_model, sft

    job.tell = lambda text: None
    examples = recipe.tokenise(job, recipe.split(job, recipe.validate(job, recipe.repair(job))))
    model = base_model.load_base(job.args, quantised=False)
    model = base_model.with_adapter(model, job.args)
    found = examples.train.examples
    trainer = sft.make_trainer(model, job.args, job.run, found, (), job.tell)
    trainer.model.eval()
    return trainer


def summed_loss(trainer: Any) -> float:
    """Return the sum of all tokens' losses."""
    import torch

    with torch.no_grad():
        return sum(
            float(trainer.compute_loss(trainer.model, dict(batch),
                                       num_items_in_batch=torch.tensor(1)))
            for batch in trainer.get_train_dataloader()
        )  # fmt: skip


@pytest.fixture
def padded(new_job: Callable[..., recipe.Job]) -> Any:
    return made(new_job(validation_ratio=0.0, test_ratio=0.0))


def test_packed_and_unpacked_losses_are_the_same(
    padded: Any, new_job: Callable[..., recipe.Job]
) -> None:
    packed = made(new_job(validation_ratio=0.0, test_ratio=0.0, packing=True, max_length=128))
    assert len(packed.train_dataset) < len(padded.train_dataset) / 2
    assert summed_loss(packed) == pytest.approx(summed_loss(padded), rel=1e-5)


def test_what_the_padding_is_changes_nothing(padded: Any) -> None:
    before = summed_loss(padded)
    padded.data_collator.pad_token_id = 9_999
    assert summed_loss(padded) == before


@pytest.mark.parametrize("packing", [False, True])
def test_the_rows_of_a_batch_are_found_again(
    packing: bool, new_job: Callable[..., recipe.Job]
) -> None:
    from mistral_assistant.training.sft import rows_of

    trainer = made(new_job(validation_ratio=0.0, test_ratio=0.0, packing=packing, max_length=128))
    found = [row for batch in trainer.get_train_dataloader()
             for row in rows_of(batch, trainer.rows)]  # fmt: skip
    assert sorted(found) == list(range(1, 13))
