"""Built-in recogniser of quantities: how many articles are meant."""

import re
from collections.abc import Iterator

from mistral_assistant.french import STOP_WORDS
from mistral_assistant.reasoning.recognisers.amounts import CURRENCY
from mistral_assistant.reasoning.recognisers.message import Found, Message
from mistral_assistant.tools.french_durations import UNIT_WORDS
from mistral_assistant.tools.french_numbers import Number

_COUNTERS = {
    "exemplaire": "",
    "unite": "",
    "piece": "",
    "article": "",
    "produit": "",
    "colis": "",
    "paire": "paire",
    "lot": "lot",
    "boite": "boîte",
    "paquet": "paquet",
    "carton": "carton",
    "sachet": "sachet",
    "bouteille": "bouteille",
    "pack": "pack",
    "rouleau": "rouleau",
}
_ONE_COUNTED = frozenset("exemplaire unite paire lot boite paquet sachet bouteille pack".split())
_ITEMS = frozenset(
    """accessoire adaptateur ampoule appareil aspi aspirateur assiette balai barre batterie bidon
    blender bougie bouilloire bracelet brosse cable cadre cafetiere calculatrice camera canape
    canette carafe carnet cartouche casque casserole chaise chargeur chaussette chaussure
    chemise cintre clavier clim collier congelateur console coque couette coussin couteau drap
    ecouteur ecran enceinte etagere fauteuil fer filtre four frigo friteuse gant grille hotte
    imprimante jeu jouet lampadaire lampe lave liseuse lit livre machine manteau matelas micro
    mixeur montre multiprise ordi ordinateur oreiller pantalon parasol pc pile plaque poele
    portable poubelle pull radiateur radio rallonge rasoir robe robot sac seche serviette souris
    table tablette taie tapis tasse tele telecommande telephone televiseur television tondeuse
    trottinette tuyau tv valise velo ventilateur verre veste vis""".split()
)
"""Things sold, in the singular: they count without a plural and after ``1``."""
_ADJECTIVE = (
    r"(?: (?P<adjective>autres?|grande?s?|petite?s?|gros|grosses?|nouveaux|nouvelles|beaux|belles"
    r"|vieux|vieilles|bons|bonnes|mauvais|mauvaises|memes?|seule?s?))?"
)
_NOUN = re.compile(rf"{_ADJECTIVE} (?P<noun>[a-z]{{2,20}}(?:-[a-z]{{2,15}})*)(?![a-z0-9'-])")
_DOZEN_NOUN = re.compile(r"(?: de | d')(?P<noun>[a-z]{3,20}(?:-[a-z]{2,15})*)(?![a-z0-9'-])")
_TIMES_AFTER = re.compile(r" ?x(?![a-z0-9])(?! ?[0-9])(?! sans frais)")
_TIMES_BEFORE = re.compile(
    r"(?<![a-z0-9])(?<![0-9] )[x×] ?([1-9][0-9]{0,2})(?![0-9a-z]|[.,/-][0-9]| ?€)"
)
_ASKED = re.compile(
    r"(?:\b(?:veux|voudrais|voudrait|voulons|prends|prendrai|prendre|prenons|prenez|acheter|achete"
    r"|commander|reserver|reserve|ajoutez?|ajouter|rajoutez?|mettre|mets|mettez|souhaite|faut"
    r"|en reste"
    r"|besoin de|besoin d'en|m'en|en manque|en (?:ai|avais|avons|a) (?:[a-z]{2,10} )?[a-z]{2,10}"
    r"|en voulais|au lieu de|en recois)|\b(?:quantite|qte)(?: est| de)? ?[:=]?) $"
)
_ONLY_ONE = re.compile(r"\b(?:qu'|que |recu |livre |commande |achete |veux )$")
_NOT_ITEMS = UNIT_WORDS | frozenset(
    """abonnements adherents adresses adultes aeroports agences agents albums alors amies amis
    animaux ans appels applications apres autres aux avais avis balles bars bis boutiques
    caracteres cartes cas centilitres centimes centimetres ces chambres chansons chats chez
    chiens chiffres choix choses clients codes collegues colonnes commandes comme
    commissaires communes comptes conditions conseilleres conseillers contrats conversations
    cotes couleurs coups courriels courriers couverts creneaux crois dans debits degres
    departements depuis dernieres derniers des destinataires documents dois dollars echanges
    echeances elements emails employes enfants entreprises essais etages etapes etoiles
    euros facons factures fais femmes feux fiches fichiers filles fils fois formules foyers
    francais francs freres gammes garcons gens gigas grammes grandes grands hommes horaires
    informations interlocuteurs jamais kilometres kilos langues les lettres lignes litres
    livraisons livreurs magasins mails mais manieres marques megas meilleures meilleurs
    membres mensualites mes messages mesures metres milligrammes millimetres mineurs modeles
    modes moins mois motifs mots moyens nettoyages niveaux nos nous numeros options
    ouvrables ouvrees ouvres pages paiements parents parties pas passages pays personnes
    petites petits photos phrases pixels places plus points ports positions possibilites
    pouces prelevements premieres premiers principales principaux problemes prochaines
    prochains profils programmes puis questions raisons reclamations relances remboursements
    rendez-vous reprises retours roues rues salaries sans ses sms soeurs solutions sortes
    sous statuts suis systemes tailles techniciens tentatives ter tes tickets titres
    toujours tours tous toutes transporteurs tres trucs types utilisateurs vais vers
    versions villes virements visites vitesses voisins vols volts vos vous voyants watts
    zones""".split()
)
_NOT_BEFORE_ITEMS = frozenset({"des", "entre", "en", "chapitre", "page", "version"})
_BEFORE_ITEMS = STOP_WORDS | frozenset(
    """achete acheter achetez ajoute ajouter ajoutez apportez cherche commande commander commandez
    comptez donnez echanger envoye envoyer envoyez expediez faudrait jveux jvoudrais livre
    livrer livrez manquait manque mettez mettre prendrai prendre prends prenez preparez rajoutez
    recherche recu rendre renvoie renvoyer reserver reste retourner vendez vends veut veux
    voudrait voulons""".split()
)
_A_FEW = 50
"""Up to it a figure before a noun is a quantity whatever stands before it."""
_MOST = 999
"""Above it a figure before a noun is a model or a code rather than a quantity."""


