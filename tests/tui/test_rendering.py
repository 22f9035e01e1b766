"""What stands above and below a message."""

import pytest

from mistral_assistant.tui.pieces import Piece
from mistral_assistant.tui.rendering import milliseconds
from mistral_assistant.tui.transcript import Entry

FINDING = {"text": "15 mars", "evidence": "la source dit « 14 mars »"}


def shown(entry: Entry, width: int = 60) -> list[str]:
    piece = Piece(entry)
    piece.layout(width)
    return [line.content.plain for line in piece.lines]


def answer(badge: str = "verified", **parts: object) -> Entry:
    consistency = {"badge": badge, **parts.pop("consistency", {})}  # type: ignore[dict-item]
    trace = {"consistency": consistency, "answer": parts, "timings_ms": {"answer": 9.0}}
    return Entry("assistant", "Livraison le **14 mars**.", trace=trace)


def test_a_question_stands_as_typed_under_its_sender() -> None:
    entry = Entry("user", "Où est  **mon** colis ?\n  ici", "14:02")
    assert shown(entry, 30) == [
        "Vous                     14:02",
        "Où est  **mon** colis ?",
        "  ici",
        "",
    ]


@pytest.mark.parametrize(
    ("badge", "label"),
    [
        ("verified", "✓ vérifié"),
        ("warning", "! à vérifier"),
        ("corrected", "↻ corrigé"),
        ("ungrounded", "○ sans source"),
    ],
)
def test_a_badge_is_a_sign_and_a_word(badge: str, label: str) -> None:
    """Never colour alone."""
    head = shown(answer(badge))[0]
    assert head.startswith("Assistant ")
    assert head.endswith(f"{label} · 9\u00a0ms")


def test_an_answer_ends_with_notice_sources_and_findings() -> None:
    entry = answer(
        "warning",
        sources=["commandes · ligne 12", "livraison.md · Délais"],
        notice="Réponse donnée hors ligne.",
        consistency={"findings": [FINDING]},
    )
    assert shown(entry)[1:] == [
        "Livraison le 14 mars.",
        "",
        "· Réponse donnée hors ligne.",
        "[1]\u00a0commandes\u00a0·\u00a0ligne\u00a012   [2]\u00a0livraison.md\u00a0·\u00a0Délais",
        "! « 15 mars » : la source dit « 14 mars »",
        "",
    ]


def test_of_many_findings_the_first_are_shown_and_the_others_counted() -> None:
    findings = [{"text": f"fait {number}", "evidence": "aucun"} for number in range(6)]
    some = shown(answer("warning", consistency={"findings": findings[:3]}))
    assert sum("« fait" in line for line in some) == 3
    assert not any("…" in line for line in some)
    many = shown(answer("warning", consistency={"findings": findings[:3], "repaired": findings}))
    assert sum("« fait" in line for line in many) == 3
    assert many[-2].strip() == "… et 6 autres · T : tout le raisonnement"
    assert (
        shown(answer("warning", consistency={"findings": findings[:4]}))[-2]
        .strip()
        .startswith("… et 1 autre ·")
    )


def test_a_source_that_fits_a_line_stays_on_one_and_a_longer_one_breaks_between_words() -> None:
    short, long = "livraison.md · Délais", "livraison.md · Livraison en Belgique et au Luxembourg"
    lines = shown(answer(sources=["tarifs · ligne 2", short, long]), 42)
    assert [line.replace("\u00a0", " ") for line in lines[-5:-1]] == [
        "[1] tarifs · ligne 2",
        "[2] livraison.md · Délais",
        "[3] livraison.md · Livraison en Belgique",
        "et au Luxembourg",
    ]


def test_a_finding_quotes_no_more_than_begin_and_end_of_a_long_passage() -> None:
    """A fault of length is about all of the answer, which stands above already."""
    long = f"début {'mot ' * 500}fin"
    lines = shown(answer("warning", consistency={"findings": [FINDING | {"text": long}]}))
    assert len(lines) < 12
    told = " ".join(line.strip() for line in lines[3:])
    assert "« début mot" in told and " … " in told and "mot fin »" in told


