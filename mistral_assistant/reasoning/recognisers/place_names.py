"""Countries and cities that the place recogniser knows; only data."""

COUNTRIES = """
Afghanistan, Afrique du Sud, Albanie, Algérie, Allemagne, Andorre, Angleterre, Arabie saoudite,
Argentine, Arménie, Australie, Autriche, Belgique, Bénin, Brésil, Bulgarie, Burkina Faso,
Cambodge, Cameroun, Canada, Chili, Chypre, Colombie, Corée du Sud, Croatie, Danemark, Écosse,
Égypte, Émirats arabes unis, Espagne, Estonie, États-Unis, Finlande, France, Gabon, Géorgie,
Grèce, Guadeloupe, Guyane, Hongrie, Indonésie, Irlande, Islande, Israël, Italie, Japon, Jordanie,
Kenya, Lettonie, Liban, Liechtenstein, Lituanie, Luxembourg, Madagascar, Malaisie, Maroc,
Martinique, Mauritanie, Mayotte, Mexique, Monaco, Monténégro, Norvège, Nouvelle-Calédonie,
Nouvelle-Zélande, Pakistan, Pays-Bas, Pérou, Philippines, Pologne, Polynésie française, Portugal,
Québec, République tchèque, Roumanie, Royaume-Uni, Russie, Sénégal, Serbie, Slovaquie, Slovénie,
Suède, Syrie, Thaïlande, Togo, Tunisie, Turquie, Ukraine, Uruguay, Venezuela, Vietnam,
Côte d'Ivoire, Macédoine du Nord, Bosnie-Herzégovine, Île Maurice
"""
CITIES = """
Paris, Marseille, Lyon, Toulouse, Nantes, Montpellier, Strasbourg, Bordeaux, Lille, Reims,
Saint-Étienne, Le Havre, Toulon, Grenoble, Dijon, Villeurbanne, Nîmes, Clermont-Ferrand,
Aix-en-Provence, Le Mans, Amiens, Limoges, Annecy, Boulogne-Billancourt, Perpignan, Besançon,
Saint-Denis, Rouen, Argenteuil, Montreuil, Mulhouse, Nanterre, Roubaix, Tourcoing, Vitry-sur-Seine,
Créteil, Avignon, Aubervilliers, Dunkerque, Poitiers, Asnières-sur-Seine, Versailles, Courbevoie,
Aulnay-sous-Bois, Rueil-Malmaison, Champigny-sur-Marne, Antibes, Béziers, La Rochelle,
Saint-Malo, Calais, Saint-Nazaire, Colmar, Ajaccio, Bastia, Bourges, Drancy, Mérignac, Quimper,
Valenciennes, Chambéry, Lorient, Niort, Villejuif, Hyères, Cholet, Évry, Épinay-sur-Seine, Arles,
Montauban, Ivry-sur-Seine, La Roche-sur-Yon, Chartres, Albi, Belfort, Évreux, Blois,
Brive-la-Gaillarde, Charleville-Mézières, Châteauroux, Compiègne, Alès, Castres, Thionville,
Bayonne, Biarritz, Tarbes, Angoulême, Périgueux, Agen, Carcassonne, Narbonne, Rodez, Aurillac,
Vichy, Roanne, Mâcon, Auxerre, Saint-Brieuc, Saint-Quentin, Beauvais, Soissons, Épinal,
Montluçon, Nouméa, Fort-de-France, Pointe-à-Pitre, Cayenne, Papeete, Draguignan, Fréjus, Martigues,
Bruxelles, Anvers, Gand, Charleroi, Namur, Louvain, Louvain-la-Neuve, Bruges, Ostende, Courtrai,
Tournai, Verviers, Arlon, Waterloo, Zurich, Genève, Bâle, Lausanne, Berne, Winterthour, Lucerne,
Lugano, Neuchâtel, La Chaux-de-Fonds, Yverdon-les-Bains, Montreux, Vevey, Nyon, Delémont,
Luxembourg-Ville, Montréal, Londres, Berlin, Madrid, Barcelone, Rome, Lisbonne, Alger,
Tunis, Casablanca, Rabat, Dakar, Abidjan, Amsterdam, Francfort
"""
AMBIGUOUS = """
Suisse, Chine, Inde, Niger, Mali, Tchad, Cuba, Haïti, Congo, Corse, La Réunion, Iran, Irak, Malte,
Nice, Tours, Brest, Angers, Nancy, Valence, Orléans, Rennes, Metz, Caen, Pau, Cannes, Lens,
Troyes, Laval, Nevers, Gap, Foix, Sète, Dole, Orange, Dax, Vienne, Cergy, Bobigny, Pantin, Melun,
Meaux, Cahors, Auch, Tulle, Guéret, Privas, Digne, Istres, Liège, Mons, Sion, Sierre,
Fribourg, Bienne, Saint-Gall, Spa, Wavre, Boulogne, Clichy, Neuilly, Vincennes, Antony, Sarcelles,
Colombes, Moulins, Vannes, Milan
"""
"""Names that are also words or first names: they need a preposition or a capital letter."""
ALIASES = {
    "usa": "États-Unis",
    "u.s.a.": "États-Unis",
    "grande-bretagne": "Royaume-Uni",
    "angleterre": "Angleterre",
    "uk": "Royaume-Uni",
    "hollande": "Pays-Bas",
    "tchéquie": "République tchèque",
    "st etienne": "Saint-Étienne",
    "st malo": "Saint-Malo",
    "st denis": "Saint-Denis",
    "st nazaire": "Saint-Nazaire",
    "st brieuc": "Saint-Brieuc",
    "st quentin": "Saint-Quentin",
    "havre": "Le Havre",
    "mans": "Le Mans",
    "clermont": "Clermont-Ferrand",
    "aix": "Aix-en-Provence",
    "ile maurice": "Île Maurice",
    "france métropolitaine": "France",
    "brive": "Brive-la-Gaillarde",
}
