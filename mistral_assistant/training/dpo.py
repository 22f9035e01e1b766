"""Better over worse answers with TRL's DPO (Rafailov et al. 2023) on tokenised pairs.

The model it starts from is the reference: without its adapter where there is one, else a copy.
"""

from collections.abc import Sequence
from typing import Any

from trl import DPOConfig, DPOTrainer

from mistral_assistant.i18n import _
from mistral_assistant.training.arguments import TrainArguments
from mistral_assistant.training.callbacks import Tell
from mistral_assistant.training.examples import Pair
from mistral_assistant.training.journal import Journal
from mistral_assistant.training.run_directory import Run
from mistral_assistant.training.sft import equip, require_finite, settings_of
from mistral_assistant.training.tokenizers import for_transformers, tokenizer_of


class PreferenceTrainer(DPOTrainer):  # type: ignore[misc]
    """TRL's trainer on pairs that are tokenised already."""

    journal: Journal
    rows: dict[tuple[int, ...], int]
    """Token ids of each question with its better answer → its row."""

    def _prepare_dataset(self, dataset: Any, *rest: Any) -> Any:
        return dataset

    def training_step(self, model: Any, inputs: Any, num_items_in_batch: Any = None) -> Any:
        """Make one step backward.

        Raises:
            TrainingError: the loss is no finite number.
        """
        loss = super().training_step(model, inputs, num_items_in_batch)
        require_finite(loss, self.state.global_step + 1, lambda: self._rows_of(inputs))
        return loss

    def _rows_of(self, batch: Any) -> list[int]:
        kept = zip(
            batch["input_ids"].tolist(), batch["attention_mask"].sum(1).tolist(), strict=True
        )
        found = [self.rows.get(tuple(ids[:count]), 0) for ids, count in kept]
        return sorted({row for row in found if row})


def make_trainer(
    model: Any,
    args: TrainArguments,
    run: Run,
    train: Sequence[Pair],
    validation: Sequence[Pair],
    tell: Tell,
) -> PreferenceTrainer:
    """Return a trainer on pairs that is ready to start; decided arguments only."""
    from datasets import disable_progress_bars

    disable_progress_bars()
    trainer = PreferenceTrainer(
        model=model,
        args=DPOConfig(**settings_of(args, run, bool(validation)), beta=args.beta),
        train_dataset=dataset(train),
        eval_dataset=dataset(validation) if validation else None,
        processing_class=for_transformers(tokenizer_of(args.model_name_or_path)),
    )
    if args.method != "full":
        # A fresh adapter changes nothing: the base alone is the reference, at half the memory.
        trainer.model.delete_adapter("ref")
    trainer.rows = {pair.prompt + pair.chosen: pair.row for pair in train}
    equip(trainer, args, run, bool(validation), tell)
    return trainer


def dataset(pairs: Sequence[Pair]) -> Any:
    """Return the pairs in the form that TRL's collator takes."""
    from datasets import Dataset

    return Dataset.from_dict(
        {
            "prompt_ids": [list(pair.prompt) for pair in pairs],
            "chosen_ids": [list(pair.chosen) for pair in pairs],
            "rejected_ids": [list(pair.rejected) for pair in pairs],
        }
    )


def evaluate(trainer: PreferenceTrainer, pairs: Sequence[Pair]) -> dict[str, Any]:
    """Return how often the better answer has won likelihood over the worse one."""
    if not pairs:
        return {}
    found = trainer.evaluate(dataset(pairs))
    return {
        "test_pairs": len(pairs),
        "test_loss": found["eval_loss"],
        "preferred": found["eval_rewards/accuracies"],
        "margin": found["eval_rewards/margins"],
    }


def explained(scores: dict[str, Any]) -> list[str]:
    """Return the scores as sentences that say what they mean."""
    if not scores:
        return [_("Trop peu de paires pour en garder à part : rien n'est mesuré.")]
    share = f"{100 * scores['preferred']:.4g} %".replace(".", ",")
    margin = f"{scores['margin']:.4g}".replace(".", ",")
    return [
        _("Sur {count} paires jamais vues, la bonne réponse a gagné sur l'autre dans {share} des "
          "cas (50 % : au hasard).").format(count=scores["test_pairs"], share=share),
        _("Écart moyen {margin} : plus il est grand, plus le modèle distingue les deux.").format(
            margin=margin),
    ]  # fmt: skip
