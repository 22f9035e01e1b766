"""What counts as rude, hostile or threatening, and what only looks like it."""

import pytest
from empty_pack import pack_with

from mistral_assistant.reasoning.moderation import Moderator

HARMLESS = """
Je vais mettre le feu sous la casserole
Samedi je viens avec des amis voir vos télés
Ma carte bleue, elle va le sentir passer
Le vendeur va y passer la journée
Ma fille va mourir de rire
Je vais m'occuper de ma commande ce soir
Mon mari va mourir si la télé n'arrive pas avant le match
Y a-t-il une bombe insecticide dans votre magasin ?
Le magasin de Nantes va sauter un jour d'ouverture cette semaine ?
La boutique va exploser ses records
Le câble finira sous terre, tient-il l'humidité ?
Je tape le code mais rien
Attention à vous, le carton est lourd
On est six pour le barbecue, je mets le feu comment à la braise ?
Ce four va cramer mes gâteaux
la foule va tout casser pour les soldes
Je cherche un robot stupide et simple
Deux photos de mes deux chats
Quelle est la honte du consommateur ?
comment se faire ouvrir un compte ?
vous pouvez vous faire descendre le lave-linge ?
mon fils a pris un coup sur la tête avec la porte
je vous attends à la sortie du parking
mes cousins vont passer une commande
le volet s'est cassé à coups de vent
une armée de fourmis dans le placard
il a souri en ouvrant la boîte
Pourquoi crie-t-on « merde » avant un examen ?
Mon perroquet dit « connard » aux visiteurs
une espèce de bruit dans le moteur
une quiche lorraine
mon fils a reçu un coup de pied
je vous donnerai un coup de fil
il va prendre une balle de tennis
vous allez recevoir une correction de facture
je vous attends à la sortie du magasin avec ma voiture
Je vais te remercier pour ton aide
Mon colis est arrivé sale
Une recette de chili con carne ?
Je ferme la commande
Demande à ta mère
La constitution et le concombre
Bonjour, où en est ma commande CMD-482913 ?
Je vais vous signaler à la DGCCRF
Je vais porter plainte contre votre société
Je vais laisser un mauvais avis
Nous allons vous attaquer en justice
Je vous mets en demeure de me rembourser sous 8 jours
Mon avocat va vous contacter
Cette batterie tue
Avez-vous un produit pour tuer les moustiques ?
Je voudrais tuer le temps en attendant mon colis
Donnez-moi un coup de fil
Est-ce un coup de cœur de l'équipe ?
Je suis transsexuel, puis-je changer le prénom de mon compte ?
Je suis homosexuel et je cherche un cadeau pour mon mari
Je cherche un livre sur l'histoire du peuple juif
Un tapis noir ou un tapis arabe ancien
Mon ami noir a eu le même souci
Avez-vous des livres sur les femmes musulmanes ?
Combien coûtent les fdp ?
fdp offerts à partir de combien ?
Le chargeur est-il compatible USB PD 65 W ?
Une tapette à souris et une tapette à mouches
La pédale de mon vélo est cassée
Je voudrais un cul-de-poule en inox
La rue est un cul-de-sac, le livreur doit faire demi-tour
Une nappe pour le pique-nique
Nous pique-niquerons dimanche
Un costume de clown et un chapeau de bouffon
Le Dîner de cons en DVD, vous l'avez ?
Les Lapins Crétins sur Switch
Le concert des Enfoirés est-il disponible en CD ?
Les ordures ménagères se jettent où ?
Je me suis trompé, quel idiot je suis
Je suis bête, j'avais mal lu
C'est une question idiote, mais comment on se connecte ?
Votre site est nul
C'est nul, rien ne marche
Votre service est lamentable et honteux
Vous êtes incapables de livrer à l'heure
Vous n'êtes pas des voleurs, je le sais
C'est du vol ! 12 € de frais de port !
C'est une arnaque votre garantie
Je suis très en colère, je n'ai rien reçu !!!
RÉPONDEZ-MOI IMMÉDIATEMENT !!!
Je ne vais pas te frapper, rassure-toi
Je vais vous retrouver à l'accueil demain
Je vais vous descendre le meuble au rez-de-chaussée
On va vous trouver une solution
Je vais casser ma tirelire pour ce canapé
La vis a cassé la tête de perçage
J'ai peur de me casser les dents sur la notice
L'écran va exploser si je le branche ?
La batterie peut brûler la table
Comment brûler un DVD ?
Je vais vous payer le reste demain
Vous allez me rembourser quand ?
Je sais où vous trouver vos conditions générales
Je regrette mon achat
Vous allez regretter ce modèle quand il sera épuisé ?
Mon chien est sale après la promenade
Un gros chien peut-il utiliser ce panier ?
La vache sur l'emballage est jolie
Je suis mort de fatigue
Vous êtes mort de rire ou quoi
Le retard est de dix jours
Je dois vous frapper un code à quatre chiffres
Je peux casser la tête de vis ?
Un couteau à viande avec un manche en bois
Je viens avec un ami chercher le colis
La tête de lit est arrivée cassée
Faut-il tuer le processus avant de redémarrer ?
Le disque dur a planté et le système est mort
Mon fils est autiste, quel casque conseillez-vous ?
Ma voisine est handicapée, livrez-vous à l'étage ?
Êtes-vous ouverts le samedi ?
Es-tu un robot ?
Tu es génial, merci
T'es sûr que c'est le bon prix ?
t es la ?
Merci beaucoup, bonne journée !
Ça me va
Le 3*4 fait combien ?
a.b@exemple.fr
Réf. c0n-123 et X20
L'assiette plate et la casserole
Dégagez-vous la TVA sur la facture ?
Le passage est à dégager avant la livraison
Casse-toi pas la tête, c'est en page 3
La ferme de mes parents est l'adresse de livraison
Une lampe con brio
Les étrangers peuvent-ils commander ?
Le menteur de Corneille, en poche
J'ai la gueule de bois, désolé pour les fautes
Je vais vous tuer le suspense : ça marche
On va fumer ce saumon ce soir
Je peux vous appeler quand ?
Je vais vous laisser, merci
Ce produit est une tuerie
C'est mortel ce casque
Je me tue à vous le répéter
Tu me tues avec tes blagues
Mon ordinateur me tue
Il faut abattre la cloison avant la pose
Je vais abattre un arbre, quelle tronçonneuse choisir ?
Couteau suisse avec une arme blanche ?
Je viens avec ma femme
Je viens avec un marteau ou vous en avez sur place ?
La bombe de peinture est percée
Une bombe anti-cafards
Votre bombe lacrymogène est-elle légale ?
J'ai une piqûre de guêpe, avez-vous une crème ?
Sale temps pour la livraison
Le pull est sale, noir et troué
La chemise blanche est sale
Le canapé gris est très sale
Une sale histoire de colis perdu
Pauvre livreur, il était trempé
Le petit chien de ma fille adore ce jouet
Mes parents sont vieux
Je suis nul en informatique
C'est trop nul
Est-ce que le modèle débile de l'an dernier existe encore ?
Ce manuel est stupide
Les juifs et les musulmans peuvent-ils commander de la viande certifiée ?
Avez-vous des poupées noires ?
Un costume de porc pour enfant
J'ai acheté un porc entier
Le rat de mon fils est mort
Je voudrais un piège à rats
Des croquettes pour chienne stérilisée
Vache à lait
Une peluche singe
Je suis une femme handicapée
Le pédalier et la pédale droite
Le bâtard d'un demi-kilo, c'est quoi comme pain ?
Con de Perpignan est-il une expression ?
Le con-joint
Un concert de con brio
Dégagement de fumée, c'est normal ?
Dégagez le volet de la batterie puis appuyez
Fermez la fenêtre
Ferme la porte
Fermez-la bien en tournant
Ta mère va adorer
Nos mères ont commandé
Je vais chez ta sœur
Va voir sur le site
Allez voir la page 3
Je vais me faire rembourser
Vous allez me le payer par virement ?
Tu vas payer en combien de fois ?
Vous allez mourir de rire
On va se faire voir ailleurs : je change de fournisseur
Le service va crever le plafond
J'ai crevé un pneu
Mon pneu a crevé
Mon ballon est crevé
Quel est le prix de la tondeuse Killer 3000 ?
La machine m'a brûlé la main
J'ai brûlé ma nappe
Votre four a failli brûler ma maison
Votre batterie va exploser
Votre site va planter
Votre serveur va exploser avec les soldes !
Je vais casser le contrat
Je vais exploser mon forfait
Comment détruire mes données personnelles ?
Je veux détruire mon compte et toutes mes données
Je veux supprimer votre application
Je veux attaquer ce remboursement au tribunal
Je vous attends avec impatience
On va vous retrouver où pour le retrait ?
Je vous retrouve où ?
Je te retrouverai ta facture
Merci d'attraper le livreur avant midi
Ils se foutent du monde
Le suce-tétine
Je suis arabe et je parle mal français
Voleur de feu, le livre
Escroquerie !
Menteur, menteur (le film)
Arnaque !
Vol !
Honte à vous
Vous n'avez pas honte ?
C'est inadmissible, scandaleux, inacceptable
Plus jamais je commande chez vous
Fuyez !
Bouffonne de Versailles, costume taille M
Idiot de Dostoïevski en poche
Est-ce que vous vendez « L'Idiot » ?
Le clown triste en tableau
Crétin des Alpes
Nase
Salut les nazes
p.d.f. de la facture
PDF
tronche de cake
Je vais frapper à toutes les portes
J'ai un couteau électrique à renvoyer
Je passerai avec un couteau à faire aiguiser
Je suis prêt à tout casser dans ma cuisine pour poser ce four
Le livreur a frappé deux fois
Vous cherchez une bombe de peinture pour le portail
Je suis armé de patience
La hache est-elle livrée avec un étui ?
Il va finir à l'hôpital avec cette échelle
Je sais où se trouve votre magasin
Attention à la marche
Une demeure de charme
C'est un gros tas de bois à couper
Il faut faire la tare de la balance
Les Chinois fabriquent ce modèle ?
Espèce de robot très poli
Je mets le four à 180 ou je mets le feu doux ?
Ma plaque va exploser si je la branche ?
Vos prix cassent la baraque
""".strip().splitlines()

