"""The patterns of hostile speech, as regular expressions over words parted by one space.

A boundary stands between words as ``|``, ``!`` or ``?``, and a message begins with ``|``. Word
lists live in ``lexicon``, threats in ``threats``; matching and levels in ``moderation``.
"""

import re
from collections.abc import Iterable

from mistral_assistant.reasoning import lexicon

BOUNDARY = re.compile(r"[.,;:!?\n…()\"«»|]| - ")


def any_word(words: Iterable[str]) -> str:
    """Return a pattern for any of ``words``."""
    return f"(?:{'|'.join(sorted(set(words), key=len, reverse=True))})"


def any_form(stems: Iterable[str]) -> str:
    """Return a pattern for any form of the verbs with these stems."""
    return f"(?:{any_word(stems)}{any_word(lexicon.VERB_ENDINGS)})"


END = r"(?= [|!?]|$)"
_LAST = r"(?= !|(?: \|)?$)"
"""End of the message, or an exclamation."""
_BEGIN = r"(?<=[|!?] )"

_INSULT = any_word(lexicon.INSULTS)
_NOUN = any_word(lexicon.NOUNS)
_ANIMAL = any_word(lexicon.ANIMALS)
_GROUP = any_word(lexicon.GROUPS)
PERSON = any_word(lexicon.PEOPLE)
_STAGE = (
    r"(?:clowns?|guignols?|charlots?|rigolos?|parasites?|mongole?s?|nuls?|nulles?|negres?|pd"
    r"|debiles?)"
)
"""Nouns that name something else when they follow *c'est un*."""
_SIZED = any_word(
    "con cons conne connes idiot idiote imbecile cretin cretine batard fdp pd naze porc porcs"
    " truie debile debiles boulet abruti mongol gogol nul".split()
)
"""What insults after *gros* or *petit*."""
_STRESS = (
    r"(?:gros|grosses?|sales?|vrais?|vraies?|sacres?|beaux?|bel|belles?|bons?|grandes?|grands?"
    r"|petite?s?|sombres?|parfaite?s?|fieffee?s?|sinistres?|tristes?|immondes?|infames?|pauvres?"
    r"|purs?|pures?|veritables?|enormes?|immenses?|foutue?s?|satanee?s?|maudite?s?|horribles?"
    r"|ignobles?|odieux|fichue?s?|vulgaires?|espece de|especes de|putain de|sale petite?"
    r"|authentiques?)"
)
_FILL = (
    r"(?:(?:vraiment|tous|toutes|tout|qu|que|ke|k|un|une|des|de|la|le|les|du|d|bien|trop|juste"
    r"|quand"
    r"|meme|completement|totalement|franchement|tellement|sacres?|gros|grosses?|pauvres?|sales?"
    r"|beau|bel|belle|vrais?|vraie|bande|espece|grands?|si|aussi|tres|plus|a|an|all|so|such) )"
    r"{0,5}?"
)
_YOU_ARE = (
    r"(?:t es|tu es|t(?= (?:vraiment|trop|qu un|qu une|un gros|une grosse|con|conne|debile))|tes"
    r"|t etes|vous etes"
    r"|vs etes|es tu|etes vous|tu n es(?= qu)|vous n etes(?= qu)"
    r"|vous restez|you are|you re|ur)"
)
_ARTICLE = r"(?:un|une|des|de|a|an|bande de)"
_CALL = r"(?:(?:eh|he|oh|non|mais|va|allez|alors|bon|ouais|hey|les|tous|oui|et|you) ){0,3}"

