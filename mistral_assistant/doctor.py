"""What this machine offers and what will therefore run; read-only, and nothing personal in it."""

import importlib.metadata
import os
import platform
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mistral_assistant import __version__
from mistral_assistant.domains.loader import check_pack, find_packs, pack_folders
from mistral_assistant.i18n import _
from mistral_assistant.settings import Settings

WAL_FIXED = (3, 51, 3)
"""First SQLite without the WAL-reset bug; before it the store uses a rollback journal."""
SERVERS: Mapping[str, str] = {
    "Ollama": "http://127.0.0.1:11434/v1/models",
    "llama-server": "http://127.0.0.1:8080/v1/models",
    "vLLM / transformers serve": "http://127.0.0.1:8000/v1/models",
}
EXTRAS: Mapping[str, tuple[str, ...]] = {
    "data": ("pandas", "ftfy", "charset-normalizer", "openpyxl"),
    "engine": ("torch", "transformers", "peft", "bitsandbytes", "accelerate", "safetensors"),
    "cpu": ("xllamacpp", "mistral-common", "sentencepiece"),
    "train": ("trl", "datasets", "matplotlib"),
    "export": ("gguf",),
    "web": ("textual-serve", "starlette", "uvicorn"),
}


@dataclass(frozen=True)
class Examined:
    """One line of the report."""

    name: str
    state: str
    """``ok``, ``warning`` or ``info``."""
    text: str


def examine(settings: Settings) -> list[Examined]:
    """Look at everything that decides what can run here."""
    return [
        *_program(),
        *_hardware(settings.data_dir),
        *_extras(),
        *_packs(settings),
        *_servers(),
        _sqlite(),
        Examined(
            _("ce qui fonctionne"),
            "ok",
            _("le chat et « ask » hors ligne, à partir des domaines ; sans modèle, sans réseau"),
        ),
    ]


def redacted(text: str) -> str:
    """Return ``text`` without the names of the user, the home folder and the machine."""
    home = str(Path.home())
    if len(home) > 1:
        text = text.replace(home, "~")
    for name in {os.environ.get("USER", ""), platform.node()} - {"", "root"}:
        text = re.sub(rf"\b{re.escape(name)}\b", "***", text)
    return text


def _program() -> Iterator[Examined]:
    yield Examined("mistral-assistant", "ok", __version__)
    version = platform.python_version()
    supported = sys.version_info >= (3, 11)
    yield Examined("Python", "ok" if supported else "warning", f"{version} · {platform.platform()}")
    columns, lines = shutil.get_terminal_size()
    term = os.environ.get("TERM", "?")
    colours = os.environ.get("COLORTERM", "")
    wide = columns >= 60 and lines >= 20
    yield Examined(
        _("terminal"),
        "ok" if wide else "warning",
        f"{term} {colours} {columns}×{lines}".replace("  ", " ")
        + ("" if wide else " · " + _("60×20 au moins")),
    )


def _hardware(data_dir: Path) -> Iterator[Examined]:
    yield Examined(_("processeur"), "info", _("{count} cœurs").format(count=os.cpu_count()))
    memory = _memory()
    if memory:
        yield Examined(_("mémoire"), "info", f"{memory / 2**30:.1f} Gio")
    folder = next(path for path in (data_dir, *data_dir.parents) if path.exists())
    free = shutil.disk_usage(folder).free / 2**30
    yield Examined(_("disque"), "ok" if free > 1 else "warning", f"{free:.1f} Gio " + _("libres"))
    yield Examined("GPU", "info", _gpu() or _("aucun trouvé"))
    token = any(os.environ.get(name) for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"))
    token = token or (Path.home() / ".cache/huggingface/token").exists()
    yield Examined(_("jeton du hub"), "info", _("présent") if token else _("absent"))


def _memory() -> int:
    """Return the physical memory in bytes, 0 where the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 0


def _gpu() -> str:
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return ""
    query = [tool, "--query-gpu=name,memory.total", "--format=csv,noheader"]
    try:
        done = subprocess.run(query, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return _("nvidia-smi ne répond pas")
    return " ; ".join(done.stdout.strip().splitlines())


def _extras() -> Iterator[Examined]:
    for extra, packages in EXTRAS.items():
        missing = [name for name in packages if not _version(name)]
        found = " ".join(f"{name} {_version(name)}" for name in packages if _version(name))
        hint = _("manque : {names} → pip install 'mistral-assistant[{extra}]'").format(
            names=", ".join(missing), extra=extra
        )
        yield Examined(f"[{extra}]", "info", hint if missing else found)


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _packs(settings: Settings) -> Iterator[Examined]:
    found = find_packs(pack_folders(settings.domains, settings.data_dir))
    if not found:
        yield Examined(_("domaines"), "warning", _("aucun trouvé"))
    for name, path in sorted(found.items()):
        errors = [problem for problem in check_pack(path) if problem.severity == "error"]
        text = _("{count} problèmes → mistral-assistant packs check {name}").format(
            count=len(errors), name=name
        )
        state = "warning" if errors else "ok"
        yield Examined(_("domaine {name}").format(name=name), state, text if errors else str(path))


def _servers() -> Iterator[Examined]:
    import httpx2

    for name, url in SERVERS.items():
        try:
            reply = httpx2.get(url, timeout=0.5, follow_redirects=False, trust_env=False)
            text = _("répond sur {url} ({status})").format(url=url, status=reply.status_code)
        except httpx2.HTTPError:
            text = _("pas trouvé")
        yield Examined(name, "info", text)


def _sqlite() -> Examined:
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info >= WAL_FIXED:
        return Examined("SQLite", "ok", version)
    return Examined(
        "SQLite",
        "ok",
        _("{version} : défaut WAL-reset connu, évité par un journal de retour arrière").format(
            version=version
        ),
    )
