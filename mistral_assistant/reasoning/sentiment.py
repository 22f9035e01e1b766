"""Sentiment, urgency and personal wording of a French message, from word lists with negation."""

import re

from mistral_assistant.french import fold, spelt_out


def _any_of(*forms: str) -> re.Pattern[str]:
    """Compile whole-word alternatives over folded text."""
    return re.compile(rf"\b(?:{'|'.join(forms)})\b")


_POSITIVE = _any_of(
    "genia(?:l|le|ux|les)", "super", "parfaite?s?", "excellente?s?", "top", "bravo", "ravie?s?",
    "content(?:e|s|es)?", "satisfait(?:e|s|es)?", "ador(?:e|ons|ent)", "apprecie", "impeccable",
    "formidable", "merveilleu(?:x|se)", "extraordinaire", "nickel", "cool", "felicitations",
    "remarche", "efficace", "sympa", "magnifique", "agreable", "recommande", "aime", "rapide",
)  # fmt: skip
_WEAK = ("aime", "rapide")
"""Positive in a statement, not in a question."""
_NEGATIVE = _any_of(
    "mecontent(?:e|s|es)?", "insatisfait(?:e|s|es)?", "nul(?:le|s|les)?", "decu(?:e|s|es)?",
    "decevant(?:e|s)?", "deception", "inadmissible", "scandaleu(?:x|se)", "scandale",
    "lamentable", "honte", "honteu(?:x|se)", "pire", "enerve(?:e|s)?", "colere", "furieu(?:x|se)",
    "arnaque(?:ur|urs|e)?", "marre", "ras[- ]le[- ]bol", "catastroph(?:e|ique)", "horrible",
    "inacceptable", "insupportable", "deteste", "mauvaise?s?", "galere", "foutage", "ridicule",
    "penible", "abuse", "abusez", "exaspere(?:e|s)?", "agace(?:e|s)?", "merde", "putain", "chier",
    "chiant(?:e|s)?", "degoute(?:e|s)?", "ecoeure(?:e)?", "lent(?:e|s|es)?", "confus(?:e|es)?",
    "moche", "incompetent(?:e|s)?", "incapables?", "voleurs?", "inutile", "deplorable",
    "desagreable", "aucun respect", "se moque", "moquez", "fout(?:ez|ent)?", "bof",
)  # fmt: skip
_NEGATION = re.compile(
    r"\b(?:pas|plus|jamais|aucun|aucune|guere|ni|rien de|peu)\b(?:\W+\w+){0,2}\W*$"
)
_URGENT = _any_of(
    "urgen(?:t|te|ce)", "vite", "immediatement", "tout de suite", "des que possible",
    "rapidement", "asap", "maintenant", "sans attendre",
)  # fmt: skip
_VERBS = (
    r"veu[xtl]|voudrai[st]?|voulais|souhaite\w*|aimerais|attends|annule|demande|exige|retourne|renvoie"
    "|reclame|recois|cherche"
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
    """Return ``negative``, ``neutral`` or ``positive`` for one message."""
    folded = fold(text)
    question = folded.rstrip().endswith("?")
    total = 0
    for match in _POSITIVE.finditer(folded):
        if _NEGATION.search(folded[: match.start()]):
            total -= 1
        elif not (question and match.group() in _WEAK):
            total += 1
    for match in _NEGATIVE.finditer(folded):
        total += 0 if _NEGATION.search(folded[: match.start()]) else -1
    return "negative" if total < 0 else "positive" if total > 0 else "neutral"


def urgent(text: str) -> bool:
    """Return True when the message presses for time."""
    return bool(_URGENT.search(fold(text)))


def general(text: str) -> bool:
    """Return True when the message asks for a rule, an address, a delay … in general."""
    folded = fold(spelt_out(text))
    return bool(_GENERAL.search(folded)) and not _OWN_THING.search(folded)


def personal(text: str) -> bool:
    """Return True when the message is about the user's own thing or wish, not a general rule."""
    return not general(text) and bool(_PERSONAL.search(fold(spelt_out(text))))
