"""The rules and reasons of a repair in the user's words."""

from mistral_assistant.i18n import _

_UNREAD = "unread:"


def label(rule: str) -> str:
    """Return what a rule, a reason or a kind of junk is called; an unknown one as it is."""
    if rule.startswith(_UNREAD):
        return _("non lu : « {name} »").format(name=rule.removeprefix(_UNREAD))
    return _labels().get(rule, rule)


def unread_part(name: str) -> str:
    """Return the rule that says that a sheet or a file of an archive was not read."""
    return f"{_UNREAD}{name}"


def _labels() -> dict[str, str]:
    return {
        # structure
        "unquoted_delimiter": _("séparateur sans guillemets autour"),
        "unclosed_quote": _("guillemet jamais fermé"),
        "unopened_quote": _("guillemet jamais ouvert"),
        "quotes_in_cell": _("guillemets non doublés dans une cellule"),
        "missing_delimiter": _("séparateur manquant"),
        "doubled_delimiter": _("séparateur en double"),
        "trailing_delimiters": _("séparateurs en trop en fin de ligne"),
        "extra_cells": _("cellules en trop"),
        "missing_cells": _("cellules manquantes"),
        "split_row": _("ligne coupée en deux"),
        "merged_rows": _("lignes collées"),
        "other_delimiter": _("autre séparateur que le reste du fichier"),
        "row_in_quotes": _("ligne entière entre guillemets"),
        "backslash_escapes": _("guillemets protégés par une barre oblique inverse"),
        "curly_quotes": _("guillemets typographiques autour des cellules"),
        "spaces_around": _("espaces autour des guillemets"),
        # bytes and characters
        "encoding": _("encodage autre qu'UTF-8"),
        "mixed_encodings": _("encodages mélangés"),
        "surrogates": _("caractères coupés en deux (CESU-8)"),
        "byte_order_mark": _("marque d'ordre des octets"),
        "control_characters": _("caractères de contrôle"),
        "mojibake": _("accents mal décodés (Ã©)"),
        # the whole file
        "delimiter": _("séparateur autre que la virgule"),
        "no_header": _("pas de ligne d'en-tête"),
        "column_alias": _("autres noms de colonnes"),
        "unnamed_index": _("colonne d'index sans nom"),
        # cells
        "entities": _("entités HTML"),
        "tags": _("balises HTML"),
        "literal_newlines": _("retours à la ligne écrits « \\n »"),
        "json_escapes": _("échappements JSON"),
        "bytes_repr": _("octets Python (b'…')"),
        "quoted_printable": _("encodage de courriel (=C3=A9)"),
        "percent_encoding": _("encodage d'adresse (%20)"),
        "excel_escapes": _("échappements d'Excel (_x000D_)"),
        "excel_guards": _('protections d\'Excel (="…")'),
        "quoted_again": _("cellules deux fois entre guillemets"),
        "line_numbers": _("numéros de ligne"),
        "prefixes": _("préfixes (« Question : »)"),
        "end_marks": _("marques de fin d'un modèle (</s>)"),
        "slashes": _("apostrophes protégées (\\')"),
        "line_prefix": _("signe en tête de chaque ligne (>)"),
        "trailing_spaces": _("espaces en fin de chaque ligne"),
        "by_hand": _("corrigé à la main"),
        # why a row was left out
        "unsure": _("lecture incertaine"),
        "empty": _("un côté est vide"),
        "placeholder": _("texte provisoire (N/A, à compléter)"),
        "lost_characters": _("caractères perdus"),
        "cut_off": _("texte coupé"),
        "duplicate": _("doublon"),
        "unreadable": _("illisible"),
        "no_messages": _("pas de messages"),
        # what is no row
        "header": _("en-tête"),
        "second_header": _("second en-tête"),
        "repeated_header": _("en-tête répété"),
        "preamble": _("texte avant le tableau"),
        "blank": _("ligne vide"),
        "comment": _("commentaire"),
        "separator": _("trait de séparation"),
        "page_break": _("numéro de page"),
        "conflict_marker": _("marque de conflit git"),
        "footer": _("pied de page"),
        "row_count": _("compte de lignes"),
        "second_table": _("autre tableau ou signature"),
        "brackets": _("crochets seuls"),
        "other_speaker": _("message d'un autre locuteur"),
    }