HOSTILE = (
    rf"{_INSULT}",
    rf"(?:espece|bande|ramassis|troupe|tas|gang) d(?:e|es)? (?:\w+ )?(?:{_NOUN}|{_ANIMAL})",
    rf"(?:espece|bande) d(?:e|es)? (?:\w+ )?(?:merdes?|{_GROUP}|{any_word(lexicon.EPITHETS)})",
    rf"(?:{_YOU_ARE}|{PERSON} (?:est|sont)|tous) {_FILL}(?:un|une|des|de) (?:{_STRESS} )?"
    rf"{any_word(lexicon.EPITHETS)}|tous des (?:{_STRESS} )?{_NOUN}",
    rf"{_YOU_ARE} {_FILL}(?:{any_word(lexicon.ADJECTIVES)}|merdes?)",
    rf"{_YOU_ARE} {_FILL}{_ARTICLE} (?:{_STRESS} )?(?:{_NOUN}|{_ANIMAL})",
    rf"(?:est|sont|c est) {_FILL}(?:un|une|des|de) (?:{_STRESS} )?(?!{_STAGE} ){_NOUN}",
    rf"(?:sales?|pauvres?|pauv|pov|espece|putain de|quel(?:le)?s?|maudite?s?) {_NOUN}(?! (?:je|j))",
    rf"(?:gros|grosses?|petite?s?|vieux|vieille) {_SIZED}(?= [|!?]|$| (?:va|de merde|que|et))",
    rf"sales? {_ANIMAL}|sal {_NOUN}",
    rf"{_BEGIN}(?:gros|grosse|gro|grs) (?:feignasse|faineante?|incapable|merde|{_SIZED})(?! de )",
    rf"{_BEGIN}{_CALL}especes? d(?:e|es)? (?:{_STRESS} |vieux |vieille )?\w+{END}",
    rf"{_YOU_ARE} (?:\w+ )?d une (?:\w+ )?(?:betise|stupidite|connerie|nullite|idiotie)",
    rf"{_BEGIN}{_CALL}{any_word(lexicon.VOCATIVES)}"
    rf"(?: (?:va|que tu es|que vous etes|de merde)){{0,2}}{_LAST}",
    rf"(?:{_BEGIN}|\b(?:un|une|les|des|ces|ce|cette|de|tous|espece|pays) )sales? {_GROUP}",
    rf"les {_GROUP} (?:\w+ )?sont (?:tous |toutes )?(?:des|tous des) (?:\w+ )?"
    rf"(?:{_NOUN}|{_ANIMAL}|terroristes)",
    rf"(?:dehors|a bas) les {_GROUP}|(?:les )?{_GROUP} dehors{END}",
    rf"{_BEGIN}(?:gros|grosse) (?:vache|truie|porc|baleine){_LAST}",
    rf"{_BEGIN}{_CALL}(?:grosse|petite|sale|pauvre|espece de) merde{_LAST}",
    rf"(?:con|conne|abruti|debile|cretin|imbecile)s? de (?:{PERSON}|robot|machine|bot)",
    r"tetes? de (?:con|cul|noeud|gland|pioche|debile)|imbeciles? heureux|bons? a riens?",
    rf"(?:un|une|des|ce|cet|cette|ces) (?:vrais?|vraies?|gros|grosses?|sales?|sacres?|beaux?|bel"
    rf"|pauvres?) {_SIZED}(?= [|!?]|$)",
    rf"{_BEGIN}{_CALL}gros tas{_LAST}",
    r"(?:pauvre|pauv|pov|sale) (?:type|mec|tache|cloche|merde)",
    rf"(?:je|j|on) (?:deteste|hais|haie|meprise) (?:tous )?(?:les|ces) (?:sales )?{_GROUP}",
    *lexicon.DISMISSALS,
)
"""Insults, slurs and ways to tell somebody off."""

RUDE = (
    any_word(lexicon.RUDE),
    rf"{_YOU_ARE} {_FILL}{any_word(lexicon.HARSH)}(?! (?:de|d) )",
    *lexicon.RUDE_PATTERNS,
)
"""Vulgar words, and harsh words about those who read them."""

_REPORTED = re.compile(
    r"(?:je suis|j etais|j ai ete|suis fait|est fait|etre fait|sommes fait"
    r"|(?:traitee?s?|traiter?|qualifiee?|appelee?) de|le mot|l insulte)"
    r" (?:\w+ ){0,2}$"
)


def compiled(patterns: Iterable[str]) -> re.Pattern[str]:
    """Return one expression that finds any of ``patterns`` as whole words."""
    return re.compile(rf"(?<![^ ])(?:{'|'.join(patterns)})(?![^ ])")


def is_reported(before: str) -> bool:
    """Tell whether an insult after these words is told of, or meant for the speaker."""
    return _REPORTED.search(before) is not None
