"""``train`` without a file: asks for it, then before each stage."""

import sys

from mistral_assistant.errors import UsageError
from mistral_assistant.i18n import _
from mistral_assistant.training import recipe


def ask_for_data() -> str:
    """Return the file that the user names.

    Raises:
        UsageError: there is nobody to ask.
    """
    if not sys.stdin.isatty():
        raise UsageError(
            _("Il manque le fichier de données."),
            _("Exemple : python fine_tune.py donnees.csv --model_name_or_path DOSSIER"),
        )
    print(_("Réglage fin d'un modèle Mistral : {count} étapes, chacune sur votre accord.").format(
        count=len(recipe.STAGES)))  # fmt: skip
    found = input(_("Fichier de données (CSV, JSONL) : ")).strip().strip("\"'")
    if not found:
        raise UsageError(_("Il manque le fichier de données."), _("Donnez-en le chemin."))
    return found


def confirm_stage(stage: str) -> bool:
    """Ask whether to go on with a stage; Enter means yes."""
    question = _("Étape suivante : {stage}. Continuer ? [O/n] ").format(stage=recipe.title(stage))
    return input(question).strip().casefold() in ("", "o", "oui", "y", "yes")
