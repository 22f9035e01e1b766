"""Comparing the files of a pack with one another: every name that is used must exist somewhere."""

from mistral_assistant.domains import categories, entities, manifest, rules, templates
from mistral_assistant.domains.draft import Draft
from mistral_assistant.domains.evaluation import (
    EVALUATION_FILE,
    TRAINING_FILE,
    evaluation_in,
    training_in,
)
from mistral_assistant.domains.pack import Table
from mistral_assistant.domains.validation_rules import check_rules
from mistral_assistant.domains.validation_templates import check_templates
from mistral_assistant.domains.vocabulary import nearest
from mistral_assistant.i18n import _

REQUIRED = (manifest.FILE, categories.FILE, rules.FILE, templates.FILE)
OPTIONAL = (
    categories.EXAMPLES_FILE,
    categories.OUTSIDE_FILE,
    entities.FILE,
    TRAINING_FILE,
    EVALUATION_FILE,
    "README.md",
    "LICENSE",
)
FOLDERS = ("knowledge", "tables")


def check_references(draft: Draft) -> None:
    """Report every name that one file uses and no file declares."""
    _check_needs(draft)
    _check_entity_tables(draft)
    _check_table_entities(draft)
    check_rules(draft)
    check_templates(draft)


def check_unread_files(draft: Draft) -> None:
    """Check what a chat never reads: evaluation, training rows, and files nobody knows."""
    folder = draft.folder
    if EVALUATION_FILE in folder.paths:
        evaluation_in(folder, EVALUATION_FILE, draft.categories, draft.entities)
    if TRAINING_FILE in folder.paths:
        training_in(folder, TRAINING_FILE, draft.categories)
    known = (*REQUIRED, *OPTIONAL)
    for name in folder.paths:
        if name not in known and name.partition("/")[0] not in FOLDERS:
            near = nearest(name, [item for item in known if item not in folder.paths])
            folder.warn(
                name,
                _("ce fichier n'est pas lu"),
                _("Renommez-le « {near} ».").format(near=near)
                if near
                else _("Retirez-le : un domaine ne contient que ses fichiers de données."),
            )


def _check_needs(draft: Draft) -> None:
    document = draft.documents.get(categories.FILE)
    if document is None:
        return
    for name, category in (draft.categories or {}).items():
        for index, entity in enumerate(category.needs):
            path = (name, "needs", index)
            what = _("entité inconnue « {name} »")
            document.check_known(path, entity, draft.entities, what)


def _check_entity_tables(draft: Draft) -> None:
    document = draft.documents.get(entities.FILE)
    if document is None or draft.tables is None:
        return
    for name, entity in (draft.entities or {}).items():
        what = _("table inconnue « {name} »")
        document.check_known((name, "table"), entity.table, draft.tables, what)
        table = draft.tables.get(entity.table)
        if table and table.columns:
            what = _("la table n'a pas de colonne « {name} »")
            for key, column in (("column", entity.column), ("aliases", entity.aliases)):
                document.check_known((name, key), column, table.columns, what)


def _check_table_entities(draft: Draft) -> None:
    document = draft.documents.get(manifest.FILE)
    if document is None:
        return
    for name, table in (draft.tables or {}).items():
        what = _("entité inconnue « {name} »")
        path = ("tables", name)
        document.check_known((*path, "entity"), table.entity, draft.entities, what)
        for entity in table.also:
            document.check_known((*path, "also", entity), entity, draft.entities, what)
        _check_row_categories(draft, table)


def _check_row_categories(draft: Draft, table: Table) -> None:
    what = _("catégorie inconnue « {name} »")
    for row in table.rows if table.category in table.columns else ():
        name = row.cells[table.category]
        draft.folder.check_known(table.file, row.line, table.category, name, draft.categories, what)
