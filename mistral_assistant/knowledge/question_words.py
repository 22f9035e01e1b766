"""Words of a question that say little about what is asked for; data, in French."""

from mistral_assistant.french import fold
from mistral_assistant.knowledge.stems import stem

_COMMON = """pouvoir puis pourrait pourriez devoir dois doit devez faudrait vouloir voulez voudrait
    voulons aller venir passer mettre donner donnez savoir sait sais trouver voir penser proposer
    proposez aimer aimerais chercher arriver demander dire falloir permet possible possibilité chose
    truc question renseignement information besoin envie idée sorte genre cas côté façon manière
    quelque qqch quelqu autre autres certain vraiment juste simplement exactement environ peu
    beaucoup assez trop toujours jamais déjà bientôt actuellement normalement svp merci bonne bon
    cher madame monsieur maître aurait aura avait serait sera suis étais es avoir proposent dedans
    dessus quoi comme quand depuis pendant entre après personne gens monde fois gros grand êtes
    sommes allez allons vient viens viendra viendrez fera ferez ferait reste rester tenir tient
    rendre lui eux moi soi quelles auriez aurais utiliser utilise intéresse intéresserait concerne
    concernant rapport sujet propos prenez prenons prends vers partout préférer préfère adore adorer
    risque risquer moment jour jours demain aujourd aujourdhui devant vois voyez deux trois être
    seront serez faudra met mets mettez mis voit vaut existe pdt pcq dont chacun
    impossible compliqué facile normal exemple part sûr"""
_PEOPLE = """mère père maman papa mari femme épouse fils fille enfant frère soeur ami amie amis
    copain copine voisin voisine mamie papy parents famille couple tante oncle cousin neveu nièce
    conjoint bébé petit petite copains belle beau"""


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(form) for word in words.split() for form in (word, fold(word)))


COMMON = _stems(_COMMON)
"""What every question may hold."""
PEOPLE = _stems(_PEOPLE)
"""For whom something is asked; seldom what it is about."""
