"""The patterns of threats, over words parted by one space as in ``hostility``."""

from mistral_assistant.reasoning import lexicon
from mistral_assistant.reasoning.hostility import END, PERSON, any_form, any_word

_HURT = any_form(lexicon.HURT)
_HURT_AT_END = any_form(lexicon.HURT_AT_END)
_DESTROY = rf"(?:{any_form(lexicon.DESTROY)}|sauter)"
_HURT_BODY = rf"(?:{any_form((*lexicon.HURT_AT_END, *lexicon.DESTROY))}|arracher)"
_BUILDING = any_word(lexicon.BUILDINGS)
_BELONGING = any_word(lexicon.BELONGINGS)
_BODY = any_word(lexicon.BODY)
_I_WILL = (
    r"(?:(?:je|j|on|nous) (?:vais|vai|va|allons|viens|vient|veux|voudrais|compte|peux)"
    r"|jvais|jvai|jva|jve|jv|mes (?:cousins|freres|potes) vont|mon frere va"
    r"|(?:je|j) (?:ve|v)|jveux|(?:envie|hate) de)"
)
_THEN = (
    r"(?:(?:y|venir|revenir|passer|debarquer|tous|toutes|vraiment|bien|finir|par|direct|un|jour|et"
    r"|chez|toi|vous|te|la|bas|aller|tout|de|ces|jours|personnellement) ){0,6}?"
)
_YOU = r"(?:te|t|vous|vs)"
_YOUR = r"(?:ton|ta|tes|votre|vot|vos|vo|vtr)"
_THE = r"(?:le|la|les|l|ce|cet|cette|ces|un|une|tous les|tous vos|tous tes|mon|ma|mes)"
_NO_OBJECT = rf"(?! (?:le|la|les|l|du|mon|ma|mes) (?!{_BODY}))"
"""What is hurt is a person, not *le suspense*."""
_COME = (
    r"(?:venir|viens|vienne|viendrai|debarque(?:r|rai|rons|ra|ns)?|arriver?|arrivons"
    r"|passe(?:r|rai|rons|ra)?|revenir|reviens|reviendrai)"
)

_VIOLENT = any_form((*lexicon.HURT, *"plant descend explos eclat demont fum".split()))
_STRIKES = any_form(
    "plant descend explos eclat demont fum defonc bris butt crev eventr saign".split()
)
_IF = r"(?= (?:si|quand|des que|la prochaine|le jour ou|a la premiere)\b)"
_EXPLODES = r"(?:exploser|explosera|sauter|sautera|peter|petera)"
_MARK = r"(?: \|)?"
_BLOW = (
    rf"(?:un|une|des|deux|mon|ma|la|quelques) (?:bon |bonne |gros |grosse |petit )?{lexicon.BLOWS}"
)
_GETS = r"(?:prendr(?:e|a|as|ont|ez|ai)|recevr(?:a|as|ont|ez)|recevoir|mangera?s?|encaissera?)"
_GIVES = r"(?:mettr|donner|coller|planter|foutr|filer|flanquer|balancer)(?:e|ai|a|ons)?"

_FIRE = (
    r"(?:mettre|foutre|mets|met|fous|fout|mettrai|mettra|foutrai|foutra|mettrons|mettons|bouter)"
    r" le feu"
)
_SOON = (
    r"(?= [|!?]|$| (?:cette nuit|ce soir|demain|bientot|tout a l heure|la nuit|lundi|mardi"
    r"|mercredi|jeudi|vendredi|samedi|dimanche|si |et ))"
)

