"""Which language a text is in: function words, and letters that only one of the six uses."""

import re
from functools import lru_cache

from mistral_assistant.tools.french_text import fold_spans

LANGUAGES = ("fr", "en", "es", "de", "it", "nl")

_FUNCTION_WORDS = {
    "fr": """
        le la les l' un une des du de d' et est sont a au aux en dans par pour sur avec sans que
        qu' qui quoi ne n' pas plus je j' tu il elle on nous vous ils elles se s' ce c' cette
        ces cet m' t' mon ma mes ton votre vos notre nos leur leurs son sa ses y ou mais donc si
        quand comment combien pourquoi quel quelle quels quelles etre avoir fait faut peut puis
        avez etes suis ai etait tres aussi comme tout tous toute depuis chez entre sous ont sera
        serait cela ca deja bonjour merci voudrais faire aucun ni lui moi""",
    "en": """
        the a an and is am are was were be been to of in on at by for from with without that
        this these those which who what when where why how not no do does did don can could will
        would should may must have has had i you he she it we they my your his her its our their
        there if or but as about any some me us them please before after than then into out up
        isn' doesn' don' can' yes hello thanks want need get cannot""",
    "es": """
        el la los las un una unos unas de del y es son en con sin por para que quien cuando
        donde como cuanto no yo tu usted ustedes ellos ella nosotros se lo le les su sus mi mis
        este esta estos estas ese esa muy mas pero si ya hay ha he han ser estar puede quiero
        gracias hola al o porque sobre desde hasta tambien cual""",
    "de": """
        der die das den dem des ein eine einen einem einer und ist sind war in im an am auf mit
        ohne fur von zu zum zur bei nach aus dass wer was wann wo warum wie nicht kein keine ich
        du er sie es wir ihr mein meine ihre ihren sich auch noch nur wenn oder aber kann konnen
        wird werden haben hat habe sein bitte danke uber als schon""",
    "it": """
        il lo la l' dell' nell' all' dov' com' c' i gli le un uno una di del della dei delle e
        sono in con senza per che chi quando dove come quanto non io tu lui lei noi voi loro si
        mio mia suo sua questo questa molto piu ma se gia ho ha hanno essere puo vorrei grazie
        ciao al alla anche nel nella da dal perche cosa""",
    "nl": """
        de het een en is zijn was in op aan met zonder voor van naar bij uit dat die wie wat
        wanneer waar waarom hoe niet geen ik jij je hij zij wij we u uw mijn ook nog maar als of
        kan kunnen wordt worden hebben heeft heb er te om dit deze graag dank bedankt""",
}
_ACCENTS = {
    "fr": "çèêëîïùûœæâàé",
    "es": "ñ¿¡áéíóú",
    "de": "ßäöü",
    "it": "òìàèù",
}
_WORD = re.compile(r"[^\W\d_]+'?")
_LETTERS = re.compile(r"[^\W\d_]")
_FOREIGN = re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff]")
"""A letter of another script than the Latin one."""
_MIN_WORDS = 3
_MIN_SCORE = 1.2
"""Below this much evidence a short text says nothing about its language."""
_LONG = 8
"""Words from which a text without any known function word counts as an unknown language."""


def _weights() -> dict[str, list[tuple[str, float]]]:
    """Function word → languages that use it, each with 1 divided by their number."""
    owners: dict[str, list[str]] = {}
    for language, words in _FUNCTION_WORDS.items():
        for word in dict.fromkeys(words.split()):
            owners.setdefault(word, []).append(language)
    return {word: [(name, 1 / len(names)) for name in names] for word, names in owners.items()}


_WEIGHTS = _weights()


@lru_cache(maxsize=512)
def identify(text: str, default: str = "fr") -> str:
    """Return the language of ``text``, one of LANGUAGES, or empty for one that is not known.

    ``default`` stands where the text is too short or says too little.
    """
    if not is_latin(text):
        return ""
    words = _common(text)
    scores = _scores(text, words)
    best = max(LANGUAGES, key=lambda name: (scores[name], name == default))
    if len(words) >= _LONG and scores[best] < 0.1 * len(words):
        return ""
    if len(words) < _MIN_WORDS or scores[best] < _MIN_SCORE:
        return default
    return default if scores[best] < scores.get(default, 0.0) * 1.25 + 0.25 else best


def is_latin(text: str) -> bool:
    """Tell whether most letters of ``text`` are Latin; true for a text without letters."""
    foreign = len(_FOREIGN.findall(text))
    return not foreign or 2 * foreign <= len(_LETTERS.findall(text))


def _common(text: str) -> list[str]:
    """Return the flattened words, without capitalised ones: titles and names are often foreign."""
    folded = fold_spans(text)
    found = list(_WORD.finditer(folded.text))
    capitals = {word.start() for word in found if text[folded.span(*word.span())[0]].isupper()}
    kept = [word.group() for word in found if not word.start() or word.start() not in capitals]
    return kept if 2 * len(kept) >= len(found) else [word.group() for word in found]


def _scores(text: str, words: list[str]) -> dict[str, float]:
    scores = dict.fromkeys(LANGUAGES, 0.0)
    for word in words:
        for language, weight in _WEIGHTS.get(word, ()):
            scores[language] += weight
    lower = text.lower()
    for language, accents in _ACCENTS.items():
        if scores[language]:
            scores[language] += 0.4 * min(3, sum(map(lower.count, accents)))
    return scores
