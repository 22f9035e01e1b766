"""Fetches a model from the Hugging Face hub: asked for first, then fetched, and gone on with later.

The hub's own client and cache are used, so that transformers and other programs find the model too.
"""

import errno
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mistral_assistant.cleaning import clean_line
from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _, system_reason
from mistral_assistant.models.catalogue import SHORTCUTS, instead_of

HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII)
WANTED = ("*.json", "*.safetensors", "tokenizer.model*", "*.jinja", "README.md", "LICENSE*")
"""Nothing that can run code when it is opened."""
_DESCRIBING = ("config.json", "tokenizer_config.json", "README.md")
_PATIENCE_S = 10.0


@dataclass(frozen=True)
class Found:
    """What the hub says of a model before anything is fetched."""

    hub_id: str
    files: tuple[str, ...]
    bytes: int
    licence: str
    gated: bool


def hub_id(name: str) -> str:
    """Return the hub's name for a shortcut or for itself.

    Raises:
        ModelError: it is neither.
    """
    if name in SHORTCUTS:
        return SHORTCUTS[name].hub_id
    if HUB_ID.fullmatch(name) and ".." not in name:
        return name
    raise ModelError(
        _("« {name} » n'est pas un modèle du hub.").format(name=name[:100]),
        _("Écrivez « auteur/modele », ou l'un de ces noms : {names}.").format(
            names=", ".join(SHORTCUTS)
        ),
    )


def look_up(name: str) -> Found:
    """Return what the hub says of a model; nothing is fetched.

    Raises:
        ModelError: no network, no such model, one whose licence has not been accepted, or one
            without safetensors.
    """
    hub = _hub()
    wanted = hub_id(name)
    try:
        said = hub.HfApi().model_info(wanted, files_metadata=True, timeout=_PATIENCE_S)
        if said.gated:
            hub.HfApi().auth_check(wanted)
    except _faults() as error:
        raise _explained(wanted, error) from error
    files = [item for item in said.siblings or () if _is_wanted(item.rfilename)]
    if not any(item.rfilename.endswith(".safetensors") for item in files):
        raise ModelError(
            _("« {name} » n'a pas de poids au format safetensors.").format(name=wanted),
            _("D'autres formats peuvent exécuter du code ; prenez un autre modèle."),
        )
    licence = getattr(said.card_data, "license", None) or ""
    return Found(
        wanted,
        tuple(item.rfilename for item in files),
        sum(item.size or 0 for item in files),
        clean_line(str(licence)),
        bool(said.gated),
    )


def fetch(found: Found) -> Path:
    """Fetch a model into the hub's cache and return its folder; a broken-off fetch goes on.

    Progress is shown by the hub's client on standard error.

    Raises:
        ModelError: the network broke off, or the disk is full.
    """
    hub = _hub()
    try:
        return Path(hub.snapshot_download(found.hub_id, allow_patterns=list(found.files)))
    except _faults() as error:
        raise _explained(found.hub_id, error) from error


def describe(name: str, into: Path) -> Found:
    """Fetch what describes a model into a folder, no weights; the cache stays as it is.

    Raises:
        ModelError: as ``look_up``, or the network broke off.
    """
    found = look_up(name)
    from huggingface_hub.utils import disable_progress_bars  # type: ignore[attr-defined]

    disable_progress_bars()
    try:
        _hub().snapshot_download(
            found.hub_id,
            allow_patterns=list(_DESCRIBING),
            local_dir=into,
            cache_dir=into / "cache",
        )
    except _faults() as error:
        raise _explained(found.hub_id, error) from error
    return found


def fetch_files(name: str, wanted: tuple[str, ...], extra: str) -> Path:
    """Return the folder of a model with the files ``wanted``; it is fetched only if the hub's cache
    has none. ``extra`` is what to install for it.

    Raises:
        ModelError: the name is none of the hub, the network broke off, or there is no such model.
    """
    if not HUB_ID.fullmatch(name) or ".." in name:
        raise ModelError(
            _("« {name} » n'est ni un dossier ni un modèle du hub.").format(name=name[:200]),
            _("Donnez un dossier qui existe, ou « auteur/modele »."),
        )
    hub = _hub(extra)
    from huggingface_hub.errors import LocalEntryNotFoundError
    from huggingface_hub.utils import disable_progress_bars  # type: ignore[attr-defined]

    disable_progress_bars()  # the chat owns the screen
    try:
        with suppress(LocalEntryNotFoundError):
            kept = hub.snapshot_download(name, local_files_only=True, allow_patterns=list(wanted))
            return Path(kept)
        return Path(hub.snapshot_download(name, allow_patterns=list(wanted)))
    except _faults() as error:
        raise _explained(name, error) from error


def fetched_into(folder: Path) -> Path | None:
    """Return the folder of the hub's cache that holds all of a fetched model; None elsewhere."""
    for parent in folder.parents:
        if parent.name.startswith("models--") and folder.parent == parent / "snapshots":
            return parent
    return None


def _hub(extra: str = "engine") -> Any:
    try:
        import huggingface_hub
    except ImportError as error:
        raise ModelError(
            _("Le paquet « {name} » manque.").format(name="huggingface_hub"),
            _("Installez : pip install 'mistral-assistant[{extra}]'.").format(extra=extra),
        ) from error
    return huggingface_hub


def _faults() -> tuple[type[Exception], ...]:
    """Return what the hub's client raises: its own errors, its HTTP library's, and the disk's."""
    import httpx2
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    return (HfHubHTTPError, HFValidationError, httpx2.HTTPError, OSError)


def _explained(name: str, error: Exception) -> ModelError:
    """Return what a refusal of the hub means for the user."""
    from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError

    other = instead_of(name)
    if isinstance(error, GatedRepoError):
        return ModelError(
            _("L'accès au modèle « {name} » est réservé.").format(name=name),
            _("Acceptez sa licence sur https://huggingface.co/{name} et posez HF_TOKEN, ou prenez "
              "un modèle ouvert : mistral-assistant models pull {other}").format(
                name=name, other=other),
        )  # fmt: skip
    if isinstance(error, RepositoryNotFoundError):
        return ModelError(
            _("Le modèle « {name} » n'existe pas, ou il est privé.").format(name=name),
            _("Vérifiez le nom, ou posez HF_TOKEN."),
        )
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EACCES, errno.EDQUOT):
        return ModelError(
            _("Le modèle « {name} » n'a pas pu être enregistré : {reason}.").format(
                name=name, reason=system_reason(error)
            ),
            _("Faites de la place, ou choisissez un autre dossier avec HF_HOME."),
        )
    return ModelError(
        _("Le hub n'a pas pu être joint pour « {name} » ({reason}).").format(
            name=name, reason=clean_line(str(error).strip().split("\n")[0])[:150]
        ),
        _("Vérifiez le réseau et recommencez : le téléchargement reprend où il en était. Un "
          "modèle déjà sur le disque s'ajoute par : mistral-assistant models import DOSSIER"),
    )  # fmt: skip


def _is_wanted(name: str) -> bool:
    return "/" not in name and any(Path(name).match(pattern) for pattern in WANTED)
