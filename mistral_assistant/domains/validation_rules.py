"""Comparing the rules with the rest of the pack, and with the rules that stand before them."""

from collections.abc import Iterable, Mapping
from typing import Any

from mistral_assistant.domains import rules
from mistral_assistant.domains.document import Document
from mistral_assistant.domains.draft import Draft
from mistral_assistant.domains.pack import Rule
from mistral_assistant.domains.toml_lines import KeyPath
from mistral_assistant.i18n import _

_ANY_OF = (
    "category",
    "decision",
    "moderation",
    "sentiment",
    "topic",
    "language",
    "tool",
    "computed",
)
_ALL_OF = ("entities", "given", "missing", "found", "not_found")
_AT_LEAST = ("knowledge_at_least", "failures_at_least")


def check_rules(draft: Draft) -> None:
    """Report unknown names in the rules, and warn of rules that can never apply."""
    document = draft.documents.get(rules.FILE)
    if document is None or draft.rules is None:
        return
    for index, rule in enumerate(draft.rules):
        path: KeyPath = ("rule", index)
        _check_names(draft, document, path, rule)
        _check_conditions(draft, document, path, rule)
        _check_variant(draft, document, path, rule)
        _check_reach(document, path, rule, draft.rules[:index])


def _check_names(draft: Draft, document: Document, path: KeyPath, rule: Rule) -> None:
    for key, name, known, what in (
        ("template", rule.template, draft.templates, _("modèle de réponse inconnu « {name} »")),
        ("table", rule.table, draft.tables, _("table inconnue « {name} »")),
        ("ask_for", rule.ask_for, draft.entities, _("entité inconnue « {name} »")),
    ):
        document.check_known((*path, key), name, known, what)
    entity = (draft.entities or {}).get(rule.ask_for)
    if entity and not entity.question and not rule.template:
        document.report(
            (*path, "ask_for"),
            _("l'entité « {name} » n'a pas de question à poser").format(name=rule.ask_for),
            _('Ajoutez question = "…" dans entities.toml.'),
        )


def _check_conditions(draft: Draft, document: Document, path: KeyPath, rule: Rule) -> None:
    for key, known, what in (
        ("category", draft.categories, _("catégorie inconnue « {name} »")),
        ("entities", draft.entities, _("entité inconnue « {name} »")),
        ("given", draft.entities, _("entité inconnue « {name} »")),
        ("missing", draft.entities, _("entité inconnue « {name} »")),
        ("values", draft.entities, _("entité inconnue « {name} »")),
        ("found", draft.tables, _("table inconnue « {name} »")),
        ("not_found", draft.tables, _("table inconnue « {name} »")),
    ):
        for name in rule.when.get(key, ()):
            document.check_known((*path, "when", key), name, known, what)
    for name, values in rule.when.get("values", {}).items():
        entity = (draft.entities or {}).get(name)
        wordings = entity.values if entity and entity.values else None
        for value in values:
            what = _("cette entité n'a pas de valeur « {name} »")
            document.check_known((*path, "when", "values", name), value, wordings, what)


def _check_variant(draft: Draft, document: Document, path: KeyPath, rule: Rule) -> None:
    """The variant is a column of the rule's table, an entity type or a variant of the template."""
    table = (draft.tables or {}).get(rule.table)
    texts = (draft.templates or {}).get(rule.template)
    if draft.entities is None or texts is None or (rule.table and not (table and table.columns)):
        return
    known = [*(table.columns if table else ()), *draft.entities, *texts, "sentiment", "answer"]
    what = _("« {name} » n'est ni une colonne, ni une entité, ni une variante du modèle")
    document.check_known((*path, "variant"), rule.variant, known, what)


def _check_reach(document: Document, path: KeyPath, rule: Rule, earlier: Iterable[Rule]) -> None:
    both = set(rule.when.get("entities", ())) & set(rule.when.get("missing", ()))
    if both:
        document.warn(
            (*path, "when"),
            _("« {name} » ne peut pas être à la fois présent et absent").format(name=min(both)),
            _("Retirez l'une des deux conditions."),
        )
    for other in earlier:
        if covers(other.when, rule.when):
            document.warn(
                path,
                _("cette règle ne s'applique jamais : « {id} », plus haut, décide avant").format(
                    id=other.id
                ),
                _("Placez-la avant « {id} », ou retirez-la.").format(id=other.id),
            )
            return


def covers(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    """Return True when the conditions ``first`` hold wherever ``second`` do."""
    return all(key in second and _implied(key, first[key], second[key]) for key in first)


def _implied(key: str, wide: Any, narrow: Any) -> bool:
    if key in _ANY_OF:
        return set(narrow) <= set(wide)
    if key in _ALL_OF:
        return set(wide) <= set(narrow)
    if key == "values":
        return all(name in narrow and set(narrow[name]) <= set(wide[name]) for name in wide)
    if key in _AT_LEAST:
        return bool(wide <= narrow)
    return bool(wide == narrow)
