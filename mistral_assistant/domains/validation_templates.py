"""Comparing the templates with the rules that use them and the values that fill them in."""

from collections.abc import Collection

from mistral_assistant.domains import templates
from mistral_assistant.domains.document import Document
from mistral_assistant.domains.draft import Draft
from mistral_assistant.domains.vocabulary import PLACEHOLDERS, REQUIRED_TEMPLATES, nearest
from mistral_assistant.i18n import _


def check_templates(draft: Draft) -> None:
    """Report placeholders that nothing fills; warn of templates and variants that nothing uses."""
    document = draft.documents.get(templates.FILE)
    if document is None:
        return
    known = _placeholders(draft)
    if known is not None:
        unread = {name for name, table in (draft.tables or {}).items() if not table.columns}
        excused = {rule.template for rule in draft.rules or () if rule.table in unread}
        templates.check_placeholders(document, known, excused)
    _warn_of_unused(draft, document)
    _warn_of_variants(draft, document)


def _placeholders(draft: Draft) -> Collection[str] | None:
    """Return every name that a template may use; None while a file that adds some is unread."""
    if draft.manifest is None or draft.tables is None or draft.entities is None:
        return None
    columns = {column for table in draft.tables.values() for column in table.columns}
    return columns.union(PLACEHOLDERS, draft.entities, draft.manifest.placeholders)


def _warn_of_unused(draft: Draft, document: Document) -> None:
    if draft.rules is None:
        return
    used = {rule.template for rule in draft.rules}.union(REQUIRED_TEMPLATES, [templates.TONES])
    for key in draft.templates or ():
        if key not in used:
            document.warn(
                (key,),
                _("aucune règle n'emploie le modèle [{key}]").format(key=key),
                _("Nommez-le dans approaches.toml, ou retirez-le."),
            )


def _warn_of_variants(draft: Draft, document: Document) -> None:
    """Warn of a variant whose name is nearly, but not quite, a value of the column it stands for.

    A name unlike all values is left alone: the table may come to hold it one day.
    """
    for rule in draft.rules or ():
        table = (draft.tables or {}).get(rule.table)
        if table is None or rule.variant not in table.columns:
            continue
        values = {row.cells[rule.variant] for row in table.rows}
        variants = (draft.templates or {}).get(rule.template, {})
        for variant in variants if len(values) <= 100 else ():
            near = "" if variant in {"default", *values} else nearest(variant, values)
            if near and near not in variants:
                document.warn(
                    (rule.template, variant),
                    _("la colonne « {column} » ne contient pas « {variant} »").format(
                        column=rule.variant, variant=variant
                    ),
                    _("Vouliez-vous dire « {near} » ?").format(near=near),
                )
