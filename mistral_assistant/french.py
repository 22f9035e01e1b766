"""How French is folded for comparison and how dates and amounts are written; no parsing here."""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
STOP_WORDS = frozenset(
    """a ai aie ainsi as au aucun aussi aux avec avez avoir avons bien bonjour bonsoir c ca ce ceci
    cela combien celle celles celui ces cet cette ceux chez comme comment d dans de des dire
    dis dites donc du elle elles en encore es est et etait etant ete etes etre eu eux faire
    fait fais faites faut ici il ils j je juste l la le les leur leurs lui m ma mais me meme
    merci mes moi moins mon ne n ni nos notre nous on ont or ou où par pas peu peut peux
    plait pour pourquoi pourrais pouvez plus prend prendre prends qu quand que quel quelle
    quelles quels qui quoi s sa salut sans se ses si sinon soit son sont sous souhaite sur
    svp t ta te tes toi ton tous tout toute tres trop tu un une va vais veut veux voila voir
    vont vos votre voudrais vous y""".split()
)

SHORT_FORMS = {
    "asap": "vite", "bcp": "beaucoup", "bjr": "bonjour", "bsr": "bonsoir", "c": "c'est",
    "cad": "c'est-à-dire", "chui": "je suis", "cmd": "commande", "dispo": "disponible",
    "ds": "dans", "fo": "il faut", "gratos": "gratuit", "g": "j'ai", "jai": "j'ai",
    "jcherche": "je cherche", "jpeu": "je peux", "jpeux": "je peux", "jsuis": "je suis",
    "jveu": "je veux", "jveux": "je veux", "jvoudrai": "je voudrais", "kan": "quand",
    "kand": "quand", "kdo": "cadeau", "ke": "que", "kel": "quel", "kelle": "quelle",
    "ki": "qui", "koi": "quoi", "livr": "livraison", "mdp": "mot de passe", "mess": "message",
    "num": "numéro", "ordi": "ordinateur", "pa": "pas", "pb": "problème", "pbm": "problème",
    "pe": "peux", "pk": "pourquoi", "pkoi": "pourquoi", "pr": "pour",
    "qd": "quand", "qqn": "quelqu'un", "qqun": "quelqu'un", "rdv": "rendez-vous",
    "rembours": "remboursement", "slt": "salut", "stp": "s'il te plaît", "svp": "s'il vous plaît",
    "tel": "téléphone", "tél": "téléphone", "cimer": "merci", "thx": "merci",
    "tjr": "toujours",
    "tjrs": "toujours", "tjs": "toujours", "ts": "tous", "tt": "tout", "vs": "vous",
}  # fmt: skip
"""Text-message spelling → the full form."""

SAME_MEANING = (
    ("prix", "coût", "coûte", "coûter", "tarif", "tarifs", "frais", "montant", "cher"),
    ("délai", "délais", "durée", "temps", "longtemps", "jusqu"),
    ("retour", "retourner", "renvoyer", "renvoi"),
    ("joindre", "contacter", "contact", "coordonnées"),
    ("téléphone", "tel", "téléphoner", "appeler"),
    ("courriel", "mail", "mails", "email", "e-mail", "mél"),
    ("horaires", "horaire", "heures", "heure", "ouverts", "ouvert", "ouverture", "ouvrez"),
    ("casser", "cassé", "abîmé", "abîmer", "brisé", "fêlé"),
    ("panne", "défectueux", "défaut", "fonctionne", "marche", "allume"),
    ("remboursement", "rembourser", "remboursé", "argent"),
    ("perdu", "introuvable", "égaré", "disparu"),
    ("effacer", "supprimer", "suppression"),
)
"""Words that customers use for one another; the search treats each row as one word."""

_WORD = re.compile(r"\w+")
_UNELIDED = re.compile(r"\w+\b(?!['’])")


def fold(text: str) -> str:
    """Return ``text`` in lower case without accents, with straight apostrophes.

    Characters are replaced one for one or expanded (œ → oe), so positions may shift; use
    :func:`words` where spans matter.
    """
    if text.isascii():
        return text.lower()
    text = text.lower().replace("’", "'").replace("œ", "oe").replace("æ", "ae")
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def words(text: str) -> list[tuple[str, int, int]]:
    """Return the folded words of ``text`` with their spans in the text as typed."""
    return [(fold(match.group()), *match.span()) for match in _WORD.finditer(text)]


def spelt_out(text: str) -> str:
    """Return ``text`` with text-message spelling written in full; for searching, not for spans."""
    return _UNELIDED.sub(lambda match: SHORT_FORMS.get(match.group().lower(), match.group()), text)


def write_date(value: date, today: date | None = None) -> str:
    """Write a date out: ``samedi 14 mars``, with the year where it is not this year."""
    day = "1er" if value.day == 1 else str(value.day)
    text = f"{WEEKDAYS[value.weekday()]} {day} {MONTHS[value.month - 1]}"
    return text if today and today.year == value.year else f"{text} {value.year}"


def write_amount(value: str, unit: str = "€") -> str:
    """Write a decimal with a dot as an amount: ``1 234,50 €``; other texts come back unchanged."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    return f"{number:,.2f}".replace(",", "\u202f").replace(".", ",") + f"\u00a0{unit}"


def join_or(items: list[str]) -> str:
    """Join choices: ``a, b ou c``."""
    return " ou ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def plural(singular: str, many: str, count: float) -> str:
    """Return the form that French wants: 0 and 1 are singular."""
    return singular if abs(count) < 2 else many
