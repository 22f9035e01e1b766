"""The word lists behind the mood of a message, folded: no accents, straight apostrophes.

``word`` stands for its feminine and plural too, ``stem*`` for every word that begins so, ``word=``
for this form alone, ``_`` for a space. How they count, and what denial does, is in ``sentiment``.
"""

import re


def any_of(text: str) -> re.Pattern[str]:
    """Compile the words of a list; a ``j`` for *je* may be glued to them."""
    return re.compile(rf"\bj?(?:{'|'.join(map(_form, text.split()))})(?![\w-])")


def phrases(lines: str) -> re.Pattern[str]:
    """Compile one expression a line, each from a word's start; ``|`` goes on the line above."""
    listed = re.sub(r"\n\s*(?=\|)", "", lines.strip())
    return re.compile(rf"\b(?:{'|'.join(line.strip() for line in listed.splitlines())})")


def _form(entry: str) -> str:
    entry = entry.replace("_", "[ -]")
    if entry.endswith("="):
        return entry[:-1]
    if entry.endswith("*"):
        return rf"{entry[:-1]}\w*"
    if entry.endswith("eux"):
        return rf"{entry[:-1]}(?:x|se|ses)"
    if entry.endswith("if"):
        return rf"{entry[:-1]}(?:f|ve)s?"
    return rf"{entry}(?:n?ne|l?le|e)?s?"


GLAD = """
    admirable admirablement= adorable adore adorons= agreablement= amour astucieux bluffant bluffe
    bonheur bravo= canon= chaleureux chaleureusement= charmant charme chef_d'oeuvre= chouette
    comble conquis content contant cool= coup_de_coeur= delice= delicieux depote= divin
    eblouissant eblouie?s?= emballant emerveille enchante enchantement= epatant epate
    epoustouflant excellent excelent excellence= exceptionnel exemplaire= extra= extraordinaire
    fabuleux fan fantastique felicitation fier= fiere= formidable genial geniaux= genialissime
    grandiose heureux hourra= ideal= impec= impeccable impressionnant impressionne imbattable
    incomparable inegalable ingenieux inoubliable irreprochable jouissif= joie= kiff kiffe=
    kiffer= magistral magnifique merveille merveilleux merveilleusement= miam= nickel nikel niquel
    niquelle= parfait perfection= perle= pepite phenomenal prodigieux raffole= ravi ravissant
    reconnaissant refonctionne regal regale= rejoui rejouissant remarche remarquable reussi
    reussite royal sans_faute= satisfaction satisfaisant satisfait sensationnel soulage somptueux
    splendide sublime superbe sympa sympathique tip_top= top= tresor tuerie waouh= whaou= wahou=
    wow= ouah= youpi= wouah= enthousias* dinguerie tuerie incroyablement=
"""
"""What pleases, wherever it stands."""

PLEASANT = any_of("""
    accueillant agreable aim(e|ons)= aimable amical appreci(e|ons|able|ables)= attentif
    attentionne avenant bienveillan* brillant competent confortable conforme convivial cordial
    courtois diligent disponibilite efficace efficacement= efficacite elegant ergonomique facile
    fiable fidele fluide generosite gentil gentiment= gentillesse gracieux harmonieux intuitif
    magique maniable minutieux performant plaisant poli polyvalent ponctuel pratique precieux
    prevenant qualitatif= raffine rapide rapidement= rapidite rassure reactif reactivite robuste
    savoureux serviable silencieux soigne soigneux solide souriant super= novateur confiance=
""")
"""What pleases in a statement; in a question it is what is asked about."""

EXPECTED = any_of("""
    abordable acceptable adapte beau= beaux= belle bon(?!_(?:de|d'))= bonne clair comprehensible
    conforme convain* correct credible digne evident fameux folichon fou= glorieux honnete
    interessant jojo= joli juste= logique malin= meilleur normal ouf= plait= plaisent= plu= pro=
    professionnel propre raisonnable serieu= respectueux serieux simple suffisant terrible
    tolerable transparent utile valable emballe brillant joyeux rassurant
""")
"""What nobody mentions unless it is stressed (*très bien*) or missing (*pas normal*)."""

