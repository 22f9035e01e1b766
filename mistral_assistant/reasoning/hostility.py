"""The patterns of hostile speech, as regular expressions over words parted by one space.

A boundary stands between words as ``|``, ``!`` or ``?``, and a message begins with ``|``. Word
lists live in ``lexicon``; matching and levels in ``moderation``.
"""

import re
from collections.abc import Iterable

from mistral_assistant.reasoning import lexicon

BOUNDARY = re.compile(r"[.,;:!?\n…()\"«»|]| - ")


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(set(words), key=len, reverse=True))})"


def _verb(stems: Iterable[str]) -> str:
    return f"(?:{_any(stems)}{_any(lexicon.VERB_ENDINGS)})"


_END = r"(?= [|!?]|$)"
_LAST = r"(?= !|(?: \|)?$)"
"""End of the message, or an exclamation."""
_BEGIN = r"(?<=[|!?] )"

_INSULT = _any(lexicon.INSULTS)
_NOUN = _any(lexicon.NOUNS)
_ANIMAL = _any(lexicon.ANIMALS)
_GROUP = _any(lexicon.GROUPS)
_PERSON = _any(lexicon.PEOPLE)
_STAGE = (
    r"(?:clowns?|guignols?|charlots?|rigolos?|parasites?|mongole?s?|nuls?|nulles?|negres?|pd"
    r"|debiles?)"
)
"""Nouns that name something else when they follow *c'est un*."""
_SIZED = _any(
    "con cons conne connes idiot idiote imbecile cretin cretine batard fdp pd naze porc porcs"
    " truie debile debiles boulet abruti mongol gogol nul".split()
)
"""What insults after *gros* or *petit*."""
_STRESS = (
    r"(?:gros|grosses?|sales?|vrais?|vraies?|sacres?|beaux?|bel|belles?|bons?|grands?|petits?)"
)
_FILL = (
    r"(?:(?:vraiment|tous|toutes|tout|qu|que|ke|k|un|une|des|de|la|le|les|du|d|bien|trop|juste|quand"
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
    rf"(?:espece|bande|ramassis|troupe|tas) d(?:e|es)? (?:\w+ )?(?:{_NOUN}|{_ANIMAL})",
    rf"(?:espece|bande) d(?:e|es)? (?:\w+ )?(?:merdes?|{_GROUP}|{_any(lexicon.EPITHETS)})",
    rf"(?:{_YOU_ARE}|{_PERSON} (?:est|sont)|tous) {_FILL}(?:un|une|des|de) (?:{_STRESS} )?"
    rf"{_any(lexicon.EPITHETS)}|tous des (?:{_STRESS} )?{_NOUN}",
    rf"{_YOU_ARE} {_FILL}(?:{_any(lexicon.ADJECTIVES)}|merdes?)",
    rf"{_YOU_ARE} {_FILL}{_ARTICLE} (?:{_STRESS} )?(?:{_NOUN}|{_ANIMAL})",
    rf"(?:est|sont|c est) {_FILL}(?:un|une|des|de) (?:{_STRESS} )?(?!{_STAGE} ){_NOUN}",
    rf"(?:sales?|pauvres?|pauv|pov|espece|putain de|quel(?:le)?s?|maudite?s?) {_NOUN}(?! (?:je|j))",
    rf"(?:gros|grosses?|petite?s?|vieux|vieille) {_SIZED}(?= [|!?]|$| (?:va|de merde|que|et))",
    rf"sales? {_ANIMAL}|sal {_NOUN}",
    rf"{_BEGIN}(?:gros|grosse|gro|grs) (?:feignasse|faineante?|incapable|merde|{_SIZED})(?! de )",
    rf"{_BEGIN}{_CALL}especes? d(?:e|es)? (?:{_STRESS} |vieux |vieille )?\w+{_END}",
    rf"{_YOU_ARE} (?:\w+ )?d une (?:\w+ )?(?:betise|stupidite|connerie|nullite|idiotie)",
    rf"{_BEGIN}{_CALL}{_any(lexicon.VOCATIVES)}"
    rf"(?: (?:va|que tu es|que vous etes|de merde)){{0,2}}{_LAST}",
    rf"(?:{_BEGIN}|\b(?:un|une|les|des|ces|ce|cette|de|tous|espece|pays) )sales? {_GROUP}",
    rf"les {_GROUP} (?:\w+ )?sont (?:tous |toutes )?(?:des|tous des) (?:\w+ )?"
    rf"(?:{_NOUN}|{_ANIMAL}|terroristes)",
    rf"(?:dehors|a bas) les {_GROUP}|(?:les )?{_GROUP} dehors{_END}",
    rf"{_BEGIN}(?:gros|grosse) (?:vache|truie|porc|baleine){_LAST}",
    rf"{_BEGIN}{_CALL}(?:grosse|petite|sale|pauvre|espece de) merde{_LAST}",
    rf"(?:con|conne|abruti|debile|cretin|imbecile)s? de (?:{_PERSON}|robot|machine|bot)",
    r"tetes? de (?:con|cul|noeud|gland|pioche|debile)|imbeciles? heureux|bons? a riens?",
    rf"(?:un|une|des|ce|cet|cette|ces) (?:vrais?|vraies?|gros|grosses?|sales?|sacres?|beaux?|bel"
    rf"|pauvres?) {_SIZED}(?= [|!?]|$)",
    rf"{_BEGIN}{_CALL}gros tas{_LAST}",
    r"(?:pauvre|pauv|pov|sale) (?:type|mec|tache|cloche|merde)",
    rf"(?:je|j|on) (?:deteste|hais|haie|meprise) (?:tous )?(?:les|ces) (?:sales )?{_GROUP}",
    *lexicon.DISMISSALS,
)
"""Insults, slurs and ways to tell somebody off."""

