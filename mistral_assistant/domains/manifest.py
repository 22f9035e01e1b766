"""``pack.toml``: who the pack is. Its tables are read by ``tables.py``."""

import re

from mistral_assistant.domains.document import Document
from mistral_assistant.domains.draft import Manifest
from mistral_assistant.domains.pack import SCHEMA_VERSION, Limits, ModerationWords
from mistral_assistant.domains.section import Section, root_section
from mistral_assistant.domains.vocabulary import PLACEHOLDERS
from mistral_assistant.i18n import _

FILE = "pack.toml"
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
IDENTIFIER = re.compile(r"[a-z_][a-z0-9_]*")


def read_manifest(document: Document, folder_name: str) -> Manifest:
    """Read everything but ``[tables]``."""
    top = root_section(document)
    _check_schema_version(top)
    persona = top.table("persona")
    model = top.table("model")
    manifest = Manifest(
        name=_name(top, folder_name),
        title=top.text("title", required=True),
        version=top.text("version"),
        description=top.text("description"),
        languages=_languages(top),
        licence=top.text("licence"),
        persona=persona.text("system", required=True),
        base_model=_model_name(model, "base"),
        adapter=_model_name(model, "adapter"),
        limits=_limits(top.table("limits")),
        moderation=_moderation(top.table("moderation")),
        placeholders=_placeholders(top),
    )
    top.table("tables")  # read elsewhere, but known
    for section in (top, persona, model):
        section.end()
    return manifest


def _check_schema_version(top: Section) -> None:
    version = top.whole("schema_version", 0, 0, 10**6)
    if top.missing("schema_version"):
        top.report(
            "schema_version",
            _("il manque « schema_version »"),
            _("Ajoutez schema_version = {known}.").format(known=SCHEMA_VERSION),
        )
    elif version > SCHEMA_VERSION:
        top.report(
            "schema_version",
            _(
                "ce domaine suit le format {version} ; ce programme connaît le format {known}"
            ).format(version=version, known=SCHEMA_VERSION),
            _("Mettez Mistral Assistant à jour."),
        )


def _name(top: Section, folder_name: str) -> str:
    name = top.text("name", required=True)
    expected = folder_name.lstrip("_")
    if name and not NAME.fullmatch(name):
        top.report(
            "name",
            _("« {name} » n'est pas un nom de domaine").format(name=name),
            _("N'employez que des minuscules sans accent, des chiffres et des tirets."),
        )
    elif name and name != expected:
        top.report(
            "name",
            _("le nom « {name} » n'est pas celui du dossier").format(name=name),
            _('Écrivez name = "{expected}" ou renommez le dossier.').format(expected=expected),
        )
    return name


def _languages(top: Section) -> tuple[str, ...]:
    languages = top.texts("languages")
    for language in languages:
        if not re.fullmatch(r"[a-z]{2,3}", language):
            top.report(
                "languages",
                _("« {language} » n'est pas un code de langue").format(language=language),
                _('Écrivez par exemple languages = ["fr"].'),
            )
    return languages or ("fr",)


def _model_name(model: Section, key: str) -> str:
    """Read the name of a model or adapter: never a path, which could point anywhere."""
    name = model.text(key)
    if name and not re.fullmatch(r"[\w.-]+(/[\w.-]+)?", name, re.ASCII) or ".." in name:
        model.report(
            key,
            _("« {name} » est un chemin et non un nom").format(name=name),
            _('Écrivez un nom ("ecommerce") ou un identifiant de dépôt ("auteur/modele").'),
        )
        return ""
    return name


def _limits(section: Section) -> Limits:
    usual = Limits()
    limits = Limits(
        sure=section.number("sure", usual.sure, 0, 1),
        in_scope=section.number("in_scope", usual.in_scope, 0, 1),
        passages=section.whole("passages", usual.passages, 1, 20),
        answer_chars=section.whole("answer_chars", usual.answer_chars, 100, 20_000),
        as_pages=section.flag("as_pages", usual.as_pages),
    )
    section.end()
    return limits


def _moderation(section: Section) -> ModerationWords:
    words = ModerationWords(
        rude=section.texts("rude"),
        hostile=section.texts("hostile"),
        threat=section.texts("threat"),
        allowed=section.texts("allowed"),
    )
    section.end()
    return words


def _placeholders(top: Section) -> dict[str, str]:
    section = top.table("placeholders")
    values = {name: section.text(name, required=True) for name in section.values}
    for name in values:
        if not IDENTIFIER.fullmatch(name):
            section.report(
                name,
                _("« {name} » ne peut pas servir de $nom").format(name=name),
                _("N'employez que des minuscules sans accent, des chiffres et _."),
            )
        elif name in PLACEHOLDERS:
            section.report(
                name,
                _("« {name} » est déjà un nom du programme").format(name=name),
                _("Choisissez un autre nom."),
            )
    return values