UPSET = """
    aberran* abominable abus= abuse= abusif abuser= abusez= absurde accablan* affligean* affreux
    agace agacan* agressif amer= amere= angoiss* argh= arnaqu* arrogan* atroce attriste*
    attristan* bacle bancal beurk= berk= bidon= blase blasee= blessan* bof= bordel= boycott* bug
    bugue= buggue= bugge= calamite calamiteux calvaire camelote carnage cata= catastroph*
    cauchemar* chaos= chaotique cheap= chiant chier= choquan* choque colere consternan* contrarie
    contrariant coup_de_gueule= crade crasseux daube debacle decev* deception decoi(t|s|vent)=
    deconcertan* deconn* deconseill* decu degout* degueu= degueulasse deg= degs= deplac(e|ee)=
    deplai(t|sant|sante)= deplor* depit* derespect* desabuse desagreable desappoint* desagrement
    desastr* desespe* desillusion desinvolt* desolan* desorganis* detest* dommage= douche_froide=
    echec= ecoeur* effarant effroyable embrouille endormi enerv* enfer= epouvantable eprouvan*
    ereintan* escroqu* exasper* excede execrable exorbitant fache facheux floue flouee?s?= insurg*
    protest* exager* fastidieux fiasco flop= foireux foutage= foutaise foutoir= foutu fraude
    frustr* fumist* furax= furibond furieux fuyez= gachis= gache galere galerer= glacial gave=
    gavant gonflant grossier hai(s|neux)= hallucinan* hautain helas= honte honteux horreur
    horrible horripil* humili* ignoble immonde impardonnable impensable impoli imposture
    impuissan* inabordable inacceptable inadapte inadmissible incapable incoheren* incompeten*
    incomprehensible inconcevable indecent indifferen* indign* inefficace inepte inexcusable
    inexistant infame infect infernal inhumain injoignable injuste injustice injustifie
    inqualifiable inquiet inquiete= inquietan* insatisf* insatisfaction insense insolen*
    insuffisan* insult* insupportable insupporte= intenable interminable intolerable inutile
    inutilisable invivable invraisemblable irrespect* irresponsab* irrit* labyrinthe laid
    lamentable lasse lassant lese louche lourdingue malaise malhonnet* malpoli marre mascarade
    mecontent* mediocr* mensong* menteur mepris* merd* minable miserable misere moche moisi
    naufrage navran* navre naze nase negligen* nul nulissime nullissime nullite nulos= odieux
    offens* outrag* outre= outree= pacotille pagaille pathetique penible perplexe pff= pf= pire=
    piteux pitoyable plaie= pourri ptn= purge= putain rage rageant rame= rament= ras_le_bol=
    raslebol= ratee= ratage rebutan* regrett* relou repugnan* revolt* ridicule ringard saoulant
    saoule soulant soule= saoul= scandal* sideran* souk= stress* stupide supplice tracass* trahi
    tragique triste tristesse tromperie vener= vex* voleur vulgaire zero_pointe= zut= grr= grrr=
    rah= illisible inaudible mal_eleve mecontentement= hallucine= boucan vacarme tintamarre cata=
    n'importe_quoi= nimporte_quoi=
    nimporte_koi=
"""
"""What is a complaint, wherever it stands."""

UNPLEASANT = any_of("""
    lent lenteur bruyant fragile confus confuse= douteux mauvais mou= molle inconfortable
    illogique laborieux complique difficile rudimentaire sommaire tarabiscote impersonnel penible
    decolore poussif moyen_moyen= sans_interet= inutilement= malheureusement= decale instable
    defaillan*
""")
"""What is a complaint in a statement; in a question it is what is asked about."""

EXCESSIVE = any_of("""
    cher chere= cheres= long longue longues= lourd lent complique difficile dur= bruyant eleve
    tard= fragile mou= molle= court serre sommaire leger= legere= moyen salee?s?= longtemps=
""")
"""What is a complaint after *trop*, *si*, *tellement* or *vraiment*."""

RELIEF = any_of("""
    accroc deception decevan* decu defaut ennui erreur hesitation incident inconvenient panne
    probleme regret regrett* reproche souci mauvaise_surprise=
""")
"""What is good news when there is none of it."""

