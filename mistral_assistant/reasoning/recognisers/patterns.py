"""Entities of a pack that a regular expression describes; they run on RE2 only."""

import re
from collections.abc import Iterator
from string import Template

import re2

from mistral_assistant.domains.entities import compile_pattern
from mistral_assistant.domains.pack import EntityType
from mistral_assistant.errors import PackError
from mistral_assistant.i18n import _
from mistral_assistant.reasoning.recognisers.message import Found, Message

_SURROGATES = re.compile("[\ud800-\udfff]")


class PatternRecogniser:
    """One compiled pattern of a pack; the first group, if any, is the value."""

    def __init__(self, spec: EntityType) -> None:
        """Compile the pattern.

        Raises:
            PackError: the pattern is no RE2 expression.
        """
        try:
            self._pattern = compile_pattern(spec.pattern)
        except re2.error as error:
            raise PackError(
                _("Le motif de « {entity} » n'est pas une expression RE2 : {error}").format(
                    entity=spec.id, error=error
                ),
                hint=_("Corrigez « pattern » dans entities.toml."),
            ) from error
        self._normalise = spec.normalise

    def find(self, message: Message) -> Iterator[Found]:
        """Yield every match: its value, and the whole of it where that is wider."""
        text = message.raw
        if _SURROGATES.search(text):
            # RE2 reads UTF-8, which has no lone surrogates.
            text = _SURROGATES.sub("\ufffd", text)
        for match in self._pattern.finditer(text):
            groups = range(1, len(match.groups()) + 1)
            group = next((number for number in groups if match.group(number)), 0)
            value = match.group(group)
            if value.strip():
                start, end = match.span(group)
                normal = normal_form(value, self._normalise)
                yield Found(normal, start, end, whole=match.span())


def normal_form(value: str, normalise: str) -> str:
    """Bring a value to its normal form as ``normalise`` of the pack says."""
    digits = "".join(char for char in value if char.isdecimal())
    if normalise == "digits":
        return digits
    if normalise == "upper":
        return value.upper()
    if normalise == "lower":
        return value.lower()
    if normalise:
        return Template(normalise).safe_substitute(value=value, digits=digits)
    return value