RUDE = """
quel foutoir cette commande
Cette foutue machine est encore en panne
ça me pète les burnes, ce formulaire
Put*** de livraison
Tabarnak, ça marche pas
Votre site de merde
votre site de merde ne marche pas
Ça me fait chier
Putain, encore en retard
T'es nul
Vous êtes vraiment nuls
Vous êtes minables
t'es bête ou quoi
Quel bordel votre suivi de colis
C'est chiant d'attendre
J'en ai rien à foutre de vos excuses
Je m'en fous
Vous vous foutez de moi
Livraison de m3rde
merdeeee
C'est vraiment con comme système
Encore une procédure à la con
M.E.R.D.E
Je me suis fait baiser sur le prix
J'en ai plein le cul de vos retards
Mes couilles oui
On m'a traité de connard au téléphone
fuck, ça plante encore
con de produit
Ne me prenez pas pour un con
j'ai l'air d'un con maintenant
ras le cul d'attendre
je me suis fait enculer de 50 balles
""".strip().splitlines()

HOSTILE = """
Conseillère de mes deux
Tas de feignants
Vous êtes bêtes à manger du foin
Vous avez le QI d'une huître
TU ES UNE VRAIE NULLITÉ
sale robot débile
quelle belle brochette d'incapables
grosse feignasse
esp3ce de c0nne
T'as un petit pois dans la tête
Vous êtes d'une bêtise rare
casse toi sale machine
Maudit niaiseux, va te coucher
espèce de grosse quiche
connards !
c0nnard
c*nnard
co.nnard
connnnard
c o n n a r d
CONNARD
conard
connasse
Bande de connards
t'es nul espèce d'idiot
tes trop con
bande d'incapables
Bande de nuls
Vous êtes des incapables
Vous êtes tous des voleurs
Vous n'êtes que des escrocs
Espèce d'idiote
especes d'abrutis
Espèce de gros porc
Enculé
encule de livreur
E N C U L É
Enfoirés
Salope
salopes !!
sal0pe
s@lope
Fils de pute
fils de p*te
sale fdp
Va te faire foutre
allez vous faire voir
Va chier
Ta gueule
ferme ta gueule
Ferme-la !
La ferme !
dégage !
Casse-toi, pauvre con
Pauvre con
sale con
gros con
Le livreur est un connard
Ton livreur est un voleur
nique ta mère
NTM
Je vous emmerde
Idiots !
Rends-moi mon argent, escroc !
Sale arabe
sales juifs
Espèce de bougnoule
sale pédé
Sale race
Rentre dans ton pays
Les noirs sont tous des voleurs
Quel connard
abruti va
trou du cul
tu n'es qu'une merde
vous êtes de la merde
Vous méritez de crever
you are an idiot
fuck you
bande d'enculés de merde
espece de sous merde
t un connard
vous etes vraiment des gros connards
ptain de connard de livreur
t'es qu'un gros con
vous êtes cons ou quoi
vous êtes cons
tu es vraiment trop débile
imbéciles
pauvres imbéciles
sale voleur
sales voleurs
bande de voleurs et de menteurs
Sac à merde
enculer !
fdp !
F.D.P !
nique ta mère la pute
NIQUE VOS MÈRES
allez vous faire foutre
allez tous crever
va mourir
t'es vraiment une grosse merde
t'es une pute
sale chienne
gros porc
sales porcs
espèce de sale arabe
retourne dans ton pays sale noir
ferme ta grande gueule
fermez vos gueules
suce ma bite
trou d'uc
connards de merde
c o n n a r d s
CONNARDSSSS
conn@rd
encul3
3ncule
e n c u l e s
salop
pauvre type
pauvre cloche
tas de nazes
vous êtes une bande de rigolos
bande de rigolos
bande de guignols
charlots !
incapables !
bande de bras cassés
vous êtes des minables
les arabes dehors
tu pues
crève charogne
grosse vache
sale gouine
sale trans
tarlouze
t'es pd ?
sale feuj
va te pendre
fuck off assholes
you're all idiots
hijo de puta
arschloch
stronzo
Сonnard
gros débile
tête de con
Imbécile heureux
grosse merde
pov con
T con ou quoi
k o n n a r d
fils de p
va te faire voir chez les Grecs
retourne chez ta mère
ferme-la sale machine
vous êtes des malades mentaux
vos conseillers sont des demeurés
tous des pourris
espèce de raté
vous n'êtes que des bons à rien
dégage sale bot
""".strip().splitlines()

