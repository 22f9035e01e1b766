"""Entities of a pack that a regular expression describes; they run on RE2 only."""

import re
from collections.abc import Iterator
from string import Template

import re2

from mistral_assistant.domains.pack import EntityType
from mistral_assistant.domains.patterns import Hit, Pattern
from mistral_assistant.errors import PackError
from mistral_assistant.i18n import _
from mistral_assistant.reasoning.recognisers.message import Found, Message

_SURROGATES = re.compile("[\ud800-\udfff]")
_AND = re.compile(r"\s*(?:,|/|&|\+|\b(?:et|ou|puis)\b)\s*(?:(?:la|le|les)\s+)?")


class PatternRecogniser:
    """One compiled pattern of a pack; the first group, if any, is the value."""

    def __init__(self, spec: EntityType) -> None:
        """Compile the pattern.

        Raises:
            PackError: the pattern is no RE2 expression.
        """
        try:
            self._pattern = Pattern(spec.pattern)
        except re2.error as error:
            raise PackError(
                _("Le motif de « {entity} » n'est pas une expression RE2 : {error}").format(
                    entity=spec.id, error=error
                ),
                hint=_("Corrigez « pattern » dans entities.toml."),
            ) from error
        self._further = Pattern(spec.answer_pattern) if spec.answer_pattern else None
        self._normalise = spec.normalise

    def find(self, message: Message) -> Iterator[Found]:
        """Yield every match: its value, and the whole of it where that is wider."""
        text = message.raw
        if _SURROGATES.search(text):
            # RE2 reads UTF-8, which has no lone surrogates.
            text = _SURROGATES.sub("\ufffd", text)
        for match in self._pattern.finditer(text):
            value, (start, end) = _value(match)
            if value.strip():
                normal = normal_form(value, self._normalise)
                yield Found(normal, start, end, whole=match.span())
                yield from self._enumerated(text, match.end())

    def _enumerated(self, text: str, position: int) -> Iterator[Found]:
        """Yield what an answer alone would be where a match goes on: ``482913, 482914 et …``."""
        while self._further is not None:
            link = _AND.match(text, position)
            match = self._further.match(text, link.end()) if link else None
            if match is None:
                return
            value, (start, end) = _value(match)
            yield Found(normal_form(value, self._normalise), start, end, whole=match.span())
            position = match.end()


def _value(match: Hit) -> tuple[str, tuple[int, int]]:
    """Return the first group that holds something, or the whole match, with its span."""
    groups = range(1, len(match.groups()) + 1)
    group = next((number for number in groups if match.group(number)), 0)
    return match.group(group) or "", match.span(group)


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
