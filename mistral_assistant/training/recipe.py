"""The whole of a fine-tuning, stage by stage; ``fine_tune.py`` tells it once more, to be changed.

A job carries what the stages share. Each stage takes what the one before returned and can be used
alone; heavy packages are imported by the stages that need them.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mistral_assistant.errors import DataError
from mistral_assistant.i18n import _
from mistral_assistant.training import preparing, processes, run_directory, sources
from mistral_assistant.training.arguments import TrainArguments
from mistral_assistant.training.examples import Example, Tokenised, require_examples
from mistral_assistant.training.extras import TRAINING, require
from mistral_assistant.training.rows import Row, validate_rows
from mistral_assistant.training.run_directory import Run
from mistral_assistant.training.splitting import Parts, split_rows, thinned

if TYPE_CHECKING:
    from mistral_assistant.training.journal import Watcher

STAGES = ("repair", "validate", "split", "tokenise", "train", "evaluate", "save")


class Stopped(Exception):
    """The user wants no further stage."""


@dataclass
class Job:
    """One fine-tuning on its way."""

    args: TrainArguments
    """Decided for this machine."""
    run: Run
    tell: Callable[[str], None]
    resumed: bool = False
    confirm: Callable[[str], bool] = lambda stage: True
    """Asked before each stage; False ends the job there."""
    most_rows: int = 0
    """Rows that go on behind the validation, for a rehearsal; 0: all."""
    watcher: "Watcher | None" = None
    """Shows the steps where there is a terminal for it; without it some are told as lines."""
    facts: dict[str, Any] = field(default_factory=dict)

    def begin(self, stage: str) -> None:
        """Announce a stage.

        Raises:
            Stopped: the user does not want it.
        """
        if not self.confirm(stage):
            raise Stopped(stage)
        place = STAGES.index(stage) + 1
        self.tell(f"[{place}/{len(STAGES)}] {title(stage)}")


@dataclass(frozen=True)
class Examples:
    """The three parts in tokens, and general examples that measure what is forgotten."""

    train: Tokenised
    validation: Tokenised
    test: Tokenised
    general: tuple[Example, ...] = ()


def title(stage: str) -> str:
    """Return what a stage is called."""
    return {
        "repair": _("Réparation du fichier"),
        "validate": _("Vérification des lignes"),
        "split": _("Partage en apprentissage, validation et test"),
        "tokenise": _("Découpage en tokens"),
        "train": _("Entraînement"),
        "evaluate": _("Évaluation"),
        "save": _("Enregistrement"),
    }[stage]


def fine_tune(job: Job) -> None:
    """Do everything, in order."""
    rows = repair(job)
    rows = validate(job, rows)
    parts = split(job, rows)
    examples = tokenise(job, parts)
    trainer = train(job, examples)
    scores = evaluate(job, trainer, examples, parts)
    save(job, trainer, scores)


def start(
    args: TrainArguments, tell: Callable[[str], None], resume: Run | None, now: datetime
) -> Job:
    """Find the hardware, decide what is left to it, and open the run directory.

    Raises:
        TrainingError: a package or the wanted device is missing.
        DataError: the data file is missing.
    """
    require(*TRAINING)
    from mistral_assistant.training.hardware import decided, find_hardware
    from mistral_assistant.training.quiet import quiet

    quiet()

    if not resume:
        rows_file(args)
    tell = tell if processes.is_first() else _silent
    hardware = find_hardware(args.device)
    tell(_("Matériel : {hardware}").format(hardware=hardware))
    run = resume
    if processes.is_first() and not run:
        run = run_directory.new_run(args, hardware.to_json(), now)
    run, resume = processes.agreed((run, resume), hardware.device)
    tell((_("Reprise de {folder}") if resume else _("Dossier : {folder}")).format(
        folder=run.folder))  # fmt: skip
    facts = json.loads((run.folder / "run.json").read_text(encoding="utf-8"))
    _tell_what_changed(facts, args, tell)
    return Job(decided(args, hardware), run, tell, resumed=bool(resume), facts=facts)


def _silent(text: str) -> None:
    """Say nothing: the first process speaks for all."""


def _tell_what_changed(
    facts: dict[str, Any], args: TrainArguments, tell: Callable[[str], None]
) -> None:
    """Say what is no longer as it was when a run that goes on was started.

    Raises:
        DataError: the data is another; its order would be another too.
    """
    if facts["data"]["sha256"] != run_directory.data_hash(rows_file(args)):
        raise DataError(
            _("« {file} » a changé depuis le début de cet entraînement.").format(file=args.data),
            _("Commencez-en un nouveau : --new."),
        )
    now = run_directory.versions()
    changed = [name for name, old in facts["versions"].items() if now.get(name, "") != old]
    if changed:
        tell(_("Autres versions qu'au début ({names}) : la suite peut différer un peu.").format(
            names=", ".join(changed)))  # fmt: skip


def rows_file(args: TrainArguments) -> Path:
    """Return the data file; for texts it may be a folder.

    Raises:
        DataError: there is none.
    """
    file = Path(args.data)
    folder_will_do = args.objective in sources.ON_TEXTS
    if not args.data or not (file.is_file() or folder_will_do and file.is_dir()):
        raise DataError(
            _("Le fichier de données « {file} » n'existe pas.").format(file=file),
            _("Donnez un CSV avec les colonnes instruction et response."),
        )
    return file


def repair(job: Job) -> list[Row]:
    """Read the file however damaged it is; the account lies in ``data/``."""
    job.begin("repair")
    rows_file(job.args)
    rows, account = sources.read_rows(job.args, job.run)
    dropped = sum(account.get("dropped", {}).values())
    job.tell(_("{rows} lignes, dont {repaired} réparées ; {dropped} écartées (data/repair.json)")
        .format(rows=len(rows), repaired=account.get("repaired", 0), dropped=dropped))  # fmt: skip
    return rows


def validate(job: Job, rows: list[Row]) -> list[Row]:
    """Refuse data with rows that are no conversation; put the system text in."""
    job.begin("validate")
    return validate_rows(rows, job.args.system)


def split(job: Job, rows: list[Row]) -> Parts:
    """Split into parts that share no question, and write them down."""
    job.begin("split")
    if job.most_rows:
        rows = thinned(rows, job.most_rows)
        job.tell(_("{count} lignes prises pour la répétition").format(count=len(rows)))
    parts = split_rows(rows, job.args.validation_ratio, job.args.test_ratio, job.args.seed)
    for name in ("train", "validation", "test"):
        found = [row.to_json() for row in getattr(parts, name)]
        run_directory.write_lines(job.run.data / f"{name}.jsonl", found)
    counts = {name: len(getattr(parts, name)) for name in ("train", "validation", "test")}
    job.tell(
        _("{train} pour apprendre, {validation} pour valider, {test} pour tester").format(**counts)
    )
    if not (parts.validation or parts.test):
        job.tell(_("Moins de dix questions différentes : tout sert à apprendre."))
    return parts


def tokenise(job: Job, parts: Parts) -> Examples:
    """Turn the rows into tokens; the ones that are too long are listed in ``data/``."""
    job.begin("tokenise")
    args, tokenizer = job.args, preparing.tokenizer_for(job.args, job.run, parts.train)
    train, validation, test = (
        sources.tokenise(rows, tokenizer, args)
        for rows in (parts.train, parts.validation, parts.test)
    )
    learned = sum(example.trained for example in train.examples)
    replayed, general = sources.general_examples(args, tokenizer, learned)
    train = replace(train, examples=(*train.examples, *replayed))
    examples = Examples(train, validation, test, general)
    most = args.max_length
    found = (examples.train, examples.validation, examples.test)
    too_long = [entry for part in found for entry in part.too_long]
    run_directory.write_lines(
        job.run.data / "too_long.jsonl", ({"row": row, "tokens": count} for row, count in too_long)
    )
    require_examples(examples.train, most)
    tokens = sum(len(example.ids) for example in examples.train.examples)
    trained = sum(example.trained for example in examples.train.examples)
    job.tell(_("{tokens} tokens à lire, dont {trained} à apprendre").format(
        tokens=tokens, trained=trained))  # fmt: skip
    if too_long:
        job.tell(_("{count} lignes de plus de {most} tokens sont laissées de côté "
                   "(data/too_long.jsonl).").format(count=len(too_long), most=most))  # fmt: skip
    if general:
        job.tell(_("{count} exemples généraux appris aussi, {held} gardés pour mesurer l'oubli")
            .format(count=len(replayed), held=len(general)))  # fmt: skip
    job.facts["rows"] = {"train": len(examples.train.examples), "too_long": len(too_long),
        "validation": len(examples.validation.examples), "test": len(examples.test.examples),
        "tokens": tokens, "trained_tokens": trained}  # fmt: skip
    run_directory.write_json(job.run.folder / "run.json", job.facts)
    return examples


def train(job: Job, examples: Examples) -> Any:
    """Load the base model, or make a new one, and train it; return the trainer."""
    job.begin("train")
    from mistral_assistant.training import budget, curves, sft

    args = job.args
    tokenizer = preparing.tokenizer_for(args, job.run)
    config = preparing.config_for(args, tokenizer)
    longest = max(len(example.ids) for example in examples.train.examples)
    wanted = budget.require_room(config.to_dict(), args, longest, job.facts["hardware"])
    budget.require_disk(job.run.folder, wanted, args)
    job.tell(str(wanted))
    model = preparing.model_for(args, config)
    if "before" not in job.facts:
        job.facts["before"] = preparing.measured(model, examples, args)
        run_directory.write_json(job.run.folder / "run.json", job.facts)
    trainer = preparing.trainer_for(model, job, examples, tokenizer)
    preparing.watch(job, trainer, examples, config, wanted)
    sft.run_training(trainer, job.run, resume=job.resumed)
    if processes.is_first() and curves.write(job.run):
        job.tell(_("{curve} (les courbes : {file})").format(
            curve=curves.summary(job.run), file=job.run.folder / curves.FILE))  # fmt: skip
    return trainer


def evaluate(job: Job, trainer: Any, examples: Examples, parts: Parts) -> dict[str, Any]:
    """Measure the tuned model on the test part, and what it has forgotten."""
    from mistral_assistant.training import scoring

    job.begin("evaluate")
    scores, lines = scoring.score(job, trainer, examples, parts)
    for line in lines:
        job.tell(line)
    return scores


def save(job: Job, trainer: Any, scores: dict[str, Any]) -> None:
    """Write the adapter or model, tokenizer, template and cards; the run is then finished."""
    from mistral_assistant.training import merge, sft
    from mistral_assistant.training.card import write_cards

    job.begin("save")
    tokenizer = preparing.tokenizer_for(job.args, job.run)
    sft.save_tuned(trainer.model, job.run.final, tokenizer)
    if job.args.method == "qlora":
        merge.note_quantised(job.run.final)
    write_cards(job.run, job.args, job.facts, scores)
    run_directory.write_json(job.run.folder / "result.json", {
        "scores": scores, "steps": trainer.state.global_step,
        "tokens": trainer.state.num_input_tokens_seen,
        "best_checkpoint": trainer.state.best_global_step,
        "finished": datetime.now().isoformat(timespec="seconds"),
    })  # fmt: skip
    job.tell(_("Modèle réglé : {folder}").format(folder=job.run.final))
    args = job.args
    if args.push_to_hub and processes.is_first():
        from mistral_assistant.training.upload import upload

        job.tell(_("En ligne : {address}").format(address=upload(
            job.run.folder, args.hub_model_id, private=args.hub_private_repo)))  # fmt: skip
