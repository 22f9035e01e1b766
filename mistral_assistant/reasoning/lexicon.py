"""The built-in word lists of the moderation, folded: no accents, an apostrophe is a space.

Words that also have a harmless sense stand in the lists that need an address (*espèce de*, *vous
êtes des*). Names of groups of people are no insults and count only after a word that makes one.
"""


def _forms(text: str) -> tuple[str, ...]:
    """Return the words of a list; ``word:s:e`` stands for the word and its endings."""
    forms = []
    for entry in text.split():
        root, *endings = entry.split(":")
        forms += [root, *(root + ending for ending in endings)]
    return tuple(forms)


INSULTS = _forms("""
    connard:s:e:es connar:s konnard:s konar:s konnar:s connasse:s conasse:s encule:s:e:es:r:z
    enculeur:s enfoire:s:e:es salope:s salop:s salopard:s:e:es salaud:s pute:s petasse:s
    pouffiasse:s poufiasse:s grognasse:s grogniasse:s trouduc:s tarlouze:s tarlouse:s tafiole:s
    tantouze:s pede:s travelo:s branleur:s branleuse:s abruti:s:e:es merdeux merdeuse:s
    sousmerde:s bougnoule:s bougnoul:s bicot:s youpin:s youpine:s youtre:s negro:s chinetoque:s
    niakoue:s bamboula:s ntm niktamere asshole:s motherfucker:s dickhead:s cunt:s bitch bitches
    baraki:s arschloch hurensohn stronzo stronzi vaffanculo gilipollas cabron klootzak
""")
"""Insults in every sense that a customer may mean."""

INSULTS += (
    "trou du cul",
    "trous du cul",
    "trou d uc",
    "hijo de puta",
    "hijos de puta",
    "fils de pute",
    "fille de pute",
    "fils de putes",
    "fils de chien",
    "sac a merde",
    "sacs a merde",
    "sous merde",
    "sous merdes",
    "nique ta mere",
    "nique ta race",
    "nique tes morts",
    "nique vos meres",
    "niquer ta mere",
    "fils de p",
    "lecheur de cul",
    "leche cul",
    "son of a bitch",
)

NOUNS = _forms("""
    con:s:ne:nes idiot:s:e:es imbecile:s cretin:s:e:es couillon:s:ne bouffon:s:ne:nes voleur:s
    voleuse:s escroc:s menteur:s menteuse:s arnaqueur:s batard:s:e:es batar:s tocard:s:e:es ordure:s
    pourriture:s raclure:s charlot:s guignol:s clown:s clodo:s parasite:s looser:s loser:s moron:s
    fdp pd cassos racaille:s gogol:s gogole:s mongol:s mongole:s garce:s incapable:s
    incompetent:s:e:es nul:s nulle:s debile:s minable:s nase:s naze:s ignare:s negre:s feignasse:s
    faineant:s:e:es feignant:s:e:es feneant:s
    branque:s mytho:s crapule:s vermine:s fumier:s pleutre:s andouille:s rigolo:s
    niaiseux niaiseuse:s fada:s gnochon:s:ne tarla:s twit:s baraki:s dikkenek:s bobet:s gniolu:s
    golmon:s boloss bolos glandu:s glandeur:s plouc:s pignouf:s malotru:s scelerat:s gougnafier:s
    canaille:s
    fripouille:s gredin:s vaurien:s mecreant:s saligaud:s salaud:s pourceau:x cuistre:s butor:s
    enflure:s empafe:s lavette:s lopette:s magouilleur:s magouilleuse:s margoulin:s mauviette:s
    mollasson:s morveux morveuse:s mufle:s neuneu:s nigaud:s:e:es nullos nullard:s:e:es pequenaud:s
    poltron:s profiteur:s profiteuse:s rustre:s schnock:s simplet:s truand:s charlatan:s bandit:s
    brigand:s gangster:s malfrat:s imposteur:s racketteur:s filou:s glandouilleur:s
    flemmard:s:e:es minus tartufe:s tartuffe:s empote:s:e:es ganache:s ahuri:s:e:es
    demeure:s cancre:s enquiquineur:s enquiquineuse:s hypocrite:s mythomane:s
    illettre:s:e:es analphabete:s sadique:s psychopathe:s sociopathe:s dechet:s
    teube:s tebe:s fumiste:s branquignol:s charognard:s charogne:s
""")
"""Nouns that insult when someone is called by them."""