def find_quantity(message: Message) -> Iterator[Found]:
    """Yield how many of something are meant: ``3 exemplaires``, ``deux paires``, ``x2``."""
    for number in message.numbers:
        if number.value != int(number.value):
            continue
        found = _counted(message, number) or _multiplied(message, number) or _of(message, number)
        if found:
            yield found
    if message.folded.has_digit and ("x" in message.text or "×" in message.text):
        yield from _times(message)


def _counted(message: Message, number: Number) -> Found | None:
    """Read a number before a noun; only a counter such as ``paires`` belongs to the span."""
    dozen = message.text[number.start : number.end].rstrip("s").endswith(("aine", "millier"))
    match = (_DOZEN_NOUN if dozen else _NOUN).match(message.text, number.end)
    if match is None:
        return None
    noun = match["noun"]
    counter = noun if noun in _COUNTERS else noun.removesuffix("s").removesuffix("x")
    if counter in _COUNTERS and (not number.weak or _is_one_counted(message, counter, match)):
        unit = _COUNTERS[counter]
        return message.found(f"{number.value:f}", number.start, match.end(), unit)
    if not 1 <= number.value <= _MOST or not _is_item(message, number, match):
        return None
    if not dozen and not _follows_small_word(message, number):
        return None
    return message.found(f"{number.value:f}", number.start, number.end)


def _is_one_counted(message: Message, counter: str, match: re.Match[str]) -> bool:
    """Tell ``une paire de gants`` from ``une boîte française`` and ``un lot de 6``."""
    after = message.text[match.end() : match.end() + 4]
    held = counter in ("exemplaire", "unite", "paire") or after.startswith((" de ", " d'"))
    return counter in _ONE_COUNTED and held and not after[-1:].isdigit()


def _is_item(message: Message, number: Number, match: re.Match[str]) -> bool:
    noun = match["noun"]
    adjective = match["adjective"] if "adjective" in match.re.groupindex else None
    if noun in _NOT_ITEMS or f"{noun}s" in _NOT_ITEMS or noun in STOP_WORDS:
        return False
    known = noun in _ITEMS or noun.removesuffix("s").removesuffix("x") in _ITEMS
    if number.value == 1:  # « un » alone is an article
        if (adjective or "").startswith("seul"):
            return known or bool(_ONLY_ONE.search(message.before(number.start, 12)))
        return known and number.figures
    if number.weak and not known and noun[-1] not in "sx":
        return False
    plural = len(noun) > 3 and noun[-1] in "sx"
    return plural or known or ("-" in noun and noun.partition("-")[0] in _ITEMS)


def _follows_small_word(message: Message, number: Number) -> bool:
    """Tell ``je veux 2 lampes`` from ``le Zéphyr 300 garantis``."""
    position = message.folded.word_at(number.start)
    if position == 0:
        return True
    word = message.folded.words[position - 1]
    if number.figures and word.text in _ITEMS and message.text[word.end : number.start] == " ":
        return False  # « frigo 3 portes » says what it is like
    if any(char in message.text[word.end : number.start] for char in ",.;:!?\n"):
        return True
    if word.text in _NOT_BEFORE_ITEMS:
        return False
    if word.text in _BEFORE_ITEMS:
        return True
    if number.weak:
        return False
    capital = message.typed(word.start, word.start + 1).isupper() and position > 1
    return not number.figures or (number.value <= _A_FEW and word.text.isalpha() and not capital)


def _multiplied(message: Message, number: Number) -> Found | None:
    """Read ``2x``; ``en 3x`` pays in instalments."""
    if not number.figures or not 1 <= number.value <= _MOST:
        return None
    after = _TIMES_AFTER.match(message.text, number.end)
    if after is None or message.before(number.start, 3).endswith("en "):
        return None
    return message.found(f"{number.value:f}", number.start, after.end())


def _times(message: Message) -> Iterator[Found]:
    """Read ``x2``; a capital X before a figure is a model: X20."""
    for match in _TIMES_BEFORE.finditer(message.text):
        if message.typed(match.start(), match.start() + 1) != "X":
            yield message.found(str(int(match[1])), *match.span())


def _of(message: Message, number: Number) -> Found | None:
    if number.weak or number.value > _MOST:
        return None
    after = message.text[number.end : number.end + 1]
    if not _ASKED.search(message.before(number.start, 32)) or after in ("%", "€", "/", "-"):
        return None
    noun = _NOUN.match(message.text, number.end)
    if noun and (noun["noun"] in _NOT_ITEMS or noun["noun"] in ("pour", "kg", "cm", "ou")):
        return None
    if CURRENCY.match(message.text, number.end):
        return None
    return message.found(f"{number.value:f}", number.start, number.end)
