"""Sentiment, urgency and personal wording of a French message, from word lists with negation."""

import re

from mistral_assistant.french import fold

_POSITIVE = re.compile(
    r"\b(?:genia(?:l|le|ux|les)|super|parfaite?s?|excellente?s?|top|bravo|ravie?s?|content(?:e|s|es)?"
    r"|satisfait(?:e|s|es)?|ador(?:e|ons|ent)|aime|apprecie|impeccable|formidable|merveilleu(?:x|se)"
    r"|extraordinaire|nickel|cool|felicitations|remarche|bien|bon|bonne|rapide|efficace|sympa"
    r"|magnifique|agreable|au top|recommande)\b"
)
_NEGATIVE = re.compile(
    r"\b(?:mecontent(?:e|s|es)?|insatisfait(?:e|s|es)?|nul(?:le|s|les)?|decu(?:e|s|es)?|decevant(?:e|s)?"
    r"|deception|inadmissible|scandaleu(?:x|se)|scandale|lamentable|honte|honteu(?:x|se)|pire|enerve(?:e|s)?"
    r"|colere|furieu(?:x|se)|arnaque(?:ur|urs|e)?|marre|ras[- ]le[- ]bol|catastroph(?:e|ique)|horrible"
    r"|inacceptable|insupportable|deteste|mauvaise?s?|galere|foutage|ridicule|penible|abuse|abusez"
    r"|exaspere(?:e|s)?|agace(?:e|s)?|merde|putain|chier|chiant(?:e|s)?|degoute(?:e|s)?|ecoeure(?:e)?"
    r"|lent(?:e|s|es)?|confus(?:e|es)?|moche|incompetent(?:e|s)?|incapables?|voleurs?|inutile|deplorable"
    r"|desagreable|aucun respect|se moque|moquez|fout(?:ez|ent)?)\b"
)
_NEGATION = re.compile(
    r"\b(?:pas|plus|jamais|aucun|aucune|guere|ni|rien de|peu)\b(?:\W+\w+){0,2}\W*$"
)
_URGENT = re.compile(
    r"\b(?:urgen(?:t|te|ce)|vite|immediatement|tout de suite|au plus vite|des que possible"
    r"|rapidement|d'urgence|asap|maintenant|sans attendre|le plus vite)\b"
)
_PERSONAL = re.compile(
    r"\b(?:ma|mon|mes|notre|nos)\s+(?!avis\b|question\b|cas\b|part\b|code\b)\w+"
    r"|\bj[e']\s*(?:l[ea']\s*|me\s+|m'|n'|ne\s+|en\s+)*"
    r"(?:veux|voudrais|voulais|souhaite\w*|aimerais|attends|annule|demande|exige|retourne|renvoie"
    r"|reclame|recois|cherche)\b"
    r"|\bj'?ai\s+(?!une? question)|\bje n'ai|\bj'aimerais|\bj'attends"
    r"|\b(?:annule[zr]?|rembourse[zr]?|echange[zr]?|reprene[zr]|modifie[zr]?|change[zr]|rende[zr])"
    r"[- ](?:moi|la|le|les|ma|mon|mes)\b"
    r"|\bou (?:en )?est\b|\bou (?:en )?sont\b|\bpas recue?s?\b|\bon m'a\b|\bm'est arrive"
)
_GENERAL = re.compile(
    r"\b(?:comment|peut[- ]on|est[- ]il possible|est[- ]ce possible|puis[- ]je|quel(?:le)?s? (?:est|sont)"
    r"|quels? delais?|combien|faut[- ]il|qu'est[- ]ce|quand peut|avez[- ]vous|est[- ]ce qu'on|est[- ]ce que je peux"
    r"|pouvez[- ]vous m'expliquer|c'est quoi|jusqu'a quand|dans quel(?:s)? (?:cas|delai)|y a[- ]t[- ]il)\b"
)
_OWN_THING = re.compile(
    r"\bou (?:en )?(?:est|sont)\b|\bpas recue?s?\b|\bj'attends\b|\bje (?:veux|voudrais|souhaite)"
)


def sentiment(text: str) -> str:
    """Return ``negative``, ``neutral`` or ``positive`` for one message."""
    folded = fold(text)
    total = 0
    for match in _POSITIVE.finditer(folded):
        if _NEGATION.search(folded[: match.start()]):
            total -= 1
        elif match.group() not in ("bien", "bon", "bonne", "rapide", "aime"):
            total += 1
        elif not folded.rstrip().endswith("?"):
            total += 1 if match.group() not in ("bon", "bonne", "bien") else 0
    for match in _NEGATIVE.finditer(folded):
        total += 0 if _NEGATION.search(folded[: match.start()]) else -1
    return "negative" if total < 0 else "positive" if total > 0 else "neutral"


def urgent(text: str) -> bool:
    """Return True when the message presses for time."""
    return bool(_URGENT.search(fold(text)))


def personal(text: str) -> bool:
    """Return True when the message is about the user's own thing or wish, not a general rule."""
    folded = fold(text)
    if _GENERAL.search(folded) and not _OWN_THING.search(folded):
        return False
    return bool(_PERSONAL.search(folded))
