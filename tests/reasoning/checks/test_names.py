"""Names that are nearly those of a source."""

from checking import DELIVERY, blocking, checked, warnings


def test_a_people_is_known_by_its_country_and_initials_by_their_words() -> None:
    source = "Le Règlement général sur la protection des données vaut pour l'Italie."
    assert checked("Les Italiens suivent le RGPD.", source).findings == ()
    assert blocking(checked("La Caisse d'allocations familiales paie.", "La CAF paie.")) == []
    assert blocking(checked("La Caisse d'épargne paie.", "La CAF paie.")) == [("name", "Caisse")]


def test_a_misspelt_name_only_warns() -> None:
    consistency = checked("Votre colis voyage avec Colisimo.", DELIVERY)
    assert (blocking(consistency), warnings(consistency)) == ([], ["name"])
    assert consistency.findings[0].evidence == "Les sources disent « colissimo »."
