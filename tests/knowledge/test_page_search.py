"""Questions in the clients' own words find the statement that answers them, or nothing."""

from dataclasses import replace

import pytest

from mistral_assistant.chat import BESIDE
from mistral_assistant.domains.pack import DomainPack, KnowledgeEntry, Limits
from mistral_assistant.knowledge.search import KnowledgeIndex

ENTRIES = (
    KnowledgeEntry("p.md", 1, "Permanence", "Du mardi au samedi, de 9 h à 18 h 30. Lundi : repos.",
                   "HORAIRES"),
    KnowledgeEntry("p.md", 5, "Prestations", "- Coupe : 24 €\n- Taille de barbe : 14 €\n"
                   "- Couleur des racines : 38 €", "PRIX"),
    KnowledgeEntry("p.md", 9, "Les petits", "Moins de 6 ans : 12 €. De 6 à 12 ans : 16 €.",
                   "PETITS"),
    KnowledgeEntry("p.md", 13, "Venir", "8 rue des Tanneurs. Une rampe mène à l'entrée.", "VENIR"),
    KnowledgeEntry("p.md", 17, "Congés", "Le salon part du 3 au 24 août.", "CONGES"),
    KnowledgeEntry("p.md", 21, "Régler", "Cartes, espèces. Pas de chèques.", "REGLER",
                   ("vous prenez la carte bleue ?",)),
)  # fmt: skip
SURE = 0.5


@pytest.fixture
def index(template_pack: DomainPack) -> KnowledgeIndex:
    limits = Limits(as_pages=True)
    return KnowledgeIndex(replace(template_pack, knowledge=ENTRIES, limits=limits))


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("c combien juste pour la barbe", "Prestations"),
        ("vous fermez à quelle heure ?", "Permanence"),
        ("prix pour mon garçon de 8 ans", "Les petits"),
        ("ma mère est en fauteuil roulant, elle peut entrer ?", "Venir"),
        ("vous etes en conges quand", "Congés"),
        ("vous prenez la carte bleue ?", "Régler"),
    ],
)
def test_the_right_page_comes_first(index: KnowledgeIndex, question: str, title: str) -> None:
    assert index.search(question, 3)[0].title == title


def test_the_score_is_a_probability_that_tells_the_author_s_question_from_a_stranger(
    index: KnowledgeIndex,
) -> None:
    assert index.search("vous prenez la carte bleue ?", 3)[0].score > SURE
    assert index.search("qui a gagné la coupe du monde de rugby", 3)[0].score < SURE


def test_what_the_user_chose_is_answered_from(index: KnowledgeIndex) -> None:
    found = index.search("c'est combien ?", 3, likely={"VENIR": 1.0})
    assert [passage.title for passage in found] == ["Venir"]


def test_the_subject_that_is_likely_weighs(index: KnowledgeIndex) -> None:
    def score(likely: dict[str, float]) -> float:
        found = index.search("c'est combien ?", 6, likely=likely)
        return next(passage.score for passage in found if passage.title == "Les petits")

    assert score({"PETITS": 0.9}) > score({"PRIX": 0.9})


def test_two_short_pages_that_are_as_likely_stand_beside_each_other(
    template_pack: DomainPack,
) -> None:
    twins = (
        KnowledgeEntry("p.md", 1, "Tarif du matin", "La leçon de piano : 20 €.", "A"),
        KnowledgeEntry("p.md", 5, "Tarif du soir", "La leçon de piano : 25 €.", "B"),
        KnowledgeEntry("p.md", 9, "Venir", "8 rue des Tanneurs.", "C"),
    )
    pack = replace(template_pack, knowledge=twins, limits=Limits(as_pages=True))
    found = KnowledgeIndex(pack).search("prix d'une leçon de piano", 3)
    assert [BESIDE in passage.fields for passage in found] == [False, True, False]


def test_of_many_passages_those_that_hold_a_word_are_compared(template_pack: DomainPack) -> None:
    many = tuple(
        KnowledgeEntry("p.md", number, f"Titre {number}", f"Le texte sur zibeline{number}x.", "")
        for number in range(1, 120)
    )
    pack = replace(template_pack, knowledge=many, limits=Limits(as_pages=True))
    found = KnowledgeIndex(pack).search("et la zibeline77x ?", 3)
    assert found[0].title == "Titre 77"
    assert KnowledgeIndex(pack).search("bonjour", 3) == ()
