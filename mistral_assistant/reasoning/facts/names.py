"""Names in an answer: capitalised words where French writes none, and institutions.

Only answers are read for names; in the sources a name is looked up as a word.
"""

import re
from collections.abc import Iterator

from mistral_assistant.french import STOP_WORDS
from mistral_assistant.reasoning.facts.values import Fact
from mistral_assistant.tools.french_text import Folded

_CAPITALISED = re.compile(r"(?<![\w@/.-])[A-ZÀ-ÖØ-Þ][\w&]*(?:[-'’][A-ZÀ-ÖØ-Þ0-9][\w&]*)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:;«»“”\"()\[\]\n>*_#|–—•-])[\s*_#>\"«“(-]*$")
_INNER_CAPITAL = re.compile(r"[a-zà-ÿ][A-Z]|[A-Z]{2}")
_INVERTED = re.compile(r"-(?:je|tu|vous|nous|on|t-|ils?|elles?|ce|moi|le|la|les)(?!\w)")
"""After a verb: ``Puis-je``, ``Souhaitez-vous``, ``Dites-moi``."""
_LOWER_CAMEL = re.compile(r"(?<![\w@/.-])[a-z]{1,2}[A-Z][a-z]\w*")
_PLAIN = STOP_WORDS | frozenset(
    """madame monsieur mesdames messieurs mme mr mlle dr internet web pdf sms mms tva ttc ht faq cb
    sav cgv cgu apres pj ram usb pc tv rdv ip gps ssd os wifi
    iban bic rib url csv ok svp nb ps etc id qr euro euros france francais francaise europe
    europeen europeenne noel service services client clients clientele compte comptes condition
    conditions general generale generales vente ventes site boutique magasin equipe commande
    commandes livraison livraisons retour retours paiement paiements panier produit produits espace
    rubrique contact assistant assistante question questions reponse note attention important
    remarque oui non aide suivi mes mon menu parametres accueil connexion livre article articles
    bonne journee soiree cordialement cher chere etape date numero prix total statut adresse mail
    email telephone horaires garantie remboursement janvier fevrier mars avril mai juin juillet aout
    septembre octobre novembre decembre lundi mardi mercredi jeudi vendredi samedi dimanche
    the i you your we our it this that is yes no please hello thank thanks""".split()
)
_INSTITUTIONS = frozenset(
    """mairie prefecture ministere tribunal ambassade consulat commissariat gendarmerie police
    rectorat notaire huissier parlement senat""".split()
)
_LONG_CAPITALS = 5
"""Letters from which a word in capitals may be emphasis instead of a name."""


def find_names(text: Folded) -> tuple[Fact, ...]:
    """Return the names of an answer; those that may be mere emphasis or style are soft."""
    return tuple(sorted(_names(text), key=lambda fact: fact.start))


def _names(text: Folded) -> Iterator[Fact]:
    back = _folded_positions(text)
    for match in _CAPITALISED.finditer(text.raw):
        start, end = back[match.start()], back[match.end()]
        if _is_name(match, text.raw, text.text[start:end]):
            emphasis = match.group().isupper() and _is_pronounceable(text.text[start:end])
            soft = emphasis or re.fullmatch(r"[A-Z]\d", match.group()) is not None  # T2
            yield Fact("name", text.text[start:end], start, end, soft)
    for match in _LOWER_CAMEL.finditer(text.raw):
        start, end = back[match.start()], back[match.end()]
        yield Fact("name", text.text[start:end], start, end)
    for word in text.words:
        if word.text in _INSTITUTIONS and text.raw[text.span(word.start, word.end)[0]].islower():
            yield Fact("name", word.text, word.start, word.end, soft=True)


def _is_name(match: re.Match[str], raw: str, flat: str) -> bool:
    word = match.group()
    if len(word) < 2 or all(part in _PLAIN for part in re.split(r"[-']", flat)):
        return False
    if _INVERTED.match(raw, match.end()):
        return False
    if _INNER_CAPITAL.search(word):
        return True
    return _SENTENCE_START.search(raw, max(0, match.start() - 12), match.start()) is None


def _is_pronounceable(flat: str) -> bool:
    """Tell whether a word in capitals may be an ordinary one instead of initials."""
    vowels = sum(letter in "aeiouy" for letter in flat)
    return len(flat) >= _LONG_CAPITALS and 4 * vowels >= len(flat)


def _folded_positions(text: Folded) -> dict[int, int] | range:
    """Position in the text as typed → position in the folded text."""
    if text.offsets is None:
        return range(len(text.raw) + 1)
    back: dict[int, int] = {}
    for position, offset in enumerate(text.offsets):
        back.setdefault(offset, position)
    last = len(text.text)
    for offset in range(len(text.raw), -1, -1):
        last = back.setdefault(offset, last)
    return back
