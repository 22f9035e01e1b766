"""What the files of every proposed pack have in common, as texts."""

from collections.abc import Mapping
from string import Template

from mistral_assistant.authoring import toml_text as toml
from mistral_assistant.authoring.from_csv_texts import PackTexts

BASE = "mistralai/Mistral-7B-Instruct-v0.3"


def manifest(
    name: str,
    title: str,
    description: str,
    language: str,
    texts: PackTexts,
    limits: Mapping[str, toml.Value] | None = None,
) -> str:
    """Return ``pack.toml``; ``limits`` are further ones than the usual."""
    top: dict[str, toml.Value] = {
        "schema_version": 1,
        "name": name,
        "title": title,
        "version": "0.1.0",
        "description": description,
        "languages": [language],
    }
    persona = Template(texts.persona).safe_substitute(title=title)
    return (
        toml.table("", top)
        + toml.table(toml.header("persona"), {"system": persona})
        + toml.table(toml.header("model"), {"base": BASE, "adapter": name})
        + toml.table(toml.header("limits"), {"sure": 0.5, "in_scope": 0.4, **(limits or {})})
    )


def builtin_entities(texts: PackTexts) -> str:
    """Return the entity types that the program recognises by itself."""
    return "".join(
        toml.table(toml.header(name), {"label": label, "builtin": recogniser})
        for name, (label, recogniser) in texts.builtins.items()
    )


def rule(
    name: str,
    when: Mapping[str, toml.Value],
    then: str,
    reason: str,
    *,
    template: str = "",
    tool: str = "",
) -> str:
    """Return one rule of ``approaches.toml``."""
    lines = [f"[[rule]]\nid = {toml.text(name)}"]
    if when:
        lines.append(f"when = {toml.inline(when)}")
    lines.append(f"then = {toml.text(then)}")
    lines += [f"{key} = {toml.text(value)}" for key, value in
              (("template", template), ("tool", tool)) if value]  # fmt: skip
    lines.append(f"reason = {toml.text(reason)}")
    return "\n".join(lines) + "\n\n"
