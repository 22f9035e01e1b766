"""The options of ``models``."""

from argparse import ArgumentParser
from collections.abc import Callable

from mistral_assistant.cli import values
from mistral_assistant.i18n import _

Add = Callable[[str, str, str, str], ArgumentParser]


def add_models(add: Add) -> None:
    """Add the actions of ``models``."""
    name, model = _("NOM"), _("MODÈLE")
    as_json, named = _("écrire du JSON"), _("nom qu'il portera ici")
    found = add("list", _("les modèles et adaptateurs connus"), "models", "list_models")
    found.add_argument("--json", action="store_true", help=as_json)
    info = add("info", _("taille, licence, mémoire nécessaire"), "models", "info")
    info.add_argument("model", metavar=model, help=_("nom connu, nom court ou « auteur/modele »"))
    info.add_argument("--json", action="store_true", help=as_json)
    take = add("import", _("donner un nom à un modèle de ce disque"), "models", "import_model")
    take.add_argument("path", type=values.path, metavar=_("CHEMIN"),
        help=_("dossier de modèle, d'adaptateur ou d'entraînement, ou fichier .gguf"))  # fmt: skip
    take.add_argument("--name", default="", metavar=name, help=named)
    pull = add("pull", _("télécharger un modèle du hub Hugging Face"), "models", "pull")
    pull.add_argument("model", metavar=model, help=_("nom court ou « auteur/modele »"))
    pull.add_argument("--name", default="", metavar=name, help=named)
    convert = add("convert", _("écrire un modèle en GGUF, pour llama.cpp"), "models", "convert")
    convert.add_argument("model", metavar=model, help=_("nom connu, ou dossier"))
    convert.add_argument("--kind", choices=("F32", "F16", "Q8_0"), default="Q8_0",
        help=_("type des poids (Q8_0)"))  # fmt: skip
    convert.add_argument("--name", default="", metavar=name, help=named)
    vllm = add("vllm", _("la commande d'un serveur vLLM équivalent"), "models", "vllm")
    vllm.add_argument("model", metavar=model, help=_("nom connu, ou dossier"))
    for word in ("remove", "rm"):
        gone = add(word, _("oublier un modèle"), "models", "remove")
        gone.add_argument("model", metavar=name, help=_("nom connu"))
        gone.add_argument("--files", action="store_true",
            help=_("effacer aussi ce qui a été téléchargé ou converti"))  # fmt: skip
    where = add("path", _("le dossier ou le fichier d'un modèle"), "models", "path")
    where.add_argument("model", metavar=name, help=_("nom connu, nom court ou « auteur/modele »"))
