"""Days of the week, and days counted from today."""

from checking import ORDER, checked, warnings


def test_a_new_passage_may_change_what_an_earlier_answer_said() -> None:
    """Two orders have two dates: what the passages of this turn say is no contradiction."""
    earlier = ["Votre commande est prévue pour le samedi 21 mars à Lyon."]
    answer = "Votre commande est prévue pour le samedi 14 mars à Lyon."
    assert checked(answer, ORDER, earlier=earlier, question="commande").findings == ()


def test_a_weekday_is_checked_in_the_year_of_the_source() -> None:
    source = "La réunion a lieu le 2027-03-14."
    assert checked("La réunion a lieu le dimanche 14 mars.", source).findings == ()
    (finding,) = checked("La réunion a lieu le samedi 14 mars.", source).findings
    assert finding.evidence == "Le calendrier dit dimanche 14 mars 2027."


def test_a_weekday_that_a_source_says_without_year_is_believed() -> None:
    source = "La réunion a lieu le mardi 14 mars."
    assert checked("La réunion a lieu le mardi 14 mars.", source).findings == ()


def test_a_weekday_alone_only_warns() -> None:
    assert warnings(checked("Votre commande sera livrée lundi.", ORDER)) == ["date"]


def test_tomorrow_is_the_day_after_now() -> None:
    source = "Votre colis sera livré le 13 mars 2026."
    assert checked("Votre colis sera livré demain.", source).findings == ()
    assert warnings(checked("Votre colis sera livré après-demain.", source)) == ["date"]
