"""``evaluation.jsonl`` and ``training.csv``: read for tests and training, never for a chat."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mistral_assistant.domains.csv_rows import read_csv
from mistral_assistant.domains.files import Folder
from mistral_assistant.domains.json_lines import JsonLine, read_json_lines
from mistral_assistant.domains.vocabulary import APPROACHES
from mistral_assistant.errors import PackError
from mistral_assistant.i18n import _

EVALUATION_FILE = "evaluation.jsonl"
TRAINING_FILE = "training.csv"


@dataclass(frozen=True)
class ExpectedEntity:
    """An entity that a turn must yield."""

    type: str
    value: str


@dataclass(frozen=True)
class EvaluationTurn:
    """What the user says and what the turn must give; None or empty where nothing is asked."""

    user: str
    category: str | None = None
    """Category id, empty for a message outside the domain, None when not checked."""
    approach: str = ""
    entities: tuple[ExpectedEntity, ...] = ()
    contains: tuple[str, ...] = ()
    not_contains: tuple[str, ...] = ()


@dataclass(frozen=True)
class EvaluationConversation:
    """One line of ``evaluation.jsonl``."""

    name: str
    now: datetime
    turns: tuple[EvaluationTurn, ...]
    line: int


@dataclass(frozen=True)
class TrainingRow:
    """One row of ``training.csv``."""

    line: int
    instruction: str
    response: str
    category: str = ""


def read_evaluation(path: Path) -> list[EvaluationConversation]:
    """Read an ``evaluation.jsonl``, or that of the pack in a folder.

    Raises:
        PackError: with every problem of the file.
    """
    path = path / EVALUATION_FILE if path.is_dir() else path
    folder = _folder_of(path)
    conversations = evaluation_in(folder, path.name)
    _raise_if_faulty(folder, path)
    return conversations


def read_training(path: Path) -> list[TrainingRow]:
    """Read a ``training.csv``, or that of the pack in a folder.

    Raises:
        PackError: with every problem of the file.
    """
    path = path / TRAINING_FILE if path.is_dir() else path
    folder = _folder_of(path)
    rows = training_in(folder, path.name)
    _raise_if_faulty(folder, path)
    return rows


def _folder_of(path: Path) -> Folder:
    return Folder(path.parent, {path.name: path})


def _raise_if_faulty(folder: Folder, path: Path) -> None:
    errors = folder.problems("error")
    if errors:
        raise PackError(
            _("{file} ne peut pas être lu.").format(file=path.name),
            errors,
            _("Corrigez les lignes signalées."),
        )


def evaluation_in(
    folder: Folder,
    file: str,
    categories: Collection[str] | None = None,
    entities: Collection[str] | None = None,
) -> list[EvaluationConversation]:
    """Read the conversations of a file of the folder; names are checked unless None."""
    conversations = []
    first: dict[str, int] = {}
    for item in read_json_lines(folder, file):
        conversation = _conversation(item, categories, entities)
        earlier = first.setdefault(conversation.name, item.line)
        if earlier != item.line:
            item.report(
                "name",
                _("« {name} » est déjà le nom de la ligne {line}").format(
                    name=conversation.name, line=earlier
                ),
                _("Donnez à chaque conversation un nom différent."),
            )
        conversations.append(conversation)
    return conversations


def _conversation(
    item: JsonLine, categories: Collection[str] | None, entities: Collection[str] | None
) -> EvaluationConversation:
    turns = item.rows("turns")
    conversation = EvaluationConversation(
        name=item.text("name"),
        now=_now(item),
        turns=tuple(_turn(turn, categories, entities) for turn in turns),
        line=item.line,
    )
    if not turns:
        item.report("turns", _("aucun tour"), _('Ajoutez au moins {"user": "…"}.'))
    item.end()
    return conversation


def _now(item: JsonLine) -> datetime:
    text = item.text("now")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        if text:
            item.report(
                "now",
                _("« {text} » n'est pas une date avec l'heure").format(text=text),
                _('Écrivez par exemple "2026-03-12T10:00:00".'),
            )
        return datetime(2026, 1, 1, 12)


def _turn(
    item: JsonLine, categories: Collection[str] | None, entities: Collection[str] | None
) -> EvaluationTurn:
    turn = EvaluationTurn(
        user=item.text("user"),
        category=_category(item, categories),
        approach=_known(item, "approach", APPROACHES),
        entities=tuple(_entity(row, entities) for row in item.rows("entities")),
        contains=item.texts("contains"),
        not_contains=item.texts("not_contains"),
    )
    item.end()
    return turn


def _category(item: JsonLine, categories: Collection[str] | None) -> str | None:
    outside = "category" in item.values and item.values["category"] is None
    name = _known(item, "category", categories)
    return name or ("" if outside else None)


def _known(
    item: JsonLine, key: str, names: Collection[str] | None, *, required: bool = False
) -> str:
    name = item.text(key, required=required)
    item.check_known(key, name, names, _("« {name} » est inconnu"))
    return name


def _entity(item: JsonLine, entities: Collection[str] | None) -> ExpectedEntity:
    entity = ExpectedEntity(_known(item, "type", entities, required=True), item.text("value"))
    item.end()
    return entity


def training_in(
    folder: Folder, file: str, categories: Collection[str] | None = None
) -> list[TrainingRow]:
    """Read the training rows of a file of the folder; categories are checked unless None."""
    table = read_csv(folder, file, ("instruction", "response"), ("category",))
    rows = []
    for row in table.rows if table else ():
        values = TrainingRow(
            row.line,
            row.cells["instruction"],
            row.cells["response"],
            row.cells.get("category", ""),
        )
        rows.append(values)
        _check_training_row(folder, file, values, categories)
    return rows


def _check_training_row(
    folder: Folder, file: str, row: TrainingRow, categories: Collection[str] | None
) -> None:
    for key, text in (("instruction", row.instruction), ("response", row.response)):
        if not text:
            folder.report(
                file,
                _("cellule vide"),
                _("Remplissez-la ou retirez la ligne."),
                line=row.line,
                key=key,
            )
    what = _("catégorie inconnue « {name} »")
    folder.check_known(file, row.line, "category", row.category, categories, what)