THREATS = (
    rf"\by {_FIRE}",
    rf"(?:je|j|on|nous) {_FIRE}{_SOON}",
    r"bombes?(?! (?:de|d|a|anti|aerosol|vide)\b) (?:(?:posee|cachee|est|sera|va|placee|pourrait)"
    rf" )?(?:chez vous|(?:dans|sous|devant|a) (?:{_YOUR}|{_THE}) (?:\w+ )?{_BUILDING}"
    r"|sous (?:ton|votre|ta|ses|vos) )",
    r"(?:une|la|des) bombes?(?! (?:de|d|a|anti|aerosol|vide)\b) (?:[^!?]+ ){0,9}?(?:je|j|on|nous)"
    r" (?:(?:vais|va|vous|te|ai|allons) ){0,2}(?:poser|deposer|placer|cacher|mettre|envoyer|pose"
    r"|poserai|deposerai|envoie|laisser|apporter)",
    rf"{_I_WILL} (?:m|nous) occuper (?:\w+ ){{0,2}}?de (?:(?:toi|vous){END}|(?:ton|votre) cas)",
    rf"{_I_WILL} (?:m|nous) occuper personnellement de {_YOUR} {PERSON}",
    r"(?:tu vas|vous allez) le sentir passer",
    rf"{PERSON}{_MARK} (?:il |elle )?va le sentir passer",
    rf"(?:je|j|on|nous) (?:{_YOU}|le|la|les|l) retrouver(?:ai|ons|a)(?= et (?:je|on|tu|vous|la|ca"
    r"|ce|j))",
    r"(?:attention|gaffe) a (?:toi|vous)(?: quand (?:tu|vous) (?:sor|rent)\w+"
    r"| en (?:sortant|rentrant)| la nuit| ce soir| dans la rue)",
    rf"(?:je|j) (?:{_HURT}|tape|tap(?:erai|era)|cogne) (?:{_YOUR}|le|la|les|ce|cette|ces)"
    rf" (?:\w+ )?{PERSON}",
    rf"(?:{_YOUR}|{_THE}) {_BUILDING}(?: (?:de|d|du) \w+)? (?:va|vont) (?:\w+ )?(?:bruler|cramer"
    rf"|exploser|sauter|flamber|partir en fumee){_SOON}",
    r"(?:tu|vous) (?:vas |allez )?(?:finir|finiras|finirez) (?:tous )?(?:six pieds )?sous terre",
    rf"{_I_WILL} {_THEN}{_YOU} (?:tous |toutes )?{_HURT_AT_END}"
    r"(?= (?:frere|mec|gros|batard|toi|tous|un jour|cousin|wesh|ta|sale|espece))",
    rf"(?:je|j|on|nous) (?:(?:vais|va|allons|{_YOU}) ){{0,2}}(?:envoyer?|envoie|ramener?|debarquer?"
    r" avec) (?:tous )?mes (?:gars|potes|cousins|freres|hommes)",
    rf"(?:je|j|on) {_YOU} {_DESTROY} tout(?! (?:ce|mon|ma|mes|le|la) )",
    rf"si (?:[^|!?]+ ){{2,14}}?(?:\| )?(?:je|j|on) (?:vais tout {_DESTROY}|{_DESTROY} tout"
    r"(?! (?:ce|mon|ma|mes|le|la) ))",
    r"j ai (?:une arme|un flingue|un fusil|une kalach|un couteau)(?: \w+){0,3} et (?:je|j|on)"
    r" (?:viens|passe|debarque|arrive|viendrai|serai)",
    r"(?:quelqu un|un de vous|l un de vous|l un d entre vous|y en a un qui|quelques"
    r" uns) (?:va|vont) (?:mourir|crever|y passer|saigner|morfler|prendre cher|finir a l hopital)",
    rf"{_I_WILL} {_THEN}(?:ecraser|renverser|percuter|foncer (?:sur|dans)) (?:{_YOUR}|{_THE})"
    rf" (?:\w+ )?{PERSON}",
    rf"(?:{_YOUR}|le|la|les|ce|cette|ces) (?:\w+ )?{PERSON} (?:va|vont) (?:\w+ )?(?:mourir|crever"
    r"|saigner|morfler|y passer|prendre cher|finir (?:a l hopital|au cimetiere|a la morgue))"
    r"(?! (?:de|d|la|le|les|du|des|une?|voir) )",
    rf"{_I_WILL} (?:[^|!? ]+ ){{0,7}}?tout {_DESTROY}{END}",
    rf"(?:viens|vient|arrive|arrivons|debarque|debarquons|passe|reviens) (?:[^|!? ]+ ){{0,6}}?"
    rf"(?:on|je|j) (?:va |vais )?{_DESTROY} tout{END}",
    rf"si (?:je|j|on) (?:[^|!? ]+ ){{1,4}}?(?:\| )?(?:je|j|on)"
    rf" (?:le|la|les|l|te|t|vous) {_VIOLENT}{_NO_OBJECT}",
    rf"{PERSON}(?: qui \w+)?{_MARK} (?:je|j|on) (?:le|la|les|l) {_VIOLENT}{END}",
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
    rf"{PERSON}{_MARK} {_I_WILL} (?:le|la|les|l) {_VIOLENT}{END}",
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
    rf"(?:je|j|on|nous) {_YOU} retrouver(?:ai|ons|a){END}",
    rf"{_I_WILL} {_THEN}{_HURT} (?:{_YOUR}|{_THE}) (?:\w+ )?{PERSON}",
    rf"\b(?:vais|vai|va|v|allons|veux|viens|envie|jvais|jv) (?:[^|!? ]+ ){{0,8}}?(?:faire )?"
    rf"{_DESTROY} {_YOUR} (?:\w+ )?{_BELONGING}",
    rf"{_I_WILL} {_THEN}(?:faire )?{_DESTROY} {_THE} {_BUILDING}",
    rf"{_I_WILL} {_THEN}(?:tout {_DESTROY} (?:chez vous|chez toi|dans {_YOUR})"
    r"|(?:mettre|foutre) le feu(?! (?:sous|aux? (?:poudres|buches|braises)|a la (?:piste|salle"
    r"|fete)))"
    r"|tout faire (?:sauter|peter|cramer)|poser une bombe)",
    rf"{_YOUR} {_BUILDING} (?:va|vont) (?:bruler|cramer|exploser|sauter|flamber){END}",
    r"je sais ou (?:tu|vous|ton|ta|votre|vos) (?:\w+ )?(?:habit|vi[st]|vivez|dor|travaill|boss)\w*",
    rf"je sais ou (?:habite\w*|vi(?:t|vent)|travaill\w+) (?:{_YOUR}|le|la|les)",
    rf"attend\w* que je {_YOU} (?:trouve|chope|attrape|croise)",
    rf"je sais ou {_YOU} trouver{END}|je connais (?:ton|votre) adresse{END}",
    r"(?:tu vas|vous allez|ils vont) (?:tous |tres |vite |finir par )*"
    r"(?:crever|mourir|souffrir|saigner|morfler|y passer|en baver)(?! (?:de|d|le|la))",
    rf"{_YOUR} {PERSON} (?:va|vont) (?:mourir|crever|saigner|souffrir|morfler){END}",
    r"(?:tu vas|vous allez|il va|elle va|ils vont) (?:me |tous |bien )*le (?:regretter|payer cher)",
    rf"(?:tu vas|vous allez) me le payer{END}",
    rf"(?:tu|vous) (?:me )?le (?:paieras|paierez|payeras|payerez){END}",
    rf"gare a (?:toi|vous|tes|vos)|(?:t es|tu es|vous etes) morte?s?{END}",
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
    rf"{_I_WILL} {_THEN}(?:fum|demont|eclat|explos)(?:er|e|ez|era) {_YOUR} (?:\w+ )?{PERSON}",
    rf"{_I_WILL} {_THEN}m en prendre a {_YOUR} {PERSON}",
    rf"{_I_WILL} {_THEN}(?:lui|leur) {_HURT_BODY} (?:la|le|les) {_BODY}",
    rf"{_HURT_BODY} la gueule (?:a|au|aux)",
    rf"{_I_WILL} {_THEN}{_HURT_BODY} (?:la|le|les|l) {_BODY} (?:a|au|aux|de|du|des|d)"
    rf" (?:(?:{_YOUR}|{_THE}) )?{PERSON}",
    rf"{_YOU} (?:{_HURT}|{_HURT_BODY}|refaire|faire) (?:la|le|les|l) {_BODY}",
    rf"{_I_WILL} {_THEN}(?:\w+ ){{0,2}}?{_HURT_BODY} {_YOUR} (?:sale |petite )?{_BODY}",
    rf"\b{_COME} (?:[^|!? ]+ ){{0,4}}?avec (?:un|une|mon|ma|des|le|la|de l|un bidon d) "
    rf"{any_word(lexicon.WEAPONS)}(?! (?:a|pour|en|que))",
    rf"(?:{PERSON}|tu|vous|il|elle|ils|va|vas|allez|vont|toi) (?:\w+ ){{0,2}}?{_GETS} {_BLOW}",
    rf"(?:{_I_WILL} {_THEN}|(?:je|j|on) )(?:{_YOU}|lui|leur) {_GIVES} {_BLOW}",
    rf"(?:je|j|on|nous) (?:{_YOU}|le|la|les|l) attend(?:s|rai|ra|rons|ons)? (?:[^|!? ]+ ){{0,6}}?"
    rf"avec (?:un|une|mon|ma|mes|des|le|la) (?:\w+ )?{any_word(lexicon.WEAPONS)}",
    rf"(?:a mort|mort aux?) (?:les )?{any_word((*lexicon.GROUPS, *lexicon.PEOPLE))}",
    rf"(?:je|j|on|nous|jte|jvous) (?:{_YOU} )?(?:tous )?{_STRIKES}{_IF}",
    r"(?:fer\w+ mieux|aur\w+ interet|a interet|avez interet|as interet|conseille) (?:\w+ ){0,4}?"
    r"(?:pas|plus|jamais) (?:sortir|rentrer|rester|traverser|marcher|dormir|trainer|se promener"
    r"|croiser|remettre)(?: \w+){0,4}? (?:seule?s?|la nuit|ce soir|dans la rue|chemin|route"
    r"|chez vous"
    r"|tranquilles?)",
    r"(?:croise|croiser|recroise|recroiser|retrouve|attrape|chope|tombe) (?:\w+ ){0,6}?"
    r"(?:regretter|passer un sale quart|pas cher de (?:sa|ta|votre) peau|sur pied|sa fete|ta fete)",
    r"ca va (?:\w+ )?(?:flamber|bruler|cramer|exploser|peter|sauter|barder|saigner) (?:cette nuit"
    r"|ce soir|demain|chez vous|chez toi|dans (?:votre|vos|ton|ta))",
    r"(?:tes|vos|ses|leurs) jours sont comptes|numerote\w* (?:tes|vos) abattis"
    r"|compte[sz]? (?:tes|vos) dents|prepare[sz]? (?:ton|votre) (?:cercueil|testament)"
    r"|(?:fais|faites|dis|dites) (?:ta|tes|vos|votre) (?:priere|prieres)"
    r"|(?:perds|perdez|perd|perdent) rien pour attendre|(?:dis|dites) adieu a (?:ta|tes|vos|votre)",
    rf"(?:tire|tirer|tirerai|tirerais|fais feu|ouvre le feu) (?:a vue )?sur "
    rf"(?:{_YOUR}|{_THE}|vous|toi|tout) ?(?:\w+ )?(?:{PERSON}|le monde|ce qui bouge)?{END}",
    r"(?:sors|sortir|sorte|prends|prendre|charge|cherche|chercher) (?:mon|ma|le|la) "
    r"(?:fusil|carabine|flingue|batte|machette|calibre|kalach|pistolet|hache)"
    r"(?! (?:a|de|pour|en|d) )",
    r"(?:lache|lacher|lacherai|lancer|lance) (?:mon|mes|le|les) (?:\w+ )?(?:chiens?|pitbulls?"
    r"|molosses?|dobermans?|rottweilers?) (?:dessus|sur|au cul|contre)",
    r"(?:crever|creve|creverai|lacerer|taillader) (?:les|tes|vos|ses|leurs) (?:\w+ )?(?:pneus|yeux"
    r"|roues)(?= [|!?]|$| d| a )",
    rf"(?:crever|taillader|lacerer) (?:les|tous les) pneus (?:du|des|de) (?:{_YOUR} )?{PERSON}",
    rf"(?:tuer|buter|frapper|cogner|massacrer|etrangler|flinguer|egorger|poignarder|taper|abattre)"
    rf" (?:quelqu un|un de (?:vos|tes)|l un (?:de|d) (?:vos|tes|entre)|une? de vos|tout le monde"
    rf"|le premier|la premiere|{_YOUR} {PERSON}|(?:ce|cette|ces|le|la) (?:\w+ )?{PERSON}"
    rf" (?:si|de|s il|qui))",
    r"(?:le|la|les|te|vous|lui) (?:rouler|roule|roulerai) dessus|(?:lui|leur|te"
    r"|vous) passer? (?:sur"
    r" le corps|a tabac)|(?:passer|passe|passerai) (?:\w+ ){0,3}a tabac",
    r"(?:lui|leur|te|vous) (?:faire|ferai|fais|fera) (?:bouffer|avaler|manger|ravaler|cracher)"
    r" (?:le|la|les|tes|vos|ses|son|sa|leurs?) (?:\w+ )?(?:dents|dentier|bottes?|trottoir"
    r"|chaussures?)",
    r"(?:te|vous|lui|leur) faire (?:passer|vivre) (?:un (?:sale|mauvais) quart d heure"
    r"|l envie de|le gout d)",
    r"(?:tu|vous|il|elle|ils) (?:ne )?(?:vas|allez|va|vont|ressort\w*|repart\w*|rentr\w*)"
    r" (?:\w+ ){0,4}(?:les pieds devant|sur une civiere|en ambulance|dans un sac|entre quatre"
    r" planches|pas vivante?s?)",
    r"i (?:will|ll|am going to|m going to|m gonna|am gonna) (?:\w+ ){0,4}?"
    r"(?:kill|hurt|stab|beat|shoot|burn|murder) (?:you|your|u|him|her|them)",
)
"""Violence announced to persons or against what is theirs; the courts are no threat."""
