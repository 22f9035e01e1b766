"""A tuned model for elsewhere: GGUF for llama.cpp, a Modelfile for Ollama, an archive.

Ollama does not import Mistral safetensors, so a Modelfile always names a GGUF file.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import cast
from zipfile import ZIP_DEFLATED, ZipFile

from mistral_assistant.errors import ModelError, UsageError
from mistral_assistant.i18n import _
from mistral_assistant.models import gguf
from mistral_assistant.models.weights import read_config
from mistral_assistant.training.k_quants import write_q4_k_m
from mistral_assistant.training.merge import final_folder, merge
from mistral_assistant.training.run_directory import write_text

TEMPLATE = (
    "{{- range $i, $m := .Messages }}"
    '{{ if eq .Role "user" }}[INST] '
    "{{ if and $.System (eq (len (slice $.Messages $i)) 1) }}{{ $.System }}\n\n{{ end }}"
    "{{ .Content }}[/INST]"
    '{{ else if eq .Role "assistant" }} {{ .Content }}</s>{{ end }}{{ end }}'
)
"""Go's template of the v3 format; the beginning mark is put before it by the engine."""


def write_gguf(source: Path, target: Path, kind: str, *, base: str = "") -> None:
    """Write a whole model, or a run's adapter merged with its base, as one GGUF file.

    ``kind``: F32, F16, Q8_0 or Q4_K_M.

    Raises:
        ModelError: the model cannot be read, is of another architecture, or nothing here can
            quantise it.
        UsageError: ``target`` exists already.
    """
    _is_new(target)
    folder = final_folder(source)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".export-") as place:
        if (folder / "adapter_config.json").is_file():
            merge(folder, Path(place) / "model", base=base)
            folder = Path(place) / "model"
        if kind == "Q4_K_M":
            gguf.write_model(folder, Path(place) / "F16.gguf", "F16")
            write_q4_k_m(Path(place) / "F16.gguf", target)
        else:
            gguf.write_model(folder, target, cast(gguf.Kind, kind))


def write_gguf_adapter(source: Path, target: Path, *, base: str = "") -> None:
    """Write a run's adapter alone as a GGUF adapter.

    Raises:
        ModelError: the adapter is of a kind that llama.cpp cannot apply.
        UsageError: ``target`` exists already, or the base is not a folder here.
    """
    _is_new(target)
    folder = final_folder(source)
    name = base or str(read_config(folder, "adapter_config.json").get("base_model_name_or_path"))
    if not Path(name).is_dir():
        raise UsageError(
            _("Le modèle de base « {name} » n'est pas un dossier de cette machine.").format(
                name=name
            ),
            _("Donnez-le : --base DOSSIER."),
        )
    gguf.write_adapter(folder, Path(name), target)


def modelfile(file: Path, *, system: str = "", context: int = 4096) -> str:
    """Return the Modelfile of a GGUF file: template, stops, context, system text."""
    said = system.replace('"""', "'''")
    lines = [
        f"FROM ./{file.name}",
        f'TEMPLATE """{TEMPLATE}"""',
        'PARAMETER stop "</s>"',
        'PARAMETER stop "[INST]"',
        "PARAMETER temperature 0.2",
        # Ollama's own default of 2048 cuts what is longer without a word.
        f"PARAMETER num_ctx {context}",
    ]
    if said:
        lines.append(f'SYSTEM """{said}"""')
    return "\n".join(lines) + "\n"


def write_modelfile(file: Path, *, name: str, system: str, context: int) -> list[list[str]]:
    """Write ``Modelfile`` beside a GGUF file and return the two commands that use it, in words.

    Raises:
        UsageError: there is one already.
    """
    target = file.with_name("Modelfile")
    _is_new(target)
    write_text(target, modelfile(file, system=system, context=context))
    called = name or file.stem.lower()
    return [["ollama", "create", called, "-f", str(target)], ["ollama", "run", called]]


def execute(command: Sequence[str]) -> None:
    """Run a command of Ollama's; it tells for itself how far it is.

    Raises:
        ModelError: Ollama is not installed, or has failed.
    """
    program = shutil.which(command[0])
    if not program:
        raise ModelError(
            _("Ollama n'est pas installé ici."),
            _("Installez-le (https://ollama.com), puis lancez la commande affichée."),
        )
    code = subprocess.run([program, *command[1:]], check=False).returncode
    if code:
        raise ModelError(
            _("« {command} » a échoué (code {code}).").format(command=" ".join(command), code=code),
            _("Ollama doit tourner : « ollama serve »."),
        )


def write_zip(source: Path, target: Path) -> None:
    """Write a tuned model with its cards, arguments and scores as one archive.

    Raises:
        ModelError: there is no tuned model in ``source``.
        UsageError: ``target`` exists already.
    """
    _is_new(target)
    folder = final_folder(source)
    files = {path: Path(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    run = folder.parent
    beside = [run / name for name in ("arguments.toml", "run.json", "result.json", "curves.png")]
    files |= {file: Path("run") / file.name for file in beside if file.is_file()}
    part = target.with_name(target.name + ".part")
    try:
        with ZipFile(part, "w", ZIP_DEFLATED, compresslevel=1) as archive:
            for file, name in sorted(files.items(), key=lambda entry: entry[1]):
                archive.write(file, Path(target.stem) / name)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _is_new(target: Path) -> None:
    if target.exists():
        raise UsageError(
            _("« {file} » existe déjà.").format(file=target), _("Donnez un autre nom.")
        )
