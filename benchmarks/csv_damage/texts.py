"""Questions and answers of a holiday cottage, a library and a bicycle workshop."""

import random

TEMPLATES: tuple[tuple[str, str], ...] = (
    ("À quelle heure peut-on arriver au gîte le {day} ?",
     "L'accueil se fait de {n} h à 19 h. Au-delà, prévenez-nous au {phone} : "
     "la clé sera dans la boîte."),
    ("Le chien est-il accepté dans la chambre {n} ?",
     "Oui, un chien de moins de {n}0 kg est admis, contre {price} par nuit."),
    ("Peut-on louer des draps, et à quel prix ?",
     "Bien sûr : {price} la paire, serviettes comprises ; réservez-les avant le {date}."),
    ("J'ai cassé une assiette, que dois-je faire",
     "Rien de grave ! Notez-le sur la fiche « état des lieux » ; "
     "nous retiendrons {price} sur la caution."),
    ("Quels livres puis-je emprunter ?",
     "Tous ceux du fonds général :\n- romans : {n} à la fois\n"
     "- bandes dessinées : {n}, pour 2 semaines\n- usuels : sur place"),
    ("Où rendre « {title} » ?",
     "À l'accueil, ou dans la boîte extérieure (ouverte jour et nuit). Dernier délai : {date}."),
    ("Ma carte dit \"abonnement expiré\", pourquoi ?",
     "Votre inscription a pris fin le {date}. Renouvelez-la en ligne : https://biblio.example/carte?id={num}&lang=fr"),
    ("Combien coûte une amende pour {n} jours de retard ?",
     "Comptez {price} par document et par semaine, avec un maximum de 15 €."),
    ("Réparez-vous un cadre 28\" en acier ?",
     "Oui, même rouillé : brasure, peinture et roulage inclus, à partir de {price}."),
    ("Changer une chambre à air, c'est combien ?",
     "{price} pose comprise, sans rendez-vous."),
    ("Bonjour, mon vélo {bike} grince quand je freine, une idée ?",
     "C'est souvent du gras sur le disque. Nettoyez-le à l'alcool ; "
     "si le bruit persiste, passez nous voir à {town}."),
    ("Quand sera prêt mon vélo déposé {day} ?",
     "Votre {bike} sera prêt le {date} à partir de 17 h. Apportez le ticket n° {num}."),
    ("Vendez-vous des antivols en U ?",
     "Oui : trois modèles, de {price} à 89,90 €, tous classés « 2 roues » par la FUB."),
    ("Puis-je annuler ma réservation n° {num} ?",
     "Jusqu'à {n} jours avant l'arrivée, sans frais. Ensuite, 30 % du séjour restent dus."),
    ("y a t il le wifi svp",
     "Oui, la fibre, partout dans la maison. Le code est affiché près de l'entrée."),
    ("Comment venir de {town} sans voiture ?",
     "1. Prenez le TER jusqu'à {town}.\n2. Descendez à l'arrêt « Mairie ».\n"
     "3. Suivez le chemin fléché, {n}00 m."),
    ("Que visiter avec des enfants {emoji} ?",
     "Le parc aux ânes {emoji} et la ferme pédagogique ; comptez {price} par famille."),
    ("Le chauffage est-il compris dans le prix de {price} ?",
     "De mai à septembre, oui ; le reste de l'année, il est relevé au compteur (0,22 € le kWh)."),
    ("Tarif étudiant ?", "Demi-tarif sur présentation de la carte, soit {price} par an."),
    ("Je n'arrive pas à prolonger le prêt de « {title} »",
     "Un autre lecteur l'a réservé. Rendez-le avant le {date}, puis demandez à être prévenu."),
    ("Faites-vous crédit à Mme {name} ?",
     "Mme {name} peut régler en {n} fois, sans frais, dès 150 € d'achat."),
    ("Quelle est la différence entre VTT et VTC ?",
     "| Type | Pneus | Usage |\n|---|---|---|\n| VTT | larges | sentiers |\n"
     "| VTC | mixtes | routes, chemins |"),
    ("La piscine est-elle chauffée, {name} ?",
     "De juin à août, à {n}8 °C. Le robot passe chaque nuit : merci de laisser le filet rangé."),
    ("Avez-vous une consigne à bagages ?",
     "Oui, gratuite ; demandez le casier {n} à l'accueil, de 8 h 30 à 18 h.\n\n"
     "Attention : rien de périssable, s'il vous plaît."),
    ("Quels sont les horaires d'été de l'atelier ?",
     "Du mardi au samedi, de 9 h à 12 h 30 et de 14 h à 19 h ; fermé le {day}."),
    ("Un coup de fil suffit-il pour réserver la {room} ?",
     "Oui : {phone}. Nous la bloquons {n} jours, le temps de recevoir l'acompte de {price}."),
    ("Peut-on faire un feu dans le jardin",
     "Uniquement dans le brasero, et jamais par vent fort. L'extincteur est sous l'évier."),
    ("Qui contacter pour un objet trouvé à {town} ?",
     "Écrivez à trouve@{num}.example en décrivant l'objet, la date et le lieu."),
    ("Le retour se fait où ?", "Au même comptoir, avant {n} h."),
    ("Est-ce que « {title} » existe en gros caractères ?",
     "Oui, cote R {num} ; sinon, la liseuse se prête {n} semaines, chargeur et housse compris."),
)  # fmt: skip

SLOTS = {
    "day": ("samedi", "14 juillet", "lundi de Pâques", "1er mai"),
    "n": ("2", "3", "4", "5", "6", "7", "8"),
    "price": ("4,50 €", "12 €", "1 080,00 €", "27,90 €", "0,80 €"),
    "date": ("3 août 2025", "21/06/2025", "mercredi", "2025-09-30"),
    "phone": ("02 98 11 22 33", "06.55.44.33.22"),
    "title": ("L'Étranger", "Le Père Goriot", "Germinal", "Ça", "Où tu vas"),
    "num": ("4812", "77031", "590", "12046"),
    "bike": ("Éole 3", "Grand-Bi", "Hirondelle", "Pâquerette+"),
    "town": ("Plœmeur", "Châteaulin", "Saint-Malo", "Évron", "Le Faouët"),
    "emoji": ("🐐", "🎈", "🚲", "❤️"),
    "name": ("Le Goff", "Jaouën", "D'Hervé", "Strauß"),
    "room": ("chambre bleue", "roulotte", "cabane n° 2"),
}


def make_pairs(rng: random.Random, count: int) -> list[tuple[str, str]]:
    """Return different pairs."""
    pairs: dict[tuple[str, str], None] = {}
    while len(pairs) < count:
        question, answer = rng.choice(TEMPLATES)
        values = {slot: rng.choice(options) for slot, options in SLOTS.items()}
        if rng.random() < 0.25:
            question = rng.choice(("Bonsoir, ", "Dites : ", f"{values['town']} – ")) + question
        pairs[question.format(**values), answer.format(**values)] = None
    return list(pairs)
