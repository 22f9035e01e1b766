"""Cases that an answer makes up, hours and dates that it works out, and those that stay wrong."""

from datetime import datetime

import pytest

from mistral_assistant.chat import Passage
from mistral_assistant.reasoning.consistency import check

NOW = datetime(2026, 3, 12, 10)
PASS = "L'abonnement est ouvert aux moins de 26 ans et coûte 20 € par mois."
FILES = "La sauvegarde ignore les fichiers de plus de 2 Go. Elle a lieu toutes les 15 minutes."
CAMP = "Les chiens sont acceptés pour 3 € la nuit. L'arrivée se fait à partir de 14 h."
POOL = "Les bassins sont évacués 20 minutes avant la fermeture, fixée à 20 h le mardi."
CHOIR = "La chorale répète le mardi de 20 h à 22 h, salle Fauré."
CAKE = "Un gâteau d'anniversaire se commande avec un acompte de 30 %."
RACE = "Le départ est donné à 8 h 30 le 12 avril. Les dossards se retirent la veille."
BRIDGE = (
    "Le pont fut construit entre 1871 et 1874. Détruit en 1944, il fut rebâti onze ans plus tard."
)


def blocked(answer: str, source: str) -> list[str]:
    """Return what a check against one source sends back."""
    found = check(
        answer,
        question="Comment faut-il faire ?",
        passages=[Passage("source", source, 0.9)],
        entities=(),
        history=(),
        language="fr",
        persona="",
        approach="knowledge",
        now=NOW,
        limit_chars=1500,
    )
    return [finding.text for finding in found.findings if finding.severity == "blocking"]


@pytest.mark.parametrize(
    ("answer", "source"),
    [
        ("À 25 ans, vous y avez encore droit.", PASS),
        ("Un fichier de 3 Go n'est pas sauvegardé.", FILES),
        ("Pour sept nuits avec un chien, prévoyez 21 € de plus.", CAMP),
        ("Le mardi, il faut sortir de l'eau à 19 h 40.", POOL),
        ("La répétition dure deux heures, de huit heures à dix heures du soir.", CHOIR),
        ("Pour un gâteau à 40 €, l'acompte est de 12 €.", CAKE),
        ("Il faut retirer son dossard le 11 avril.", RACE),
        ("Sa reconstruction date de 1955.", BRIDGE),
        ("Les travaux durèrent trois ans, à partir de 1871.", BRIDGE),
    ],
)
def test_a_case_and_what_follows_from_it_is_not_sent_back(answer: str, source: str) -> None:
    assert blocked(answer, source) == []


@pytest.mark.parametrize(
    ("answer", "source"),
    [
        ("L'abonnement est ouvert aux moins de 28 ans.", PASS),
        ("La sauvegarde ignore les fichiers de plus de 3 Go.", FILES),
        ("Les chiens sont acceptés pour 5 € la nuit.", CAMP),
        ("Les bassins sont évacués 35 minutes avant la fermeture.", POOL),
        ("La chorale répète de 20 h à 23 h.", CHOIR),
        ("Un gâteau se commande avec un acompte de 35 %.", CAKE),
        ("Il faut retirer son dossard le 9 avril.", RACE),
        ("Sa reconstruction date de 1957.", BRIDGE),
    ],
)
def test_another_figure_than_that_of_the_source_is_sent_back(answer: str, source: str) -> None:
    assert blocked(answer, source) != []
