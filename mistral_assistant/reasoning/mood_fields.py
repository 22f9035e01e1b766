"""Lexical fields of the moods: families of words and idioms, looked up by ``WordIndex``.

They stand in ``mood_fields.txt`` by kind. Among single words, ``word`` stands for its feminine and
plural too, ``stem~`` for every word that begins so, ``word=`` for this form alone, ``_`` for a
space. How they count, and what denial does, is in ``sentiment``.
"""

import re
from collections.abc import Mapping
from importlib.resources import files

from mistral_assistant.reasoning import mood_words as moods
from mistral_assistant.reasoning.word_index import WordIndex

_KIND = re.compile(r"\[(\w+)\]")
_CONTINUED = re.compile(r"\n\s*(?=\|)")


def listed(text: str) -> Mapping[str, list[str]]:
    """Return the lines of ``mood_fields.txt`` by the kind that stands above them."""
    fields: dict[str, list[str]] = {}
    kind = ""
    for line in _CONTINUED.sub("", text).splitlines():
        header = _KIND.fullmatch(line)
        if header:
            kind = header[1]
        elif line.strip() and not line.startswith("#"):
            fields.setdefault(kind, []).append(line.strip())
    return fields


def _form(entry: str) -> str:
    """Return a word of a list as an expression of the index."""
    entry = entry.replace("_", "[ -]").replace("*", "~")
    if entry.endswith("="):
        return entry[:-1]
    if entry.endswith("~"):
        return entry
    if entry.endswith("eux"):
        return rf"{entry[:-1]}(?:x|se|ses)"
    if entry.endswith("if"):
        return rf"{entry[:-1]}(?:f|ve)s?"
    return rf"{entry}(?:n?ne|l?le|e)?s?"


def _index() -> WordIndex:
    found = listed((files(__package__) / "mood_fields.txt").read_text(encoding="utf-8"))
    words = {
        "upset": " ".join([moods.UPSET, *found["upset"]]),
        "glad": " ".join([moods.GLAD, *found["glad"]]),
        "unpleasant": " ".join(found["unpleasant"]),
    }
    return WordIndex(
        {
            "sad_idiom": found["sad_idiom"],
            "glad_idiom": found["glad_idiom"],
            **{kind: map(_form, text.split()) for kind, text in words.items()},
        }
    )


FIELDS = _index()
"""The words and idioms of both moods by kind."""
APPLAUSE = re.compile(
    r"\b(?:bravo|felicitations?|super|genial|parfait|chapeau|top|magnifique|formidable|excellent"
    r"|j'adore|trop bien|au top|charmant|champions?|bien joue|merci (?:du|bien|pour (?:le|la|les"
    r"|ce))"
    r"|quel(?:le)? (?:talent|reussite|efficacite|professionnalisme|performance|service|rapidite"
    r"|bonheur|exploit|maitrise|classe|organisation|serieux|chance)|belle (?:performance|equipe"
    r"|maison"
    r"|mentalite|organisation)|continuez comme ca|les (?:pros|artistes|champions)|du grand art)\b"
)
"""What praises, and mocks where something went wrong."""
MISHAP = re.compile(
    r"\b(?:cassee?s?|rayee?s?|vides?|felee?s?|fendue?s?|ecrasee?s?|defoncee?s?|abimee?s?"
    r"|dechiree?s?"
    r"|eventree?s?|fracassee?s?|trempee?s?|en (?:miettes|morceaux|panne|retard|rade|vrac)"
    r"|manquee?s?"
    r"|rate|ratee?s?|errone\w*|a l'envers|raccroch\w+|plante|mort|morte|perdue?s?"
    r"|mauvais(?:e|es)? (?:adresse|colis|article|taille|couleur|modele)"
    r"|encore une? (?!fois (?:merci|bravo))"
    r"|(?:toujours|meme|jamais) pas|toujours rien|personne (?:ne |n'|au)|pour rien"
    r"|sans (?:nouvelles?"
    r"|reponse|notice|cable|couvercle|vis)|jamais (?:recue?|arrivee?|livree?|venue?|rappelee?)"
    r"|(?:deux|trois|quatre|cinq|six|dix|\d+) (?:\w+ )?(?:jours|semaines|mois|heures|fois|appels"
    r"|mails)"
    r" (?:de retard|d'attente|pour|sans|que|et)|(?:deuxieme|troisieme|quatrieme|cinquieme"
    r"|enieme) \w+"
    r"|au lieu d|a la poubelle|chez (?:le|mon|un) voisin|sous la pluie|par-dessus|en chinois)\b"
)
"""What went wrong."""
MENDED = re.compile(
    r"\b(?:mais|malgre|pourtant|rembours\w+|rempla\w+|echang\w+|repar\w+|regl\w+|resol\w+"
    r"|finalement|heureusement|grace|rapidement|vite|aucun\w*|sans (?:casse|souci|probleme)"
    r"|jamais (?:eu|de|un)|pas (?:une?|de|d'|le moindre|casse|abime|perdu|raye)"
    r"|rien (?:de )?(?:casse"
    r"|abime|a)|enfin|retrouv\w+|geste|en (?:deux|trois|une|moins|\d+) \w+|depuis)\b"
)
"""What says that it was put right, or never happened."""
