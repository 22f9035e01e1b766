"""``packs``: list, show, check, test and make domain packs; ``documents.py`` enriches them."""

import argparse
import os
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mistral_assistant.cleaning import clean, clean_line
from mistral_assistant.cli import EXIT_CHECK
from mistral_assistant.cli.output import print_json
from mistral_assistant.domains.loader import (
    check_pack,
    find_packs,
    knowledge_folder,
    load_pack,
    pack_folders,
)
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.errors import UsageError
from mistral_assistant.i18n import _, ngettext
from mistral_assistant.reasoning.turn import Turn
from mistral_assistant.settings import Settings

if TYPE_CHECKING:
    from mistral_assistant.authoring.from_csv import Proposal

LISTED = 40
"""Categories of a proposed pack that are printed."""


def list_packs(options: argparse.Namespace, settings: Settings) -> int:
    """Print every pack that is found, with its title and where it lies."""
    from mistral_assistant.assistant import Assistant

    summaries = Assistant(settings).packs()
    if getattr(options, "json", False):
        found = [{**asdict(item), "path": str(item.path), "default": item.name == settings.pack}
                 for item in summaries]  # fmt: skip
        print_json(found)
        return 0
    if not summaries:
        print(_("Aucun domaine."))
    for summary in summaries:
        print(clean_line(f"{summary.name} — {summary.title} — {summary.description}"))
        if summary.problems:
            print("  → " + clean_line(f"mistral-assistant packs check {summary.name}"))
        print(f"  {clean_line(str(summary.path))}")
    return 0


def show(options: argparse.Namespace, settings: Settings) -> int:
    """Print what a pack holds, what it has learned, or its three tables as Python."""
    path = pack_folder(options.name, settings)
    pack = load_pack(path, knowledge_folder(settings.data_dir, path.name))
    if options.vectors is not None:
        _show_vectors(options, pack, settings)
        return 0
    from mistral_assistant.reasoning.themes import learn_categories

    categoriser = learn_categories(pack, settings.data_dir / "cache")
    if options.python:
        from mistral_assistant.authoring.python_source import python_source

        print(clean(python_source(pack, categoriser.theme_terms())), end="")
        return 0
    from mistral_assistant.authoring.pack_description import describe

    described = describe(pack, categoriser.left_out_accuracy)
    if options.json:
        print_json(described.to_json())
    else:
        print(clean("\n".join(described.lines())))
    return 0


def _show_vectors(options: argparse.Namespace, pack: DomainPack, settings: Settings) -> None:
    """Print what the categories of a pack have learned, or one of them."""
    from mistral_assistant.authoring.vectors import category_vectors, known_category
    from mistral_assistant.authoring.vectors_text import detail, overview
    from mistral_assistant.reasoning.themes import learn_categories

    wanted = known_category(pack, options.vectors) if options.vectors else ""
    vectors = category_vectors(pack, learn_categories(pack, settings.data_dir / "cache"))
    chosen = [vector for vector in vectors if vector.name == wanted]
    if options.json:
        print_json([vector.to_json() for vector in chosen or vectors])
    else:
        lines = detail(chosen[0]) if chosen else overview(vectors, options.name)
        print(clean("\n".join(lines)))


def pack_folder(name: str, settings: Settings) -> Path:
    """Return the folder of the pack that a name or a path stands for.

    Raises:
        UsageError: there is neither.
    """
    packs = find_packs(pack_folders(settings.domains, settings.data_dir))
    if name in packs:
        return Path(os.path.abspath(packs[name]))
    if os.path.isdir(name):
        return Path(os.path.abspath(name))
    raise UsageError(
        _("« {name} » n'est ni un domaine ni un dossier.").format(name=name),
        _("Domaines trouvés : {names}.").format(names=", ".join(packs) or _("aucun")),
    )


def check(options: argparse.Namespace, settings: Settings) -> int:
    """Print every problem of a pack; exit code 3 if one is an error."""
    path = pack_folder(options.name, settings)
    problems = check_pack(path)
    errors = sum(problem.severity == "error" for problem in problems)
    if options.json:
        print_json([asdict(problem) for problem in problems])
    else:
        for problem in problems:
            mark = "✗" if problem.severity == "error" else "!"
            print(clean_line(f"{mark} {problem}"))
        counts = _("{path} · erreurs : {errors} · avertissements : {warnings}")
        warnings = len(problems) - errors
        print(clean_line(counts.format(path=path, errors=errors, warnings=warnings)))
    return EXIT_CHECK if errors else 0


