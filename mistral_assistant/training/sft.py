"""Supervised fine-tuning on tokenised examples with TRL: the stage train.

The examples come with ids and labels, so TRL neither tokenises nor cuts; it packs, batches and
steps. What it lacks is added here: the rows of a non-finite loss, adapters kept in fp32.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from transformers import EarlyStoppingCallback, PrinterCallback
from trl import SFTConfig, SFTTrainer

from mistral_assistant.errors import TrainingError
from mistral_assistant.i18n import _
from mistral_assistant.models.tokenizer import MistralTokenizer
from mistral_assistant.training import budget, checkpoints, log, pissa
from mistral_assistant.training.arguments import TrainArguments
from mistral_assistant.training.callbacks import Checkpoints, Tell
from mistral_assistant.training.examples import Example
from mistral_assistant.training.journal import Journal
from mistral_assistant.training.learned_head import use_learned_head
from mistral_assistant.training.processes import agreed, is_first
from mistral_assistant.training.run_directory import Run
from mistral_assistant.training.scratch import ExpertBalance
from mistral_assistant.training.steps import Pieces, cut, memory_error, out_of_memory
from mistral_assistant.training.tokenizers import for_transformers, tokenizer_of, write_tokenizer

_NAMED = 20
"""Rows that a message names."""


class Trainer(SFTTrainer):  # type: ignore[misc]
    """TRL's trainer that survives a full memory, and stops before a loss does harm."""

    journal: Journal
    rows: dict[tuple[int, ...], int]
    """Token ids of each example → its row."""
    pieces: Pieces
    balance: ExpertBalance | None = None
    """Of a mixture of experts: its loss is added to that of each forward pass."""

    def training_step(self, model: Any, inputs: Any, num_items_in_batch: Any = None) -> Any:
        """Make one step backward.

        Raises:
            TrainingError: the loss is no finite number; the weights are those of the step before.
        """

        def backward(batch: Any) -> Any:
            return SFTTrainer.training_step(self, model, batch, num_items_in_batch)

        loss = self.pieces.step(inputs, backward, model.zero_grad,
            last=self.accelerator.sync_gradients)  # fmt: skip
        require_finite(loss, self.state.global_step + 1, lambda: rows_of(inputs, self.rows))
        return loss

    def compute_loss(
        self, model: Any, inputs: Any, return_outputs: bool = False, num_items_in_batch: Any = None
    ) -> Any:
        """Return TRL's loss; while training that of unbalanced experts is added."""
        found = super().compute_loss(model, inputs, return_outputs, num_items_in_batch)
        if self.balance is None or not model.training:
            return found
        extra = self.balance.loss()
        # An optimiser step is the sum of its micro-batches and pieces; this is a mean of them.
        return found + extra / (self.current_gradient_accumulation_steps * self.pieces.count)

    def prediction_step(
        self, model: Any, inputs: Any, prediction_loss_only: bool, ignore_keys: Any = None
    ) -> Any:
        """Return the loss of a validation batch, in pieces when it does not fit."""
        learned = [int((piece["labels"] != -100).sum()) for piece in cut(inputs, self.pieces.count)]

        def forward(batch: Any) -> Any:
            share = int((batch["labels"] != -100).sum()) / max(1, sum(learned))
            found = SFTTrainer.prediction_step(self, model, batch, True, ignore_keys)
            return found[0] * share

        return self.pieces.step(inputs, forward, lambda: None, last=True), None, None


def require_finite(loss: Any, step: int, rows: Callable[[], list[int]]) -> None:
    """Refuse a loss that is no number.

    Raises:
        TrainingError: it names the step and the rows.
    """
    if torch.isfinite(loss):
        return
    named = ", ".join(str(row) for row in rows()[:_NAMED] if row) or "?"
    raise TrainingError(
        _("La perte n'est plus un nombre à l'étape {step} (lignes {rows}).").format(
            step=step, rows=named
        ),
        _("Regardez ces lignes, ou baissez learning_rate ; reprenez avec --resume."),
    )


def rows_of(batch: dict[str, Any], rows: dict[tuple[int, ...], int]) -> list[int]:
    """Return the rows that a batch is made of, packed or padded."""
    found = []
    for place, ids in enumerate(batch["input_ids"].tolist()):
        if "attention_mask" in batch:
            pieces = [ids[: int(batch["attention_mask"][place].sum())]]
        else:
            starts = [i for i, at in enumerate(batch["position_ids"][place].tolist()) if at == 0]
            ends = [*starts[1:], len(ids)]
            pieces = [ids[start:end] for start, end in zip(starts, ends, strict=True)]
        found += [rows[tuple(piece)] for piece in pieces if tuple(piece) in rows]
    return sorted(found)


def make_trainer(
    model: Any,
    args: TrainArguments,
    run: Run,
    train: Sequence[Example],
    validation: Sequence[Example],
    tell: Tell,
    tokenizer: Any = None,
) -> Trainer:
    """Return a trainer that is ready to start; decided arguments only."""
    from datasets import disable_progress_bars

    disable_progress_bars()
    trainer = Trainer(
        model=model,
        args=_config(args, run, bool(validation)),
        train_dataset=dataset(train),
        eval_dataset=dataset(validation) if validation else None,
        processing_class=for_transformers(tokenizer or tokenizer_of(args.model_name_or_path)),
    )
    trainer.rows = {example.ids: example.row for example in train}
    if args.device == "cpu":
        full = args.method == "full"
        use_learned_head(trainer.model if full else trainer.model.get_base_model())
    equip(trainer, args, run, bool(validation), tell)
    return trainer