EPITHETS = _forms("""
    nullite:s honte:s calamite:s
    rate:s:e tare:s:e:es degenere:s:e:es pourri:s vendu:s demeure:s attarde:s:e:es primate:s
    sauvage:s minable:s malade:s arriere:s ripoux sagouin:s goujat:s rapace:s rapiat:s
    vautour:s requin:s sangsue:s pirate:s vampire:s marionnette:s pantin:s mafieux mafieuse:s
    cloche:s nouille:s cafard:s hyene:s vipere:s serpent:s demon:s monstre:s
    zero:s tordu:s:e:es detraque:s:e:es barjo:s cingle:s:e:es taupe:s mulet:s
""")
"""What insults only after *espèce de*, *vous êtes des*, or said of staff: harmless elsewhere."""

ADJECTIVES = _forms("""
    racaille vermine pourriture con:s:ne:nes debile:s stupide:s idiot:s:e:es cretin:s:e:es
    imbecile:s pd stupid dumb
""")
"""What insults after *tu es* or *vous êtes*, but not after *c'est*."""

HARSH = _forms("bete:s nul:s nulle:s minable:s nase:s naze:s useless pathetic")
"""What is harsh after *tu es* or *vous êtes*, and plain criticism after *c'est*."""

VOCATIVES = _forms("""
    con:s:ne:nes idiot:s:e:es imbecile:s cretin:s:e:es couillon:s bouffon:s voleur:s voleuse:s
    escroc:s menteur:s menteuse:s arnaqueur:s batard:s tocard:s incapables nuls charlots guignols
    ordure:s pourriture:s raclure:s fdp pd tg crapule:s fumier:s faineants feignasses moron:s
    idiots
    dikkenek niaiseux niaiseuse fada boloss bolos fripouille:s canaille:s gredin:s
""")
"""What insults when it stands alone as a call."""

ANIMALS = _forms("""
    porc:s cochon:s truie:s chien:s:ne:nes rat:s ane:s singe:s cafard:s larve:s limace:s vache:s
    thon:s boudin:s pedale:s tapette:s gouine:s fiotte:s rital:s boche:s polak:s polack:s autiste:s
    trisomique:s mongolien:s attarde:s:e:es handicape:s debile:s
    taupe:s hyene:s vipere:s serpent:s vautour:s requin:s asperge:s endive:s nouille:s poireau:x
    sangsue:s cloche:s mulet:s baudet:s phoque:s baleine:s crapaud:x rapace:s pirate:s zero:s
    truffe:s quiche:s buse:s cruche:s gourde:s courge:s blaireau:x bourrique:s cloporte:s tanche:s
    mollusque:s pintade:s dinde:s cornichon:s patate:s gland:s manche:s navet:s pecore:s zouave:s
    epais epaisse:s
""")
"""Words with a harmless everyday sense that insult only after *espèce de*, *sale* and the like."""

GROUPS = _forms("""
    juif:s juive:s feuj:s arabe:s noir:s:e:es musulman:s:e:es chretien:s:ne gitan:s:e:es rom:s
    asiatique:s chinois chinoise:s africain:s:e maghrebin:s:e homosexuel:s:le homo:s gay:s
    lesbienne:s trans transsexuel:s:le:les transgenre:s migrant:s etranger:s etrangere:s immigre:s
    turc:s algerien:s marocain:s tunisien:s roumain:s polonais portugais femme:s blanc:s francais
    handicape:s race:s
""")