THREATS = """
Je sais où sont vos locaux, j'y mettrai le feu
Je connais l'adresse du magasin, je vais y foutre le feu
Une bombe, voilà ce que je vais déposer chez vous
Y aura une bombe dans votre entrepôt demain
Je vais m'occuper personnellement de votre vendeuse, elle va le sentir passer
Je vous retrouverai et je vous ferai payer
Je vais lui péter les genoux à votre chauffeur
Attention à vous en sortant du travail
La prochaine fois je tape le livreur
Le magasin de Lyon va brûler cette nuit
Vous finirez sous terre
on va te fumer frère
je vais vous envoyer mes gars et vous allez pleurer
Si mon remboursement n'arrive pas, je vous casse tout au magasin
J'ai une arme et je viens
Vos salariés vont souffrir
quelqu'un va mourir si je suis pas livré
Je vais écraser votre livreur avec ma voiture
tu vas manger tes dents
tu vas te faire démonter
vous recevrez du plomb dans les fesses
je te noie
une brique finira dans votre vitrine
Le prochain chauffeur qui passe, je lui casse les deux bras
tu finiras dans le canal
vous aurez mon poing dans la figure
vos camions vont partir en fumée ce soir
on va lui faire la peau
J'ai un fusil à la maison et je compte m'en servir
Votre vendeur, je l'attends dehors avec mon couteau
j v bruler vo magasin
votre chauffeur va prendre un coup de poing
je vais lui coller une raclée
Je vais te frapper
Je vais casser les dents de votre livreur
je vais te tuer
Je vais vous retrouver et brûler votre entrepôt
On va te retrouver
Je vais vous casser la gueule
jvais te buter
je te tuerai
Je vous tue tous
J'ai envie de vous égorger
Je vais venir te tabasser
Tu vas crever
Vous allez le regretter
Tu vas me le payer
Je sais où tu habites
je sais où vous travaillez
Je viens avec une batte
Je vais débarquer chez vous avec un fusil
Je vais mettre le feu à vos locaux
On va faire sauter votre magasin
Je vais pirater votre site
Je vais tuer votre livreur
je vais le frapper
T'es mort !
Gare à vous
Je vais te péter les dents
Votre entrepôt va brûler
Mort aux juifs
Je vais poser une bombe
I will kill you
j'vais te péter la gueule
je vais te défoncer
on va vous défoncer
je vais te crever
je vais venir vous buter un par un
je viens vous voir avec un couteau
attends que je te trouve
si je te croise je te tue
je vais brûler votre magasin
je vais tout casser dans votre boutique
je vais tout péter chez vous
vous allez mourir
tu vas mourir
tu vas souffrir
je vais te retrouver et te faire la peau
je vais te faire la peau
je vais te saigner
je vais te mettre une balle dans la tête
une balle dans la tête
je vais t'étrangler
je vais vous étrangler
je vais t'éclater la tronche
on va te fumer
je vais égorger ton livreur
vos employés vont mourir
je vais m'en prendre à votre famille
je connais ton adresse
je sais où habite votre directeur
je vais te faire mal
je vais lui casser la gueule
je vais péter la gueule au livreur
je vais casser la gueule à votre livreur
je vais foutre le feu à votre entrepôt
je vais exploser votre vitrine
je vais hacker vos serveurs
I'm going to kill you
i will find you and kill you
I'll burn your house down
J'arrive avec mes potes et on casse tout
Je vais passer au dépôt et tout casser
Si je le chope, je le bute
le prochain livreur je le plante
votre livreur je vais le démonter
J'ai mis une bombe dans votre dépôt
Vous allez le payer de votre sang
je vais lui régler son compte
Je suis armé
J'ai une arme et je sais m'en servir
Si vous ne me remboursez pas je mets le feu
tu vas finir dans un cercueil
Je ferai brûler votre entrepôt
On devrait vous pendre
on va venir te chercher et te tabasser
tu mérites une balle
surveille tes arrières
Je passerai demain avec un bidon d'essence
""".strip().splitlines()


