"""The options of ``train``: one for every field of the training arguments, under any known name."""

import argparse
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from mistral_assistant.cli import values
from mistral_assistant.i18n import LANGUAGES, _
from mistral_assistant.training.argument_limits import CHOICES
from mistral_assistant.training.arguments import TrainArguments, field_name

_CHOICES = {**CHOICES, "method": (*CHOICES["method"], "dapt", "dpo", "scratch")}
STAGES = ("repair", "validate", "split", "tokenise", "train", "evaluate", "save")


class Given(argparse.Action):
    """Notes a value under the name that the user wrote, so that a hint can tell the field's own."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        found: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        given = dict(getattr(namespace, "given", None) or {})
        name = (option_string or self.dest).lstrip("-")
        own = name.replace("-", "_")
        value: Any = found
        if self.nargs == 0:
            value = not own.startswith("no_")
            own = own.removeprefix("no_")
        given[own if field_name(own) == own else name] = value
        namespace.given = given


def add_train_options(parser: argparse.ArgumentParser) -> None:
    """Add everything that ``train`` takes."""
    parser.add_argument("data_file", nargs="?", metavar=_("FICHIER"),
        help=_("les données : CSV ou autre table, JSONL ; sans lui, tout est demandé"))  # fmt: skip
    parser.add_argument("--config", dest="train_config", type=values.existing_file,
        metavar=_("FICHIER"), help=_("réglages en TOML, voyez configs/"))  # fmt: skip
    parser.add_argument("--lang", dest="lang_after", choices=LANGUAGES,
        help=_("langue de l'interface"))  # fmt: skip
    parser.add_argument("--resume", nargs="?", const="", metavar=_("DOSSIER"),
        help=_("reprendre un entraînement interrompu (le dernier)"))  # fmt: skip
    parser.add_argument("--new", action="store_true",
        help=_("ne pas reprendre : commencer un nouvel entraînement"))  # fmt: skip
    parser.add_argument("--until", choices=STAGES, help=_("s'arrêter après cette étape"))
    parser.add_argument("--show-tokens", "--show_tokens", nargs="?", const=1, type=values.whole,
        metavar=_("LIGNE"), help=_("montrer une ligne en tokens, ceux appris marqués"))  # fmt: skip
    parser.add_argument("--rehearse", action="store_true",
        help=_("répéter toute la chaîne sur un minuscule modèle, en une minute"))  # fmt: skip
    parser.add_argument("--force-cpu", "--force_cpu", action=_ForceCpu, nargs=0,
        help=_("comme --device cpu"))  # fmt: skip
    group = parser.add_argument_group(_("réglages, du nom que TRL et PEFT leur donnent"))
    for field in fields(TrainArguments):
        if field.name != "data":
            _add(group, field.name, field.default)
    parser.set_defaults(given={})


class _ForceCpu(Given):
    def __call__(self, parser: Any, namespace: Any, found: Any, option_string: Any = None) -> None:
        namespace.given = {**(getattr(namespace, "given", None) or {}), "device": "cpu"}


def _add(group: Any, name: str, default: Any) -> None:
    flags = [f"--{spelled}" for spelled in _spellings(name)]
    if isinstance(default, bool):
        flags += [f"--no_{name}", f"--no-{name.replace('_', '-')}"]
        shown = _("(défaut : {value})").format(value=_("oui") if default else _("non"))
        group.add_argument(*flags, action=Given, nargs=0, dest=f"{name}_given", help=shown)
        return
    group.add_argument(*flags, action=Given, choices=_CHOICES.get(name), dest=f"{name}_given",
        metavar=None if name in _CHOICES else _("VALEUR"),
        help=_("(défaut : {value})").format(value=default).replace("%", "%%"))  # fmt: skip


def _spellings(name: str) -> list[str]:
    """Return every way to write a field: its own name first, hyphens, other programs' names."""
    from mistral_assistant.training.arguments import ALIASES

    others = [alias for alias, meant in ALIASES.items() if meant == name]
    found = [name, name.replace("_", "-")]
    for alias in others:
        found += [alias, alias.replace("_", "-"), alias.upper()]
    found.append(name.upper())
    return list(dict.fromkeys(found))