RUDE = _forms("""
    merde:s merdique:s merdier putain:s bordel chiasse:s chier chie chies chiez chient
    chiant:s:e:es chiotte:s foutre couille:s emmerde:s:r:z:nt emmerdant:s:e emmerdement:s
    emmerdeur:s emmerdeuse:s connerie:s branlent niquer nique:s niquez baisez
    saloperie:s enculade putin ptn put1 puta1n fuck fucking fucked shit bullshit wtf mierda joder
    scheisse cazzo branler branle:s branlette:s branlage clito:s cramouille:s etron:s zob:s teuch:s
    palucher tabarnak tabarnac:s tabernak tabarnouche calisse calisser crisse:s criss ostie:s osti
    viarge ciboire:s batinse nondidju nondidjou couillosti merder merdouille:s chieur:s chieuse:s
    marde:s mardeux mardeuse:s esti estie:s hostie:s sacrament simonac simonaque godverdomme
    potverdekke potferdek verdomme nomdidju nondedju cassecouille:s
    entuber entube:s:e:es
    couillonnade:s foutrement putaing:s
    bouseux partouze:s
""")
"""Vulgar words."""

RUDE_PATTERNS = (
    r"(?:pete|petent|casse|cassent|brise|brisent|gonfle|gonflent) les "
    r"(?:burnes|couilles|noix|bonbons)",
    r"c(?: etait| est)(?: \w+)? con(?! \w*(?:carne|leche))",
    r"a la con",
    r"(?:ce|cette|ces|cet|votre|vos|mon|ma|mes|la|le) foutue?s? (?!camp)\w+|quel foutoir",
    r"(?:mon|ton|au|le|plein le|ras le|casse|casser le|leur|son) culs?"
    r"(?! de (?:la \w+|une? \w+|poule|sac|bouteille|lampe))",
    r"(?:m|t|s) en (?:fous|fout|foutent|foutez|branle|branles|branlent)",
    r"(?:vous|te|se|me) (?:foutez|fous|fout|foutent|foutaient|foutre) (?:de|d|la gueule)",
    r"(?:rien|que dalle) a (?:foutre|branler|cirer)",
    r"(?:fait|faire|fais|faites|ete) (?:bien |tous )?baiser?",
    r"(?:ma|ta|sa|leur|une) bite",
    r"(?:pour|air d) (?:un|une|des) (?:gros |grosse )?con(?:ne)?s?",
    r"(?<=[|!?] )con(?:ne)? de (?!perpignan)\w+|(?:ce|cette|quel|quelle|ces) con(?:ne)?s? de \w+",
)