VERBS = any_of("""
    aim(e|ons|ez|ent|ais|ait)= adore adorons= appreci(e|ons|ez|ait|ais)= conseille= deteste kiffe=
    convain(c|cs|quent)= felicit(e|ons)= plaisent= plait= recommand(e|ons|erai|erais)= regale=
    regrett(e|ons)= rassure= lass(e|ent)=
""")
"""What is denied by a word that follows: *j'aime pas*."""

UNDECIDED = phrases(r"""
    ni (?:mieux|plus|bien|bon|content\w*|satisfait\w*|chaud) ni (?:pire|moins|mal|mauvais
        |froid|\w*content\w*)
    du bon et du (?:moins bon|mauvais)|des hauts et des bas|du pour et du contre
    (?:pas|sans|aucun) (?:d')?(?:avis|opinion) (?:particuli|tranch|definiti)\w*
    (?:ne |n')?(?:sais|saurais|peux) (?:pas )?(?:trop )?(?:quoi )?(?:en )?(?:penser
        |trancher|dire si)
""")
"""What leaves the mood open, whatever else is said."""

SAD_PHRASES = phrases(r"""
    mal (?!compris|lue?\b|vue?\b|saisi|ecrit)\w{3,}(?:e|ee|u|ue|i|ie|it|is|ite)s?\b
    aurai[st]? (?:jamais|pas) du\b|jamais je n'aurais|patience a (?:des|ses) limites
    a cote de la plaque|hors sujet|c'est mort\b|laisse tomber\b|fort de cafe|le comble\b
    meme pas \w+|moins (?:bien|bon|bonne|beau|belle|pratique|fiable|solide|performant)\w*
    (?:command|achet|vien|revien|pass)\w* plus (?:ici|chez|rien|jamais|par vous)
    (?:c'est|est|reste|plutot|assez|tres|trop) moyen(?:ne)?s?\b
    deja (?:cassee?|en panne|hs|morte?)\b
    (?:tombe\w*|tombee?) en panne (?:au bout|deja|des (?:le|la)|tout le temps|encore)
    impossible (?:de |d')(?:\w+ )?(?:joindre|avoir|obtenir|parler|contacter)
    (?:heures?|minutes?) d'attente|attendu (?:des|\w+) (?:heures|jours|semaines|mois)|sans gene\b
    (?:pas|jamais) (?:du tout )?ce qu[e'] ?(?:[\w']+ ){1,3}?(?:promis|annonce|prevu|attendu|espere
        |attendais|esperais|voulais|demande|commande|vendu|dit)\w*
    (?:paye|cher|attendu|appele|deplace|venue?|envoye|fait|essaye) (?:\w+ )?pour rien\b(?! au)
    en[- ]dessous (?:de tout|du niveau|de (?:mes|nos) attentes)|pas a la hauteur|ni fait ni a faire
    (?:qualite|service|niveau)s? (?:\w+ ){0,4}(?:baiss|degrad|empir|deterior|chut|regress)\w*
    en peu[xt]? plus\b|(?:suis|sommes) (?:\w+ )?(?:fatiguee?s?|epuisee?s?|a cran|decourag\w+)
    (?:aucune?|sans(?: la moindre| aucune?)?) (?:politesse|professionnalisme|sens|communication
        |competence|information|solution|nouvelles|reponse|explications?|excuses?|delicatesse)\b
    jamais (?:a l'heure|la\b|de reponse|disponibles?|joignables?|rappelee?s?|au rendez-vous)
    toujours (?:en retard|en panne|pareil|l[ea]s? memes?|occupe|injoignable
        |un probleme|des problemes)
    encore (?:une fois )?(?:en (?:retard|panne)|cassee?s?|rate|une? (?:erreur|retard|probleme|panne
        |bug|promesse|deception))
    (?:deuxieme|troisieme|quatrieme|cinquieme|enieme|[2-9]e|[2-9]eme) (?:fois|panne|reparation|appel
        |reclamation|relance|retour)
    (?:j'attends|on attend|attendons) (?:toujours|encore|depuis)
    (?:beaucoup|bien|un peu|vraiment|nettement) trop (?!bien|bon|cool|content)\w+
    trop (?:de |d')(?:bruit|attente|temps|pub|erreurs?|retards?|bugs?|problemes?|plastique)
    pas (?:assez|suffisamment)\b|\bmanque (?:de |d')\w+
    (?:m'|nous |on |vous |me )(?:a |ai |avez |ont |avons |etes |est )?(?:menti|trompe|balade|ignore
        |raccroche|abandonne|roule|plume|floue|snobe|mentez|baladez|ignorez)\b
    (?:m'a|m'ont|m'avez|nous a|nous avez) (?:\w+ )?(?:oublie|laisse tomber|plante)\w*
    (?:mieux|aller|irai|vais|passe) (?:voir )?ailleurs
    a la concurrence|chez (?:vos|les) concurrents?
    non mais (?:allo|franchement|serieu\w+|vous|c'est|quoi)|mouais|vous exagerez|c'est exagere
    (?:note|donne|met)\w* (?:\w+ )?(?:0|1|2|3|zero|une?)(?: |/)(?:sur|etoile|/|1?0|5)\w*
    (?:est|etait|sont) (?:\w+ )?(?:a revoir|a desirer|a la traine|en carton|bon pour la casse)
    serv\w* (?:strictement |absolument )?a rien|pas la premiere fois|ca sert a rien
    (?:laiss\w+|laisse) (?:\w+ ){0,2}(?:a desirer|perplexe)
    (?:connu|vu|eu|fait|attendai[st]|esperai[st]|espere|attendu) (?:\w+ )?(?:mieux
        |autre chose)
    c'etait mieux
    peut mieux faire
    sans plus\b
    moyen moyen
    (?:pas|ne) (?:\w+ )?(?:correspond\w*|ressemble\w*)(?: pas| a rien)?
    (?:promesses? |delais? )?(?:non|pas|jamais) (?:tenue?s?|respectee?s?)
    ne? tien\w* pas (?:ses|leurs|vos|sa|la|leur) \w+
    mauvaise? (?:surprise|experience|qualite|foi|blague|produit|achat|volonte)
    (?:ne )?(?:vaut|valent|tient|tiennent|sert|servent|valait) (?:pas (?:grand[- ]chose
        |le coup|la peine|l[ea] prix|[sc]e?(?:on)? prix|cher
        |un clou|tripette|la route)|rien|a rien|que dalle|strictement rien)
    (?:en ai|j'ai|y en a|en a|avons) (?:\w+ ){0,2}(?:assez|plein (?:le|la|les) \w+|ma claque
        |soupe|ras la casquette|ras le \w+|par[- ]dessus la tete)
    (?:perdu?|perte|gachis|gaspille\w*|perdre) (?:\w+ )?(?:de |d')?(?:mon |notre |le 
        |du )?(?:temps|argent)
    hors de moi
    a bout(?: de (?:nerfs|patience))?\b
    les nerfs
    la haine
    n'en peux plus
    de pire en pire
    (?:bravo|felicitations?|chapeau)\W+(?:\w+ ){0,2}?encore (?:une?|des|du) (?!b[eo]\w+|super|fois)
    (?:bravo|chapeau)\W+(?:\w+ ){1,3}(?:jours|semaines|mois|heures) (?:pour|d'attente)
    j'ai (?:deja )?(?:connu|vu) (?:des|une?) \w+ (?:bien |beaucoup )?plus \w+
    ni queue ni tete|perds? (?:mon latin|la tete|ma patience)
    aucun regret d'(?:etre|avoir) (?:parti|quitte)
    pleur\w+(?! de (?:joie|rire|bonheur))|sent(?:ait)? (?:\w+ ){0,3}(?:brule|crame|roussi|mauvais)
    (?:j'ai|on a|nous avons) eu (?:\w+ )?peur|ne (?:dors|dormons|dort) plus|tourner? en bourrique
    (?:felicitations?|bravo)\W+vous avez reussi a|il fallait (?:y penser|le faire)
    (?:ne |n')?saut\w+ (?:\w+ )?(?:pas )?(?:\w+ )?au plafond|faute de mieux|plus de mots\b
    (?:ne |n')?(?:y |en )?(?:revien|reviend|retourn|repren|reprend)\w* (?:pas|plus)\b
    autre paire de manches|grace a vous(?=\W*$)|(?:fait|faite|suis fait|etes fait) avoir\b
    comme des? bleus?\b|laiss\w+\W+(?:[\w']+\W+){1,4}a desirer|au placard\b|saut\w* les plombs
    laisse\w* (?:attendre|en plan|tomber|poireauter)|(?:perd\w*|aspire\w*) (?:\w+ ){0,2}mon temps
    c'est (?:fini|termine)(?: entre nous| pour moi)?(?=\W*$)|(?:trop|bien|vraiment) fatigue\b
    (?:c'est |c )(?:claque|eclate|nul|naze|guez|tarte)\w*\b|c'est plate\b|gatement
    (?:a|ont) lache\b|avant d'avoir une reponse|(?:deux|trois|quatre|six) (?:semaines|mois) pour
    quelle (?:delicate|charmante|belle|bonne) (?:attention|idee) que d
    (?:c'est|une?) (?:vraie |grosse |sacree )?(?:joke|farce|cata|fumisterie)\b
    encore une? \w+ (?:defonc|eventr|ecras|ecrabouill|abim|cass|perdu|vide|fracass|dechir)\w*
    (?:et )?loin de la(?=\W*$)
    (?:peux|pouvons|peut) (?:\w+ )?plus (?:\w+ )?(?:supporter|voir|encadrer|saquer|sentir
        |attendre)
    (?:ca|cela|sa|voila|fait) (?:fait )?\w+ (?:fois|jours|semaines|mois
        |heures) qu[e'] ?(?:je|j'|on|nous) ?(?:vous |n')?(?:attend|ecri|appel|demand|reclam
        |patient|essai|cherch|relanc)\w*
    (?:ca|cela) (?:suffit|commence a (?:bien faire|faire))
    depasse\w* les bornes
    goutte d'eau
    (?:me|m'|nous|vous me|ca me|te) ?(?:fatigu|lass|us|chiffonn|embet|derang|attrist|pein
        |gonfl|soul|saoul|gav|casse les|pourri|bless|ecoeur|inquiet)\w*
    (?:qualite|confort|resultat|plaisir) (?:n'est|est) pas au rendez-vous
    rien (?:ne |n'|de |d')?(?:\w+ )?(?:march|va\b|fonctionn|repond|bien|bon\b|boug|avanc)\w*
    (?:march|fonctionn|repond|va|arriv)\w* (?:vraiment )?(?:jamais|toujours pas|tjrs? pas
        |pas du tout)
    (?:aucune?|zero|pas (?:le |la )?moindre|pas (?:une?|la) seule?|sans (?:la moindre
        |aucune?)) (?:reponse|nouvelle|explication|excuse|respect|suivi|effort|geste|aide
        |interet|qualite|etoile|consideration|reaction)s?
    personne (?:ne )?(?:\w+ )?(?:repond|decroche|rappelle|bouge)\w*
    (?:plant|bugu|coup|lach|deconnect|tomb|ram)\w* (?:sans arret|tout le temps|sans cesse
        |constamment|en permanence|toutes les \w+ (?:minutes|heures))
    manque (?:\w+ )?(?:de |d')(?:respect|serieux|professionnalisme|rigueur|courtoisie
        |qualite|consideration|politesse|transparence|clarte|honnetete|soin)
    mal (?:\w+ )?(?:foutu|concu|fait|fichu|poli|recu|fini|emball|organis|accueilli|traduit
        |pense|traite|ecrit|regle|monte|servi|informe|renseigne)\w*
    (?:c'est|ca|c|sa) (?:du |un )?(?:vol\b|crain\w*|pue\b|fait (?:peur|chier|honte)
        |sent mauvais|la misere|la honte|la zone|quoi ce\w* \w+)
    (?:fich|fout|moqu|pay)\w* (?:\w+ )?(?:de (?:moi|nous|vos clients|ma (?:gueule|tete
        |poire)|la gueule|qui|du monde)|ma tete)
    (?:se|vous|on se|s'est) moqu\w*
    pas foutus?
    pren\w* (?:\w+ ){0,2}pour (?:un |une |des )?(?:con|idiot|pigeon|imbecile|jambon
        |andouille|vache)\w*
    trompe sur la marchandise
    (?:s'en|vous en) (?:fou|fich|bat)\w*
    rien a (?:foutre|faire des clients)
    quel(?:le)?s? (?:honte|galere|blague|plaie|misere|poisse|plaisanterie|horreur|scandale
        |calvaire|bande|daube|bazar|cirque|foutoir|perte|attente|incompetence|lenteur)
    (?:un vrai|un sacre|sacre|ce) (?:bazar|cirque|bordel|foutoir|souk|labyrinthe)
    parcours du combattant
    usine a gaz
    jamais (?:\w+ )?(?:vu|eu|connu) (?:\w+ ){0,4}(?:aussi|si|pareil\w*|pire|ca\b)
    (?:plus jamais|jamais plus|dernier\w* (?:fois|achat|commande) (?:que|chez|ici))
    (?:ne )?(?:remettr|acheter|commander|reviendr|revien|prendr|reprendr|remett)\w* (?:plus
        |pas de sitot)
    (?:a|de) (?:fuir|eviter|jeter)\b
    (?:a|direct) la poubelle
    bas de gamme
    bonn?e? (?:a|pour) (?:jeter|la (?:casse|poubelle|decharge))
    remonte\w* contre
    (?:me|nous) plain\w+
    au plus mal
    (?:ca|cela|rien) ne va pas
    (?:^|\W)pas (?:cool|top|ouf|fou)\b
    (?:suis|etais) (?:\w+ )?(?:verte?\b|dans le rouge)
    tombe\w* de haut
    (?:rend|rends|rendez|rendent) (?:\w+ )?(?:fou|folle|dingue|malade|chevre)\b
    crois? rever
    mal au (?:coeur|portefeuille)
    gros sur le coeur
    (?:au nez|abonnes absents|silence radio|a la (?:ramasse|traine|masse)|au ralenti
        |faux bond|merci pour rien|ca traine|traine en longueur|par-dessus la jambe)
    (?:aurais|aurait|aurions) (?:\w+ )?(?:mieux fait|prefere|du (?:acheter|choisir|prendre))
    perd\w* patience
    (?:ne |n')?(?:me |nous )?(?:convien\w*|serv\w*|mene\w*|rime\w*) (?:pas|a rien)
    c'est (?:\w+ )?limite\b
    cass\w* pas (?:trois|3|des|la)
    pas (?:la joie|le pied|le top|l'ideal|un cadeau|donne\b|une? (?:reussite|cadeau)
        |a la hauteur|au niveau|au point|a l'ecoute|sorcier)
    attendai\w* (?:a )?(?:davantage|plus\b|beaucoup mieux)
    attends? encore et encore
""")
"""Complaints that no single word makes."""

