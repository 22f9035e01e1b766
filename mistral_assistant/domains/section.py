"""Typed access to the tables of a TOML document; what is of another type becomes a problem."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from mistral_assistant.domains.document import Document
from mistral_assistant.domains.toml_lines import KeyPath
from mistral_assistant.i18n import _


def root_section(document: Document) -> "Section":
    """Return a whole document as a section."""
    return Section(document, (), document.values)


class Section:
    """One table of a document; every key that was not asked for is unknown."""

    def __init__(self, document: Document, path: KeyPath, values: Mapping[str, Any]) -> None:
        self.document = document
        self.path = path
        self.values = values
        self._known: list[str] = []

    def report(self, key: str, what: str, remedy: str) -> None:
        """Add an error about one key of this table."""
        self.document.report((*self.path, key), what, remedy)

    def _get(self, key: str, kind: type | tuple[type, ...], expected: str) -> Any:
        """Return the value of a key, or None where it is absent or of another type."""
        self._known.append(key)
        value = self.values.get(key)
        if value is None or _is(value, kind):
            return value
        self.report(
            key,
            _("il faut {expected} et non {found}").format(
                expected=expected, found=_type_name(value)
            ),
            _wrong_type_remedy(value, kind),
        )
        return None

    def text(self, key: str, *, required: bool = False) -> str:
        """Return a text, stripped."""
        value = self._get(key, str, _("un texte"))
        if required and not (value or "").strip() and (value is not None or self.missing(key)):
            self._report_missing(key, value)
        return str(value or "").strip()

    def missing(self, key: str) -> bool:
        """Return True when the file does not hold the key at all."""
        return key not in self.values

    def _report_missing(self, key: str, value: str | None) -> None:
        what = _("il manque « {key} »") if value is None else _("« {key} » est vide")
        self.report(key, what.format(key=key), _('Ajoutez {key} = "…".').format(key=key))

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, stripped; empty ones are reported and left out."""
        return tuple(text for _index, text in self.numbered_texts(key))

    def numbered_texts(self, key: str) -> list[tuple[int, str]]:
        """Return (index in the file, text) for a list of texts."""
        kept: list[tuple[int, str]] = []
        for index, value in enumerate(self._get(key, list, _("une liste de textes")) or ()):
            path = (*self.path, key, index)
            if not isinstance(value, str):
                self.document.report(
                    path,
                    _("il faut un texte et non {found}").format(found=_type_name(value)),
                    _("Mettez la valeur entre guillemets."),
                )
            elif not value.strip():
                self.document.report(path, _("texte vide"), _("Écrivez un texte ou retirez-le."))
            else:
                kept.append((index, value.strip()))
        return kept

    def number(self, key: str, default: float, low: float, high: float) -> float:
        """Return a number within bounds."""
        value = self._get(key, (int, float), _("un nombre"))
        if value is None:
            return default
        if not low <= value <= high:
            self.report(
                key,
                _("{value} n'est pas entre {low} et {high}").format(
                    value=value, low=f"{low:g}", high=f"{high:g}"
                ),
                _("Choisissez une valeur dans ces bornes, par exemple {default}.").format(
                    default=f"{default:g}"
                ),
            )
            return default
        return float(value)

    def whole(self, key: str, default: int, low: int, high: int) -> int:
        """Return a whole number within bounds."""
        value = self._get(key, int, _("un nombre entier"))
        return default if value is None else int(self.number(key, default, low, high))

    def flag(self, key: str, default: bool) -> bool:
        """Return true or false."""
        value = self._get(key, bool, _("true ou false"))
        return default if value is None else bool(value)

    def choice(self, key: str, known: Collection[str], *, required: bool = False) -> str:
        """Return a text that must be one of ``known``; empty, and a problem, if it is not."""
        value = self.text(key, required=required)
        self.document.check_known((*self.path, key), value, known, _("« {name} » est inconnu"))
        return value if value in known else ""

    def table(self, key: str) -> "Section":
        """Return a table below this one; an empty one where the file has none."""
        value = self._get(key, dict, _("une table"))
        return Section(self.document, (*self.path, key), value or {})

    def tables(self) -> Iterator[tuple[str, "Section"]]:
        """Yield every key of this table, each of which must be a table."""
        for key in self.values:
            yield key, self.table(key)

    def rows(self, key: str) -> list["Section"]:
        """Return an array of tables, ``[[key]]``."""
        sections = []
        for index, value in enumerate(self._get(key, list, _("des tables [[…]]")) or ()):
            path = (*self.path, key, index)
            if isinstance(value, dict):
                sections.append(Section(self.document, path, value))
            else:
                self.document.report(
                    path,
                    _("il faut une table et non {found}").format(found=_type_name(value)),
                    _("Écrivez [[{key}]] suivi de ses clés.").format(key=key),
                )
        return sections

    def text_map(self, key: str) -> dict[str, str]:
        """Return a table of texts."""
        section = self.table(key)
        return {name: section.text(name) for name in section.values}

    def end(self) -> None:
        """Report every key that was never asked for."""
        for key in self.values:
            what = _("clé inconnue « {name} »")
            self.document.check_known((*self.path, key), key, self._known, what)


def _is(value: Any, kind: type | tuple[type, ...]) -> bool:
    """Return True for a value of the kind; a bool is no number."""
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, kind)


def _type_name(value: Any) -> str:
    if isinstance(value, bool):
        return _("true ou false")
    names = {str: _("un texte"), int: _("un nombre entier"), float: _("un nombre à virgule")}
    names |= {list: _("une liste"), dict: _("une table")}
    return names.get(type(value), _("une date ou une heure"))


def _wrong_type_remedy(value: Any, kind: type | tuple[type, ...]) -> str:
    if kind is list and isinstance(value, str):
        return _('Mettez le texte entre crochets : ["…"].')
    if kind is str:
        return _("Mettez la valeur entre guillemets.")
    if kind is bool:
        return _("Écrivez true ou false, sans guillemets.")
    if kind is dict:
        return _("Écrivez une table : [nom] suivi de ses clés, ou { clé = valeur }.")
    if kind is list:
        return _("Écrivez une liste entre crochets.")
    return _("Écrivez un nombre sans guillemets, avec un point décimal.")
