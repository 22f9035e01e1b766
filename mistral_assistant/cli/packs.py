"""``packs``: list, show, check, test, make and enrich domain packs."""

import argparse
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from mistral_assistant.cleaning import clean, clean_line
from mistral_assistant.cli.output import json_text, say
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.errors import UsageError
from mistral_assistant.i18n import _
from mistral_assistant.settings import Settings

EXIT_CHECK = 3


def list_packs(_options: argparse.Namespace, settings: Settings) -> int:
    """Print every pack that is found, with its title and where it lies."""
    from mistral_assistant.assistant import Assistant

    for summary in Assistant(settings).packs():
        title = f"{summary.title} — {summary.description}"
        print(f"{clean_line(summary.name):<20} {clean_line(title)}")
    return 0


def show(options: argparse.Namespace, settings: Settings) -> int:
    """Print what a pack holds, or its three tables as Python."""
    from mistral_assistant.reasoning.themes import learn_categories
    from mistral_assistant.reasoning.system import load_named_pack

    pack = load_named_pack(options.name, settings.domains, settings.data_dir)
    categoriser = learn_categories(pack, settings.data_dir / "cache")
    if options.python:
        from mistral_assistant.authoring.python_source import python_source

        print(clean(python_source(pack, categoriser.theme_terms())), end="")
        return 0
    for line in _described(pack, categoriser.left_out_accuracy):
        print(clean_line(line))
    return 0


def _described(pack: DomainPack, left_out: float) -> list[str]:
    examples = sum(len(spec.examples) for spec in pack.CATEGORIES.values())
    return [
        f"{pack.title} ({pack.name} {pack.version}) — {pack.description}",
        _("dossier : {path}").format(path=pack.path),
        _("catégories : {names}").format(names=", ".join(pack.CATEGORIES)),
        _("exemples : {count}, {share:.1%} retrouvés quand chacun est mis de côté").format(
            count=examples, share=left_out
        ),
        _("entités : {names}").format(names=", ".join(pack.entities)),
        _("tables : {names}").format(
            names=", ".join(f"{table.name} ({len(table.rows)})" for table in pack.tables.values())
        ),
        _("règles : {count} · passages : {passages} · modèles de texte : {templates}").format(
            count=len(pack.rules),
            passages=len(pack.knowledge),
            templates=len(pack.RESPONSE_TEMPLATES),
        ),
        _("modèle : {base} · adaptateur : {adapter}").format(
            base=pack.base_model, adapter=pack.adapter
        ),
    ]


def _folder(name: str, settings: Settings) -> Path:
    from mistral_assistant.domains.loader import find_packs, pack_folders

    if Path(name).is_dir() and (Path(name) / "pack.toml").exists():
        return Path(name)
    packs = find_packs(pack_folders(settings.domains, settings.data_dir))
    if name not in packs:
        raise UsageError(
            _("« {name} » n'est ni un domaine ni un dossier avec un pack.toml.").format(name=name),
            _("Domaines trouvés : {names}.").format(names=", ".join(sorted(packs))),
        )
    return packs[name]


def check(options: argparse.Namespace, settings: Settings) -> int:
    """Print every problem of a pack; exit code 3 if one is an error."""
    from mistral_assistant.domains.loader import check_pack

    path = _folder(options.name, settings)
    problems = check_pack(path)
    errors = [problem for problem in problems if problem.severity == "error"]
    if options.json:
        print(json_text([vars(problem) for problem in problems]))
    else:
        for problem in problems:
            mark = "✗" if problem.severity == "error" else "!"
            print(clean_line(f"{mark} {problem}"))
        say(
            _("{path} : {errors} erreurs, {warnings} avertissements").format(
                path=path, errors=len(errors), warnings=len(problems) - len(errors)
            )
        )
    return EXIT_CHECK if errors else 0


def test(options: argparse.Namespace, settings: Settings) -> int:
    """Run a pack's evaluation; exit code 3 below ``--minimum`` percent of right turns."""
    from mistral_assistant.authoring.overlap import overlap
    from mistral_assistant.authoring.pack_test import run_evaluation
    from mistral_assistant.domains.evaluation import read_evaluation

    path = _folder(options.name, settings)
    answer, pack = answerer(path, settings)
    conversations = read_evaluation(path / "evaluation.jsonl")
    report = run_evaluation(conversations, answer)
    examples = [text for spec in pack.CATEGORIES.values() for text in spec.examples]
    shared = overlap(conversations, examples)
    if options.json:
        print(json_text({**report.to_json(), "overlap": shared.to_json()}))
    else:
        say(report.text())
        say(shared.text())
    return 0 if report.share * 100 >= options.minimum else EXIT_CHECK


def answerer(path: Path, settings: Settings) -> tuple[Callable[..., Any], DomainPack]:
    """Return a function that answers (question, now, conversation index), and its pack."""
    from dataclasses import replace

    from mistral_assistant.assistant import Assistant, Conversation
    from mistral_assistant.cli.ask import one_turn

    assistant = Assistant(
        replace(settings, pack=path.name, domains=(path.parent.resolve(), *settings.domains))
    )
    conversations: dict[int, Conversation] = {}

    def answer(question: str, now: datetime, index: int) -> Any:
        return one_turn(assistant, question, conversations.setdefault(index, Conversation()), now)

    return answer, assistant.system.pack


def new(options: argparse.Namespace, _settings: Settings) -> int:
    """Copy the template under a new name."""
    from mistral_assistant.authoring.new_pack import new_pack

    path = new_pack(options.name, options.into)
    say(_("Domaine créé dans {path}.").format(path=path))
    say(_("Ensuite : mistral-assistant packs check {path}").format(path=path))
    return 0


def add_knowledge(options: argparse.Namespace, settings: Settings) -> int:
    """Copy the user's documents beside a pack, where the shipped files stay untouched."""
    from mistral_assistant.authoring.add_knowledge import add_knowledge as add
    from mistral_assistant.domains.loader import load_pack

    categories = load_pack(_folder(options.name, settings)).CATEGORIES
    for document in add(options.files, options.name, settings.data_dir, categories):
        say(
            _("Ajouté : {path} ({passages} passages)").format(
                path=document.path, passages=document.passages
            )
        )
    return 0
