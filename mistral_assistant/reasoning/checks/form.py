"""Faults of form that need no knowledge: the wrong language, loops, too many words."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from mistral_assistant.i18n import _
from mistral_assistant.reasoning.checks.findings import BLOCKING, WARNING, finding
from mistral_assistant.reasoning.checks.sources import SENTENCE, ReadText, Sources
from mistral_assistant.reasoning.language import identify, is_latin
from mistral_assistant.reasoning.turn import Finding
from mistral_assistant.tools.french_text import Word

_SHOWN = 500
"""Characters that are shown of what goes beyond a limit."""
_FOREIGN_SCRIPT = re.compile(
    "[\u0400-\u052f]{4,}|[\u0590-\u06ff]{3,}|[\u0900-\u0dff]{3,}|[\u0e00-\u0eff]{3,}"
    "|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff0c\u3001\u3002]{3,}"
)
"""Letters of scripts that none of our languages uses; Greek ones stand for quantities."""
_LANGUAGE_WORDS = 5
"""Words from which the language of a sentence is judged."""
_SENTENCE_WORDS = 4
"""Words from which a sentence may not be said twice."""
_OPENING = 4
"""Words that may have opened a sentence the first time."""
_RUN = 10
"""Words in a row that may not come twice."""
_LOOP_WORDS = 6
_LOOPS = 3
"""Times in a row that up to ``_LOOP_WORDS`` words may not come; a single word one time more."""


def check_language(answer: ReadText, language: str, sources: Sources) -> Iterator[Finding]:
    """Yield the first sentence in another language, unless a source says it in these words."""
    script = _FOREIGN_SCRIPT.search(answer.raw)
    if script and script.group() not in sources.raw:
        evidence = _("La langue demandée est : {language}.").format(language=_named(language))
        yield Finding("language", BLOCKING, script.span(), script.group(), evidence)
        return
    for match in SENTENCE.finditer(answer.folded.text):
        start, end = answer.folded.span(*match.span())
        sentence = answer.raw[start:end].strip()
        if _is_foreign(sentence, language) and match.group().strip() not in sources.folded:
            evidence = _("La langue demandée est : {language}.").format(language=_named(language))
            yield finding(answer, match.span(), "language", evidence)
            return


def _named(language: str) -> str:
    names = {
        "fr": _("français"),
        "en": _("anglais"),
        "es": _("espagnol"),
        "de": _("allemand"),
        "it": _("italien"),
        "nl": _("néerlandais"),
    }
    return names.get(language, language)


def _is_foreign(sentence: str, language: str) -> bool:
    if not is_latin(sentence):
        return True
    if not language or len(sentence.split()) < _LANGUAGE_WORDS:
        return False
    return identify(sentence, language) not in ("", language)


def check_repetition(answer: ReadText, sources: Sources) -> Iterator[Finding]:
    """Yield the first passage that is said again, unless a source says it again as well."""
    words = answer.folded.words
    for start, end in chain(_repeated_sentences(answer), _repeated_runs(words), _loops(words)):
        text = _one_line(answer.folded.text[start:end]).strip(" .!?…")
        times = sum(_one_line(source.folded.text).count(text) for source in sources.everything)
        if times < max(2, _one_line(answer.folded.text).count(text)):
            yield finding(answer, (start, end), "repetition", _("Ce passage est répété."))
            return


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _repeated_sentences(answer: ReadText) -> Iterator[tuple[int, int]]:
    """Yield the sentences said before, be it after a ``Bonjour`` or the like."""
    seen: set[tuple[str, ...]] = set()
    for match in SENTENCE.finditer(answer.folded.text):
        key = tuple(re.findall(r"\w+", match.group()))
        if len(key) >= _SENTENCE_WORDS and key in seen:
            yield match.span()
        seen.add(key)
        seen |= {key[cut:] for cut in range(1, _OPENING + 1) if len(key) - cut >= _SENTENCE_WORDS}


def _repeated_runs(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    seen: dict[tuple[str, ...], int] = {}
    texts = [word.text for word in words]
    for index in range(len(words) - _RUN + 1):
        key = tuple(texts[index : index + _RUN])
        if index - seen.setdefault(key, index) >= _RUN:
            yield words[index].start, words[index + _RUN - 1].end


def _loops(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    texts = [word.text for word in words]
    for size in range(1, _LOOP_WORDS + 1):
        times = _LOOPS + (size == 1)
        run = 0
        for index in range(size, len(texts)):
            run = run + 1 if texts[index] == texts[index - size] else 0
            first = index - run - size + 1
            looped = texts[first : first + size]
            if run == size * (times - 1) and not all(map(str.isdigit, looped)):
                yield words[first].start, words[index].end


def check_length(answer: str, limit_chars: int, checked_chars: int) -> Iterator[Finding]:
    """Yield what goes beyond ``limit_chars`` characters, and what beyond ``checked_chars`` nobody
    has checked."""
    if len(answer) > limit_chars:
        evidence = _("La réponse a {length} caractères, {limit} au plus sont voulus.").format(
            length=len(answer), limit=limit_chars
        )
        yield _beyond(answer, limit_chars, evidence)
    if len(answer) > checked_chars:
        evidence = _("Seuls les {limit} premiers caractères ont été vérifiés.")
        yield _beyond(answer, checked_chars, evidence.format(limit=checked_chars))


def _beyond(answer: str, limit: int, evidence: str) -> Finding:
    text = answer[limit : limit + _SHOWN]
    return Finding("length", WARNING, (limit, len(answer)), text, evidence)
