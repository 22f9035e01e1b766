"""A tuned model for other programs: GGUF for llama.cpp, and a Modelfile for Ollama.

Ollama does not import Mistral safetensors, so a Modelfile always names a GGUF file.
"""

import tempfile
from pathlib import Path

from mistral_assistant.errors import UsageError
from mistral_assistant.i18n import _
from mistral_assistant.models import gguf
from mistral_assistant.models.weights import read_config
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


def write_gguf(source: Path, target: Path, kind: gguf.Kind, *, base: str = "") -> None:
    """Write a whole model, or a run's adapter merged with its base, as one GGUF file.

    Raises:
        ModelError: the model cannot be read or is of another architecture.
        UsageError: ``target`` exists already.
    """
    _is_new(target)
    folder = final_folder(source)
    if not (folder / "adapter_config.json").is_file():
        gguf.write_model(folder, target, kind)
        return
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".export-") as place:
        merge(folder, Path(place) / "model", base=base)
        gguf.write_model(Path(place) / "model", target, kind)


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


def write_modelfile(file: Path, *, name: str, system: str, context: int) -> list[str]:
    """Write ``Modelfile`` beside a GGUF file and return the two commands that use it.

    Raises:
        UsageError: there is one already.
    """
    target = file.with_name("Modelfile")
    _is_new(target)
    write_text(target, modelfile(file, system=system, context=context))
    called = name or file.stem.lower()
    return [f"ollama create {called} -f {target}", f"ollama run {called}"]


def _is_new(target: Path) -> None:
    if target.exists():
        raise UsageError(
            _("« {file} » existe déjà.").format(file=target), _("Donnez un autre nom.")
        )