DISMISSALS = (
    r"(?:ferme|fermez|boucle|bouclez|ravale) (?:donc )?(?:ta|vos|votre|la) (?:grande |sale "
    r"|petite )?"
    r"(?:bouche|clapet|bec|clape?|trappe|boite a camembert)(?! (?:d|de|du|des|a) )",
    r"(?:va|allez|vas|qu il aille|qu ils aillent) (?:tous )?au diable",
    r"(?:allez|va|vas) (?:vous|te) (?:rhabiller|jeter (?:a l eau|dans|sous|d un))"
    r"|(?:va|allez|vas) voir ailleurs si j y suis",
    r"(?:fous|foutez|fout) (?:moi )?le camp",
    r"(?:tu pues|vous puez) (?:la (?:defaite|mort|mer[dg]e|haine|pisse)|du (?:bec|cul)|le \w+)",
    r"(?:crache|cracher|crachent) (?:a|sur) (?:la |ta |votre |vos |tes )?(?:gueule|figure|face"
    r"|vous|toi)",
    r"(?:je|j|on) (?:te|vous) (?:crache|vomis|maudis|meprise|hais|chie|pisse)(?: \w+){0,2}?(?= ["
    r"|!?]|$"
    r"| (?:dessus|tous|toutes|de tout))",
    r"(?:t as|tu as|vous avez|t avez|ils ont|il a) (?:pas|rien|aucun|un petit pois|du vent"
    r"|de la flotte"
    r"|de l eau|de la bouillie) (?:de |d )?(?:cerveau|cervelle|neurones?|dans le (?:crane|ciboulot"
    r"|citron|cigare|plafond)|a la place du cerveau)",
    r"(?:finis|finies?|fini) (?:a la pisse|au pipi)|tetes? a claques|faux cul|faux culs"
    r"|faux jetons?"
    r"|face de (?:rat|cul|pet|raie|cake)|gueule de (?:con|rat|cul|raie)|triple buse|sombre merde"
    r"|sales? gosses?|jean foutre|jean foutres|peau de vache|moules? a gaufres?|crane d oeuf"
    r"|cervelle d oiseau|langue de pute",
    r"(?:ta|vos|vot|votre|leur|ferme ta|fermez vos|fermez la) (?:grande |sale )?gueules?"
    r"(?! de (?:bois|loup))",
    r"(?:ferme|fermez) la(?= [!|?]|$| (?:sale|gros|grosse|espece|putain|connard|robot|le robot))",
    r"(?<=[|!?] )la ferme(?= !|$)",
    r"(?:va|vas|allez|alle|aller|vont) (?:tous |vite )?(?:te|vous|se|t) (?:faire )?"
    r"(?:foutre|enculer|encule|mettre|niquer|nique|voir(?= [!|]|$| chez les grecs)|baiser|pendre"
    r"|branler)",
    r"(?<=[|!?] )(?:(?:mais|alors|et|bon|tous|oh) ){0,2}(?:va|vas|allez) (?:tous )?"
    r"(?:chier|crever|mourir)(?! (?:de|d|le|la))",
    r"(?:tu pues|vous puez)(?= [!|]|$| (?:la merde|du cul))",
    r"(?:casse|cassez) (?:toi|vous)(?= [!|]|$"
    r"| (?:d ici|connard|pauvre|sale|espece|bande|gros|robot))",
    r"(?<=[|!?] )(?:degage|degagez|barre toi|barrez vous)(?= [!|]|$| (?:d ici|sale|connard|robot))",
    r"(?<=[|!?] )(?:creve|crevez)(?: tous| donc| charogne\w*)?(?= [!|]|$)",
    r"(?:je|j|on) (?:te|t|vous|les|leur) (?:emmerde|encule|conchie|pisse|chie)\w*",
    r"(?:meritez|merites|merite) de (?:crever|mourir)",
    r"(?:j )?espere que (?:tu|vous|ils?|elles?) (?:vas|allez|va|vont|tous)? ?(?:crev|mour)\w+",
    r"suce (?:ma|moi|mes|bite)\w*",
    r"(?:retourne|rentre) (?:dans ton pays|chez toi(?= [!|]|$))",
    r"(?:retournez|rentrez) (?:dans votre pays|chez vous)(?= [!|]|$)",
    r"(?:retourne|rentre|retournez) (?:chez|dans les jupes de) (?:ta|votre) mere",
    r"(?:bande|tas|troupe) de bras casses",
    r"(?:belle |sacree |sale )?(?:brochette|equipe|collection|ribambelle|armee) d(?:e|es)? "
    r"(?:incapables?|menteurs?|voleurs?|nuls|idiots?|escrocs|cretins|imbeciles|guignols|clowns)",
    r"(?<=[|!?] )(?:degage|degagez|barre toi|barrez vous) de la(?= [|!?]|$)",
    r"(?<=[|!?] )(?:ta|vos|votre) (?:yeule|gueule|bouche)(?= [|!]|$"
    r"| (?:le|la|les|l) (?:robot|machine|bot))",
    r"betes? comme (?:ses|tes|vos|leurs) pieds|con comme (?:un|une|ses) \w+"
    r"|(?<=[|!?] )(?:oh |eh )?(?:l )?ensuquee?s?(?= [|!?])|betes? a (?:manger du foin|pleurer)",
    r"(?<=[|!?] )(?:\w+ ){1,4}de mes (?:deux|2)(?= [|!?]|$)",
    r"(?<=[|!?] )(?:(?:va|non|mais|oh|eh|toi|ta|et|alors) ){0,2}(?:espece de |sale |stupide "
    r"|pauvre |foutu )"
    r"(?:stupide |petit |vieux )?(?:robot|bot|machine|ia|assistant|programme|automate|ordinateur)"
    r"(?= [|!?]|$| (?:debile|stupide|inutile|de merde|a la con|de malheur|pourri|nul))",
    r"(?:pois chiche|petit pois|moule|courant d air|rien) dans (?:le|la|ton|ta|votre) "
    r"(?:crane|tete|cervelle|ciboulot|cerveau)|(?:cerveau|qi) d(?:e| un| une) (?:\w+ )?"
    r"(?:moineau|huitre|moule|poisson(?: rouge)?|poulet|bulot|mouche|pigeon)",
    r"fuck (?:you|off|u)|shut up|stfu|go to hell|screw you",
)
"""Ways to tell somebody off."""

