"""Rows are found by the entity's value however it is written, and read as a person wants them."""

from datetime import date

from mistral_assistant.chat import Entity
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.knowledge.tables import look_up, written

TODAY = date(2026, 3, 12)


def test_an_order_is_found_by_its_number(ecommerce: DomainPack) -> None:
    (row,) = look_up(
        ecommerce, [Entity("numero_commande", "CMD-482913", "cmd 482913", 0, 10)], TODAY
    )
    assert row.kind == "row"
    assert row.fields["ville"] == "Lyon"
    line = next(r.line for r in ecommerce.tables["commandes"].rows if r.cells["ville"] == "Lyon"
                and r.cells["numero"] == "CMD-482913")  # fmt: skip
    assert row.source == f"commandes · ligne {line}"


def test_an_order_is_found_by_its_tracking_number(ecommerce: DomainPack) -> None:
    (row,) = look_up(ecommerce, [Entity("numero_suivi", "LA123456785FR", "x", 0, 1)], TODAY)
    assert row.fields["numero"] == "CMD-482913"


def test_an_unknown_number_finds_nothing(ecommerce: DomainPack) -> None:
    assert look_up(ecommerce, [Entity("numero_commande", "CMD-000000", "x", 0, 1)], TODAY) == ()


def test_two_entities_for_one_row_give_it_once(ecommerce: DomainPack) -> None:
    entities = [
        Entity("numero_commande", "CMD-482913", "x", 0, 1),
        Entity("numero_suivi", "LA123456785FR", "y", 2, 3),
    ]
    assert len(look_up(ecommerce, entities, TODAY)) == 1


def test_dates_and_amounts_are_written_out(ecommerce: DomainPack) -> None:
    table = ecommerce.tables["commandes"]
    row = next(row for row in table.rows if row.cells["numero"] == "CMD-482913")
    cells = written(table, row.cells, TODAY)
    assert cells["date_livraison_prevue"] == "samedi 14 mars"
    assert cells["total"] == "233,90\u00a0€"
    assert cells["date_livraison"] == "—"
