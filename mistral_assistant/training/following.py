"""One run on top of another: texts first, then answers.

A base model may be named by the folder of a run. If that run left an adapter, its merged model is
made once, beside it, and is the base: an adapter needs whole weights under it.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from mistral_assistant.i18n import _
from mistral_assistant.training import recipe, run_directory
from mistral_assistant.training.arguments import TrainArguments
from mistral_assistant.training.extras import TRAINING, require
from mistral_assistant.training.quiet import quiet
from mistral_assistant.training.run_directory import Run

MERGED = "merged"


def base_of(name: str) -> str:
    """Return the base model that ``name`` stands for; a run stands for what it has tuned."""
    final = Run(Path(name)).final
    if (final / "adapter_config.json").is_file():
        return str(Path(name) / MERGED)
    return str(final) if (final / "config.json").is_file() else name


def make_base(name: str, tell: Callable[[str], None]) -> None:
    """Merge the run that ``name`` lies in, if it is to be merged and has not been yet.

    Raises:
        ModelError: the run's adapter and its base do not go together.
    """
    folder = Path(name)
    if folder.name != MERGED or folder.exists():
        return
    if (Run(folder.parent).final / "adapter_config.json").is_file():
        require(*TRAINING)
        quiet()
        from mistral_assistant.training.merge import merge

        tell(_("Fusion : {how}").format(how=merge(folder.parent, folder)))


def second(first: Run) -> TrainArguments:
    """Return the arguments of the run that follows: answers, learned on what ``first`` has made."""
    args = first.arguments()
    from_nothing = args.objective == "scratch"
    return replace(
        args,
        objective="sft",
        data=args.then,
        then="",
        model_name_or_path=base_of(str(first.folder)),
        # An adapter saves nothing on a model that small.
        method="full" if from_nothing and args.method == "auto" else args.method,
    )


def chain(
    job: recipe.Job, steps: Callable[[recipe.Job], None], now: Callable[[], datetime]
) -> recipe.Job:
    """Do a job and what follows it; return the last one."""
    steps(job)
    if not job.args.then:
        return job
    job.tell(_("Ensuite, les réponses de {file}, sur ce modèle.").format(file=job.args.then))
    args = second(job.run)
    make_base(args.model_name_or_path, job.tell)
    following = recipe.start(args, job.tell, None, now())
    following.confirm, following.watcher = job.confirm, job.watcher
    steps(following)
    return following


def interrupted(args: TrainArguments) -> Run | None:
    """Return the run of these arguments, or the one that followed it, that was cut short."""
    found = run_directory.same_run(args)
    if found or not args.then:
        return found
    first = run_directory.same_run(args, finished=True)
    return run_directory.same_run(second(first)) if first else None
