"""``templates.toml``: RESPONSE_TEMPLATES, filled by ``string.Template`` and nothing cleverer."""

from collections.abc import Collection

from mistral_assistant.domains.document import Document
from mistral_assistant.domains.placeholders import names_in
from mistral_assistant.domains.section import Section, root_section
from mistral_assistant.domains.vocabulary import REQUIRED_TEMPLATES, nearest, suggest
from mistral_assistant.i18n import _

FILE = "templates.toml"
TONES = "ton"
"""Template whose variants bear the names of tones."""


def read_templates(document: Document) -> dict[str, dict[str, tuple[str, ...]]]:
    """Read the templates; their placeholders are checked later."""
    templates = {key: _variants(section) for key, section in root_section(document).tables()}
    for key, variants in REQUIRED_TEMPLATES.items():
        _check_required(document, templates, key, variants)
    for key, texts in templates.items():
        if key not in (*REQUIRED_TEMPLATES, TONES) and "default" not in texts:
            _report_missing_variant(document, key, "default", texts)
    return templates


def _variants(section: Section) -> dict[str, tuple[str, ...]]:
    variants = {variant: section.texts(variant) for variant in section.values}
    for variant in variants:
        if section.values[variant] == []:
            section.report(variant, _("aucun texte"), _("Écrivez au moins un texte."))
    return variants


def _check_required(
    document: Document,
    templates: dict[str, dict[str, tuple[str, ...]]],
    key: str,
    variants: tuple[str, ...],
) -> None:
    if key not in templates:
        near = nearest(key, [name for name in templates if name not in REQUIRED_TEMPLATES])
        document.report(
            (key,),
            _("il manque le modèle de réponse [{key}]").format(key=key),
            _("Renommez [{near}] en [{key}].").format(near=near, key=key)
            if near
            else _("Ajoutez [{key}] avec {variants}.").format(
                key=key, variants=", ".join(f'{variant} = ["…"]' for variant in variants)
            ),
        )
        return
    for variant in variants:
        if variant not in templates[key]:
            _report_missing_variant(document, key, variant, templates[key])


def _report_missing_variant(
    document: Document, key: str, variant: str, found: Collection[str]
) -> None:
    near = nearest(variant, found)
    document.report(
        (key, variant),
        _("le modèle [{key}] n'a pas de variante « {variant} »").format(key=key, variant=variant),
        _("Renommez « {near} » en « {variant} ».").format(near=near, variant=variant)
        if near
        else _('Ajoutez {variant} = ["…"].').format(variant=variant),
    )


def check_placeholders(
    document: Document, known: Collection[str], excused: Collection[str]
) -> None:
    """Report every ``$name`` that nothing will fill and every stray dollar.

    ``excused`` are the templates of tables that could not be read: what they may name is unknown.
    """
    for key, variants in document.values.items():
        checked = isinstance(variants, dict) and key not in excused
        for variant, texts in variants.items() if checked else ():
            for index, text in enumerate(texts if isinstance(texts, list) else ()):
                if isinstance(text, str):
                    _check_text(document, (key, variant, index), text, known)


def _check_text(
    document: Document, path: tuple[str, str, int], text: str, known: Collection[str]
) -> None:
    names, invalid = names_in(text)
    for name in dict.fromkeys(names):
        if name not in known:
            document.report(
                path,
                _("rien ne remplit « ${name} »").format(name=name),
                suggest(name, known, _("Déclarez-le dans [placeholders] de pack.toml.")),
            )
    if invalid:
        document.report(
            path,
            _("« $ » suivi d'autre chose qu'un nom"),
            _("Écrivez $$ pour un dollar, $nom pour une valeur."),
        )
