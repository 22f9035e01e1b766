"""Words that no source holds."""

from checking import RETURNS, checked, warnings


def test_an_answer_about_something_else_warns() -> None:
    answer = "Nos ateliers de cuisine végétarienne accueillent les enfants dans un jardin fleuri."
    assert warnings(checked(answer, RETURNS)) == ["off_topic"]


def test_a_sentence_that_no_source_supports_warns() -> None:
    answer = (
        "Vous disposez de 30 jours après réception pour retourner un article. "
        "Nos jardiniers sèment chaque printemps quelques tulipes multicolores."
    )
    assert warnings(checked(answer, RETURNS)) == ["unsupported"]


def test_a_figure_taken_from_another_subject_warns() -> None:
    source = (
        "Le contrat d'entretien annuel de la chaudière murale comprend le ramonage, le réglage du "
        "brûleur et le remplacement des joints pour un forfait de 77 € payable à la signature."
    )
    assert warnings(checked("La livraison du canapé coûte 77 €.", source)) == ["unsupported"]


def test_politeness_needs_no_source() -> None:
    answer = "Bonjour, je reste à votre disposition. N'hésitez pas si vous avez des questions !"
    assert checked(answer, RETURNS).findings == ()
