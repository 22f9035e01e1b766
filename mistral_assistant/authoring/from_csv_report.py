"""What a person should look at in a proposed pack: remarks, and the README with its label guide."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from mistral_assistant.authoring.from_csv_files import Plan, in_cell, label_guide
from mistral_assistant.authoring.from_csv_rows import CATEGORY, MESSAGE, RESPONSE, Rows
from mistral_assistant.authoring.from_csv_topics import NOWHERE
from mistral_assistant.cleaning import clean_line
from mistral_assistant.i18n import _, ngettext

SMALL = 5
"""Rows below which a category deserves a second look."""
GIANT = 0.7
"""Share of the rows from which a category is too large to say much."""
FRAGILE = 0.2
"""Mean silhouette below which groups are hardly groups."""
_NAMED = 8
"""Categories that one remark names."""


def remarks(
    plan: Plan, data: Rows, used: int, wanted: int | None, left_out: Mapping[str, int]
) -> list[str]:
    """Return one sentence for everything that was left out or is unsure.

    ``data`` is the whole file, of which ``used`` rows were looked at for ``wanted`` categories.
    """
    return [
        *_about_file(data, used),
        *_about_categories(plan, data, wanted),
        *_about_answers(plan),
        *_about_room(left_out),
    ]


def _about_file(data: Rows, used: int) -> Iterator[str]:
    if data.renamed_columns:
        kinds = {MESSAGE: _("messages"), RESPONSE: _("réponses"), CATEGORY: _("catégories")}
        parts = [_("« {text} » ({kind})").format(text=clean_line(name), kind=kinds[what])
                 for what, name in data.renamed_columns]  # fmt: skip
        yield _("Colonnes lues : {names}.").format(names=", ".join(parts))
    if data.ignored_columns:
        quoted = [_("« {text} »").format(text=clean_line(name)) for name in data.ignored_columns]
        names = ", ".join(quoted)
        yield _("Colonnes non lues : {names}.").format(names=names)
    if data.without_text:
        yield ngettext(
            "{count} ligne sans message ou sans réponse n'a pas été reprise.",
            "{count} lignes sans message ou sans réponse n'ont pas été reprises.",
            data.without_text,
        ).format(count=data.without_text)
    if used < len(data.rows):
        yield _("La proposition repose sur {used} des {all} lignes, prises régulièrement.").format(
            used=used, all=len(data.rows)
        )


def _about_categories(plan: Plan, data: Rows, wanted: int | None) -> Iterator[str]:
    topics = plan.topics
    if wanted and data.has_categories:
        yield _("La colonne « category » a décidé ; le nombre demandé n'a pas servi.")
    elif wanted and wanted != len(plan.ids):
        yield _("{wanted} catégories demandées, {found} trouvées.").format(
            wanted=wanted, found=len(plan.ids)
        )
    outside = topics.of_row.count(NOWHERE) - topics.contradictory
    if outside:
        yield ngettext(
            "{count} ligne sans catégorie n'enseigne rien au domaine.",
            "{count} lignes sans catégorie n'enseignent rien au domaine.",
            outside,
        ).format(count=outside)
    if topics.contradictory:
        yield ngettext(
            "{count} ligne a été laissée de côté : son message est aussi dans une autre catégorie.",
            "{count} lignes ont été laissées de côté : leur message est aussi dans une autre "
            "catégorie.",
            topics.contradictory,
        ).format(count=topics.contradictory)
    unsure = [row for row, topic in enumerate(topics.of_row)
              if topic != NOWHERE and not topics.certain[row]]  # fmt: skip
    if unsure:
        yield (
            ngettext(
                "{count} ligne irait aussi bien dans une autre catégorie.",
                "{count} lignes iraient aussi bien dans une autre catégorie.",
                len(unsure),
            ).format(count=len(unsure))
            + " "
            + _("Surtout : {names}.").format(names=_most_unsure(plan, unsure))
        )
    sizes = Counter(topics.of_row)
    yield from _about_balance(plan, sizes)
    if topics.fit < FRAGILE:
        yield _("Les messages se ressemblent peu : ces groupes sont fragiles, relisez-les tous.")
    small = [name for number, name in enumerate(plan.ids) if sizes[number] < SMALL]
    if small:
        yield _("Moins de {limit} lignes : {names}.").format(limit=SMALL, names=_named(small))


def _about_balance(plan: Plan, sizes: Counter[int]) -> Iterator[str]:
    """Yield a remark where one category has nearly all rows."""
    grouped = [topic for topic in sizes if topic != NOWHERE]
    if len(grouped) == 1:
        yield _(
            "Une seule catégorie : le domaine ne distingue rien. Sans colonne « category », des "
            "catégories seraient proposées."
        )
        return
    largest = max(grouped, key=lambda topic: sizes[topic], default=NOWHERE)
    share = sizes[largest] / max(1, sum(sizes[topic] for topic in grouped))
    if share >= GIANT:
        yield _("{name} contient {share} des lignes : partagez-la, ou videz la colonne.").format(
            name=plan.ids[largest], share=f"{100 * share:.0f} %"
        )


def _most_unsure(plan: Plan, rows: Sequence[int]) -> str:
    """Name the categories with the highest share of unsure rows."""
    unsure = Counter(plan.topics.of_row[row] for row in rows)
    sizes = Counter(plan.topics.of_row)
    order = sorted(unsure, key=lambda topic: (-unsure[topic] / sizes[topic], topic))
    return _named([plan.ids[topic] for topic in order])


def _about_answers(plan: Plan) -> Iterator[str]:
    answers = plan.answers
    if answers.templates:
        names = _named([plan.ids[topic] for topic in answers.templates])
        yield _("Une même réponse sert à toute la catégorie : {names}.").format(names=names)
    if answers.personal:
        yield ngettext(
            "{count} réponse nomme un cas particulier (un numéro) et n'est pas dans knowledge/.",
            "{count} réponses nomment un cas particulier (un numéro) et ne sont pas dans "
            "knowledge/.",
            answers.personal,
        ).format(count=answers.personal)
    if answers.too_long:
        yield ngettext(
            "{count} réponse trop longue pour un passage n'est pas dans knowledge/.",
            "{count} réponses trop longues pour un passage ne sont pas dans knowledge/.",
            answers.too_long,
        ).format(count=answers.too_long)
    if not answers.templates and not answers.passages:
        yield _("Le fichier n'a pas de réponses : écrivez-les dans knowledge/ ou templates.toml.")
    if plan.shapes:
        names = ", ".join(shape.example for shape in plan.shapes)
        yield _("Numéros reconnus à leur forme : {names}.").format(names=names)


def _about_room(left_out: Mapping[str, int]) -> Iterator[str]:
    if left_out["knowledge"]:
        yield _("{count} passages n'ont pas trouvé place dans knowledge/.").format(
            count=left_out["knowledge"]
        )
    if left_out["evaluation"]:
        yield ngettext(
            "{count} ligne mise de côté est trop longue pour evaluation.jsonl.",
            "{count} lignes mises de côté sont trop longues pour evaluation.jsonl.",
            left_out["evaluation"],
        ).format(count=left_out["evaluation"])
    if left_out["training"]:
        yield _("Le fichier est trop gros pour training.csv : donnez-le tel quel à l'entraînement.")


def _named(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")


def readme(plan: Plan, source: str, found: Sequence[str]) -> str:
    """Return ``README.md``: what to review, and the beginnings of a label guide."""
    steps = (
        _("Renommez les catégories et leurs libellés dans categories.toml (et partout ailleurs)."),
        _("Relisez les réponses, et retirez ce qui nomme une personne ou un cas particulier."),
        _("Corrigez les catégories dans evaluation.jsonl : elles sont proposées, pas vérifiées."),
        _("Lancez « mistral-assistant packs check », puis « packs test »."),
    )
    return "\n".join(
        [
            f"# {plan.title}",
            "",
            _("Domaine proposé d'après {file}.").format(file=in_cell(clean_line(source))),
            "",
            "## " + _("À relire"),
            "",
            *(f"- {remark}" for remark in found),
            "",
            *(f"{number}. {step}" for number, step in enumerate(steps, 1)),
            "",
            "## " + _("Guide d'étiquetage"),
            "",
            "| {category} | {label} | {rows} | {messages} |".format(
                category=_("Catégorie"), label=_("Libellé"), rows=_("Lignes"),
                messages=_("Messages"),
            ),
            "|---|---|---|---|",
            *label_guide(plan),
            "",
        ]
    )  # fmt: skip