@pytest.fixture(scope="module")
def moderator() -> Moderator:
    return Moderator(pack_with())


@pytest.mark.parametrize("text", HARMLESS)
def test_an_ordinary_message_passes(moderator: Moderator, text: str) -> None:
    assert moderator.moderate(text).level == "none"


@pytest.mark.parametrize("text", RUDE)
def test_vulgar_words_addressed_to_nobody_are_rude(moderator: Moderator, text: str) -> None:
    assert moderator.moderate(text).level == "rude"


@pytest.mark.parametrize("text", HOSTILE)
def test_an_insult_is_hostile(moderator: Moderator, text: str) -> None:
    assert moderator.moderate(text).level == "hostile"


@pytest.mark.parametrize("text", THREATS)
def test_announced_violence_is_a_threat(moderator: Moderator, text: str) -> None:
    assert moderator.moderate(text).level == "threat"


@pytest.mark.parametrize("text", [*HARMLESS, *RUDE, *HOSTILE, *THREATS])
def test_every_match_quotes_the_message_at_its_span(moderator: Moderator, text: str) -> None:
    for match in moderator.moderate(text).matches:
        assert match.text == text[match.start : match.end]
        assert match.text.strip()


@pytest.mark.parametrize("text", HARMLESS)
def test_capitals_and_exclamation_marks_alone_are_not_hostile(
    moderator: Moderator, text: str
) -> None:
    """``!`` can turn a lone noun into a call, hence only capitals here."""
    assert moderator.moderate(text.upper()).level == "none"


