"""The options of ``engine``."""

from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path

from mistral_assistant.cli import values
from mistral_assistant.i18n import _


def add_engine(parser: ArgumentParser) -> None:
    """Add the options to the parser of the command."""
    path, number = _("CHEMIN"), _("NOMBRE")
    parser.add_argument("--model", type=values.path, metavar=path,
        help=_("dossier de modèle, dossier d'un entraînement, ou fichier .gguf"))  # fmt: skip
    parser.add_argument("--adapter", type=adapter, action="append", default=[],
        metavar=_("NOM=DOSSIER"), help=_("un adaptateur LoRA (répétable)"))  # fmt: skip
    parser.add_argument("--runtime", choices=("auto", "transformers", "llamacpp"), default="auto",
        help=_("qui calcule (auto)"))  # fmt: skip
    parser.add_argument("--quantize", choices=("auto", "none", "nf4"), default="auto",
        help=_("4 bits NF4, ou non (auto : sur une carte NVIDIA)"))  # fmt: skip
    parser.add_argument("--dtype", choices=("auto", "float32", "bfloat16", "float16"),
        default="auto", help=_("précision des calculs (auto)"))  # fmt: skip
    parser.add_argument("--context", type=values.whole, default=0, metavar=number,
        help=_("jetons de contexte, réponse comprise"))  # fmt: skip
    parser.add_argument("--threads", type=values.whole, default=0, metavar=number,
        help=_("fils du processeur (llama.cpp)"))  # fmt: skip
    parser.add_argument("--host", default="127.0.0.1", metavar=_("ADRESSE"),
        help=_("où écouter (127.0.0.1) ; une autre adresse exige un jeton"))  # fmt: skip
    parser.add_argument("--port", type=port, default=0, metavar=number,
        help=_("port (0 : un port libre)"))  # fmt: skip
    parser.add_argument("--token-file", type=values.existing_file, metavar=_("FICHIER"),
        help=_("fichier du jeton d'accès ; sans lui, un jeton au hasard"))  # fmt: skip
    parser.add_argument("--state-file", type=values.path, metavar=_("FICHIER"),
        help=_("où écrire l'adresse et le jeton (lisible par vous seul)"))  # fmt: skip
    parser.add_argument("--idle-minutes", type=minutes, default=15.0, metavar=number,
        help=_("fin après tant de minutes sans demande (15 ; 0 : jamais)"))  # fmt: skip
    parser.add_argument("--nice", type=priority, default=0, metavar=number,
        help=_("laisser le processeur aux autres programmes (0 à 19)"))  # fmt: skip


def priority(text: str) -> int:
    """Read how far to step back."""
    if not (text.isdecimal() and len(text) <= 2 and int(text) <= 19):
        raise ArgumentTypeError(_("« {text} » n'est pas un nombre de 0 à 19").format(text=text))
    return int(text)


def adapter(text: str) -> tuple[str, Path]:
    """Read ``NAME=FOLDER``."""
    name, equals, folder = text.partition("=")
    if not (name.strip() and equals and folder.strip()):
        raise ArgumentTypeError(_("« {text} » n'est pas de la forme NOM=DOSSIER").format(text=text))
    return name.strip(), values.path(folder)


def port(text: str) -> int:
    """Read a port."""
    if not (text.isdecimal() and len(text) <= 5 and int(text) < 65_536):
        raise ArgumentTypeError(_("« {text} » n'est pas un port").format(text=text))
    return int(text)


def minutes(text: str) -> float:
    """Read a number of minutes, with a point or a comma."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100_000:
        raise ArgumentTypeError(_("« {text} » n'est pas un nombre de minutes").format(text=text))
    return value
