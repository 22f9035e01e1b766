"""Which of the user's files can be documents, by their names alone, and what to do about others."""

from pathlib import Path

from mistral_assistant.authoring.new_pack import DEVICES
from mistral_assistant.cleaning import clean
from mistral_assistant.domains.passages import SUFFIXES
from mistral_assistant.i18n import _

PLAIN = ".txt"
MAX_BYTES = 200
"""Of a name; file systems take 255."""
_FORBIDDEN = '\\/:*?"<>|'
"""Characters that no file name may hold on Windows."""


def stored_name(path: Path) -> str:
    """Return the name under which a document is kept: plain text becomes Markdown."""
    suffix = path.suffix.lower()
    return path.stem + (".md" if suffix == PLAIN else suffix)


def fault(path: Path) -> tuple[str, str] | None:
    """Return (what is wrong, what to do), or None where a file may become a document."""
    if path.is_dir():
        return (
            _("c'est un dossier"),
            _("Donnez ses fichiers, par exemple : {folder}/*.md").format(folder=path),
        )
    suffix = path.suffix.lower()
    if suffix not in (*SUFFIXES, PLAIN):
        return _("un document se donne en .md, .txt, .csv ou .jsonl"), _remedy(suffix)
    if not _writable_everywhere(path.name):
        return (
            _("ce nom de fichier ne va pas sur tous les systèmes"),
            _("Renommez-le avec des lettres, des chiffres, des espaces et des tirets."),
        )
    return None


def _remedy(suffix: str) -> str:
    if suffix in (".docx", ".doc", ".odt", ".rtf", ".pages"):
        return _("Dans votre traitement de texte : Enregistrer sous, « Texte brut (.txt) », UTF-8.")
    if suffix == ".pdf":
        return _("Copiez-en le texte dans un fichier .txt, ou lancez : pdftotext fichier.pdf")
    if suffix in (".xlsx", ".xls", ".ods", ".numbers"):
        return _("Enregistrez la feuille en CSV UTF-8, avec les colonnes title et text.")
    return _("Enregistrez le texte en .txt, ou en .md : un titre « ## » et une réponse par sujet.")


def _writable_everywhere(name: str) -> bool:
    return (
        name.isprintable()
        and clean(name) == name
        and name[0] not in ".-~"
        and not name.endswith((" ", "."))
        and not set(name) & set(_FORBIDDEN)
        and name.partition(".")[0].strip().lower() not in DEVICES
        and len(name.encode("utf-8", "surrogatepass")) <= MAX_BYTES
    )