ALLOWED = (
    r"pique nique\w*",
    r"(?:chili )?con (?:carne|leche|brio|fuoco|queso)",
    r"chili con",
    r"les enfoires",
    r"(?:concert|spectacle|cd|dvd|album|billets?|places?|tournee) (?:\w+ )?des enfoires",
    r"diner de cons",
    r"lapins cretins",
    r"tete de negre",
    r"cul de (?:poule|sac|bouteille|lampe)|culs de (?:poule|sac|bouteille|lampe)",
    r"negro (?:spirituals?|modelo|leo)",
)
"""Phrases whose words mean something else."""

VERB_ENDINGS = tuple("er e es ez ai erai erons era ons r rai rons re s t".split())
"""Endings of the verbs below: present, future and infinitive, misspelt ones included."""

HURT = tuple(
    "frapp tu but crev egorg etrangl etrip massacr tabass cogn gifl poignard flingu trucid"
    " tortur kidnapp agress viol lynch brul eventr decapit baston demoli defonc saign niqu cram"
    " bris zigouill degomm dezingu assassin pulveris ecorch scalp ecrabouill esquint latt savat"
    " derouill amoch abatt desoss empal mutil molest liquid".split()
)
"""Stems of verbs that hurt whoever is their object."""

HURT_AT_END = tuple(
    "descend plant explos eclat demont attrap chop retrouv trouv ecras detrui cass tap fini"
    " fum".split()
)
"""Stems of verbs that threaten only where nothing harmless follows."""

DESTROY = tuple(
    "brul cass pet detrui explos saccag incendi vandalis demoli defonc pirat hack cram"
    " sabot".split()
)
"""Stems of verbs that destroy things."""

BUILDINGS = _forms("""
    entrepot:s magasin:s boutique:s locaux bureau:x agence:s depot:s usine:s immeuble siege camion:s
    hangar:s
""")
BELONGINGS = (*BUILDINGS, *_forms("maison voiture:s site serveur:s baraque vitrine:s"))
PEOPLE = _forms("""
    livreur:s facteur:s vendeur:s vendeuse:s conseiller:s conseillere:s employe:s:e collegue:s
    patron:s chef:s directeur directrice famille enfant:s mere pere fils fille:s femme mari gens
    chauffeur:s transporteur:s coursier:s gars mec:s type:s responsable:s agent:s gerant:s gamin:s
    salarie:s:e:es standardiste:s stagiaire:s caissier:s caissiere:s operateur:s operatrice:s
    manutentionnaire:s vigile:s magasinier:s preparateur:s teleconseiller:s teleconseillere:s
    dirigeant:s fondateur patronne comptable:s directrice:s postier:s
    client:s equipe:s voisin:s:e copine copain ex personnel gosses parents technicien:s
""")
WEAPONS = _forms("""
    flingue fusil couteau:x batte:s bombe:s arme:s hache machette kalach kalachnikov pistolet
    essence
""")
BLOWS = (
    r"(?:coups? de (?:couteau|poing|batte|pied|boule|barre|marteau|hache|fusil|feu|pelle|tete"
    r"|tournevis|cutter|machette|cric|latte|tatane|masse|pioche|crosse|boules)|raclee|beigne"
    r"|mandale"
    r"|baffe|taloche|peignee|rouste|volee|bastos|trempe|calotte|derouillee|torgnole|branlee"
    r"|(?:balles?|correction|droite)(?= [|!?]|$| dans l| s il| s ils| si ))"
)
"""What somebody gets who is hurt."""
BODY = _forms("""
    gueule tete dents face tronche figure machoire bras jambes os genoux yeux doigts nez bouche
""")