def equip(trainer: Any, args: TrainArguments, run: Run, validated: bool, tell: Tell) -> None:
    """Give any of our trainers its journal, its checkpoints and its way through a full memory."""
    trainer.remove_callback(PrinterCallback)
    trainer.journal = Journal(run.log, tell)
    trainer.add_callback(trainer.journal)
    trainer.add_callback(Checkpoints(run.checkpoints, args.save_total_limit))
    if args.early_stopping_patience and validated:
        trainer.add_callback(EarlyStoppingCallback(args.early_stopping_patience))
    alone = trainer.accelerator.num_processes == 1
    trainer.pieces = Pieces(lambda count: _tell_halved(trainer, args, run, count, tell), alone)
    if args.device == "cpu" and args.packing and alone:
        # TRL makes one sequence of the whole batch, and a CPU pays for each pair of its tokens.
        trainer.pieces.count = args.per_device_train_batch_size
    adapter_in_single_precision(trainer.model)


def _tell_halved(trainer: Any, args: TrainArguments, run: Run, count: int, tell: Tell) -> None:
    log.append(run.log, {"step": trainer.state.global_step, "batch_pieces": count})
    tell(_("Mémoire pleine : chaque lot passe en {count} morceaux ; le lot effectif reste de "
           "{size} exemples.").format(count=count, size=args.per_device_train_batch_size
           * args.gradient_accumulation_steps))  # fmt: skip


def run_training(trainer: Trainer, run: Run, *, resume: bool) -> None:
    """Train to the end, from the last whole checkpoint where ``resume`` says so.

    Raises:
        TrainingError: the loss was no number, memory ran out, or somebody asked to stop.
    """
    start = checkpoints.last_whole(run.checkpoints) if resume and is_first() else None
    start = agreed(start, trainer.args.device.type)
    if resume:
        log.rewind(run.log, checkpoints.step_of(start) if start else 0)
    guard = next(c for c in trainer.callback_handler.callbacks if isinstance(c, Checkpoints))
    try:
        with guard.on_sigterm():
            trainer.train(resume_from_checkpoint=str(start) if start else None)
    except (RuntimeError, SafetensorError) as error:
        if out_of_memory(error):
            raise memory_error() from error
        if budget.means_disk_full(error):
            raise budget.disk_full() from error
        if start and "size mismatch" in str(error):
            raise TrainingError(
                _("Le point de reprise « {folder} » est d'un autre modèle ou d'autres réglages.")
                .format(folder=start),
                _("Commencez un nouvel entraînement : --new."),
            ) from error  # fmt: skip
        raise
    finally:
        trainer.journal.end()
    if guard.stop_asked:
        raise TrainingError(
            _("Entraînement arrêté à l'étape {step} ; son état est gardé.").format(
                step=trainer.state.global_step
            ),
            _("Continuez avec : --resume {folder}").format(folder=run.folder),
        )


def dataset(examples: Sequence[Example]) -> Any:
    """Return the examples in the form that TRL takes as it is."""
    from datasets import Dataset

    return Dataset.from_dict(
        {
            "input_ids": [list(example.ids) for example in examples],
            "labels": [list(example.labels) for example in examples],
        }
    )


def _config(args: TrainArguments, run: Run, validated: bool) -> SFTConfig:
    return SFTConfig(
        **settings_of(args, run, validated),
        packing=args.packing,
        eval_packing=False,
        train_sampling_strategy="group_by_length" if args.group_by_length else "random",
        include_num_input_tokens_seen="non_padding",
    )


def settings_of(args: TrainArguments, run: Run, validated: bool) -> dict[str, Any]:
    """Return what every trainer of transformers is told."""
    when = "steps" if args.save_steps else "epoch"
    return {
        "output_dir": str(run.checkpoints),
        "seed": args.seed,
        "num_train_epochs": args.num_train_epochs,
        "max_steps": args.max_steps or -1,
        "per_device_train_batch_size": args.per_device_train_batch_size,
        "per_device_eval_batch_size": args.per_device_eval_batch_size,
        "gradient_accumulation_steps": args.gradient_accumulation_steps,
        "learning_rate": args.learning_rate,
        "lr_scheduler_type": args.lr_scheduler_type,
        # Below 1 transformers 5 reads it as a share of all steps.
        "warmup_steps": min(args.warmup_ratio, 0.999),
        "weight_decay": args.weight_decay,
        "max_grad_norm": args.max_grad_norm,
        "optim": args.optim,
        "max_length": args.max_length,
        "gradient_checkpointing": args.gradient_checkpointing == "yes",
        "bf16": args.precision == "bf16",
        "fp16": args.precision == "fp16",
        "use_cpu": args.device == "cpu",
        "logging_steps": 1,
        "logging_nan_inf_filter": False,
        "save_strategy": when,
        "eval_strategy": when if validated else "no",
        "save_steps": args.save_steps or 500,
        "eval_steps": args.save_steps or None,
        "save_total_limit": None,  # our own callback removes them, after the new one is sealed
        "load_best_model_at_end": args.keep_best and validated,
        "report_to": args.report_to,
        "disable_tqdm": True,
    }


def adapter_in_single_precision(model: Any) -> None:
    """Undo TRL's rounding of adapters to bf16, in which small updates are lost."""
    for weight in model.parameters():
        if weight.requires_grad:
            weight.data = weight.data.float()


def save_tuned(model: Any, folder: Path, tokenizer: Any = None) -> None:
    """Write the adapter or the model, and the tokenizer with its template, into ``folder``."""
    if not is_first():
        return
    folder.mkdir(exist_ok=True)
    if pissa.has_start(model):
        pissa.save_as_lora(model, folder)
    else:
        model.save_pretrained(folder)
    write_tokenizer(tokenizer or MistralTokenizer(), folder)
