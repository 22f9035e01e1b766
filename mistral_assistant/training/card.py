"""The model card in French and in English, written beside the weights."""

from collections.abc import Mapping
from typing import Any

from mistral_assistant.training.arguments import TrainArguments
from mistral_assistant.training.run_directory import Run, write_text

_FRENCH = """# {title}

Modèle obtenu par réglage fin ({method}) de `{base}` avec Mistral Assistant.

| | |
|---|---|
| Modèle de base | `{base}` |
| Licence | {licence} : celle du modèle de base ; vos données peuvent la restreindre |
| Données | `{data}` (SHA-256 `{digest}`), {train} lignes apprises, {left_out} laissées de côté |
| Langue | français |
| Graine | {seed} |
| Perte de test | {loss} |
| Réponses mot pour mot | {same} |
| Réponses qui se terminent d'elles-mêmes | {stopped} |

Usage prévu : répondre à des questions proches de celles des données. Limites : le modèle peut
inventer ; il ne connaît rien de ce qui a changé depuis. Format : celui de `chat_template.jinja`
(Mistral v3), tel quel à l'entraînement comme à l'usage.
"""

_ENGLISH = """---
base_model: {base}
language: fr
library_name: {library}
license: {licence}
tags: [mistral, {method}]
---

# {title}

Fine-tuned ({method}) from `{base}` with Mistral Assistant. The French card: `README.fr.md`.

| | |
|---|---|
| Base model | `{base}` |
| Licence | {licence}: the base model's; your data may restrict it |
| Data | `{data}` (SHA-256 `{digest}`), {train} rows learned, {left_out} left out |
| Seed | {seed} |
| Test loss | {loss} |
| Answers word for word | {same} |
| Answers that end by themselves | {stopped} |

Intended use: answering questions like those of the data. Limits: it can make things up, and knows
nothing that changed since. Format: `chat_template.jinja` (Mistral v3), in training as in use.
"""


def write_cards(
    run: Run, args: TrainArguments, facts: Mapping[str, Any], scores: Mapping[str, Any]
) -> None:
    """Write ``README.md`` (English, with the hub's front matter) and ``README.fr.md``."""
    values = {
        "title": run.folder.name,
        "base": "-" if args.objective == "scratch" else args.model_name_or_path,
        "method": args.method if args.objective == "sft" else f"{args.objective}, {args.method}",
        "library": "transformers" if args.method == "full" else "peft",
        "licence": "apache-2.0",
        "data": facts["data"]["file"],
        "digest": facts["data"]["sha256"][:16],
        "train": facts["rows"]["train"],
        "left_out": facts["rows"]["too_long"],
        "seed": args.seed,
        "loss": _value(scores, "test_loss", 1),
        "same": _value(scores, "word_for_word", 100, " %"),
        "stopped": _value(scores, "stopped", 100, " %"),
    }
    for name, text in (("README.md", _ENGLISH), ("README.fr.md", _FRENCH)):
        write_text(run.final / name, text.format(**values))


def _value(scores: Mapping[str, Any], name: str, factor: float, unit: str = "") -> str:
    return f"{factor * scores[name]:.4g}{unit}" if name in scores else "-"
