"""``entities.toml``: what is picked out of a message; patterns must suit RE2."""

import re2

from mistral_assistant.domains.document import Document
from mistral_assistant.domains.manifest import IDENTIFIER
from mistral_assistant.domains.pack import EntityType
from mistral_assistant.domains.patterns import Pattern
from mistral_assistant.domains.placeholders import names_in
from mistral_assistant.domains.section import Section, root_section
from mistral_assistant.domains.vocabulary import BUILTINS, NORMAL_FORMS, suggest
from mistral_assistant.french import fold
from mistral_assistant.i18n import _

FILE = "entities.toml"
MAX_ENTITIES = 100
"""A hostile pattern costs RE2 10 ms before it is refused."""
KINDS = ("pattern", "values", "table", "builtin")
_TOGETHER = {"table", "pattern"}
"""A pattern beside a table says what a value looks like that the table does not hold."""
_ONLY_WITH = {
    "answer_pattern": "pattern",
    "normalise": "pattern",
    "column": "table",
    "aliases": "table",
}
_PROBES = ("", "a", "0", " ", "a 1", "A-1", "été, 12.")


def read_entities(document: Document) -> dict[str, EntityType]:
    """Read the entity types; what refers to tables is checked later."""
    sections = list(root_section(document).tables())
    if len(sections) > MAX_ENTITIES:
        document.report(
            (sections[MAX_ENTITIES][0],),
            _("plus de {limit} entités").format(limit=MAX_ENTITIES),
            _("Réunissez-les : une table ou une liste de valeurs en remplace beaucoup."),
        )
    return {name: _entity(name, section) for name, section in sections[:MAX_ENTITIES]}


def _entity(name: str, section: Section) -> EntityType:
    entity = EntityType(
        id=name,
        label=section.text("label", required=True),
        question=section.text("question"),
        example=section.text("example"),
        pattern=section.text("pattern"),
        answer_pattern=section.text("answer_pattern"),
        normalise=section.text("normalise"),
        values=_values(section),
        table=section.text("table"),
        column=section.text("column"),
        aliases=section.text("aliases"),
        builtin=section.choice("builtin", BUILTINS),
    )
    section.end()
    _check_name(name, section)
    _check_kind(section)
    for key in ("pattern", "answer_pattern"):
        _check_pattern(section, key)
    _check_example(entity, section)
    _check_normal_form(entity, section)
    return entity


def _values(section: Section) -> dict[str, tuple[str, ...]]:
    table = section.table("values")
    values = {value: table.texts(value) for value in table.values}
    owner: dict[str, str] = {}
    for value, wordings in values.items():
        if not wordings:
            table.report(
                value,
                _("aucune façon de dire « {value} »").format(value=value),
                _('Écrivez par exemple {value} = ["{value}"].').format(value=value),
            )
        for wording in wordings:
            other = owner.setdefault(fold(wording), value)
            if other != value:
                table.report(
                    value,
                    _("« {wording} » désigne aussi « {other} »").format(
                        wording=wording, other=other
                    ),
                    _("Gardez ce mot pour une seule des deux valeurs."),
                )
    return values


def _check_name(name: str, section: Section) -> None:
    if not IDENTIFIER.fullmatch(name):
        section.document.report(
            section.path,
            _("« {name} » n'est pas un nom d'entité").format(name=name),
            _("N'employez que des minuscules sans accent, des chiffres et _."),
        )


def _check_kind(section: Section) -> None:
    given = [kind for kind in KINDS if kind in section.values]
    if len(given) != 1 and set(given) != _TOGETHER:
        section.document.report(
            section.path,
            _("il faut une seule de ces clés : {kinds} (trouvé : {given})").format(
                kinds=", ".join(KINDS), given=", ".join(given) or _("aucune")
            ),
            _("Gardez celle qui dit comment l'entité se reconnaît."),
        )
    for key, kind in _ONLY_WITH.items():
        if key in section.values and kind not in given:
            section.report(
                key,
                _("« {key} » n'a de sens qu'avec « {kind} »").format(key=key, kind=kind),
                _("Retirez « {key} ».").format(key=key),
            )
    if "table" in given and "column" not in section.values:
        section.report(
            "column", _("il manque « column »"), _("Nommez la colonne de la table à chercher.")
        )


def _check_pattern(section: Section, key: str) -> None:
    pattern = section.values.get(key)
    if not isinstance(pattern, str):
        return
    if not pattern.strip():
        section.report(key, _("motif vide"), _("Écrivez un motif ou retirez la clé."))
        return
    try:
        regexp = Pattern(pattern.strip())
    except re2.error as error:
        section.report(key, *_refusal(error))
        return
    if any(found and found.group() == "" for found in map(regexp.search, _PROBES)):
        section.report(
            key,
            _("ce motif est satisfait par un texte vide"),
            _("Exigez au moins un caractère : + au lieu de *, ou retirez le ? final."),
        )


def _check_example(entity: EntityType, section: Section) -> None:
    try:
        found = not entity.pattern or Pattern(entity.pattern).search(entity.example)
    except re2.error:
        return
    if entity.example and not found:
        section.document.warn(
            (*section.path, "example"),
            _("le motif ne reconnaît pas l'exemple « {example} »").format(example=entity.example),
            _("Corrigez le motif ou l'exemple : c'est ce que l'utilisateur recopiera."),
        )


def _refusal(error: re2.error) -> tuple[str, str]:
    """Say in French what RE2 does not accept, and how to do without."""
    raw = error.args[0] if error.args else ""
    reason = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw)
    what = _("motif refusé par RE2 : {reason}").format(reason=reason)
    if "(?" in reason:
        return what, _(
            "RE2 ne regarde ni devant ni derrière ((?=, (?!, (?<) : entourez de \\b, et mettez "
            "entre parenthèses la partie à garder."
        )
    if "escape sequence" in reason:
        return what, _(
            "RE2 n'a pas de rappel de groupe (\\1) ni cette séquence : écrivez le motif en entier."
        )
    if "repetition" in reason or "too large" in reason:
        return what, _("Répétez au plus 1000 fois, et n'imbriquez pas les répétitions.")
    if "missing" in reason or "unexpected )" in reason:
        return what, _("Fermez chaque parenthèse et chaque crochet, ou écrivez \\( et \\[.")
    return what, _("Corrigez le motif ; la syntaxe de RE2 est dans docs/domain-packs.md.")


def _check_normal_form(entity: EntityType, section: Section) -> None:
    form = entity.normalise
    if not form or form in NORMAL_FORMS:
        return
    names, invalid = names_in(form)
    unknown = [name for name in names if name not in ("value", "digits")]
    if invalid or unknown:
        section.report(
            "normalise",
            _("seuls $value et $digits sont connus ici"),
            _('Écrivez par exemple normalise = "CMD-$digits".'),
        )
    elif not names:
        section.report(
            "normalise",
            _("« {form} » est inconnu").format(form=form),
            suggest(form, NORMAL_FORMS),
        )
