"""``models``: the models of this machine by name; the work is in ``models.registry`` and beside."""

import argparse
import sys
import tempfile
from pathlib import Path

from mistral_assistant.cleaning import clean, clean_line
from mistral_assistant.cli.output import print_json
from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _, system_reason
from mistral_assistant.models import registry
from mistral_assistant.models.catalogue import SHORTCUTS
from mistral_assistant.models.hub import HUB_ID, Found, describe
from mistral_assistant.models.needs import (
    Needs,
    licence_of,
    machine_memory,
    needs_of,
    special_tokens,
)
from mistral_assistant.models.registry import Entry
from mistral_assistant.settings import Settings


def list_models(options: argparse.Namespace, settings: Settings) -> int:
    """Print what is registered, and the short names that could be fetched."""
    found = registry.entries(settings.data_dir)
    if getattr(options, "json", False):
        print_json([_as_json(entry) for entry in found])
        return 0
    width = max((len(entry.name) for entry in found), default=0)
    for entry in found:
        gone = "" if entry.path.exists() else _("  (disparu)")
        _say(f"{entry.name:<{width}}  {_kind(entry)}  {entry.path}{gone}")
    if not found:
        _say(_("Aucun modèle n'est enregistré."))
    left = {name: SHORTCUTS[name] for name in SHORTCUTS if name not in {e.name for e in found}}
    if left:
        _say(_("À télécharger par « models pull » :"))
    for name, short in left.items():
        asked = _("  (licence à accepter)") if short.gated else ""
        _say(f"  {name:<{max(map(len, left))}}  {short.hub_id}  {short.licence}{asked}")
    return 0


def info(options: argparse.Namespace, settings: Settings) -> int:
    """Print what is known of one model; what is not on this machine is described by the hub."""
    with tempfile.TemporaryDirectory() as spare:
        place, found = _described(options.model, settings, Path(spare))
        needs, special = needs_of(place), special_tokens(place)
        licence, memory = licence_of(place), machine_memory()
    where = found.hub_id if found else str(place)
    gated = found.gated if found else None
    if options.json:
        print_json({"path": where, "here": found is None, "licence": licence, "gated": gated,
                    "special_tokens": special, "machine_bytes": memory,
                    **needs.to_json()})  # fmt: skip
        return 0
    _say(_("{path} : {count} M de paramètres").format(
        path=where, count=f"{needs.parameters / 1e6:,.0f}".replace(",", "\u202f")))  # fmt: skip
    _say(_("licence : {name}").format(name=licence or _("non indiquée")))
    if found:
        _say(_("accès : licence à accepter sur sa page") if gated else _("accès : libre"))
        _say(_("à télécharger : {size} Go").format(size=_gigabytes(found.bytes)))
    _say(_("jetons spéciaux : {tokens}").format(
        tokens=", ".join(f"{name} {token}" for name, token in special.items()) or "–"))  # fmt: skip
    _say_memory(needs, memory)
    return 0


def _say_memory(needs: Needs, memory: int) -> None:
    for title, size in (
        (_("4 bits (NF4)"), needs.nf4), (_("8 bits (Q8_0)"), needs.q8), (_("16 bits"), needs.half)
    ):  # fmt: skip
        fits = _("tient sur cette machine") if size < 0.8 * memory else _("trop grand ici")
        _say(_("mémoire en {title} : {size} Go ({fits})").format(
            title=title, size=_gigabytes(size), fits=fits))  # fmt: skip


def _described(name: str, settings: Settings, spare: Path) -> tuple[Path, Found | None]:
    """Return the folder of a model, or ``spare`` with what the hub says of it."""
    try:
        return _place(name, settings), None
    except ModelError:
        if Path(name).exists() or not (name in SHORTCUTS or HUB_ID.fullmatch(name)):
            raise
    return spare, describe(name, spare)


def import_model(options: argparse.Namespace, settings: Settings) -> int:
    """Give a name to a model that is on the disk already."""
    path: Path = options.path
    if not path.exists():
        raise ModelError(_("« {path} » n'existe pas.").format(path=path), _("Vérifiez le chemin."))
    name = options.name or registry.name_for(path)
    return _registered(_register(settings, name, path, ""))


