"""Content that nobody asked for."""

from checking import DELIVERY, checked, warnings


def test_advertising_that_nobody_asked_for_warns() -> None:
    answer = "Le transporteur est Colissimo. Profitez de nos soldes dès maintenant !"
    assert warnings(checked(answer, DELIVERY)) == ["unsupported"]
    assert checked("Profitez de nos soldes !", "Profitez de nos soldes !").findings == ()


def test_a_greeting_that_runs_on_warns() -> None:
    answer = (
        "Bonjour ! Que puis-je pour vous ? La livraison est très soignée chez nous. Nos colis "
        "partent vite et arrivent entiers. Notre catalogue est riche en meubles, en lampes et en "
        "tapis de toutes les tailles. Les retours se font sans peine, et notre équipe reste "
        "joignable pour toutes vos questions sur les produits et les paiements."
    )
    consistency = checked(answer, question="bonjour", approach="generate")
    assert warnings(consistency) == ["off_topic"]
    assert consistency.findings[0].text.startswith("La livraison")
    asked = checked(answer, question="bonjour, et la livraison ?", approach="generate")
    assert asked.findings == ()
