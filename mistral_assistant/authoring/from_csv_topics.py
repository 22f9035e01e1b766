"""Which rows of a CSV form a category: as its category column says, or as grouping suggests."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from mistral_assistant.authoring import naming
from mistral_assistant.authoring.clustering import group
from mistral_assistant.authoring.from_csv_rows import Row, Rows
from mistral_assistant.authoring.sparse_text import Floats
from mistral_assistant.domains.categories import sameness
from mistral_assistant.errors import UsageError
from mistral_assistant.french import fold
from mistral_assistant.i18n import _

MAX_TOPICS = 200
MAX_EXAMPLE = 200
"""Characters of an example; what a longer message is about stands in its beginning."""
MAX_LABEL = 80
NOWHERE = -1


@dataclass(frozen=True)
class Topic:
    """One proposed category."""

    id: str
    label: str
    keywords: tuple[str, ...]


@dataclass(frozen=True)
class Topics:
    """The proposed categories, and to which of them each row belongs."""

    topics: tuple[Topic, ...]
    of_row: tuple[int, ...]
    """Index into ``topics``, or NOWHERE."""
    certain: tuple[bool, ...]
    """False for rows that another group may suit as well, and for those that belong nowhere."""
    contradictory: int
    """Rows left out because the same message stands in another category."""
    fit: float = 1.0
    """Mean silhouette of proposed groups; 1 for categories of the file."""

    def rows_of(self, topic: int) -> list[int]:
        """Return the indices of a topic's rows."""
        return [row for row, found in enumerate(self.of_row) if found == topic]


def find_topics(
    data: Rows, vectors: Floats, count: int | None, taken: Collection[str], words: Iterable[str]
) -> Topics:
    """Return the categories of the rows; ``vectors`` belong to the rows one by one.

    ``taken`` ids and ``words`` are those of categories that the pack has anyway.

    Raises:
        UsageError: the category column holds too many values to be one.
    """
    if data.has_categories:
        labels = _written_labels(data.rows)
        certain = [label != NOWHERE for label in labels]
        fit = 1.0
    else:
        grouping = group(vectors, count)
        labels = [int(label) for label in grouping.labels]
        certain = [bool(own > 0) for own in grouping.fit]
        fit = float(grouping.fit.mean())
    kept = _without_contradictions(data.rows, labels)
    used = sorted(set(kept) - {NOWHERE})
    of_row = [used.index(label) if label != NOWHERE else NOWHERE for label in kept]
    return Topics(
        topics=tuple(_named(data, of_row, len(used), taken, words)),
        of_row=tuple(of_row),
        certain=tuple(sure and label != NOWHERE for sure, label in zip(certain, kept, strict=True)),
        contradictory=sum(old != new for old, new in zip(labels, kept, strict=True)),
        fit=fit,
    )


def example_text(row: Row) -> str:
    """Return a row's message as an example is written."""
    return row.text[:MAX_EXAMPLE].strip()


def _category_key(name: str) -> str:
    """Return the form in which two spellings of a category are one."""
    return naming.category_id(name) or fold(name)


def _written_labels(rows: Sequence[Row]) -> list[int]:
    numbers: dict[str, int] = {}
    for row in rows:
        if row.category:
            numbers.setdefault(_category_key(row.category), len(numbers))
    if len(numbers) > MAX_TOPICS:
        raise UsageError(
            _("La colonne « category » a {count} valeurs différentes.").format(count=len(numbers)),
            _("Un domaine a au plus {limit} catégories ; renommez ou videz la colonne.").format(
                limit=MAX_TOPICS
            ),
        )
    return [numbers[_category_key(row.category)] if row.category else NOWHERE for row in rows]


def _without_contradictions(rows: Sequence[Row], labels: Sequence[int]) -> list[int]:
    """Leave a message to the category in which it stands most often, the earlier one if equal."""
    votes: dict[str, Counter[int]] = defaultdict(Counter)
    texts = [sameness(example_text(row)) for row in rows]
    for text, label in zip(texts, labels, strict=True):
        if label != NOWHERE:
            votes[text][label] += 1
    owner = {text: max(counts, key=counts.__getitem__) for text, counts in votes.items()}
    return [label if label == owner.get(text) else NOWHERE
            for text, label in zip(texts, labels, strict=True)]  # fmt: skip


def _named(
    data: Rows, of_row: Sequence[int], count: int, taken: Collection[str], words: Iterable[str]
) -> list[Topic]:
    members: list[list[Row]] = [[] for _topic in range(count)]
    for row, topic in zip(data.rows, of_row, strict=True):
        if topic != NOWHERE:
            members[topic].append(row)
    ranked = naming.distinguishing_words([[row.text for row in rows] for rows in members])
    keywords = naming.keywords(ranked, words)
    topics: list[Topic] = []
    for rows, found, chosen in zip(members, ranked, keywords, strict=True):
        best = naming.unlike([word for word, _share in found])
        used = [*taken, *(topic.id for topic in topics)]
        if data.has_categories:
            label = _written_label(row.category for row in rows)
            names = [naming.category_id(label)]
        else:
            label = " / ".join(best[:2])
            names = [naming.category_id("_".join(best[:number])) for number in (2, 3)]
        name = naming.unused_id(names, used)
        topics.append(Topic(name, label or name.replace("_", " ").lower(), tuple(chosen)))
    return topics


def _written_label(categories: Iterable[str]) -> str:
    """Return the commonest spelling; what is written like an id becomes words."""
    spellings = Counter(categories)
    label = max(spellings, key=spellings.__getitem__)
    if label.isupper() or "_" in label:
        label = " ".join(label.replace("_", " ").lower().split()) or label
    return label[:MAX_LABEL].strip()