def test_a_corrected_answer_shows_both_versions_when_opened() -> None:
    entry = answer("corrected", consistency={"repaired": [FINDING]})
    entry.first_version = "Livraison le **15 mars**."
    assert "▸ première version" in shown(entry)
    assert "▎ Livraison le 15 mars." not in shown(entry)
    entry.opened = True
    assert shown(entry)[-3:-1] == ["▾ première version", "▎ Livraison le 15 mars."]


def test_what_the_user_would_have_answered_stands_under_the_answer() -> None:
    entry = answer("verified")
    entry.verdict, entry.correction = "corrected", "Livraison le **16 mars**.\x1b"
    assert shown(entry)[-3:-1] == ["✎ votre correction", "▎ Livraison le 16 mars."]
    assert "corrigée" in shown(entry)[0]


@pytest.mark.parametrize(
    ("status", "label"),
    [("running", "… en cours"), ("interrupted", "■ interrompu"), ("failed", "! inachevé")],
)
def test_an_answer_that_is_not_whole_says_so(status: str, label: str) -> None:
    entry = Entry("assistant", "Il était", status=status)  # type: ignore[arg-type]
    assert shown(entry)[0].endswith(label)


def test_an_error_is_a_sentence_and_a_remedy() -> None:
    entry = Entry("error", "Le serveur ne répond plus.", hint="Relancez-le.")
    assert shown(entry) == ["! Le serveur ne répond plus.", "→ Relancez-le.", ""]


def test_control_characters_of_an_answer_are_not_shown() -> None:
    entry = Entry(
        "assistant", "a\x1b]52;c;x\x07b\u202ec", trace={"answer": {"sources": ["\x1b[2J"]}}
    )
    text = "\n".join(shown(entry))
    assert "a]52;c;xbc" in text
    assert not any(ord(char) < 32 and char != "\n" for char in text)


def test_a_growing_answer_looks_at_every_moment_like_a_whole_one() -> None:
    text = "# Un\n\n- a\n- **b**\n\n```py\nx = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nfin"
    growing = Entry("assistant", "", status="running")
    piece = Piece(growing)
    for end in range(1, len(text) + 1):
        growing.text = text[:end]
        growing.touch()
        piece.layout(40)
        whole = Entry("assistant", text[:end], status="running")
        assert [line.content.plain for line in piece.lines] == shown(whole, 40)
    growing.status = "complete"
    growing.touch()
    piece.layout(40)
    assert [line.content for line in piece.lines] == _contents(Entry("assistant", text), 40)


def test_finished_blocks_keep_their_lines_while_the_answer_grows() -> None:
    """A line drawn once is not drawn again."""
    entry = Entry("assistant", "Un.\n\nDeux.\n\nTrois", status="running")
    piece = Piece(entry)
    piece.layout(40)
    before = piece.lines[1]
    entry.text += " et quatre"
    entry.touch()
    piece.layout(40)
    assert piece.lines[1] is before


def test_a_repaired_text_replaces_the_first_one() -> None:
    entry = Entry("assistant", "Le 15 mars.", status="running")
    piece = Piece(entry)
    piece.layout(40)
    entry.text = "Le 14 mars."
    entry.touch()
    piece.layout(40)
    assert piece.lines[1].content.plain == "Le 14 mars."


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.04, "0,0 ms"), (0.4, "0,4 ms"), (9.2, "9 ms"), (999.0, "999 ms"), (1300.0, "1,3 s")],
)
def test_durations_are_written_the_french_way(value: float, text: str) -> None:
    assert milliseconds(value) == text.replace(" ", "\u00a0")


def _contents(entry: Entry, width: int) -> list[object]:
    piece = Piece(entry)
    piece.layout(width)
    return [line.content for line in piece.lines]
