"""``categories.toml``, ``examples.csv`` and ``outside.txt``: what users ask about, and what not."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from mistral_assistant.domains.csv_rows import read_csv
from mistral_assistant.domains.document import Document
from mistral_assistant.domains.files import Folder
from mistral_assistant.domains.pack import CategorySpec
from mistral_assistant.domains.section import Section, root_section
from mistral_assistant.domains.vocabulary import twin
from mistral_assistant.french import fold
from mistral_assistant.i18n import _

FILE = "categories.toml"
EXAMPLES_FILE = "examples.csv"
OUTSIDE_FILE = "outside.txt"


def read_categories(document: Document) -> dict[str, CategorySpec]:
    """Read the categories with the examples that stand in the same file."""
    sections = list(root_section(document).tables())
    categories = {name: _category(name, section) for name, section in sections}
    _report_names(document, categories)
    _report_shared(document, categories, "keywords")
    if not categories:
        document.report((), _("aucune catégorie"), _("Ajoutez par exemple [LIVRAISON]."))
    return categories


def _category(name: str, section: Section) -> CategorySpec:
    category = CategorySpec(
        id=name,
        label=section.text("label", required=True),
        description=section.text("description"),
        keywords=section.texts("keywords"),
        examples=section.texts("examples"),
        needs=section.texts("needs"),
        tone=section.text("tone"),
        format=section.text("format"),
        weights=_weights(section.table("weights")),
        follow_up=section.flag("follow_up", True),
    )
    section.end()
    return category


def _weights(section: Section) -> dict[str, float]:
    return {term: section.number(term, 0.0, -10, 10) for term in section.values}


def _report_names(document: Document, names: Iterable[str]) -> None:
    first: dict[str, str] = {}
    for name in names:
        other = first.setdefault(twin(name), name)
        if other != name:
            document.report(
                (name,),
                _("ne diffère de [{other}] que par la casse ou la forme des accents").format(
                    other=other
                ),
                _("Réunissez les deux catégories sous un seul nom."),
            )
        elif not re.fullmatch(r"[A-Z][A-Z0-9_]*", name):
            document.report(
                (name,),
                _("« {name} » n'est pas un nom de catégorie").format(name=name),
                _("Écrivez [{name}].").format(
                    name=re.sub(r"[^A-Z0-9]+", "_", fold(name).upper()).strip("_") or "CATEGORIE"
                ),
            )


def _report_shared(document: Document, categories: dict[str, CategorySpec], key: str) -> None:
    """Report a keyword that stands in two categories, or twice in one."""
    owner: dict[str, str] = {}
    for name in categories:
        seen: set[str] = set()
        for index, keyword in _raw_texts(document, name, key):
            same = sameness(keyword)
            other = owner.setdefault(same, name)
            path = (name, key, index)
            if other != name:
                document.report(
                    path,
                    _("le mot-clé « {keyword} » est aussi dans {other}").format(
                        keyword=keyword, other=other
                    ),
                    _("Gardez-le dans une seule des deux catégories."),
                )
            elif same in seen:
                document.warn(
                    path,
                    _("le mot-clé « {keyword} » est en double").format(keyword=keyword),
                    _("Retirez-le une fois."),
                )
            seen.add(same)


def _raw_texts(document: Document, name: str, key: str) -> Iterator[tuple[int, str]]:
    values = document.values[name].get(key) if isinstance(document.values[name], dict) else None
    for index, value in enumerate(values if isinstance(values, list) else ()):
        if isinstance(value, str) and value.strip():
            yield index, value.strip()


def sameness(text: str) -> str:
    """Return the form in which two examples or keywords count as the same."""
    return " ".join(fold(text).split())


def add_examples(
    folder: Folder, document: Document | None, categories: dict[str, CategorySpec] | None
) -> dict[str, CategorySpec] | None:
    """Return the categories with the rows of ``examples.csv``, and report doubles and gaps."""
    added = _read_examples(folder, categories)
    if document is None or categories is None:
        return categories
    _report_doubles(folder, document, categories, added)
    for name, category in categories.items():
        more = tuple(text for _line, text, owner in added if owner == name)
        categories[name] = replace(category, examples=category.examples + more)
        if not categories[name].examples:
            document.report(
                (name, "examples"),
                _("la catégorie {name} n'a aucun exemple").format(name=name),
                _("Ajoutez des phrases d'utilisateurs à examples, ou à examples.csv."),
            )
    return categories


def _read_examples(
    folder: Folder, categories: dict[str, CategorySpec] | None
) -> list[tuple[int, str, str]]:
    """Return (line, text, category id) of the rows of ``examples.csv``."""
    if EXAMPLES_FILE not in folder.paths:
        return []
    table = read_csv(folder, EXAMPLES_FILE, ("text", "category"), ())
    kept = []
    for row in table.rows if table else ():
        text, name = row.cells["text"], row.cells["category"]
        what = _("catégorie inconnue « {name} »")
        folder.check_known(EXAMPLES_FILE, row.line, "category", name, categories, what)
        for key in ("text", "category"):
            if not row.cells[key]:
                remedy = _("Remplissez-la ou retirez la ligne.")
                folder.report(EXAMPLES_FILE, _("cellule vide"), remedy, line=row.line, key=key)
        if text and name:
            kept.append((row.line, text, name))
    return kept


def read_outside(folder: Folder, categories: dict[str, CategorySpec] | None) -> tuple[str, ...]:
    """Return the lines of ``outside.txt`` that are no comments; report those that are examples."""
    text = folder.text(OUTSIDE_FILE) if OUTSIDE_FILE in folder.paths else None
    owners = {
        sameness(example): name
        for name, category in (categories or {}).items()
        for example in category.examples
    }
    kept: dict[str, str] = {}
    for number, line in enumerate((text or "").split("\n"), start=1):
        message = line.strip()
        if not message or message.startswith("#"):
            continue
        owner = owners.get(sameness(message))
        if owner:
            folder.report(
                OUTSIDE_FILE,
                _("« {text} » est un exemple de {other}").format(text=message, other=owner),
                _("Gardez-le dans un seul des deux fichiers."),
                line=number,
            )
        kept.setdefault(sameness(message), message)
    return tuple(kept.values())


def _report_doubles(
    folder: Folder,
    document: Document,
    categories: dict[str, CategorySpec],
    added: list[tuple[int, str, str]],
) -> None:
    owner: dict[str, str] = {}
    for name in categories:
        for index, text in _raw_texts(document, name, "examples"):
            other = owner.setdefault(sameness(text), name)
            if other != name:
                what, remedy = _double(text, other)
                document.report((name, "examples", index), what, remedy)
    for line, text, name in added:
        other = owner.setdefault(sameness(text), name)
        if other != name:
            what, remedy = _double(text, other)
            folder.report(EXAMPLES_FILE, what, remedy, line=line, key="text")


def _double(text: str, other: str) -> tuple[str, str]:
    return (
        _("l'exemple « {text} » est aussi dans {other}").format(text=text, other=other),
        _("Gardez-le dans une seule des deux catégories."),
    )
