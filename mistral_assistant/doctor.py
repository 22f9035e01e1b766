"""What this machine offers and what will therefore run; read-only, and nothing personal in it."""

import importlib.metadata
import os
import platform
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mistral_assistant import __version__
from mistral_assistant.conversations.database import WAL_SAFE_FROM
from mistral_assistant.domains.loader import check_pack, find_packs, pack_folders
from mistral_assistant.i18n import _
from mistral_assistant.model_servers import SERVERS, FoundServer, find_servers
from mistral_assistant.settings import Settings, default_config_file

EXTRAS: Mapping[str, tuple[str, ...]] = {
    "data": ("pandas", "ftfy", "charset-normalizer", "openpyxl", "pyarrow"),
    "engine": ("torch", "transformers", "peft", "bitsandbytes", "accelerate", "safetensors",
               "gguf", "jinja2", "huggingface_hub", "mistral-common", "sentencepiece", "starlette",
               "uvicorn"),
    "cpu": ("xllamacpp", "gguf", "mistral-common", "sentencepiece", "starlette", "uvicorn"),
    "train": ("trl", "datasets", "mistral-common", "sentencepiece", "matplotlib"),
    "export": ("gguf", "xllamacpp"),
    "nli": ("onnxruntime", "tokenizers"),
    "embeddings": ("onnxruntime", "tokenizers", "safetensors", "huggingface_hub"),
}  # fmt: skip
"""Extra → its packages, those of the extras that it includes left out."""
GPU_PATIENCE_S = 5.0
FREE_GIB = 1.0
"""Less free disk than this deserves a warning."""
_TOKEN_VARIABLES = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")


@dataclass(frozen=True)
class Examined:
    """One line of the report."""

    name: str
    state: str
    """``ok``, ``warning`` or ``info``."""
    text: str


def examine(
    settings: Settings,
    servers: Mapping[str, str] = SERVERS,
    config_file: Path | None = None,
) -> list[Examined]:
    """Look at everything that decides what can run here; None: the usual settings file."""
    found = find_servers(servers)
    packs = list(_packs(settings))
    return [
        *_program(),
        *_hardware(settings.data_dir),
        _token(),
        *_extras(),
        *packs,
        *(_server(item) for item in found),
        _sqlite(),
        *_what_runs(settings, packs),
        Examined(_("→ réglages"), "info", str(config_file or default_config_file())),
    ]


def redacted(found: Sequence[Examined]) -> list[Examined]:
    """Return the lines without the names of the user, the home folder and the machine."""
    return [replace(item, text=_redacted(item.text)) for item in found]


