"""Sentiment, urgency and personal wording of a French message, from word lists with negation.

The words of the mood stand in ``mood_words`` and ``mood_fields``; where none is found, learned
weights decide (``mood_leaning``).
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from mistral_assistant.french import fold, spelt_out
from mistral_assistant.reasoning import mood_fields as fields
from mistral_assistant.reasoning import mood_words as moods
from mistral_assistant.reasoning.mood_leaning import learned_mood
from mistral_assistant.reasoning.ngrams import tokens


def _any_of(*forms: str) -> re.Pattern[str]:
    """Compile whole-word alternatives over folded text."""
    return re.compile(rf"\b(?:{'|'.join(forms)})\b")


_ASKING = re.compile(
    r"\W*(?:(?:bonjour|salut|bonsoir|svp|stp|dites|alors)\W+)?"
    r"(?:est[- ]ce qu|esk|comment (?!ose)|combien |avez[- ]vous|auriez[- ]vous|peut[- ]on"
    r"|puis[- ]je"
    r"|pouvez[- ]vous|pourriez[- ]vous|savez[- ]vous|quelqu'un (?:peut|sait)|c'est quoi (?!ce)"
    r"|y a[- ]t)"
)
_SENTENCE = re.compile(r"[^.!?;\n…]+[.!?;\n…]*")
_CLAUSE_START = re.compile(
    r".*(?:[,:(]|\b(?:mais|car|donc|sinon|alors|et|par contre|en revanche)\b)"
)
_CONTRAST = re.compile(r"\b(?:mais|par contre|en revanche)\b")
_LONG_RUN = re.compile(r"([a-z])\1{2,}")
_SPELLINGS = {
    "tro": "trop", "tre": "tres", "vrmt": "vraiment", "vrm": "vraiment", "vraimen": "vraiment",
    "for": "fort", "supr": "super", "nn": "non", "ct": "c'etait", "jen": "j'en",
}  # fmt: skip
_SPOKEN = re.compile(rf"\b(?:{'|'.join(_SPELLINGS)})\b")
_STRESS = re.compile(
    r"\b(?:tres|trop|super|hyper|vraiment|si|tellement|archi|grave|plutot|franchement)\s+$"
)
_TOO = re.compile(r"\b(?:trop|si|tellement|super|hyper|vraiment|tres)\s+$")
_REACH = 80
"""Characters before a word that may deny it."""
_DENIED_BEFORE = re.compile(
    r"\b(?:pas(?! (?:que|seulement)\b)|jamais|aucune?|guere|ni|rien de|peu|nullement|sans|zero"
    r"|loin d'etre|pantoute|loin de|(?:n'|ne )\w+ plus|ai plus)\b(?:\W+\w+){0,3}\W*$"
    r"|\b(?:croyais|croyait|pensais|pensait|imaginais|soi[- ]disant|censee?s?|devait etre)\b"
    r"(?:\W+\w+){0,4}\W*$"
    r"|\bp(?:eut|eux|ouvait|ouvons) pas (?:dire|pretendre|parler)\b.*$"
)
_DENIED_AFTER = re.compile(
    r"\W+(?:(?:vraiment|trop|du tout|plus|meme|cela|ca|a)\W+)?"
    r"(?:pas|plus|jamais|guere|personne|rien|aucune?)\b"
)
_FACES = dict.fromkeys("😀😃😄😁😊🙂😍🥰😘🤩👍👏🎉❤💖💯🙏😻🥳", 1) | dict.fromkeys(
    "😡😠🤬👎😤😞😢😭😒🙄😩😫💩🤮😾", -1
)
_URGENT = _any_of(
    "urgen(?:t|te|ce)", "vite", "immediatement", "tout de suite", "des que possible",
    "rapidement", "asap", "maintenant", "sans attendre",
)  # fmt: skip
_VERBS = (
    r"veu[xtl]|voudrai[st]?|voulais|souhaite\w*|aimerais|attends|annule|demande|exige|retourne"
    r"|renvoie"
    "|reclame|recois|cherche|ferme|cloture|stoppe|modifie|rends|echange|suis|paie|regle"
)
_ORDERS = "annule[zr]?|rembourse[zr]?|echange[zr]?|reprene[zr]|modifie[zr]?|change[zr]|rende[zr]"
_PERSONAL = re.compile(
    r"\b(?:ma|mon|mes|notre|nos)\s+(?!avis\b|question\b|cas\b|part\b|code\b)\w+"
    rf"|\bj[e']\s*(?:l[ea']\s*|me\s+|m'|n'|ne\s+|en\s+)*(?:{_VERBS})\b"
    r"|\bj'?ai\s+(?!une? question)|\bje n'ai|\b(?:vais|serai|suis|puis)[- ]je (?:etre )?rembours"
    rf"|\b(?:{_ORDERS})[- ](?:moi|la|le|les|ma|mon|mes|tout)\b"
    r"|\bou (?:en )?(?:est|sont)\b|\bpas recue?s?\b|\bon m'a\b|\bm'est arrive"
)
_GENERAL = _any_of(
    "comment", "peut[- ]on", "est[- ]il possible", "est[- ]ce possible", "puis[- ]je",
    "quel(?:le)?s? (?:est|sont)", "quels? delais?", "combien", "faut[- ]il", "qu'est[- ]ce",
    "quand peut", "avez[- ]vous", "est[- ]ce qu'on", "est[- ]ce que je peux",
    "pouvez[- ]vous m'expliquer", "c'est quoi", "jusqu'a quand", "dans quels? (?:cas|delai)",
    "y a[- ]t[- ]il", "et si", "si (?:personne|quelqu'un|une?|on|je|jamais)", "en general",
    "si l[ea']", "pourr(?:ais|ai|iez)[- ](?:je|vous)", r"accept\w*[- ]vous", "quand meme",
    "delais? (?:maximal|maximum|max)", "je peux", "on peut",
)  # fmt: skip
_OWN_THING = re.compile(
    r"\bou (?:en )?(?:est|sont)\b|\bpas recue?s?\b|\bj'attends\b|\bje (?:veux|voudrais|souhaite)"
)


def sentiment(text: str) -> str:
    """Return ``negative``, ``neutral`` or ``positive`` for one message.

    Where the rules find no sign in a statement, what its words lean to decides.
    """
    mood, certain = _by_rules(text)
    if certain or "?" in text or _ASKING.match(_in_full(text)):
        return mood
    return learned_mood([word for word, _start, _end in tokens(text)])


def by_rules(text: str) -> str:
    """Return the mood of a message by its listed words and idioms alone."""
    return _by_rules(text)[0]


def _by_rules(text: str) -> tuple[str, bool]:
    """Return the mood and whether anything speaks for it.

    What is denied counts the other way round; in a question only strong words count. Where both
    moods are even, what follows *mais* decides.
    """
    folded = _SPOKEN.sub(_written, _LONG_RUN.sub(r"\1", _in_full(text)))
    if moods.UNDECIDED.search(folded):
        return "neutral", True
    signs = [
        (sentence.start() + place, sign)
        for sentence in _SENTENCE.finditer(folded)
        for place, sign in _signs(sentence.group())
    ]
    total = sum(sign for _place, sign in signs) + sum(_FACES.get(char, 0) for char in text)
    contrasts = [match.end() for match in _CONTRAST.finditer(folded)]
    if not total and contrasts:
        total = sum(sign for place, sign in signs if place >= contrasts[-1])
    if total >= 0 and _ironic(folded):
        return "negative", True
    mood = "negative" if total < 0 else "positive" if total > 0 else "neutral"
    return mood, bool(total or signs)


def _ironic(folded: str) -> bool:
    """Tell praise for a mishap that nobody has mended: *Bravo, encore un colis défoncé*."""
    return bool(
        fields.APPLAUSE.search(folded)
        and fields.MISHAP.search(folded)
        and not fields.MENDED.search(folded)
    )


def _signs(sentence: str) -> Iterator[tuple[int, int]]:
    """Yield the place and the sign of everything in a sentence that speaks for a mood."""
    question = sentence.rstrip().endswith("?") or _ASKING.match(sentence) is not None
    asked_from = sentence.rfind(",") if question else len(sentence)
    sad = list(moods.SAD_PHRASES.finditer(sentence))
    yield from ((match.start(), -2) for match in sad)
    sentence = _without(sentence, sad)
    glad = list(moods.GLAD_PHRASES.finditer(sentence))
    for match in glad:
        if match.start() < asked_from:
            yield match.start(), -2 if _denied(sentence, match) else 2
    sentence = _without(sentence, glad)
    found = list(fields.FIELDS.find(sentence))
    yield from _of_fields(sentence, found, question, asked_from)
    sentence = _without(sentence, (match for kind, match in found if kind.endswith("idiom")))
    if not question:
        yield from _weak_signs(sentence)


def _of_fields(
    sentence: str, found: Iterable[tuple[str, re.Match[str]]], question: bool, asked_from: int
) -> Iterator[tuple[int, int]]:
    """Yield the signs of the words and idioms of ``mood_fields``."""
    for kind, match in found:
        weight = 2 if kind.endswith("idiom") else 1
        if kind.startswith("glad"):
            if match.start() < asked_from:
                yield match.start(), -weight if _denied(sentence, match) else weight
        elif kind == "sad_idiom":
            yield match.start(), -weight
        elif _denied(sentence, match):
            yield match.start(), 0
        elif not (kind == "unpleasant" and question):
            stressed = kind == "upset" and _STRESS.search(_just_before(sentence, match))
            yield match.start(), -2 if stressed else -1


def _written(match: re.Match[str]) -> str:
    return _SPELLINGS[match.group()]


def _without(sentence: str, matches: Iterable[re.Match[str]]) -> str:
    """Put commas in the place of what was found."""
    for match in matches:
        start, end = match.span()
        sentence = f"{sentence[:start]}{',' * (end - start)}{sentence[end:]}"
    return sentence


def _weak_signs(sentence: str) -> Iterator[tuple[int, int]]:
    """Yield what speaks for a mood only in a statement."""
    for match in moods.PLEASANT.finditer(sentence):
        yield match.start(), -1 if _denied(sentence, match) else 1
    for match in moods.EXPECTED.finditer(sentence):
        if _denied(sentence, match):
            yield match.start(), -1
        elif _STRESS.search(_just_before(sentence, match)):
            yield match.start(), 1
    for match in moods.UNPLEASANT.finditer(sentence):
        if not _denied(sentence, match):
            yield match.start(), -1
    for match in moods.EXCESSIVE.finditer(sentence):
        if _TOO.search(_just_before(sentence, match)) and not _denied(sentence, match):
            yield match.start(), -1
    for match in moods.RELIEF.finditer(sentence):
        if _denied(sentence, match):
            yield match.start(), 1


def _just_before(sentence: str, match: re.Match[str]) -> str:
    return sentence[max(0, match.start() - _REACH) : match.start()]


def _denied(sentence: str, match: re.Match[str]) -> bool:
    """Tell whether a word is denied in its clause, by a word before it or, a verb, after it."""
    before = _just_before(sentence, match)
    clause = _CLAUSE_START.match(before)
    if _DENIED_BEFORE.search(before[clause.end() if clause else 0 :]):
        return True
    verb = moods.VERBS.search(match.group())
    return bool(verb and _DENIED_AFTER.match(sentence, match.end()))


def urgent(text: str) -> bool:
    """Return True when the message presses for time."""
    return bool(_URGENT.search(fold(text)))


@lru_cache(maxsize=32)
def _in_full(text: str) -> str:
    return fold(spelt_out(text))


@lru_cache(maxsize=32)
def general(text: str) -> bool:
    """Return True when the message asks for a rule, an address, a delay … in general."""
    folded = _in_full(text)
    return bool(_GENERAL.search(folded)) and not _OWN_THING.search(folded)


def personal(text: str) -> bool:
    """Return True when the message is about the user's own thing or wish, not a general rule."""
    return not general(text) and bool(_PERSONAL.search(_in_full(text)))
