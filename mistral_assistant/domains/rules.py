"""``approaches.toml``: the ordered rules, read here and compared with the other files elsewhere."""

from typing import Any

from mistral_assistant.domains.document import Document
from mistral_assistant.domains.pack import Rule
from mistral_assistant.domains.section import Section, root_section
from mistral_assistant.domains.vocabulary import APPROACHES, CHOICES, CONDITIONS, TOOLS, suggest
from mistral_assistant.i18n import _

FILE = "approaches.toml"
LISTS = (
    "category",
    "decision",
    "moderation",
    "entities",
    "given",
    "missing",
    "sentiment",
    "found",
    "not_found",
    "computed",
    "topic",
    "language",
    "tool",
)
MAX_RULES = 500
"""Every rule is compared with all that stand before it."""
NEEDS = {"template": ("template",), "table": ("table", "template"), "tool": ("tool",)}
"""Approach → keys that a rule with it must have."""
_BELONGS_TO = {"table": "table", "ask_for": "ask", "tool": "tool"}


def read_rules(document: Document) -> list[Rule]:
    """Read the rules in their order; names of other files are checked later."""
    top = root_section(document)
    sections = top.rows("rule")
    top.end()
    if len(sections) > MAX_RULES:
        top.report(
            "rule",
            _("plus de {limit} règles").format(limit=MAX_RULES),
            _("Réunissez les règles qui ne diffèrent que par la catégorie."),
        )
        sections = sections[:MAX_RULES]
    rules = [_rule(section) for section in sections]
    first: set[str] = set()
    for rule, section in zip(rules, sections, strict=True):
        if rule.id and rule.id in first:
            section.report(
                "id",
                _("une autre règle s'appelle déjà « {id} »").format(id=rule.id),
                _("Donnez à chaque règle un nom différent."),
            )
        first.add(rule.id)
    if not rules and isinstance(document.values.get("rule", []), list):
        document.report((), _("aucune règle"), _("Ajoutez au moins une table [[rule]]."))
    return rules


def _rule(section: Section) -> Rule:
    then = section.choice("then", APPROACHES, required=True)
    rule = Rule(
        id=section.text("id", required=True),
        then=then,
        when=_conditions(section.table("when")),
        reason=section.text("reason"),
        template=section.text("template"),
        variant=section.text("variant"),
        table=section.text("table"),
        ask_for=section.text("ask_for"),
        tool=section.choice("tool", TOOLS),
        tone=section.text("tone"),
        format=section.text("format"),
    )
    section.end()
    _check_needs(rule, section)
    return rule


def _check_needs(rule: Rule, section: Section) -> None:
    for key in NEEDS.get(rule.then, ()):
        if section.values.get(key, "") == "":
            section.report(
                key,
                _("une règle « {then} » a besoin de « {key} »").format(then=rule.then, key=key),
                _('Ajoutez {key} = "…".').format(key=key),
            )
    for key, then in _BELONGS_TO.items():
        if rule.then and rule.then != then and not section.missing(key):
            section.document.warn(
                (*section.path, key),
                _("« {key} » ne sert à rien dans une règle « {then} »").format(
                    key=key, then=rule.then
                ),
                _('Retirez « {key} », ou écrivez then = "{then}".').format(key=key, then=then),
            )


def _conditions(section: Section) -> dict[str, Any]:
    """Return the conditions with lists as tuples; a single text counts as a list of one."""
    conditions: dict[str, Any] = {}
    for key in section.values:
        value = _condition(section, key)
        if value is not None:
            conditions[key] = value
    return conditions


def _condition(section: Section, key: str) -> Any:
    if key in LISTS:
        return _names(section, key)
    if key == "values":
        values = section.table("values")
        return {entity: values.texts(entity) for entity in values.values}
    if key == "knowledge_at_least":
        return section.number(key, 0.0, 0, 1)
    if key == "failures_at_least":
        return section.whole(key, 0, 0, 100)
    if key in ("urgency", "personal", "first_turn", "knows_name"):
        return section.flag(key, False)
    section.report(
        key,
        _("condition inconnue « {key} »").format(key=key),
        suggest(key, CONDITIONS),
    )
    return None


def _names(section: Section, key: str) -> tuple[str, ...]:
    if isinstance(section.values[key], str):
        names: tuple[str, ...] = (section.text(key),)
    else:
        names = section.texts(key)
    if section.values[key] in ([], ""):
        section.report(
            key,
            _("liste vide : la règle ne s'appliquera jamais"),
            _("Nommez au moins une valeur, ou retirez la condition."),
        )
    for name in names:
        if key in CHOICES and name not in CHOICES[key]:
            section.report(
                key, _("valeur inconnue « {name} »").format(name=name), suggest(name, CHOICES[key])
            )
    return names
