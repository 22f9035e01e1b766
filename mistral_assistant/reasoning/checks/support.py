"""Do the words of the answer occur in its sources at all? A hint, never a proof.

A good paraphrase uses other words than its source, so these findings warn only.
"""

from collections.abc import Iterator

from mistral_assistant.french import STOP_WORDS
from mistral_assistant.i18n import _
from mistral_assistant.reasoning.checks.findings import WARNING, finding, quoted
from mistral_assistant.reasoning.checks.form import SENTENCE
from mistral_assistant.reasoning.checks.sources import ReadText, Sources, stem
from mistral_assistant.reasoning.turn import Finding
from mistral_assistant.tools.french_text import Word

_UNSUPPORTED = 0.3
"""Share of a sentence's words found in the sources under which it counts as unsupported."""
_OFF_TOPIC = 0.45
"""The same for a whole answer."""
_SENTENCE_WORDS = 4
_ANSWER_WORDS = 4
_POLITE_WORDS = """
    hesitez hesiter disposition aider aide souhaite journee soiree remercie merci desole navre
    excuses regrette plaisir bienvenue contacter question questions renseignement informations
    comprends volontiers heureux ravi confirme precise resume voici bref"""
_COURTESY = frozenset(map(stem, _POLITE_WORDS.split()))
"""Words of politeness, which no source needs to hold."""


def check_support(answer: ReadText, sources: Sources) -> Iterator[Finding]:
    """Yield the sentences whose words the sources do not hold, or the whole answer."""
    sentences = [
        (match.span(), _content(answer, *match.span()))
        for match in SENTENCE.finditer(answer.folded.text)
        if not match.group().rstrip().endswith("?")
    ]
    content = [word for _span, words in sentences for word in words]
    if len(content) >= _ANSWER_WORDS and _share(content, sources) < _OFF_TOPIC:
        first, last = sentences[0][0][0], sentences[-1][0][1]
        evidence = _("Les sources parlent d'autre chose.")
        yield finding(answer, (first, last), "off_topic", evidence, WARNING)
        return
    for span, words in sentences:
        if len(words) >= _SENTENCE_WORDS and _share(words, sources) < _UNSUPPORTED:
            evidence = _("Rien de tel dans les sources : {words}.").format(
                words=quoted(", ".join(word.text for word in words if not _held(word, sources)))
            )
            yield finding(answer, span, "unsupported", evidence, WARNING)


def _content(answer: ReadText, start: int, end: int) -> list[Word]:
    """Return the words of a stretch that carry meaning."""
    words = answer.folded.words
    first, last = answer.folded.word_at(start), answer.folded.word_at(end)
    return [
        word
        for word in words[first:last]
        if len(word.text) > 2 and word.text not in STOP_WORDS and stem(word.text) not in _COURTESY
    ]


def _share(words: list[Word], sources: Sources) -> float:
    return sum(_held(word, sources) for word in words) / len(words)


def _held(word: Word, sources: Sources) -> bool:
    return word.text in sources.words or stem(word.text) in sources.stems