_HURT = _verb(lexicon.HURT)
_HURT_AT_END = _verb(lexicon.HURT_AT_END)
_DESTROY = rf"(?:{_verb(lexicon.DESTROY)}|sauter)"
_HURT_BODY = rf"(?:{_verb((*lexicon.HURT_AT_END, *lexicon.DESTROY))}|arracher)"
_BUILDING = _any(lexicon.BUILDINGS)
_BELONGING = _any(lexicon.BELONGINGS)
_BODY = _any(lexicon.BODY)
_I_WILL = (
    r"(?:(?:je|j|on|nous) (?:vais|vai|va|allons|viens|vient|veux|voudrais|compte|peux)"
    r"|jvais|jvai|jva|jve|jv|mes (?:cousins|freres|potes) vont|mon frere va"
    r"|(?:je|j) (?:ve|v)|jveux|(?:envie|hate) de)"
)
_THEN = (
    r"(?:(?:venir|revenir|passer|debarquer|tous|toutes|vraiment|bien|finir|par|direct|un|jour|et"
    r"|chez|toi|vous|te|la|bas|aller|tout|de|ces|jours|personnellement) ){0,6}?"
)
_YOU = r"(?:te|t|vous|vs)"
_YOUR = r"(?:ton|ta|tes|votre|vot|vos|vo|vtr)"
_THE = r"(?:le|la|les|l|ce|cet|cette|ces|un|une|tous les|tous vos|tous tes|mon|ma|mes)"
_NO_OBJECT = rf"(?! (?:le|la|les|l|du|mon|ma|mes) (?!{_BODY}))"
"""What is hurt is a person, not *le suspense*."""
_COME = r"(?:venir|viens|viendrai|debarquer(?:ai)?|arriver?|passer(?:ai)?|revenir|reviens)"

_VIOLENT = _verb((*lexicon.HURT, *"plant descend explos eclat demont fum".split()))
_EXPLODES = r"(?:exploser|explosera|sauter|sautera|peter|petera)"
_MARK = r"(?: \|)?"
_BLOW = (
    rf"(?:un|une|des|deux|mon|ma|la|quelques) (?:bon |bonne |gros |grosse |petit )?{lexicon.BLOWS}"
)
_GETS = r"(?:prendr(?:e|a|as|ont|ez|ai)|recevr(?:a|as|ont|ez)|recevoir|mangera?s?|encaissera?)"
_GIVES = r"(?:mettr|donner|coller|planter|foutr|filer|flanquer|balancer)(?:e|ai|a|ons)?"

