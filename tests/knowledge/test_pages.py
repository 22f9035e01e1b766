"""How a passage is cut into statements."""

from mistral_assistant.domains.pack import KnowledgeEntry
from mistral_assistant.knowledge.pages import read_page
from mistral_assistant.knowledge.stems import stem

TABLE = """Nos formules.

| Formule | Heures | Prix |
|---|---|---|
| Classique | 20 h | 1 340 € |
| Automatique | 13 h | 980 € |

- Leçon : 54 €
- Évaluation : offerte. Durée : une heure.
"""


def test_sentences_items_and_rows_are_statements() -> None:
    page = read_page(KnowledgeEntry("a.md", 1, "Le permis", TABLE))
    assert len(page.statements) == 6
    row = page.statements[2]
    assert stem("automatique") in row.stems
    assert stem("classique") not in row.stems
    assert "price" in row.facts


def test_a_row_is_read_with_the_header_of_its_table_and_a_later_line_is_not() -> None:
    page = read_page(KnowledgeEntry("a.md", 1, "Le permis", TABLE))
    assert stem("formule") in page.statements[1].stems
    assert stem("formule") not in page.statements[3].stems


def test_what_the_author_asks_belongs_to_the_heading() -> None:
    entry = KnowledgeEntry("a.md", 1, "Quand passer ?", "Le lundi.", "", ("c'est ouvert tard ?",))
    page = read_page(entry)
    assert stem("tard") in page.head
    assert len(page.lines) == 2
    assert "day" in page.asks
    assert "day" in page.facts
