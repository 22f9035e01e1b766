"""The files of a pack made from documents; all foreign text is escaped on its way into them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from mistral_assistant.authoring import pack_files
from mistral_assistant.authoring import toml_text as toml
from mistral_assistant.authoring.from_csv_files import NOW, csv_text, in_cell, json_line
from mistral_assistant.authoring.from_csv_texts import BuiltInTopic, pack_texts
from mistral_assistant.authoring.from_documents_texts import DocumentTexts
from mistral_assistant.domains.categories import sameness
from mistral_assistant.domains.pack import KnowledgeEntry
from mistral_assistant.i18n import _
from mistral_assistant.reasoning.recognisers.contacts import find_email
from mistral_assistant.reasoning.recognisers.message import Message
from mistral_assistant.reasoning.recognisers.phones import find_phone

NET, LIKELY, NEAR = 0.42, 0.25, 0.15
"""Scores of a passage that answers even where the subject is unclear, of one that answers where it
is clear, and of one that is worth asking about."""
ANSWERS, MAY_ANSWER = 0.55, 0.05
"""In French, where the score is a probability: of a passage that answers, and of one that is worth
asking about."""
OFFERED = 4
"""Passages whose subjects are offered when asking back."""
LABEL_CHARS = 40
NAMED = 8
"""Subjects that an answer names."""


@dataclass(frozen=True)
class Topic:
    """A heading, or a whole document, as a category."""

    id: str
    label: str
    passages: tuple[KnowledgeEntry, ...]
    examples: tuple[str, ...]
    tried: tuple[str, ...]
    """Questions for the evaluation that are no examples."""


def label_of(title: str, texts: DocumentTexts) -> str:
    """Return a title as it stands in a list within a sentence: in quotes where that needs them."""
    title = title.rstrip(" .:")
    if title.endswith(("?", "!")) or "," in title or len(title) > LABEL_CHARS:
        return texts.quoted.format(title=title)
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


@dataclass(frozen=True)
class Plan:
    """Everything that was found in the documents and goes into the pack."""

    name: str
    title: str
    language: str
    texts: DocumentTexts
    topics: tuple[Topic, ...]
    told: str
    """The text of all passages."""

    @cached_property
    def phone(self) -> str:
        """The telephone number that the documents name most often, as it is written there."""
        return _commonest(self.told, find_phone)

    @cached_property
    def email(self) -> str:
        """The e-mail address that the documents name most often."""
        return _commonest(self.told, find_email)

    @property
    def as_pages(self) -> bool:
        """Whether the passages are compared sentence by sentence, which is known for French."""
        return self.language == "fr"

    @property
    def small_talk(self) -> list[BuiltInTopic]:
        """Categories that no document teaches."""
        return [*pack_texts(self.language).topics, self.texts.presentation]

    @property
    def subjects(self) -> str:
        """The subjects as an answer names them."""
        labels = [topic.label for topic in self.topics[: NAMED + 1]]
        if len(self.topics) > NAMED:
            return ", ".join(labels[:NAMED]) + "…"
        return self.texts.joined.join(filter(None, [", ".join(labels[:-1]), labels[-1]]))

    @property
    def reach(self) -> str:
        """How to reach a person; empty where the documents do not say it."""
        texts = self.texts
        if self.phone and self.email:
            return texts.reach_both.format(phone=self.phone, email=self.email)
        if self.phone:
            return texts.reach_phone.format(phone=self.phone)
        return texts.reach_email.format(email=self.email) if self.email else ""


def _commonest(text: str, recogniser: Any) -> str:
    message = Message.of(text, datetime.fromisoformat(NOW))
    found = Counter(" ".join(message.typed(item.start, item.end).split())
                    for item in recogniser(message))  # fmt: skip
    return found.most_common(1)[0][0] if found else ""


def pack_contents(plan: Plan, documents: Mapping[str, str]) -> dict[str, str]:
    """Return file → text; ``documents`` are the files of ``knowledge/``."""
    shared = pack_texts(plan.language)
    contents = {
        "pack.toml": pack_files.manifest(
            plan.name,
            plan.title,
            plan.texts.description,
            plan.language,
            shared,
            {"passages": OFFERED, "as_pages": True} if plan.as_pages else None,
        ),  # fmt: skip
        "categories.toml": _categories(plan),
        "examples.csv": _examples(plan),
        "entities.toml": pack_files.builtin_entities(shared),
        "approaches.toml": "".join(_rules(plan)),
        "templates.toml": _templates(plan),
        "README.md": _readme(plan),
    }
    evaluation = _evaluation(plan)
    if evaluation:
        contents["evaluation.jsonl"] = evaluation
    for name, text in documents.items():
        contents[f"knowledge/{name}"] = _with_categories(plan, name, text)
    return contents


def _categories(plan: Plan) -> str:
    parts = [toml.table(toml.header(topic.id), {"label": topic.label}) for topic in plan.topics]
    for extra in plan.small_talk:
        values: dict[str, toml.Value] = {
            "label": extra.label, "keywords": extra.keywords, "follow_up": False,
        }  # fmt: skip
        parts.append(toml.table(toml.header(extra.id), values))
    return "".join(parts)


def _examples(plan: Plan) -> str:
    """Return ``examples.csv``; what two headings say is an example of neither."""
    said = [(text, topic.id) for topic in plan.topics for text in topic.examples]
    said += [(text, extra.id) for extra in plan.small_talk for text in extra.examples]
    owners: dict[str, set[str]] = {}
    rows: dict[str, tuple[str, str]] = {}
    for text, category in said:
        owners.setdefault(sameness(text), set()).add(category)
        rows.setdefault(sameness(text), (text, category))
    return csv_text(
        ("text", "category"), [row for key, row in rows.items() if len(owners[key]) == 1]
    )


def _rules(plan: Plan) -> Iterator[str]:
    """Yield the rules of ``approaches.toml``: the first whose conditions all hold decides."""
    yield _rule(plan, "agression", {"moderation": ["hostile", "threat"]}, "decline", "moderation")
    yield _rule(plan, "calcul", {"tool": ["calculator"]}, "tool", tool="calculator")
    yield _rule(plan, "calcul-de-dates", {"tool": ["dates"]}, "tool", tool="dates")
    *polite, presentation = plan.small_talk
    for extra in polite:
        yield _talk(plan, extra)
    if plan.as_pages:
        yield _rule(plan, "reponse-nette", {"knowledge_at_least": ANSWERS}, "knowledge")
        chosen: dict[str, toml.Value] = {"topic": ["completes"], "knowledge_at_least": 0.0}
        yield _rule(plan, "reponse", chosen, "knowledge")
    else:
        yield _rule(plan, "reponse-nette", {"knowledge_at_least": NET}, "knowledge")
        surely: dict[str, toml.Value] = {"decision": ["sure"], "knowledge_at_least": LIKELY}
        yield _rule(plan, "reponse", surely, "knowledge")
    yield _rule(plan, "relais", {"failures_at_least": 2}, "handover", "handover")
    near = MAY_ANSWER if plan.as_pages else NEAR
    yield _rule(plan, "hesitation", {"knowledge_at_least": near}, "ask", "ask")
    yield _talk(plan, presentation)
    yield _rule(plan, "hors-sujet", {"decision": ["outside"]}, "decline", "decline")
    yield _rule(plan, "sans-passage", {"decision": ["ambiguous"]}, "ask", "ask")
    yield _rule(plan, "redaction", {}, "generate", "no_answer")


def _talk(plan: Plan, topic: BuiltInTopic) -> str:
    name = topic.id.lower().replace("_", "-")
    surely: dict[str, toml.Value] = {"category": [topic.id], "decision": ["sure"]}
    return _rule(plan, name, surely, "template", topic.id, reason=topic.reason)


def _rule(
    plan: Plan,
    name: str,
    when: Mapping[str, toml.Value],
    then: str,
    template: str = "",
    *,
    tool: str = "",
    reason: str = "",
) -> str:
    known = {**pack_texts(plan.language).reasons, **plan.texts.reasons}
    return pack_files.rule(name, when, then, reason or known[name], template=template, tool=tool)


def _templates(plan: Plan) -> str:
    """Return ``templates.toml``; dollars of the documents are doubled: they stay dollars."""
    shared = pack_texts(plan.language)
    named = {"subjects": plan.subjects.replace("$", "$$"), "reach": plan.reach.replace("$", "$$")}
    own = {
        "decline": {"default": [plan.texts.decline.format(**named)]},
        "no_answer": {"default": [plan.texts.no_answer.format(**named)]},
        "handover": {"default": [plan.texts.handover.format(**named)]},
    }
    parts = []
    for extra in plan.small_talk:
        replies = [reply.format(**named) for reply in extra.replies]
        parts.append(toml.table(toml.header(extra.id), {"default": replies}))
    for name, variants in {**shared.required, **own}.items():
        parts.append(toml.table(toml.header(name), variants))
    return "".join(parts)


def _evaluation(plan: Plan) -> str:
    """Return ``evaluation.jsonl``: questions on common subjects that are no examples."""
    return "".join(
        json_line({
            "name": f"{topic.id.lower().replace('_', '-')}-{number}", "now": NOW,
            "turns": [{"user": question, "category": topic.id}],
        })
        for topic in plan.topics
        for number, question in enumerate(topic.tried, 1)
    )  # fmt: skip


def _with_categories(plan: Plan, name: str, text: str) -> str:
    """Return a Markdown document with the category below each heading; others stay as they are."""
    if not name.endswith(".md"):
        return text
    lines = text.split("\n")
    found = [(entry.line, topic.id) for topic in plan.topics for entry in topic.passages
             if entry.file == name and not entry.category]  # fmt: skip
    for line, category in sorted(found, reverse=True):
        lines.insert(line, f"<!-- category: {category} -->")
    return "\n".join(lines)


def _readme(plan: Plan) -> str:
    """Return ``README.md``: what to look at, and the subjects."""
    steps: Sequence[str] = (
        _("Posez dix vraies questions de vos clients : mistral-assistant --pack {name}").format(
            name=plan.name
        ),
        _("Une question reste sans réponse ? Écrivez-la sous son titre, dans knowledge/ : "
          "<!-- questions: … | … -->"),
        _("Une page change ? Changez-la dans knowledge/, puis « recharger » dans la conversation."),
        _("Les phrases toutes faites (bonjour, hors sujet…) sont dans templates.toml."),
        _("Lancez « mistral-assistant packs check », puis « packs test »."),
    )  # fmt: skip
    rows = [f"| {topic.id} | {in_cell(topic.label)} | {len(topic.passages)} |"
            for topic in plan.topics]  # fmt: skip
    return "\n".join(
        [
            f"# {plan.title}",
            "",
            _("Domaine fait de documents : chaque titre est un sujet, et son texte la réponse."),
            "",
            *(f"{number}. {step}" for number, step in enumerate(steps, 1)),
            "",
            "| {} | {} | {} |".format(_("Catégorie"), _("Libellé"), _("Passages")),
            "|---|---|---|",
            *rows,
            "",
        ]
    )