THREATS = (
    rf"{_I_WILL} (?:[^|!? ]+ ){{0,7}}?tout {_DESTROY}{_END}",
    rf"(?:viens|vient|arrive|arrivons|debarque|debarquons|passe|reviens) (?:[^|!? ]+ ){{0,6}}?"
    rf"(?:on|je|j) (?:va |vais )?{_DESTROY} tout{_END}",
    rf"si (?:je|j|on) (?:[^|!? ]+ ){{1,4}}?(?:\| )?(?:je|j|on)"
    rf" (?:le|la|les|l|te|t|vous) {_VIOLENT}{_NO_OBJECT}",
    rf"{_PERSON}(?: qui \w+)?{_MARK} (?:je|j|on) (?:le|la|les|l) {_VIOLENT}{_END}",
    rf"bombes? (?:va|vont) {_EXPLODES}",
    r"(?:mis|mettre|mets|pose|place|placer|cache|cacher|depose|deposer|foutre|fous"
    r"|balancer|balance) (?:une|des|la) bombes?"
    r"(?! (?:de|d|a|anti|aerosol|vide)\b)",
    r"(?:payer|paierez|paieras|payerez) (?:\w+ )?de (?:votre|ta|ton) (?:vie|sang|peau)",
    rf"{_I_WILL} {_THEN}(?:lui|leur|te|vous) (?:regler|faire) (?:son|leur|ton|sa|ta|votre)"
    r" (?:compte|affaire|fete)",
    r"(?:je suis|on est|nous sommes) armee?s?(?= [|!?]|$| et )",
    rf"(?:je|j|on|nous) (?:mets|met|mettons|fous|fout|mettrai|mettra|foutrai) le feu(?= [|!?]|$"
    rf"| (?:a|au|aux|dans|chez) (?:{_YOUR}|vous|toi|tout|{_THE} {_BUILDING}))",
    r"(?:tu vas|vous allez) (?:\w+ )?finir (?:a l hopital|au cimetiere|a la morgue|en sang|six"
    r" pieds|dans un (?:cercueil|trou|sac)|entre quatre planches)",
    rf"(?:je|j|on|nous) (?:ferai|fera|ferons) (?:\w+ )?{_DESTROY} (?:{_YOUR}|{_THE}) (?:\w+ )?"
    rf"{_BUILDING}",
    rf"(?:je|j|on|nous) {_DESTROY} {_YOUR} (?:\w+ )?{_BUILDING}",
    rf"(?:devrai\w+|faudrait|faut|{_I_WILL}) {_YOU} (?:tous |toutes )?(?:pendre|fusiller|lyncher"
    r"|abattre)(?! (?:de|du|le|la|un|une))",
    rf"{_I_WILL} (?:[^|!? ]+ ){{0,8}}?et {_YOU} (?:tous |toutes )?{_HURT}{_NO_OBJECT}",
    rf"{_PERSON}{_MARK} {_I_WILL} (?:le|la|les|l) {_VIOLENT}{_END}",
    rf"(?:je|j|on) (?:lui|leur) {_HURT_BODY} (?:la|le|les) (?:deux |sale |sales )?{_BODY}",
    r"j ai (?:une arme|un flingue|un fusil|une kalach)(?: \w+){0,3} et (?:je sais|je vais|j arrive"
    r"|j hesite|je compte|je saurai|j ai bien l intention)",
    r"(?:merites?|meritez) (?:\w+ )?(?:une balle|la mort|la corde|une raclee)",
    r"ca va (?:saigner|mal finir pour (?:toi|vous|votre|ton))",
    r"(?:fais gaffe|surveille|faites gaffe|surveillez) (?:a )?(?:ta vie|tes arrieres|ton dos|vos"
    r" arrieres|votre vie)|(?:prends|prenez) garde a (?:toi|vous)",
    rf"{_I_WILL} {_THEN}{_YOU} (?:tous |toutes )?{_HURT}{_NO_OBJECT}",
    rf"{_I_WILL} {_THEN}{_YOU} (?:tous |toutes )?{_HURT_AT_END}"
    r"(?= [|!?]|$| et (?!vous|te|nous|on))",
    rf"{_I_WILL} {_THEN}(?:le|la|les|l) (?:frapper|tuer|buter|egorger|tabasser|poignarder"
    r"|etrangler|flinguer|massacrer|gifler)",
    rf"(?:je|j|on|nous) {_YOU} (?:tous )?{_HURT}{_NO_OBJECT}",
    rf"(?:je|j|on|nous) {_YOU} retrouver(?:ai|ons|a){_END}",
    rf"{_I_WILL} {_THEN}{_HURT} (?:{_YOUR}|{_THE}) (?:\w+ )?{_PERSON}",
    rf"\b(?:vais|vai|va|v|allons|veux|viens|envie|jvais|jv) (?:[^|!? ]+ ){{0,8}}?(?:faire )?"
    rf"{_DESTROY} {_YOUR} (?:\w+ )?{_BELONGING}",
    rf"{_I_WILL} {_THEN}(?:faire )?{_DESTROY} {_THE} {_BUILDING}",
    rf"{_I_WILL} {_THEN}(?:tout {_DESTROY} (?:chez vous|chez toi|dans {_YOUR})"
    r"|(?:mettre|foutre) le feu|tout faire (?:sauter|peter|cramer)|poser une bombe)",
    rf"{_YOUR} {_BUILDING} (?:va|vont) (?:bruler|cramer|exploser|sauter|flamber){_END}",
    r"je sais ou (?:tu|vous|ton|ta|votre|vos) (?:\w+ )?(?:habit|vi[st]|vivez|dor|travaill|boss)\w*",
    rf"je sais ou (?:habite\w*|vi(?:t|vent)|travaill\w+) (?:{_YOUR}|le|la|les)",
    rf"attend\w* que je {_YOU} (?:trouve|chope|attrape|croise)",
    rf"je sais ou {_YOU} trouver{_END}|je connais (?:ton|votre) adresse{_END}",
    r"(?:tu vas|vous allez|ils vont) (?:tous |tres |vite |finir par )*"
    r"(?:crever|mourir|souffrir|saigner|morfler|y passer|en baver)(?! (?:de|d|le|la))",
    rf"{_YOUR} {_PERSON} (?:va|vont) (?:mourir|crever|saigner|souffrir|morfler){_END}",
    r"(?:tu vas|vous allez|il va|elle va|ils vont) (?:me |tous |bien )*le (?:regretter|payer cher)",
    rf"(?:tu vas|vous allez) me le payer{_END}",
    rf"(?:tu|vous) (?:me )?le (?:paieras|paierez|payeras|payerez){_END}",
    rf"gare a (?:toi|vous|tes|vos)|(?:t es|tu es|vous etes) morte?s?{_END}",
    rf"(?:{_YOU}|lui|leur) fer?(?:aire|ai|a|ons)? la peau|(?:{_YOU}|lui|leur) faire la peau"
    rf"|balle dans (?:la|ta|votre) {_BODY}|mon (?:poing|pied) (?:dans|sur)"
    rf" (?:la|le|les|ta|ton|votre|sa) {_BODY}",
    r"(?:tu|vous) (?:(?:vas|allez) )?fini(?:r|ras|rez|ra|ront) (?:dans"
    r" (?:un|le|la|mon|une) (?:coffre|fosse|trou|canal|mur|beton|cercueil|riviere|fleuve|boite)"
    r"|au fond|a l hopital|au cimetiere|a la morgue|en morceaux|entre quatre planches)",
    r"(?:on|je|j) (?:te|t|vous|le|la|les) (?:repech|ramass|retrouv)e(?:ra|rai|rons)"
    r" (?:(?:mort|morte|noye|noyee) )?(?:au fond|dans (?:le|la|un|une) (?:canal|riviere|fosse|"
    r"fleuve|ruisseau)|en morceaux|a la petite cuillere)",
    rf"{_YOUR} {_BELONGING} (?:va|vont) (?:voler en eclats|partir en fumee|bruler|cramer|exploser"
    r"|sauter|flamber)(?= [|!?]|$| (?:cette nuit|ce soir|demain|bientot))",
    rf"{_I_WILL} {_THEN}{_YOU} (?:faire (?:du )?mal|mettre une balle|faire payer cher"
    r"|refaire le portrait|mettre (?:mon poing|une (?:gifle|droite|claque|baffe|raclee)))",
    r"(?:tu|vous|il|elle) (?:vas|allez|va) (?:manger|bouffer|avaler|ravaler|cracher) "
    r"(?:tes|vos|ses) dents",
    r"(?:tu vas|vous allez|il va|elle va|ils vont) (?:te|vous|se) faire (?:planter|buter|tuer|fumer"
    r"|demonter|defoncer|tabasser|casser la gueule|lyncher|saigner)",
    r"(?:comprendra|comprendras|comprendrez) (?:sa|ta|votre) douleur",
    r"(?:te|vous|le|la|les) (?:mettra|mettrai|mettre|mettront|reduira|reduire) en "
    r"(?:pieces|morceaux|charpie|bouillie|miettes)",
    r"(?:je|j|on) (?:la |le )?(?:lui|te|vous|leur) (?:la |le )?devisse\w*",
    r"tu serais (?:deja )?(?:a l hopital|morte?|au cimetiere|six pieds)",
    r"(?:tes|vos|ta|votre) (?:voitures?|camions?|vitrines?|magasins?|entrepots?|locaux|maison)"
    r"(?: \|)? (?:elles? |ils? |il )?(?:bruler|exploser|sauter|cramer)\w*(?: toutes| tous)?",
    r"(?:cacher|planquer|surveiller) vos (?:voitures?|camions?|enfants)(?: \|)? (?:elles?|ils?) "
    r"(?:bruler|exploser|sauter|cramer)\w*",
    rf"(?:lui|leur|te|vous) (?:{_HURT_BODY}|broyer|briser|couper) (?:la|le|les) (?:deux )?{_BODY}",
    r"(?:crisser|foutre|mettre|flanquer|sacrer|coller) une "
    r"(?:volee|raclee|rouste|derouillee|branlee)",
    r"(?:je|j|on) (?:te|vous|le|la|les|t) (?:noie|noyer\w*|noierai|enterre|enterrer\w*|pends?)",
    r"(?:recevr\w*|prendr\w*|aura|aurez|auras) du plomb|du plomb dans (?:les|la|le|l)",
    r"(?:il s y passera|il va s y passer|il arrivera) quelque chose de (?:sanglant|grave|terrible)"
    r"(?= [|!?]|$)",
    r"(?:brique|pierre|pave|parpaing|cocktail)s? (?:traversera|brisera|finira dans|dans) "
    r"(?:votre|vos|ta|tes) (?:devanture|vitrine|crane|tete|vitres?|fenetres?)",
    r"(?:feront|fera|ferons|ferai) la fete (?:a )?(?:coups? de|avec)"
    r"|a coups? de (?:barre|batte|poing|pied|couteau|marteau)",
    rf"{_I_WILL} {_THEN}(?:fum|demont|eclat|explos)(?:er|e|ez|era) {_YOUR} (?:\w+ )?{_PERSON}",
    rf"{_I_WILL} {_THEN}m en prendre a {_YOUR} {_PERSON}",
    rf"{_I_WILL} {_THEN}(?:lui|leur) {_HURT_BODY} (?:la|le|les) {_BODY}",
    rf"{_HURT_BODY} la gueule (?:a|au|aux)",
    rf"{_I_WILL} {_THEN}{_HURT_BODY} (?:la|le|les|l) {_BODY} (?:a|au|aux|de|du|des|d)"
    rf" (?:(?:{_YOUR}|{_THE}) )?{_PERSON}",
    rf"{_YOU} (?:{_HURT}|{_HURT_BODY}|refaire|faire) (?:la|le|les|l) {_BODY}",
    rf"{_I_WILL} {_THEN}(?:\w+ ){{0,2}}?{_HURT_BODY} {_YOUR} (?:sale |petite )?{_BODY}",
    rf"\b{_COME} (?:[^|!? ]+ ){{0,4}}?avec (?:un|une|mon|ma|des|le|la|de l|un bidon d) "
    rf"{_any(lexicon.WEAPONS)}(?! (?:a|pour|en|que))",
    rf"(?:{_PERSON}|tu|vous|il|elle|ils|va|vas|allez|vont|toi) (?:\w+ ){{0,2}}?{_GETS} {_BLOW}",
    rf"(?:{_I_WILL} {_THEN}|(?:je|j|on) )(?:{_YOU}|lui|leur) {_GIVES} {_BLOW}",
    rf"(?:je|j|on|nous) (?:{_YOU}|le|la|les|l) attend(?:s|rai|ra|rons|ons)? (?:[^|!? ]+ ){{0,6}}?"
    rf"avec (?:un|une|mon|ma|mes|des|le|la) (?:\w+ )?{_any(lexicon.WEAPONS)}",
    rf"(?:a mort|mort aux?) (?:les )?{_any((*lexicon.GROUPS, *lexicon.PEOPLE))}",
    r"i (?:will|ll|am going to|m going to|m gonna|am gonna) (?:\w+ ){0,4}?"
    r"(?:kill|hurt|stab|beat|shoot|burn|murder) (?:you|your|u|him|her|them)",
)
"""Violence announced to persons or against what is theirs; the courts are no threat."""

RUDE = (
    _any(lexicon.RUDE),
    rf"{_YOU_ARE} {_FILL}{_any(lexicon.HARSH)}(?! (?:de|d) )",
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