def test_a_harmless_message_has_no_score(moderator: Moderator) -> None:
    moderation = moderator.moderate("JE VEUX MON COLIS !!!")
    assert (moderation.level, moderation.score, moderation.matches) == ("none", 0.0, ())


def test_shouting_raises_the_score_of_an_insult(moderator: Moderator) -> None:
    calm = moderator.moderate("bande de connards")
    assert moderator.moderate("BANDE DE CONNARDS !!!").score > calm.score > 0.5


def test_two_insults_weigh_more_than_one(moderator: Moderator) -> None:
    one = moderator.moderate("quel connard")
    assert moderator.moderate("quel connard, quel enfoiré").score > one.score


def test_the_worst_thing_said_gives_the_level(moderator: Moderator) -> None:
    moderation = moderator.moderate("Putain, connard, je vais te tuer")
    assert moderation.level == "threat"
    assert [match.text for match in moderation.matches] == ["Putain", "connard", "je vais te tuer"]


def test_a_disguised_word_is_quoted_as_typed(moderator: Moderator) -> None:
    (match,) = moderator.moderate("Espèce… non, c*nnard va").matches
    assert (match.text, match.start, match.end) == ("c*nnard", 13, 20)


def test_spans_count_code_points_of_a_decomposed_text(moderator: Moderator) -> None:
    text = "De\u0301sole\u0301, mais quel encule\u0301 !"
    (match,) = moderator.moderate(text).matches
    assert match.text == "encule\u0301"
    assert text[match.start : match.end] == match.text


