"""The search finds by stem and without accents, prefers the heading, and says how sure it is."""

from dataclasses import replace
from pathlib import Path

import pytest

from mistral_assistant.domains.pack import DomainPack, KnowledgeEntry
from mistral_assistant.knowledge.search import KnowledgeIndex
from mistral_assistant.knowledge.stems import stems

ENTRIES = (
    KnowledgeEntry("l.md", 1, "Livraison express", "Demain pour 9,90 €.", "LIVRAISON",
                   ("recevoir plus vite", "livraison rapide")),
    KnowledgeEntry("l.md", 5, "Livraison en Suisse", "En 5 à 8 jours, 14,90 €.", "LIVRAISON"),
    KnowledgeEntry("r.md", 1, "Remboursement", "Sous 5 jours après le retour.", "RETOUR"),
    KnowledgeEntry("c.md", 1, "Élèves et écoles", "Une remise pour les élèves.", ""),
)  # fmt: skip


@pytest.fixture
def index(template_pack: DomainPack) -> KnowledgeIndex:
    return KnowledgeIndex(replace(template_pack, knowledge=ENTRIES))


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("Livrez-vous en Suisse ?", "Livraison en Suisse"),
        ("je veux recevoir mon colis plus vite", "Livraison express"),
        ("quand serai-je remboursée ?", "Remboursement"),
        ("une remise pour un eleve", "Élèves et écoles"),
        ("remboursment", "Remboursement"),
    ],
)
def test_the_right_passage_comes_first(index: KnowledgeIndex, question: str, title: str) -> None:
    assert index.search(question, 3)[0].title == title


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("un tarif pour mon labrador", "Chiens"),
        ("je peux faire un chèque ?", "Règlement"),
        ("vous avez une connexion internet ?", "Wifi"),
    ],
)
def test_a_word_that_no_passage_has_finds_those_with_a_related_one(
    template_pack: DomainPack, question: str, title: str
) -> None:
    texts = {"Chiens": "Un supplément par jour.", "Règlement": "À l'arrivée.", "Wifi": "Partout."}
    entries = tuple(KnowledgeEntry("a.md", 1, name, text) for name, text in texts.items())
    found = KnowledgeIndex(replace(template_pack, knowledge=entries)).search(question, 3)
    assert found[0].title == title


def test_a_word_itself_counts_more_than_a_related_one(template_pack: DomainPack) -> None:
    entries = (
        KnowledgeEntry("a.md", 1, "Labrador", "Un chien calme."),
        KnowledgeEntry("a.md", 2, "Chien", "En laisse."),
    )
    index = KnowledgeIndex(replace(template_pack, knowledge=entries))
    assert index.search("un labrador", 2)[0].title == "Labrador"


def test_scores_fall_between_0_and_1_and_from_best_to_worst(index: KnowledgeIndex) -> None:
    found = index.search("livraison en suisse", 3)
    assert 1 >= found[0].score > found[1].score >= 0


def test_the_effective_category_lifts_its_passages(index: KnowledgeIndex) -> None:
    plain = index.search("livraison", 1)[0].score
    assert index.search("livraison", 1, "LIVRAISON")[0].score > plain


def test_a_question_of_stop_words_finds_nothing(index: KnowledgeIndex) -> None:
    assert index.search("et pour moi ?", 3) == ()


@pytest.mark.parametrize("text", ['"', "NEAR(a b)", "title:x OR *", "'; DROP TABLE passages", "\0"])
def test_search_syntax_in_a_question_is_only_text(index: KnowledgeIndex, text: str) -> None:
    index.search(text, 3)
    assert index.search("remboursement", 1)


def test_the_passage_comes_back_as_written(index: KnowledgeIndex) -> None:
    passage = index.search("suisse", 1)[0]
    assert passage.text == "En 5 à 8 jours, 14,90 €."
    assert passage.source == "l.md · Livraison en Suisse"


def test_an_index_on_disk_is_read_again(template_pack: DomainPack, tmp_path: Path) -> None:
    pack = replace(template_pack, knowledge=ENTRIES)
    KnowledgeIndex(pack, tmp_path).close()
    before = [file.stat().st_mtime_ns for file in tmp_path.iterdir()]
    again = KnowledgeIndex(pack, tmp_path)
    assert again.search("suisse", 1)[0].title == "Livraison en Suisse"
    assert [file.stat().st_mtime_ns for file in tmp_path.iterdir()] == before


def test_stems_join_inflected_forms() -> None:
    assert stems("remboursée") == stems("remboursés")
    assert stems("de la") == []


