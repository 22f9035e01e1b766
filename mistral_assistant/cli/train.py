"""``train``: from options to a job, and the job's words to the terminal."""

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from mistral_assistant.cleaning import clean
from mistral_assistant.errors import UsageError
from mistral_assistant.i18n import _
from mistral_assistant.training import following, processes, recipe, run_directory
from mistral_assistant.training.arguments import TrainArguments, read_arguments
from mistral_assistant.training.run_directory import Run

Recipe = Callable[[recipe.Job], None]


def train(options: argparse.Namespace, _settings: Any) -> int:
    """Run a fine-tuning, or the part of it that was asked for."""
    steps: Recipe = options.recipe or recipe.fine_tune
    if options.rehearse:
        from mistral_assistant.training.rehearsal import rehearse

        rehearse(tell, _rehearsed(options), steps)
        return 0
    guided = not options.data_file and options.resume is None and "data" not in _given(options)
    if guided:
        from mistral_assistant.cli.guided import ask_for_data

        options.data_file = ask_for_data()
    args, run = _arguments(options)
    if options.show_tokens:
        return show_tokens(args, options.show_tokens)
    job = recipe.start(args, tell, run, datetime.now())
    job.watcher = display()
    if guided:
        from mistral_assistant.cli.guided import confirm_stage

        job.confirm = confirm_stage
    elif options.until:
        last = recipe.STAGES.index(options.until)
        job.confirm = lambda stage: recipe.STAGES.index(stage) <= last
    try:
        following.chain(job, steps, datetime.now)
    except recipe.Stopped:
        tell(_("Arrêté là ; le dossier garde ce qui est fait : {folder}").format(
            folder=job.run.folder))  # fmt: skip
    return 0


def display() -> Any:
    """Return the live display, or nothing where no terminal can draw it."""
    if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb" or not processes.is_first():
        return None
    from mistral_assistant.cli.live import LiveDisplay

    return LiveDisplay()


def tell(text: str) -> None:
    """Print one line at once; whoever reads a log sees it as it happens."""
    print(clean(text), flush=True)


def show_tokens(args: TrainArguments, number: int) -> int:
    """Print one row in tokens; what is learned is green and between ⟦ ⟧."""
    from mistral_assistant.models.tokenizer import MistralTokenizer
    from mistral_assistant.training.examples import spans, tokenise_rows
    from mistral_assistant.training.rows import repair_rows, validate_rows

    rows, _account = repair_rows(recipe.rows_file(args))
    chosen = [row for row in validate_rows(rows, args.system) if row.number == number]
    if not chosen:
        raise UsageError(
            _("Il n'y a pas de ligne {number}.").format(number=number),
            _("Le fichier en a {count}.").format(count=len(rows)),
        )
    tokenizer = MistralTokenizer()
    (example,) = tokenise_rows(chosen, tokenizer, sys.maxsize).examples
    colour = sys.stdout.isatty()
    for ids, learned in spans(example.ids, example.labels):
        text = clean("·".join(tokenizer.piece(token) for token in ids))
        marked = f"\x1b[32m{text}\x1b[0m" if learned and colour else text
        print(f"⟦{marked}⟧" if learned else marked)
    tell(_("{count} tokens, dont {trained} appris (entre ⟦ ⟧)").format(
        count=len(example.ids), trained=example.trained))  # fmt: skip
    return 0


def _arguments(options: argparse.Namespace) -> tuple[TrainArguments, Run | None]:
    """Return the arguments, and the run to go on with if there is one."""
    given = _given(options)
    if options.data_file:
        given["data"] = options.data_file
    if options.resume is not None:
        run = run_directory.named_run(options.resume, str(given.get("output_dir", "runs")))
        return run.arguments(), run
    args, hints = read_arguments(options.train_config, given)
    for hint in hints:
        tell(hint)
    recipe.rows_file(args)
    args = replace(args, model_name_or_path=following.base_of(args.model_name_or_path))
    run_before = None if options.new or options.until else following.interrupted(args)
    if run_before:
        tell(_("Le même entraînement a été interrompu : il reprend (--new en commence un autre)."))
        return run_before.arguments(), run_before
    following.make_base(args.model_name_or_path, tell)
    return args, None


def _rehearsed(options: argparse.Namespace) -> TrainArguments:
    """Return the arguments of the run that is rehearsed; its base model is not looked at."""
    given = _given(options)
    if options.data_file:
        given["data"] = options.data_file
    args, hints = read_arguments(options.train_config, given)
    for hint in hints:
        tell(hint)
    if args.data:
        recipe.rows_file(args)
    return args


def _given(options: argparse.Namespace) -> dict[str, Any]:
    return dict(options.given or {})