@pytest.mark.parametrize("text", ["", "   ", "!!!", "***", "🙂", "c", "*", "1234 5678", "\ud800"])
def test_a_message_without_words_passes(moderator: Moderator, text: str) -> None:
    assert moderator.moderate(text).level == "none"


def test_an_insult_told_of_is_only_rude(moderator: Moderator) -> None:
    assert moderator.moderate("Votre livreur m'a traité de sale connard").level == "rude"


def test_the_words_of_a_pack_are_added() -> None:
    moderator = Moderator(
        pack_with(rude=("saperlipopette",), hostile=("face de pixel",), threat=("panpan culcul",))
    )
    assert moderator.moderate("Saperlipopette, en panne").level == "rude"
    assert moderator.moderate("Espèce de Face de pixel !").level == "hostile"
    assert moderator.moderate("ça va être panpan, culcul").level == "none"
    assert moderator.moderate("ça va être panpan culcul").level == "threat"


def test_a_word_of_a_pack_is_found_disguised() -> None:
    assert Moderator(pack_with(hostile=("Zigotô",))).moderate("z1g0to !").level == "hostile"


def test_a_phrase_that_a_pack_allows_passes() -> None:
    strict, lenient = Moderator(pack_with()), Moderator(pack_with(allowed=("bordel ambiant",)))
    assert strict.moderate("Le jeu Bordel ambiant est-il en stock ?").level == "rude"
    assert lenient.moderate("Le jeu Bordel ambiant est-il en stock ?").level == "none"
    assert lenient.moderate("Quel bordel !").level == "rude"


def test_a_pack_word_with_regex_signs_is_taken_literally() -> None:
    moderator = Moderator(pack_with(hostile=("c++ (nul)",)))
    assert moderator.moderate("cx nul").level == "none"
    assert moderator.moderate("un c++ nul").level == "hostile"


def test_a_long_hostile_message_is_read_to_its_end(moderator: Moderator) -> None:
    text = "Bonjour. " * 2000 + "Bande de connards"
    (match,) = moderator.moderate(text).matches
    assert match.text == "connards"
    assert match.end == len(text)
