"""What a question wants of a table: one row's cell, a list, a number, the most frequent value …

A short message is completed by the ones before it; answering stands in ``table_answers.py``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mistral_assistant.french import fold
from mistral_assistant.knowledge.table_words import Reading, TableWords

_COUNT = re.compile(r"\b(?:combien|nombre d|nb d|compte[rz]?\b|denombre)")
_LIST = re.compile(
    r"\b(?:quelles|quels|lesquel(?:le)?s|listes?|listez|lister|liste-moi|toutes|tous les|cite[zr]?"
    r"|enumere[zr]?|celles|ceux|y a-t-il|y a t il|il y a|existe|cherche|quelle (?:est l')?appli\w*"
    r"|quel (?:outil|logiciel)|qu'est-ce qui|qu'est ce qui|est-ce qui|montre[zr]?(?:-moi)? les)\b"
)
_SINGLE = re.compile(r"\b(?:quelle|quel)\b")
_GROUP = re.compile(r"\b(?:repartition|reparti\w*|ventil\w*|par|selon|pour chaque|statistiques?)\b")
_OLDEST = re.compile(r"\bplus (?:ancien|vieux|vieil)|\bpremiere\b")
_NEWEST = re.compile(r"\bplus (?:recent|nouve|jeune)|\bderniere\b")
_LARGEST = re.compile(
    r"\ble plus d[e' ]|\bplus (?:gros|grand|important|utilise|repandu|courant|frequent|represente"
    r"|populaire)|\bmajoritaire|\bmaximum"
)
_SMALLEST = re.compile(r"\ble moins d[e' ]|\bmoins (?:gros|grand|utilise)|\bplus petit|\bminimum")
_NOT = re.compile(
    r"\b(?:ne|n')\s?\S.{0,60}\bpas\b|\bsans\b|\bhors\b|\bsauf\b|\bautres que\b|^(?:pas|non)\b"
)
_HAVE = re.compile(r"\b(?:ont|avec|disposent|possedent|dotees?|renseignee?s?)\b")
_SHEET = re.compile(r"\bfiche|\btout (?:sur|savoir|ce que)|\bpresente|\bparle|\bresume|\binfos?\b"
                    r"|\binformations?\b|\bdetails?\b")  # fmt: skip
_COMPARE = re.compile(r"\bcompar|\bdifference|\bversus\b|\bvs\b|\bmemes?\b")
_ASKS = re.compile(r"\b(?:quels?|quelles?|qui|que|quoi|qu'|ou|quand|combien|comment|pourquoi|lequel"
                   r"|laquelle|lesquels|lesquelles)\b")  # fmt: skip
_CLOSED = re.compile(r"\best-ce qu(?:e\b|')|\best ce qu(?:e\b|')|\besque\b")
_YEARS = re.compile(
    r"\b(?P<word>avant|apres|depuis|en|entre)\s+(?:l[e']\s*)?(?:\S+\s+)?(?P<year>(?:19|20)\d\d)"
    r"(?:\s+et\s+(?P<last>(?:19|20)\d\d))?\b"
)
_THAN = re.compile(r"\b(?P<word>plus|moins) d[e' ]\s*(?P<number>\d[\d\s\u00a0\u202f]{0,15})")


@dataclass(frozen=True)
class TableQuestion:
    """What is asked, with the wordings turned into columns and values."""

    columns: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    backwards: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    called: bool = False
    count: bool = False
    many: bool = False
    """It is about several rows, or about all."""
    single: bool = False
    group: bool = False
    extreme: str = ""
    """``oldest``, ``newest``, ``largest`` or ``smallest``."""
    negated: bool = False
    have: bool = False
    sheet: bool = False
    compare: bool = False
    closed: bool = False
    """It can be answered by yes or no."""
    either: bool = False
    """« ou » stands between values."""
    years: tuple[str, int, int] | None = field(default=None)
    """(avant, après, depuis, en or entre; year; last year)."""
    than: tuple[str, int] | None = None
    """(plus or moins, number)."""

    @property
    def about_all(self) -> bool:
        """True when no single row is meant."""
        what = self.called or bool(self.values) or bool(self.years) or bool(self.than)
        wide = self.count or self.many
        return (wide and what) or bool(self.extreme) or (self.group and bool(self.columns))

    @property
    def says_something(self) -> bool:
        """True when it names anything of the table, or a way to look at it."""
        said = self.columns or self.values or self.backwards or self.years or self.than
        return bool(said or self.extreme or self.group or self.count or self.many)


def read_question(words: TableWords, text: str, names: Sequence[str] = ()) -> TableQuestion:
    """Read one message; ``names`` are the rows' names in it, which stand for nothing else."""
    for name in names:
        text = re.sub(re.escape(name), " ", text, flags=re.IGNORECASE)
    reading = words.read(text)
    folded = fold(text)
    open_ended = _ASKS.search(_CLOSED.sub(" ", folded))
    years = _YEARS.search(folded)
    than = _THAN.search(folded)
    return TableQuestion(
        columns=tuple(reading.columns),
        values=_meant(reading),
        backwards=tuple(reading.backwards),
        rest=tuple(reading.rest),
        called=reading.called,
        count=bool(_COUNT.search(folded)),
        many=bool(_LIST.search(folded)),
        single=bool(_SINGLE.search(folded)),
        group=bool(_GROUP.search(folded)),
        extreme=_extreme(folded),
        negated=bool(_NOT.search(folded)),
        have=bool(_HAVE.search(folded)),
        sheet=bool(_SHEET.search(folded)),
        compare=bool(_COMPARE.search(folded)),
        closed=not open_ended,
        either=" ou " in folded,
        years=_years(years) if years else None,
        than=_than(than) if than else None,
    )


