"""``packs new --from-documents``: a working pack made from a house's own pages.

Each heading is a category. Its own sentences, and questions that people ask any house about such a
heading, are the examples; the text below it is the answer.
"""

import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mistral_assistant.authoring.add_knowledge import add_knowledge
from mistral_assistant.authoring.common_subjects import CommonSubject, subjects_of
from mistral_assistant.authoring.document_names import PLAIN
from mistral_assistant.authoring.from_csv import Proposal
from mistral_assistant.authoring.from_documents_files import Plan, Topic, label_of, pack_contents
from mistral_assistant.authoring.from_documents_texts import document_texts
from mistral_assistant.authoring.naming import category_id, unused_id
from mistral_assistant.authoring.new_pack import check_target, make_pack_folder
from mistral_assistant.domains.files import Folder
from mistral_assistant.domains.loader import knowledge_folder
from mistral_assistant.domains.pack import KnowledgeEntry
from mistral_assistant.domains.passages import SUFFIXES, read_passages
from mistral_assistant.domains.scan import open_folder
from mistral_assistant.errors import UsageError
from mistral_assistant.french import fold
from mistral_assistant.i18n import _
from mistral_assistant.reasoning.language import identify

MAX_TOPICS = 60
"""Headings that become a category each; of more, the documents become the categories."""
MAX_SENTENCES = 12
"""Sentences of a heading's text among its examples."""
SENTENCE_CHARS = range(12, 161)
_MARKUP = re.compile(r"\[([^\]]*)\]\([^)]*\)|[*_`#>|\\]+|^\s*[-+•]\s+|^\s*\d+[.)]\s+", re.MULTILINE)
_SENTENCE = re.compile(r"(?<=[.!?…;])\s+|\n+")
_LANGUAGE_CHARS = 4_000


@dataclass(frozen=True)
class _Documents:
    """What was read: the files as they will stand in ``knowledge/``, and their passages."""

    texts: Mapping[str, str]
    passages: Sequence[KnowledgeEntry]
    warnings: tuple[str, ...]


def propose_from_documents(
    files: Sequence[Path], name: str, target: Path, title: str = ""
) -> Proposal:
    """Write the pack ``target / name`` from documents; of a folder those that can be read.

    Raises:
        UsageError: a folder holds no document, the name is no pack name, or the pack exists.
        PackError: with every problem of the documents.
    """
    check_target(name, target)
    documents = _read([file for path in files for file in _documents_of(path)], name)
    plan = make_plan(name, title or _title(documents, name), documents.passages)
    contents = pack_contents(plan, documents.texts)
    path = make_pack_folder(name, target, lambda folder: _write(folder, contents))
    return Proposal(
        path=path,
        categories=tuple((topic.id, topic.label, len(topic.passages)) for topic in plan.topics),
        remarks=(*documents.warnings, *_remarks(plan)),
    )


def _documents_of(path: Path) -> list[Path]:
    """Return a file itself, or the documents that lie in a folder.

    Raises:
        UsageError: there are none.
    """
    if not path.is_dir():
        return [path]
    found = sorted(file for file in path.iterdir()
                   if file.suffix.lower() in (*SUFFIXES, PLAIN) and file.is_file())  # fmt: skip
    if not found:
        raise UsageError(
            _("Aucun document dans {folder}.").format(folder=path),
            _("Un document se donne en .md, .txt, .csv ou .jsonl."),
        )
    return found


def _read(files: Sequence[Path], name: str) -> _Documents:
    """Check the documents as ``packs add-knowledge`` does, and read them as a pack's own."""
    with tempfile.TemporaryDirectory(prefix="documents-") as place:
        added = add_knowledge(files, name, Path(place))
        folder: Folder = open_folder(knowledge_folder(Path(place), name))
        passages = read_passages(folder, folder.paths, None)
        texts = {file: folder.text(file) or "" for file in folder.paths}
    return _Documents(texts, passages, tuple(map(str, added.warnings)))