def test_a_damaged_index_is_built_again(template_pack: DomainPack, tmp_path: Path) -> None:
    pack = replace(template_pack, knowledge=ENTRIES)
    KnowledgeIndex(pack, tmp_path).close()
    (file,) = tmp_path.iterdir()
    file.write_bytes(b"not a database")
    assert KnowledgeIndex(pack, tmp_path).search("suisse", 1)[0].title == "Livraison en Suisse"


def test_without_a_place_for_the_index_it_stays_in_memory(
    template_pack: DomainPack, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    index = KnowledgeIndex(replace(template_pack, knowledge=ENTRIES), tmp_path / "file" / "cache")
    assert index.search("suisse", 1)[0].title == "Livraison en Suisse"


def test_a_folder_with_odd_characters_holds_an_index(
    template_pack: DomainPack, tmp_path: Path
) -> None:
    folder = tmp_path / "é ? # %20"
    KnowledgeIndex(replace(template_pack, knowledge=ENTRIES), folder).close()
    assert len(list(folder.iterdir())) == 1


def test_text_message_spelling_finds_the_full_word(index: KnowledgeIndex) -> None:
    assert index.search("rembours", 1)[0].title == "Remboursement"


def test_what_a_follow_up_adds_counts_more_than_what_it_leans_on(index: KnowledgeIndex) -> None:
    both = "livraison express demain en Suisse"
    assert index.search(both, 1)[0].title == "Livraison express"
    assert index.search(both, 1, focus="en Suisse")[0].title == "Livraison en Suisse"


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("xemboursement", "Remboursement"),
        ("remboursemenx", "Remboursement"),
        ("rembuorsement", "Remboursement"),
        ("lviraison", "Livraison express"),
        ("livraisno", "Livraison express"),
    ],
)
def test_a_slip_at_either_end_or_inside_is_forgiven(
    index: KnowledgeIndex, typed: str, title: str
) -> None:
    assert index.search(typed, 1)[0].title == title


def test_a_word_like_no_other_is_not_taken_for_one(index: KnowledgeIndex) -> None:
    assert index.search("rembrandt", 3) == ()


def test_of_two_passages_the_one_whose_heading_says_it_comes_first(
    template_pack: DomainPack,
) -> None:
    body = "On parle de garantie, de livraison et de facture, comme partout."
    entries = (
        KnowledgeEntry("a.md", 1, "Généralités", body),
        KnowledgeEntry("a.md", 5, "La garantie", "Elle dure deux ans, facture à l'appui."),
    )
    index = KnowledgeIndex(replace(template_pack, knowledge=entries))
    assert index.search("et la garantie ?", 1)[0].title == "La garantie"


def test_a_question_of_common_words_still_finds_the_passage_with_the_rare_one(
    template_pack: DomainPack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above the bound only the rarer words are looked up, as with a hundred thousand passages."""
    monkeypatch.setattr("mistral_assistant.knowledge.search.POSTINGS", 3)
    entries = tuple(
        KnowledgeEntry("a.md", line, f"Page {line}", "La commande et la livraison du colis.")
        for line in range(1, 60)
    ) + (KnowledgeEntry("a.md", 60, "Page 60", "La livraison du colis en chaloupe."),)
    index = KnowledgeIndex(replace(template_pack, knowledge=entries))
    assert index.search("livraison de la commande en chaloupe", 1)[0].title == "Page 60"
    assert len(index.search("livraison de la commande", 5)) == 5


def test_a_pasted_text_of_unknown_words_finds_what_it_names(index: KnowledgeIndex) -> None:
    words = " ".join(f"mot{number}inconnu" for number in range(3_000))
    assert index.search(f"remboursement {words}", 1)[0].title == "Remboursement"


def test_of_two_alike_passages_the_users_own_comes_first(template_pack: DomainPack) -> None:
    entries = tuple(
        KnowledgeEntry(file, 1, "Frais de port", f"Ils sont de {price} € chez {file}.")
        for file, price in (("a.md", 4), ("documents/b.md", 5), ("c.md", 6))
    )
    index = KnowledgeIndex(replace(template_pack, knowledge=entries))
    assert index.search("frais de port", 1)[0].source == "documents/b.md · Frais de port"


def test_the_users_own_passage_does_not_win_where_another_is_nearer(
    template_pack: DomainPack,
) -> None:
    entries = (
        KnowledgeEntry("a.md", 1, "Frais de port pour la Corse", "Ils sont de 9 €."),
        KnowledgeEntry("documents/b.md", 1, "Frais de port", "Ils sont de 5 €."),
    )
    index = KnowledgeIndex(replace(template_pack, knowledge=entries))
    assert index.search("frais de port pour la Corse", 1)[0].text == "Ils sont de 9 €."