def _meant(reading: Reading) -> tuple[tuple[str, str], ...]:
    """Of values that stand in several columns keep those of the column that is asked for."""
    columns: dict[str, list[str]] = {}
    for column, value in reading.values:
        columns.setdefault(fold(value), []).append(column)
    return tuple(
        (column, value)
        for column, value in reading.values
        if len(others := columns[fold(value)]) == 1
        or (column in reading.columns)
        or (not set(others) & set(reading.columns) and column == others[0])
    )


def _extreme(folded: str) -> str:
    for name, pattern in (
        ("oldest", _OLDEST), ("newest", _NEWEST), ("largest", _LARGEST), ("smallest", _SMALLEST)
    ):  # fmt: skip
        if pattern.search(folded):
            return name
    return ""


def _years(match: re.Match[str]) -> tuple[str, int, int]:
    year = int(match["year"])
    return match["word"], year, int(match["last"] or year)


def _than(match: re.Match[str]) -> tuple[str, int]:
    return match["word"], int(re.sub(r"\D", "", match["number"]))


def completed(question: TableQuestion, earlier: Sequence[TableQuestion]) -> TableQuestion:
    """Complete a short message by those before it, the nearest first.

    What the message itself says wins: a value replaces the earlier one of its column, a column the
    earlier columns. The chain ends at the first message that stands for itself.
    """
    for before in earlier:
        question = _over(question, before)
        if before.about_all or before.columns:
            break
    return question


def _over(new: TableQuestion, old: TableQuestion) -> TableQuestion:
    named = {column for column, _value in new.values}
    kept = tuple((column, value) for column, value in old.values if column not in named)
    changes = bool(new.columns) and (new.group or bool(new.extreme) or not old.about_all)
    shape = new.count or new.many or new.group or bool(new.extreme)
    return replace(
        new,
        columns=new.columns or old.columns,
        values=new.values if changes else (*kept, *new.values),
        backwards=new.backwards or old.backwards,
        called=new.called or old.called,
        count=new.count or (old.count and not shape),
        many=new.many or (old.many and not shape),
        single=new.single or old.single,
        group=new.group or (old.group and not shape),
        extreme=new.extreme or ("" if shape else old.extreme),
        negated=new.negated or (old.negated and not new.values),
        have=new.have or old.have,
        closed=new.closed and (bool(new.values) or old.closed),
        years=new.years or old.years,
        than=new.than or old.than,
    )
