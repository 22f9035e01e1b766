"""The ``$name`` placeholders of a text, found without filling anything in."""

from string import Template


def names_in(text: str) -> tuple[list[str], list[int]]:
    """Return the placeholder names of a text and the positions of dollars that are none."""
    names: list[str] = []
    invalid: list[int] = []
    if "$" not in text:
        return names, invalid
    for match in Template.pattern.finditer(text):
        name = match["named"] or match["braced"]
        if name:
            names.append(name)
        elif match["invalid"] is not None:
            invalid.append(match.start())
    return names, invalid