def _title(documents: _Documents, name: str) -> str:
    """Return the heading of the only document, or else the name of the pack as people write it."""
    headings = [match[1] for text in documents.texts.values()
                if (match := re.match(r"\s*#\s+(.+?)\s*#*\s*(\n|$)", text))]  # fmt: skip
    if len(documents.texts) == 1 and headings and len(headings[0]) <= 60:
        return headings[0]
    return name.replace("-", " ").capitalize()


def make_plan(name: str, title: str, passages: Sequence[KnowledgeEntry]) -> Plan:
    """Return everything that goes into the pack; nothing is written."""
    told = " ".join(entry.text for entry in passages)
    language = identify(told[:_LANGUAGE_CHARS], "fr")
    texts = document_texts(language)
    return Plan(name, title, language, texts, tuple(_topics(passages, language)), told)


def _topics(passages: Sequence[KnowledgeEntry], language: str) -> list[Topic]:
    """Return a topic for each heading, or for each document where there are too many headings.

    Passages for which the author has named a category belong to that.
    """
    by_file = len({fold(entry.title) for entry in passages}) > MAX_TOPICS
    groups: dict[str, list[KnowledgeEntry]] = {}
    for entry in passages:
        heading = entry.file if by_file else fold(entry.title)
        groups.setdefault(entry.category or heading, []).append(entry)
    about = {
        heading: subjects_of(entries[0].title, language) for heading, entries in groups.items()
    }
    named = {entry.category for entry in passages if entry.category}
    taken = {"SALUTATION", "FIN_CONVERSATION", document_texts(language).presentation.id, *named}
    topics = []
    for heading, entries in groups.items():
        title = _file_label(entries[0].file) if by_file else entries[0].title
        ident = entries[0].category or unused_id([category_id(title)], taken)
        taken.add(ident)
        # A question that two headings claim teaches neither.
        alone = [subject for subject in about[heading] if _claimed_once(subject, about)]
        asked = tuple(question for subject in alone for question in subject.examples)
        tried = tuple(subject.held_out for subject in alone)
        label = label_of(title, document_texts(language))
        topics.append(Topic(ident, label, tuple(entries), _examples(entries, asked), tried))
    return topics


def _file_label(name: str) -> str:
    return Path(name).stem.replace("-", " ").replace("_", " ")


def _claimed_once(subject: CommonSubject, about: Mapping[str, Sequence[CommonSubject]]) -> bool:
    return sum(subject in claimed for claimed in about.values()) == 1


def _examples(entries: Sequence[KnowledgeEntry], asked: Iterable[str]) -> tuple[str, ...]:
    """Return the heading, the questions that the author wrote, common ones, and sentences."""
    found = [text for entry in entries for text in (entry.title, *entry.questions)]
    found += asked
    told = [sentence for entry in entries for sentence in sentences(entry.text)]
    step = max(1, -(-len(told) // MAX_SENTENCES))
    return tuple(dict.fromkeys([*found, *told[::step]]))


def sentences(text: str) -> list[str]:
    """Return the sentences of a passage without their Markdown; neither stubs nor essays."""
    bare = _MARKUP.sub(lambda match: match[1] or " ", text)
    parts = (" ".join(part.split()) for part in _SENTENCE.split(bare))
    return [part for part in parts if len(part) in SENTENCE_CHARS]


def _remarks(plan: Plan) -> list[str]:
    """Return what the author should know."""
    found = []
    thin = [topic.label for topic in plan.topics if len(topic.examples) < 4]
    if thin:
        found.append(
            _("Peu de phrases pour : {names}. Ajoutez-y des questions (<!-- questions: … | … -->).")
            .format(names=", ".join(thin[:8]) + (" …" if len(thin) > 8 else ""))
        )  # fmt: skip
    if not plan.phone and not plan.email:
        found.append(
            _("Ni téléphone ni adresse électronique dans les documents : complétez templates.toml.")
        )
    return found


def _write(folder: Path, contents: Mapping[str, str]) -> None:
    for name, text in contents.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
