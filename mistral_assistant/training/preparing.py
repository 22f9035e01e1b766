"""What the stage train starts from, by objective: tokenizer, configuration, model, trainer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _
from mistral_assistant.training import small_tokenizer
from mistral_assistant.training.arguments import TrainArguments
from mistral_assistant.training.memory import Estimate
from mistral_assistant.training.rows import Row
from mistral_assistant.training.run_directory import Run
from mistral_assistant.training.tokenizers import Tokenizer, tokenizer_of

if TYPE_CHECKING:
    from mistral_assistant.training.recipe import Examples, Job


def tokenizer_for(args: TrainArguments, run: Run, rows: Sequence[Row] = ()) -> Tokenizer:
    """Return the tokenizer of a run; one from nothing is learned from ``rows`` the first time.

    Raises:
        ModelError: the packages for it are missing.
    """
    if args.objective != "scratch":
        return tokenizer_of(args.model_name_or_path)
    file = run.data / small_tokenizer.FILE
    if file.is_file():
        return small_tokenizer.SmallTokenizer(file)
    texts = [row.text for row in rows]
    return small_tokenizer.learn(texts, args.tokenizer, args.vocab_size, file)


def config_for(args: TrainArguments, tokenizer: Tokenizer) -> Any:
    """Return the configuration of the model to train.

    Raises:
        ModelError: the base model cannot be had, or has another vocabulary than the tokenizer.
    """
    if args.objective == "scratch":
        from mistral_assistant.training.scratch import new_config

        return new_config(args, tokenizer)
    from mistral_assistant.training.base_model import read_base_config

    config = read_base_config(args.model_name_or_path)
    if config.vocab_size != tokenizer.vocab_size:
        raise ModelError(
            _("Le vocabulaire de « {name} » compte {size} tokens ; celui de Mistral v3 en a "
              "32 768.").format(name=args.model_name_or_path, size=config.vocab_size),
            _("Prenez un modèle au tokenizer v3, comme Mistral-7B-Instruct-v0.3."),
        )  # fmt: skip
    return config


def model_for(args: TrainArguments, config: Any) -> Any:
    """Return the model to train, with a fresh adapter unless all weights are trained."""
    from mistral_assistant.training import base_model, scratch

    if args.objective == "scratch":
        return scratch.new_model(config, args.seed)
    model = base_model.load_base(args, quantised=args.method == "qlora")
    return model if args.method == "full" else base_model.with_adapter(model, args)


def watch(job: "Job", trainer: Any, examples: "Examples", config: Any, wanted: Estimate) -> None:
    """Tell how long it will take about; have progress shown, and an answer at each validation."""
    from mistral_assistant.training import journal, log, pace

    args, values = job.args, config.to_dict()
    found = examples.train.examples
    counts = (len(found), sum(len(one.ids) for one in found), sum(one.trained for one in found))
    seconds = pace.foreseen_seconds(values, args, wanted, counts, pace.matrix_speed(values, args))
    job.tell(_("Durée prévue : environ {time}, corrigée après {count} étapes").format(
        time=log.duration(seconds), count=pace.CORRECTED_AFTER))  # fmt: skip
    trainer.journal.pace.foreseen = seconds
    trainer.journal.watcher = job.watcher
    if args.sample_answers and examples.validation.examples:
        prompts = journal.prompts_of(examples.validation.examples)
        tokenizer = tokenizer_for(args, job.run)
        trainer.add_callback(journal.Samples(prompts, tokenizer, trainer.journal))


def measured(model: Any, examples: "Examples", args: TrainArguments) -> dict[str, Any]:
    """Return how well a model foretells the held-out texts and the general examples, if any."""
    from mistral_assistant.training.text_loss import text_scores

    size = args.per_device_eval_batch_size
    found = {}
    if args.objective == "dapt" and examples.test.examples:
        found["test"] = text_scores(model, examples.test.examples, batch=size)
    if examples.general:
        found["general"] = text_scores(model, examples.general, batch=size)
    return found


def trainer_for(model: Any, job: "Job", examples: "Examples", tokenizer: Tokenizer) -> Any:
    """Return the trainer of the job's objective, ready to start."""
    args, parts = job.args, (examples.train.examples, examples.validation.examples)
    if args.objective == "dpo":
        from mistral_assistant.training import dpo

        return dpo.make_trainer(model, args, job.run, *parts, job.tell)
    from mistral_assistant.training import scratch, sft

    trainer = sft.make_trainer(model, args, job.run, *parts, job.tell, tokenizer)
    if scratch.has_experts(trainer.model):
        trainer.balance = scratch.ExpertBalance(trainer.model, args.router_aux_loss_coef)
    return trainer