def _redacted(text: str) -> str:
    home = os.path.expanduser("~")
    for folder in {home, os.path.realpath(home)}:
        if len(folder) > 1 and folder != "~":
            text = re.sub(rf"{re.escape(folder)}(?![^\W_])", "~", text)
    for name in _private_names():
        text = re.sub(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", "***", text, flags=re.IGNORECASE)
    return text


def _private_names() -> list[str]:
    names = {os.environ.get(key, "") for key in ("USER", "LOGNAME", "USERNAME")}
    names |= {os.path.basename(os.path.expanduser("~")), platform.node()}
    return sorted(names - {"", "~", "root", "localhost"}, key=len, reverse=True)


def _program() -> Iterator[Examined]:
    yield Examined("mistral-assistant", "ok", __version__)
    supported = sys.version_info >= (3, 11)
    version = f"{platform.python_version()} · {platform.system()} {platform.machine()}"
    yield Examined("Python", "ok" if supported else "warning", version)
    size = shutil.get_terminal_size()
    wide = size.columns >= 60 and size.lines >= 20
    parts = [
        os.environ.get("TERM") or "?",
        os.environ.get("COLORTERM", ""),
        f"{size.columns}×{size.lines}",
        (sys.stdout.encoding or "?") if sys.stdout else "?",
        "" if wide else _("60×20 au moins"),
    ]
    text = " · ".join(part for part in parts if part)
    yield Examined(_("terminal"), "ok" if wide else "warning", text)


def _hardware(data_dir: Path) -> Iterator[Examined]:
    yield Examined(_("processeur"), "info", _("cœurs : {count}").format(count=os.cpu_count()))
    memory = _memory()
    yield Examined(_("mémoire"), "info", _gib(memory) if memory else _("inconnue"))
    free = shutil.disk_usage(_existing(data_dir)).free
    state = "ok" if free / 2**30 > FREE_GIB else "warning"
    yield Examined(_("disque"), state, _("{size} libres").format(size=_gib(free)))
    yield Examined("GPU", "info", _gpu() or _("aucun trouvé"))


def _existing(folder: Path) -> Path:
    absolute = Path(os.path.abspath(folder))
    return next(path for path in (absolute, *absolute.parents) if os.path.isdir(path))


def _gib(size: int) -> str:
    return _("{number} Gio").format(number=f"{size / 2**30:.1f}".replace(".", _(",")))


def _memory() -> int:
    """Return the physical memory in bytes, 0 where the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 0


def _gpu() -> str:
    tool = shutil.which("nvidia-smi")
    if tool is None:
        apple = platform.system() == "Darwin" and platform.machine() == "arm64"
        return _("Apple, mémoire partagée") if apple else ""
    query = [tool, "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader"]
    try:
        done = subprocess.run(
            query, capture_output=True, timeout=GPU_PATIENCE_S, check=True, encoding="utf-8",
            errors="replace",
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return _("nvidia-smi ne répond pas")
    return " ; ".join(done.stdout.strip().splitlines())


def _token() -> Examined:
    """Say whether there is a hub token; it is never read."""
    places = [
        os.environ.get("HF_TOKEN_PATH", ""),
        os.path.join(os.environ.get("HF_HOME", ""), "token") if os.environ.get("HF_HOME") else "",
        os.path.expanduser("~/.cache/huggingface/token"),
    ]
    there = any(os.environ.get(name) for name in _TOKEN_VARIABLES)
    there = there or any(os.path.isfile(place) for place in places)
    return Examined(_("jeton du hub"), "info", _("présent") if there else _("absent"))


def _extras() -> Iterator[Examined]:
    for extra, packages in EXTRAS.items():
        versions = {name: _version(name) for name in packages}
        missing = [name for name, version in versions.items() if not version]
        text = " · ".join(f"{name} {version}" for name, version in versions.items())
        if missing:
            text = _("manque : {names} → pip install 'mistral-assistant[{extra}]'").format(
                names=", ".join(missing), extra=extra
            )
        yield Examined(f"[{extra}]", "info", text)


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _packs(settings: Settings) -> Iterator[Examined]:
    found = find_packs(pack_folders(settings.domains, settings.data_dir))
    if not found:
        yield Examined(_("domaines"), "warning", _("aucun trouvé"))
    for name, path in found.items():
        errors = sum(problem.severity == "error" for problem in check_pack(path))
        fault = _("problèmes : {count} → mistral-assistant packs check {name}").format(
            count=errors, name=name
        )
        title = _("domaine {name}").format(name=name)
        yield Examined(title, "warning" if errors else "ok", fault if errors else str(path))


def _server(found: FoundServer) -> Examined:
    texts = {
        "models": _("répond sur {url} : {models}"),
        "other": _("{url} est pris par autre chose qu'un serveur de modèles"),
        "slow": _("{url} ne répond pas à temps"),
        "nothing": _("pas trouvé"),
    }
    models = ", ".join(found.models[:5]) or _("aucun modèle")
    state = "ok" if found.state == "models" else "info"
    return Examined(found.name, state, texts[found.state].format(url=found.url, models=models))


def _sqlite() -> Examined:
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info >= WAL_SAFE_FROM:
        return Examined("SQLite", "ok", version)
    bug = _("{version} : défaut WAL-reset connu, évité par un journal de retour arrière")
    return Examined("SQLite", "ok", bug.format(version=version))


def _what_runs(settings: Settings, packs: Sequence[Examined]) -> Iterator[Examined]:
    usable = sum(item.state == "ok" for item in packs)
    answers = _("hors ligne, d'après les domaines ({count}) ; sans modèle, sans réseau")
    if settings.backend != "offline":
        answers = _("{backend} ; sinon hors ligne, d'après les domaines ({count})")
    if not usable:
        answers = _("aucune : il n'y a pas de domaine utilisable")
    answers = answers.format(count=usable, backend=settings.backend)
    yield Examined(_("→ réponses"), "ok" if usable else "warning", answers)
    screen = sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    yield Examined(_("→ chat"), "ok", _("plein écran") if screen else _("ligne à ligne"))
    writable = os.access(_existing(settings.data_dir), os.W_OK)
    yield Examined(
        _("→ conversations"),
        "ok" if writable else "warning",
        _("gardées dans {folder}").format(folder=settings.data_dir)
        if writable
        else _("{folder} ne peut pas être écrit → --data-dir").format(folder=settings.data_dir),
    )
