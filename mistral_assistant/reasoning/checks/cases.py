"""Made-up cases: *Avec 55 % de bonnes réponses, on n'a pas l'attestation* where 60 % are needed.

An answer may put a rule to a case. The figure of the case stands in no source; it is recognised
by how the sentence brings it in, and by a limit of the same kind that the sources set.
"""

import re

from mistral_assistant.reasoning.checks.sources import ReadText, Sources
from mistral_assistant.reasoning.facts import Fact, Figure

_OPENS = re.compile(
    r"(?:(?:ainsi|donc|et|mais|alors|exemple) ?[:,]? ?)?"
    r"(?:pour|avec|a|si|sur|quand|lorsqu[e']|en|un|une|vos|votre|votre)(?!\w)"
)
"""How a case begins; a figure belongs to it up to the next comma."""
_OF = re.compile(r"(?<!\w)(?:un|une|mon|ma|votre|ton|ta|l[ea']|quelqu'un) ?[\w'-]+ (?:de|a) ?$")
"""*un enfant de*, *un fichier de*: what is measured is a case."""
_LIMIT = re.compile(
    r"(?<!\w)(?:(?:plus|moins) (?:de|d')|au moins|au plus|minimum|maximum|jusqu'[ae]u?x?|des|avant"
    r"|a partir (?:de|d')|au[- ]dela (?:de|d')|au[- ]dessus (?:de|d')|en[- ]dessous (?:de|d')"
    r"|sous|superieure?s? a|inferieure?s? a|depass\w+|exced\w+|limite (?:de|d')|plafond (?:de|d')"
    r"|seuil (?:de|d')|atteindre|atteint|apres) ?$"
)
_LIMIT_AFTER = re.compile(
    r" ?(?:\w+ )?(?:minimum|maximum|au moins|au plus|(?:ou|et) (?:plus|moins))\b"
)
_REACH = 24


def is_case(answer: ReadText, fact: Fact, sources: Sources) -> bool:
    """Tell whether a figure is that of a case to which a limit of the sources is put."""
    figure = fact.value
    if not isinstance(figure, Figure) or _is_limit(answer, fact) or not in_case(answer, fact):
        return False
    return any(
        isinstance(known.value, Figure)
        and known.value.dimension == figure.dimension
        and _is_limit(text, known)
        for text in sources.given
        for known in text.facts
    )


def in_case(answer: ReadText, fact: Fact) -> bool:
    """Tell whether a figure stands in what a sentence puts as a case: *Pour sept nuits, …*."""
    start, _end = answer.sentence(fact)
    flat = answer.folded.text
    lead = flat[start : fact.start].lstrip(" -*•")
    if _OPENS.match(lead or flat[fact.start : fact.end]) and "," not in lead and ":" not in lead:
        return True
    return _OF.search(flat, max(start, fact.start - _REACH), fact.start) is not None


def opens_with_case(sentence: str) -> bool:
    """Tell whether a folded sentence begins with a case and works on: *Pour 40 €, …*."""
    sentence = sentence.lstrip(" -*•")
    return bool(_OPENS.match(sentence)) and "," in sentence


def _is_limit(text: ReadText, fact: Fact) -> bool:
    flat = text.folded.text
    return bool(
        _LIMIT.search(flat, max(0, fact.start - _REACH), fact.start)
        or _LIMIT_AFTER.match(flat, fact.end)
    )