def pull(options: argparse.Namespace, settings: Settings) -> int:
    """Fetch a model from the hub."""
    from mistral_assistant.models.hub import fetch, hub_id, look_up

    wanted = hub_id(options.model)
    name = options.name or (options.model if options.model in SHORTCUTS else wanted)
    registry.check_free(settings.data_dir, name)
    found = look_up(wanted)
    _say(_("{name} : {size} Go, licence {licence}").format(
        name=wanted, size=_gigabytes(found.bytes),
        licence=found.licence or _("non indiquée")))  # fmt: skip
    return _registered(_register(settings, name, fetch(found), wanted))


def convert(options: argparse.Namespace, settings: Settings) -> int:
    """Write a model as GGUF into the data folder."""
    from mistral_assistant.models.gguf import write_model

    place = _place(options.model, settings)
    base = options.model if options.model in SHORTCUTS else registry.name_for(Path(options.model))
    name = options.name or f"{base}-{options.kind.lower()}"
    registry.check_free(settings.data_dir, name)
    target = registry.folder_of(settings.data_dir) / f"{name.replace('/', '--')}.gguf"
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_model(place, target, options.kind)
    except OSError as error:
        raise _unwritable(target, error) from error
    return _registered(_register(settings, name, target, str(place)))


def vllm(options: argparse.Namespace, settings: Settings) -> int:
    """Print the command of a vLLM server with the same model and adapters, and nothing else."""
    from mistral_assistant.engine.vllm import command

    print(clean(command(Path(options.model), settings.data_dir)))
    return 0


def remove(options: argparse.Namespace, settings: Settings) -> int:
    """Forget a model."""
    try:
        entry = registry.remove(settings.data_dir, options.model, files=options.files)
    except OSError as error:
        raise _unwritable(registry.folder_of(settings.data_dir), error) from error
    _say(_("« {name} » est oublié.").format(name=entry.name))
    if entry.path.exists():
        _say(_("Ses fichiers restent : {path}").format(path=entry.path))
    return 0


def path(options: argparse.Namespace, settings: Settings) -> int:
    """Print where a model lies, and nothing else."""
    entry = registry.find(settings.data_dir, options.model)
    print(clean(str(entry.path if entry else _place(options.model, settings))))
    return 0


def _place(name: str, settings: Settings) -> Path:
    from mistral_assistant.engine.places import resolve

    return resolve(Path(name), settings.data_dir).base


def _register(settings: Settings, name: str, path: Path, source: str) -> Entry:
    try:
        return registry.register(settings.data_dir, name, path, source)
    except OSError as error:
        raise _unwritable(registry.folder_of(settings.data_dir), error) from error


def _registered(entry: Entry) -> int:
    _say(_("« {name} » est enregistré : {kind}, {path}").format(
        name=entry.name, kind=_kind(entry), path=entry.path))  # fmt: skip
    if entry.is_adapter:
        _say(_('Un domaine le prend par adapter = "{name}" dans pack.toml.').format(
            name=entry.name))  # fmt: skip
    else:
        _say(_('Pour le chat : backend = "engine" et model = "{name}" dans les réglages.').format(
            name=entry.name))  # fmt: skip
    return 0


def _kind(entry: Entry) -> str:
    return {
        "model": _("modèle"),
        "run": _("entraînement"),
        "gguf": _("modèle GGUF"),
        "adapter": _("adaptateur"),
        "gguf-adapter": _("adaptateur GGUF"),
    }[entry.kind]


def _as_json(entry: Entry) -> dict[str, object]:
    return {"name": entry.name, "kind": entry.kind, "path": str(entry.path),
            "source": entry.source, "exists": entry.path.exists()}  # fmt: skip


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.1f}".replace(".", _(","))


def _unwritable(place: Path, error: OSError) -> ModelError:
    return ModelError(
        _("« {path} » ne peut pas être écrit ({reason}).").format(
            path=place, reason=system_reason(error)
        ),
        _("Vérifiez la place et vos droits, ou choisissez un autre --data-dir."),
    )


def _say(text: str) -> None:
    print(clean_line(text), file=sys.stdout)