def test(options: argparse.Namespace, settings: Settings) -> int:
    """Run a pack's evaluation; exit code 3 below ``--minimum`` percent of right turns."""
    from mistral_assistant.authoring.evaluation_report import pack_report
    from mistral_assistant.domains.evaluation import EVALUATION_FILE, read_evaluation
    from mistral_assistant.domains.scores import keep_score

    path = pack_folder(options.name, settings)
    conversations = read_evaluation(path / EVALUATION_FILE)
    answer, pack = answerer(path, settings)
    report = pack_report(conversations, pack, answer)
    passed = report.result.percentage >= options.minimum
    keep_score(settings.data_dir / "cache", path, report.result.percentage)
    if options.json:
        print_json({**report.to_json(), "minimum": options.minimum, "passed": passed})
    else:
        print(clean(report.text(full=options.full)))
        if not passed:
            print("  " + _verdict(options.minimum))
    return 0 if passed else EXIT_CHECK


def _verdict(minimum: float) -> str:
    number = f"{minimum:g}".replace(".", _(","))
    return _("✗ le minimum est de {number} %").format(number=number)


def answerer(
    path: Path, settings: Settings
) -> tuple[Callable[[str, datetime, int], Turn], DomainPack]:
    """Return a function that answers (question, now, conversation index), and its pack."""
    from mistral_assistant.assistant import Assistant, Conversation
    from mistral_assistant.cli.ask import one_turn

    assistant = Assistant(replace(settings, pack=path.name, domains=(path, *settings.domains)))
    conversations: dict[int, Conversation] = {}

    def answer(question: str, now: datetime, index: int) -> Turn:
        return one_turn(assistant, question, conversations.setdefault(index, Conversation()), now)

    return answer, assistant.system.pack


def new(options: argparse.Namespace, _settings: Settings) -> int:
    """Copy the template under a new name, or propose a pack from a CSV file or documents."""
    _check_sources(options)
    if options.from_csv or options.from_documents:
        path = clean_line(str(_proposed(options)))
    else:
        from mistral_assistant.authoring.new_pack import new_pack

        path = clean_line(str(new_pack(options.name, options.into)))
    print(_("Domaine créé dans {path}.").format(path=path))
    print(_("À lire d'abord : {path}").format(path=os.path.join(path, "README.md")))
    print(_("Ensuite : mistral-assistant packs check {path}").format(path=path))
    print(_("Essayer : mistral-assistant --pack {name}").format(name=_in_chat(options)))
    return 0


def _check_sources(options: argparse.Namespace) -> None:
    """Refuse options that do not go together.

    Raises:
        UsageError: with what to leave out.
    """
    if options.from_csv and options.from_documents:
        raise UsageError(
            _("« --from-csv » et « --from-documents » ne vont pas ensemble."),
            _("Faites le domaine de l'un, et ajoutez-y l'autre par packs add-knowledge."),
        )
    for option, source in (("categories", "from_csv"), ("title", "from_documents")):
        if getattr(options, option) and not getattr(options, source):
            raise UsageError(
                _("« --{option} » ne va pas sans « --{source} ».").format(
                    option=option, source=source.replace("_", "-")
                ),
                _("Sans fichier, le domaine est une copie du modèle."),
            )


def _in_chat(options: argparse.Namespace) -> str:
    """Return what follows ``--pack`` for a new pack, from the folder where it was made."""
    if str(options.into) == "domains":
        return str(options.name)
    return clean_line(f"{options.name} --domains {options.into}")


def _proposed(options: argparse.Namespace) -> Path:
    """Propose a pack, print its categories and what to look at, and return its folder."""
    proposal = _proposal(options)
    for name, label, rows in proposal.categories[:LISTED]:
        print(clean_line(f"{name} — {label} ({rows})"))
    left = len(proposal.categories) - LISTED
    if left > 0:
        more = ngettext("… et {count} autre catégorie (README.md)",
                        "… et {count} autres catégories (README.md)", left)  # fmt: skip
        print(more.format(count=left))
    for remark in proposal.remarks:
        print(clean_line(f"! {remark}"))
    return proposal.path


def _proposal(options: argparse.Namespace) -> "Proposal":
    if options.from_csv:
        from mistral_assistant.authoring.from_csv import propose_pack

        return propose_pack(options.from_csv, options.name, options.into, options.categories)
    from mistral_assistant.authoring.from_documents import propose_from_documents

    return propose_from_documents(
        options.from_documents, options.name, options.into, clean_line(options.title).strip()
    )