GLAD_PHRASES = phrases(r"""
    l[ea]s? meilleure?s? \w+ (?:du|de la|de france|que|au monde|possible)
    que demander de (?:plus|mieux)
    gg\b|epine du pied|que du bien|du bien a dire|dire du bien|coeur sur (?:vous|toi)|a la hauteur\b
    (?:ca|il|elle|cette \w+|ce \w+) (?:tue|claque|dechire)\b|c'est mortel\w*|(?:ca|il|elle) en jette
    trop styl\w+|tres styl\w+
    du grand art|de main de maitre|temps record|clin d'oeil|jeu d'enfant|simple comme bonjour
    tire mon chapeau|(?:pas|en) (?:attendai\w*|esperai\w*) (?:pas )?tant|banger\b|en pls\b
    (?:fort |tres |vraiment )?bon moment|envoie du (?:lourd|bois|pate)|c'est bon[ ,!].*\bcomme
    (?:quelle|sacree) (?:image|puissance|qualite|finesse|bete|machine|merveille)\b
    (?:ne )?(?:me |nous )?deplai\w* pas
    (?:c'est|c|trop|tellement) (?:trop )?(?:style|lourd|frais|chanme)\b
    (?:peu[xt]|pouvons) (?:\w+ )?(?:deja )?plus (?:m'en|s'en|nous en) (?:separ|pass)\w*
    comme c'est bon\b|(?:a|ai|ont) souri\b
    (?:de la )?belle job\b|tien\w* (?:sa )?parole|respect(?=\W*$)|chapeau bas|pas volee?\b
    [mst]'en (?:lass|pass|separ)\w* (?:plus|pas)
    (?:livraison|envoi|reponse|service|expedition) eclair\b(?! express)
    (?:etes|c'est|est|sont|reste\w*) (?:de loin |vraiment )?(?:le|la|les) (?:meilleure?s?|best)\b
    attendai\w* pas a (?:une? telle?|autant|si|aussi|ca\b)
    longue vie a|continuez (?:comme ca|ainsi)|(?:ne )?changez rien|foncez\b|(?:j'|nous )?approuv\w+
    mission accomplie|pari (?:reussi|gagne)|objectif atteint|hate de (?:recevoir|l'essayer|l'avoir)
    (?:correspond|repond)\w* (?:parfaitement|tout a fait|exactement|bien|pleinement
        |a (?:mes|nos|toutes))
    (?:livr|arriv|recu|expedi)\w* (?:\w+ )?(?:dans les (?:temps|delais)|a l'heure|en avance|a temps)
    merci a (?:toute|votre|l'equipe|vos|tous)|merci du fond
    tout (?:est|va|s'est|etait) (?:\w+ )?(?:bien|ok|bon|conforme|en ordre|en place|clair)\b
    mieux que (?:l'ancien|mon ancien|avant|la photo|sur la photo|ce que)|un (?:vrai|gros) plus\b
    fait (?:bien |parfaitement |tres bien )?(?:le (?:job|taf|boulot)|son (?:travail|job|office)
        |l'affaire)|tien\w* (?:bien )?la route
    rien a (?:re)?dire
    rien (?:a |de )?(?:\w+ ){0,2}(?:reprocher|signaler|redire|de mal|negatif)
    (?<!fait )(?<!font )pas mal\b(?! (?:de|d'))
    pas si mal
    pas (?:degueu\w*|degoutant|mecontent)\w*
    (?:du|au) (?:tonnerre|poil|top|petit oignon)
    aux petits (?:oignons|soins)
    a merveille
    de la balle
    la classe\b
    le pied\b(?! (?:de|du|d'))
    du solide
    de la bombe
    une bombe(?= [!,.]|$)
    aux anges
    le feu\b(?! (?:a|au|aux|de|s')\b)
    (?:que|quel) (?:du )?bonheur
    quelle joie
    chapeau(?: bas)?(?= [!,.]|[!,.]|$| a)
    depasse\w* (?:\w+ )?(?:mes|nos|toutes (?:mes|nos)) (?:attentes|esperances)
    (?:au[- ]dela|a la hauteur) de (?:mes|nos) (?:attentes|esperances)
    (?:plus tot|plus vite|mieux|avant) (?:que|qu') ?(?:prevu|annonce|promis|l'heure
        |je (?:pensais|croyais|m'y))
    (?:tres |super |trop |si |un vrai |une vraie |grand |d'excellente )?(?:bon(?:ne)?|belle
        |agreable|jolie)s? (?:surprise|experience|affaire|qualite|accueil|decouverte|achat
        |produit|trouvaille|idee)s?
    (?:agreablement|tres|super|heureusement) surprise?s?
    bien joue
    bien vu\b
    (?:tres|super|vraiment|trop|que du|de tres|hyper) bons? \w+
    (?:tres|super|vraiment|trop|hyper|parfaitement) bien \w+
    bien (?:conseill|accueilli|pense|concu)\w*
    (?:change|sauve|facilite|simplifie)\w* (?:\w+ )?la vie
    (?:m'avez|nous avez|m'a|m'ont|nous a) (?:\w+ )?(?:sauve|depanne|bluffe|epate|aide
        |rassure)\w*
    (?:ne )?(?:peu[tx]|pouvait|fait|fera|pouvons) (?:\w+ )?pas (?:faire |rever |trouver 
        |demander )?(?:de |d')?mieux
    rien de mieux
    pas mieux
    (?:quel|un vrai|un reel|un pur|que du) plaisir
    une? (?:pure?|vraie?|petite?|veritable) (?:merveille|tuerie|pepite|perle|bijou|bonheur
        |regal)
    (?:un|ce) bijou\b(?! (?:en|de|pour))
    (?:mille|grand|immense|enorme|sincere) mercis?
    mille fois merci
    merci (?:mille fois|infiniment|du fond|encore (?:mille|infin)\w*)
    remerci\w* (?:chaleureusement|infiniment|vivement|sincerement|du fond)
    (?:je |on |nous )?(?:rachet|recommander|reviendr)(?:e|ai|ons|erai|erons)\b
    (?:client\w*|fidele) a vie
    (?:les )?yeux fermes
    sans (?:aucune )?hesit\w+
    (?:est|etait|sont) (?:bien |toujours )?au rendez-vous
    tien\w* (?:toutes )?(?:ses|leurs|vos) promesses
    comme promis\b
    comme sur des roulettes
    (?:tout|ca|elle|il|appareil|machine) (?:est |a |s'est )?(?:fonctionne|marche|roule|passe
        |tourne|va)\w* (?:\w+ ){0,2}(?:tres bien|super bien|parfaitement|nickel|nikel|impec\w*
        |du tonnerre|comme)
    (?:zero|aucun|sans (?:le moindre|aucun|un seul)|jamais (?:eu )?(?:de |d'|un 
        |le moindre )) ?(?:souci|probleme|defaut|regret|reproche|bug|accroc
        |fausse note)s?(?! (?:regle|resolu))
    comme neuf
    (?:ca|cela) (?:le )?fait (?:du bien|plaisir)
    (?:fait|font) plaisir a (?:lire|voir)
    (?:trop|super|hyper|vraiment|tellement|archi|grave) bien(?=\W*$|\W*[!,.]| (?:ce|cette|ces|ca
        |votre|vos|le|la|les|mon|ma)\b)
    (?:suis|sommes|devenue?) (?:\w+ )?(?:accro|sous le charme|client\w* (?:fidele
        |conquis\w*))
    gagne une? (?:nouveau |nouvelle )?client\w*
    (?:client\w*|cliente) (?:fidele|ravi|comble)\w*
    exactement (?:\w+ )?ce (?:que|qu'il) \w+
    (?:ca|vous|elle|il|cette \w+|ce \w+) (?:gere[sz]?|assure[sz]?|dechire|depote)\b
    (?:cinq|5) etoiles
    (?:10|20) ?(?:/|sur) ?(?:10|20)(?=\W*$)
    a l'ecoute
    des amours
    d'un confort
    je (?:le|la|les|vous) conseille (?:a|vivement|fortement|sans|les yeux)
    (?:attendai|craignai)\w* (?:a |le )?(?:bien )?pire
    (?:je )?valide\b
    ca le fait\b
    (?:y a|il n'y a|trouve\w*) pas mieux
    rien a jeter
    pas mauvaise?s?\b
    (?<!pas )(?:vaut|valait) (?:vraiment |largement |bien )?(?:le coup|la peine|le detour
        |son prix)
    (?:s'est|se sont|passe) (?:tres |super )?bien passee?s?
    (?:que des |mes |tous mes )compliments?
    (?:c'est|c'etait|quelle?|voila|sont) (?:vraiment )?(?:une? |de )?(?:tres )?(?:belle|beau
        |bel|bonne?|super|chic)s? (?!d[e']|pour|que|qu'|numero|taille|endroit|adresse)\w+
    (?:trop|vraiment|hyper|super) (?:fort|cool|la classe)\w*
    tro for\b
    pour rien au monde
    m'en (?:passer?|lasse) (?:plus|pas)
    plus m'en passer
    cinq sur cinq
    comme (?:un charme|une horloge)
    en redemande\b
    sans faille
    merci (?:beaucoup |bien |encore |bcp )?pour (?:votre|ton|ta|vos|tout)\b(?! (?:reponse
        |retour|comprehension))
    (?:(?:je|on|nous|ne|et|j') ?|j)(?:vous |le |la |les |l')?recommand(?:e|ons|erai|erais|erons)\b
    recommande\w* (?:vivement|fortement|a (?:tous|toutes|tout le)|sans)
    (?:est|sont|etait|marche|fonctionne|va|roule|tourne|aspire|nettoie|chauffe|lave|coupe
        |cuit|tient) tres bien\b
    (?:vous|te|t') ?felicit\w+
    ca me plait
    me plai(?:t|sent) (?:beaucoup|bien|enormement|vraiment)
""")
"""Praise that no single word makes."""
