"""Content that nobody asked for: advertising, and an answer to a greeting that runs on."""

import re
from collections.abc import Iterator

from mistral_assistant.i18n import _
from mistral_assistant.reasoning.checks.findings import WARNING, finding
from mistral_assistant.reasoning.checks.sources import ReadText, Sources, read
from mistral_assistant.reasoning.turn import Finding

_GREETING = frozenset(
    """bonjour bonsoir salut coucou hello hey hi bonne journee soiree nuit merci beaucoup bien a
    vous toi tous et re cc bjr bsr slt au revoir bye ciao tchao madame monsieur mesdames messieurs
    ca va comment allez vas tu vous ok d accord parfait super good morning evening thanks thank
    you""".split()
)
_ENOUGH = 45
"""Words that may answer a greeting."""
_KEPT = 2
"""Sentences of a long answer to a greeting that are still part of it."""
_ADVERTISING = re.compile(
    r"(?<!\w)(?:profitez(?:-en)?(?: d[eu']| vite| aussi)|ne manquez pas|decouvrez (?:aussi |vite )?"
    r"(?:nos|notre|la nouvelle|toute)|abonnez-vous|suivez-nous|likez|partagez autour"
    r"|inscrivez-vous a (?:notre|la) (?:newsletter|lettre)"
    r"|(?:laissez|donnez)(?:-nous)? (?:un|votre) avis|offre (?:speciale|exclusive|limitee)"
    r"|pour un temps limite|code promo)(?!\w)"
)


def check_unrequested(answer: ReadText, question: str, sources: Sources) -> Iterator[Finding]:
    """Yield advertising that no source holds, and what follows the answer to a mere greeting."""
    for match in _ADVERTISING.finditer(answer.folded.text):
        if match.group() not in sources.folded:
            span = answer.sentence_at(match.start())
            yield finding(answer, span, "unsupported", _("Personne n'a demandé cela."), WARNING)
    words = read(question).folded.words
    greeting = words and all(word.text in _GREETING for word in words)
    if greeting and len(answer.folded.words) > _ENOUGH and len(answer.sentences) > _KEPT:
        start, end = answer.sentences[_KEPT][0], answer.sentences[-1][1]
        yield finding(answer, (start, end), "off_topic", _("Personne n'a demandé cela."), WARNING)
