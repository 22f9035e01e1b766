"""The options of the stages of ``data`` after the repair; the work is done in ``data_stages``."""

import argparse

from mistral_assistant.cli import values
from mistral_assistant.cli.history_options import Add
from mistral_assistant.i18n import _

_MODULE = "data_stages"


def add_data_stages(add: Add) -> None:
    """Add ``convert``, ``clean``, ``mask``, ``split``, ``validate``, ``leaks`` and ``stats``."""
    _convert(add)
    _clean(add)
    _mask(add)
    _split(add)
    validate = add("validate", _("vérifier un fichier ligne par ligne"), _MODULE, "validate")
    _input(validate)
    validate.add_argument("--max-length", type=values.whole, default=0, metavar=_("NOMBRE"),
        help=_("signaler les exemples de plus de tant de tokens"))  # fmt: skip
    leaks = add("leaks", _("ce que deux parts ont en commun"), _MODULE, "leaks")
    leaks.add_argument("files", nargs="+", type=values.data_source, metavar=_("FICHIER"),
        help=_("les parts à comparer"))  # fmt: skip
    leaks.add_argument("--group", default="", metavar=_("COLONNE"),
        help=_("aussi les valeurs communes de cette colonne"))  # fmt: skip
    leaks.add_argument("--exact-only", action="store_true",
        help=_("sans les quasi-doublons"))  # fmt: skip
    _common(leaks)
    stats = add("stats", _("lignes, tokens, langues, catégories"), _MODULE, "stats")
    _input(stats)
    stats.add_argument("--by", metavar=_("COLONNE"),
        help=_("colonne dont montrer l'équilibre (category)"))  # fmt: skip
    stats.add_argument("--max-length", type=values.whole, default=512, metavar=_("NOMBRE"),
        help=_("tokens que l'entraînement garde d'un exemple (512)"))  # fmt: skip
    stats.add_argument("--near", action="store_true", help=_("compter aussi les quasi-doublons"))
    stats.add_argument("--plot", type=values.path, metavar=_("FICHIER"),
        help=_("dessiner les longueurs dans un fichier .png"))  # fmt: skip


def _convert(add: Add) -> None:
    convert = add("convert", _("vers un autre format, sans perte"), _MODULE, "convert")
    _input(convert)
    _output(convert)
    convert.add_argument("--to", default="", choices=_forms(), metavar=_("FORME"),
        help=_("forme des lignes : {names}").format(names=", ".join(_forms())))  # fmt: skip
    convert.add_argument("--template", choices=("mistral",),
        help=_("écrire chaque dialogue en un texte, au format du modèle"))  # fmt: skip
    convert.add_argument("--spreadsheet", action="store_true",
        help=_("neutraliser les cellules qu'un tableur exécuterait"))  # fmt: skip
    convert.add_argument("--from-spreadsheet", action="store_true",
        help=_("le fichier lu a été écrit avec --spreadsheet"))  # fmt: skip


def _clean(add: Add) -> None:
    clean = add("clean", _("écarter ce qui n'apprend rien de bon"), _MODULE, "clean")
    _input(clean)
    _output(clean, required=False)
    clean.add_argument("--tweets", action="store_true", help=_("règles pour messages courts"))
    clean.add_argument("--without", action="append", default=[], metavar=_("RÈGLE"),
        help=_("éteindre une règle (répétable)"))  # fmt: skip
    clean.add_argument("--language", action="append", default=[], metavar=_("LANGUE"),
        help=_("ne garder que cette langue (répétable)"))  # fmt: skip
    clean.add_argument("--mini", type=values.whole, default=0, metavar=_("NOMBRE"),
        help=_("n'en garder que tant, répartis sur tout le fichier"))  # fmt: skip


def _mask(add: Add) -> None:
    mask = add("mask", _("masquer ou lister les données personnelles"), _MODULE, "mask")
    _input(mask)
    _output(mask, required=False)
    mask.add_argument("--kind", action="append", default=[], metavar=_("GENRE"),
        help=_("genre à masquer (répétable) ; sans cela, tous"))  # fmt: skip
    mask.add_argument("--names", type=values.existing_file, metavar=_("FICHIER"),
        help=_("noms de personnes, un par ligne"))  # fmt: skip
    mask.add_argument("--list", action="store_true", help=_("montrer ce qui a été trouvé"))


def _split(add: Add) -> None:
    split = add("split", _("entraînement, validation, test"), _MODULE, "split")
    _input(split)
    split.add_argument("--into", type=values.path, metavar=_("DOSSIER"),
        help=_("dossier des parts ; sinon celui du fichier, ou le dossier courant "
               "pour un jeu du hub"))  # fmt: skip
    split.add_argument("--ratios", default="80/10/10", metavar="A/B/C",
        help=_("parts en pour cent (80/10/10)"))  # fmt: skip
    split.add_argument("--seed", type=values.whole, default=42, metavar=_("NOMBRE"),
        help=_("autre nombre, autre tirage (42)"))  # fmt: skip
    for flag, told in (
        ("--stratify", _("colonne à répartir également")),
        ("--group", _("colonne dont les valeurs égales restent ensemble")),
        ("--time", _("colonne de dates : le plus récent devient le test")),
    ):
        split.add_argument(flag, default="", metavar=_("COLONNE"), help=told)
    split.add_argument("--force", action="store_true", help=_("remplacer un fichier qui existe"))


def _input(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=values.data_source, metavar=_("FICHIER"),
        help=_("csv, tsv, xlsx, json, jsonl, parquet, txt, md ou tweets.js ; ou compte/jeu "
               "du hub"))  # fmt: skip
    _common(parser)


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--columns", action="append", default=[], metavar="A=B",
        help=_("la colonne A du fichier joue le rôle B (répétable)"))  # fmt: skip
    parser.add_argument("--json", action="store_true", help=_("écrire un objet JSON"))


def _output(parser: argparse.ArgumentParser, required: bool = True) -> None:
    parser.add_argument("--output", type=values.path, required=required, metavar=_("FICHIER"),
        help=_("fichier à écrire"))  # fmt: skip
    parser.add_argument("--force", action="store_true", help=_("remplacer un fichier qui existe"))


def _forms() -> tuple[str, ...]:
    return ("pairs", "messages", "sharegpt", "alpaca", "prompt", "preference", "text")
