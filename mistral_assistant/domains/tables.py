"""``[tables.…]`` of ``pack.toml`` and the CSV files below ``tables/``."""

import re
from datetime import datetime
from decimal import Decimal, InvalidOperation

from mistral_assistant.domains.csv_rows import CsvFile, read_csv
from mistral_assistant.domains.document import Document
from mistral_assistant.domains.files import Folder
from mistral_assistant.domains.manifest import IDENTIFIER
from mistral_assistant.domains.pack import Field, Table, TableRow
from mistral_assistant.domains.section import Section, root_section
from mistral_assistant.domains.vocabulary import COLUMN_TYPES, nearest
from mistral_assistant.french import fold
from mistral_assistant.i18n import _


def read_tables(folder: Folder, document: Document) -> dict[str, Table]:
    """Read every declared table; one without a usable file comes without columns."""
    tables = {
        name: _table(folder, name, section)
        for name, section in root_section(document).table("tables").tables()
    }
    files = {table.file for table in tables.values()}
    for file in folder.paths:
        if file.startswith("tables/") and file not in files:
            stem = file.removeprefix("tables/").removesuffix(".csv")
            folder.warn(
                file,
                _("cette table n'est pas déclarée dans pack.toml : elle n'est pas lue"),
                _("Ajoutez [tables.{name}] à pack.toml, ou retirez le fichier.").format(name=stem),
            )
    return tables


def _table(folder: Folder, name: str, section: Section) -> Table:
    file = f"tables/{name}.csv"
    kind = section.text("records")
    fields, labels, types = _fields(section)
    rows = None if kind else _rows(folder, file, name, section)
    columns = rows.columns if rows else tuple(fields) if kind else ()
    table = Table(
        name=name,
        file=file,
        columns=columns,
        rows=rows.rows if rows else (),
        key=_column(section, "key", columns),
        entity=section.text("entity", required=True),
        also=section.text_map("also"),
        title=section.text("title") or name,
        labels=section.text_map("labels") | labels,
        types=section.text_map("types") | types,
        category=section.choice("category", columns) if columns else section.text("category"),
        search=section.texts("search"),
        fields=fields,
        records=kind,
        called=section.texts("called"),
        unknown=section.texts("unknown"),
    )
    section.end()
    if kind:
        _check_column_names(section, table)
    if rows:
        _check_columns(folder, table)
        _check_column_names(section, table)
        _check_keys(folder, table)
        _check_cells(folder, table)
    return table


def _fields(section: Section) -> tuple[dict[str, Field], dict[str, str], dict[str, str]]:
    """Return ``[….fields]``, and the labels and types that stand there."""
    fields: dict[str, Field] = {}
    labels: dict[str, str] = {}
    types: dict[str, str] = {}
    for column, part in section.table("fields").tables():
        values = part.table("values")
        fields[column] = Field(
            names=part.texts("names"),
            asked=part.texts("asked"),
            backwards=part.texts("backwards"),
            values={value: values.texts(value) for value in values.values},
            unknown=part.texts("unknown"),
            commas=part.flag("commas", False),
        )
        for key, found in (("label", labels), ("type", types)):
            text = part.text(key)
            if text:
                found[column] = text
        part.end()
    return fields, labels, types


def _rows(folder: Folder, file: str, name: str, section: Section) -> CsvFile | None:
    if not re.fullmatch(r"[a-z0-9_-]+", name):
        section.document.report(
            section.path,
            _("« {name} » n'est pas un nom de table").format(name=name),
            _("N'employez que des minuscules sans accent, des chiffres, _ et -."),
        )
    elif file in folder.paths:
        return read_csv(folder, file)
    elif not folder.faulty(file):
        near = nearest(file, [path for path in folder.paths if path.startswith("tables/")])
        section.document.report(
            section.path,
            _("le fichier {file} n'existe pas").format(file=file),
            _("Renommez {near} en {file}.").format(near=near, file=file)
            if near
            else _("Créez ce fichier, ou retirez la table."),
        )
    return None


def _column(section: Section, key: str, columns: tuple[str, ...]) -> str:
    return section.choice(key, columns, required=True) if columns else section.text(key)


def _check_columns(folder: Folder, table: Table) -> None:
    for column in table.columns:
        if not IDENTIFIER.fullmatch(column):
            folder.warn(
                table.file,
                _("la colonne « {name} » ne peut pas servir de $nom dans un modèle").format(
                    name=column
                ),
                _("Renommez-la « {name} ».").format(name=_identifier(column)),
                line=1,
                key=column,
            )


def _identifier(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_") or "colonne"


def _check_column_names(section: Section, table: Table) -> None:
    check = section.document.check_known
    no_column = _("la table n'a pas de colonne « {name} »")
    for key, names in (
        ("labels", table.labels), ("types", table.types), ("fields", table.fields)
    ):  # fmt: skip
        for name in names:
            check((*section.path, key, name), name, table.columns, no_column)
    for name in table.search:
        check((*section.path, "search"), name, table.columns, no_column)
    for entity, name in table.also.items():
        check((*section.path, "also", entity), name, table.columns, no_column)
    for name, kind in table.types.items():
        what = _("« {name} » n'est pas un type de colonne")
        check((*section.path, "types", name), kind, COLUMN_TYPES, what)


def _check_keys(folder: Folder, table: Table) -> None:
    first: dict[str, int] = {}
    for row in table.rows if table.key else ():
        value = row.cells[table.key]
        earlier = first.setdefault(fold(value), row.line)
        if not value:
            what, remedy = _("cellule vide"), _("Donnez à chaque ligne une clé.")
        elif earlier != row.line:
            what = _("« {value} » est déjà à la ligne {line}").format(value=value, line=earlier)
            remedy = _("Une clé ne désigne qu'une ligne : corrigez ou retirez l'une des deux.")
        else:
            continue
        folder.report(table.file, what, remedy, line=row.line, key=table.key)


def _check_cells(folder: Folder, table: Table) -> None:
    for column, kind in table.types.items():
        if column in table.columns and kind in ("date", "amount"):
            for row in table.rows:
                _check_cell(folder, table, column, kind, row)


def _check_cell(folder: Folder, table: Table, column: str, kind: str, row: TableRow) -> None:
    value = row.cells[column]
    if not value or (_is_date(value) if kind == "date" else _is_amount(value)):
        return
    what = (
        _("« {value} » n'est pas une date")
        if kind == "date"
        else _("« {value} » n'est pas un montant")
    )
    folder.report(
        table.file,
        what.format(value=value),
        _("Écrivez la date ainsi : 2026-03-14.")
        if kind == "date"
        else _("Écrivez le nombre seul, avec un point : 49.90."),
        line=row.line,
        key=column,
    )


def _is_date(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_amount(value: str) -> bool:
    try:
        return Decimal(value).is_finite()
    except InvalidOperation:
        return False
