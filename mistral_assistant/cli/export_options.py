"""The options of ``export``."""

import argparse
from collections.abc import Callable

from mistral_assistant.cli import values
from mistral_assistant.i18n import _

Add = Callable[[str, str, str, str], argparse.ArgumentParser]


def add_export(add: Add) -> None:
    """Add the actions of ``export``."""
    folder, target = _("DOSSIER"), _("CIBLE")
    run_help = _("dossier d'un entraînement, ou de son modèle réglé")
    base_help = _("modèle de base ; sans cela, celui que l'adaptateur nomme")
    merge = add("merge", _("fusionner l'adaptateur avec son modèle de base"), "export", "merge")
    merge.add_argument("source", type=values.path, metavar=folder, help=run_help)
    merge.add_argument("target", type=values.path, metavar=target, help=_("dossier à créer"))
    merge.add_argument("--base", metavar=_("MODÈLE"), help=base_help)
    merge.add_argument("--dtype", choices=("fp32", "bf16"), default="fp32",
        help=_("précision des poids écrits (fp32)"))  # fmt: skip
    merge.add_argument("--4bit", dest="four_bit", action="store_true",
        help=_("refusé : la fusion en 4 bits détruit un tiers de l'apprentissage"))  # fmt: skip
    gguf = add("gguf", _("un fichier GGUF pour llama.cpp et Ollama"), "export", "gguf")
    gguf.add_argument("source", type=values.path, metavar=folder,
        help=_("modèle entier ; celui d'un entraînement est fusionné d'abord"))  # fmt: skip
    gguf.add_argument("target", type=values.path, metavar=target, help=_("fichier .gguf à écrire"))
    gguf.add_argument("--kind", choices=("F32", "F16", "Q8_0", "Q4_K_M"), default="Q8_0",
        help=_("type des poids (Q8_0)"))  # fmt: skip
    gguf.add_argument("--base", metavar=_("MODÈLE"), help=base_help)
    gguf.add_argument("--adapter", action="store_true",
        help=_("l'adaptateur seul, comme adaptateur GGUF"))  # fmt: skip
    ollama = add("ollama", _("un Modelfile à côté d'un fichier GGUF"), "export", "ollama")
    ollama.add_argument("source", type=values.existing_file, metavar=_("FICHIER"),
        help=_("le fichier GGUF"))  # fmt: skip
    ollama.add_argument("--name", default="", metavar=_("NOM"), help=_("nom dans Ollama"))
    ollama.add_argument("--system", default="", metavar=_("TEXTE"), help=_("texte système"))
    ollama.add_argument("--context", type=values.whole, default=4096, metavar=_("NOMBRE"),
        help=_("tokens de contexte (4096)"))  # fmt: skip
    ollama.add_argument("--execute", action="store_true",
        help=_("lancer aussi « ollama create »"))  # fmt: skip
    archive = add("zip", _("le modèle réglé en une archive"), "export", "archive")
    archive.add_argument("source", type=values.path, metavar=folder, help=run_help)
    archive.add_argument("target", type=values.path, metavar=target,
        help=_("fichier .zip à écrire"))  # fmt: skip
    hub = add("hub", _("le modèle réglé sur le hub de Hugging Face"), "export", "hub")
    hub.add_argument("source", type=values.path, metavar=folder, help=run_help)
    hub.add_argument("name", metavar=_("NOM"), help=_("compte/modèle, créé s'il n'existe pas"))
    hub.add_argument("--public", action="store_true", help=_("visible de tous (sinon : privé)"))
