"""Valid files, however strange their texts, pass the repair with identical content."""

import csv
import io
import re
import tempfile
from pathlib import Path

from csv_files import written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mistral_assistant.dataset.csv_repair import repair

QUESTIONS = (
    "Où est mon colis ?", "Bonjour, je voudrais annuler ma commande", "je n'ai rien reçu",
    "Quels sont vos délais pour la Corse ?", "Puis-je payer en 3 fois, sans frais ?", "Merci",
    "Le code 4 s'affiche : pourquoi ?", "Tarif ?", "Pourquoi l'écran 27\" clignote ?",
    'Avez-vous "la bleue" en stock ?',
)  # fmt: skip
ANSWERS = (
    "Il arrive demain.", "Oui, dans les 14 jours ; au-delà, non.", "Avec plaisir", "12,50 €",
    "Comptez 3 jours :\n- Ajaccio\n- Bastia", 'Cliquez sur "Annuler", puis validez.', "Oui",
    "Prenez la ligne 4\n\nPuis le bus 27.", "C'est noté : nous revenons vers vous.",
)  # fmt: skip
STRANGE = (
    "C:\\temp\\neuf", "\\n", "&eacute;", "<b>gras</b>", "# 3", "// fin", "-- x --", "N/A", "null",
    "'", '"', "“x”", "« Ã© »", "b'abc'", "https://a.fr/?a=1&b=2;c", "😀 👨‍👩‍👧", "007", "=A1+B2",
    "-5", "+33 6", "@moi", "(voir)", "[1]", '{"a": 1}', "Total : 3", "Page 2/3", "1.", "%20", "=C3",
    "Q:", "R :", "œuf", "???", "==", "~", "^", "Question :", "a;b", "c,e", "e|f", "x\ty", "===",
    "<<<", "| a | b |", "user: x", "[INST]", "INSERT INTO t VALUES (1)", "<p>", "&amp;", "\\u00e9",
    "'x'", '"x"', ";", "sep=;", "---", "Mr. O'Neil", "5\" 7\"", "a\\b", '\\"', "ﬁn", "½",
    "مرحبا", "الجزائر", "Wałęsa", "Привет", "你好",
)  # fmt: skip


def strange(texts: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Put one strange piece before, behind or into a text."""
    places = (
        lambda t, s: f"{s} {t}",
        lambda t, s: f"{t} {s}",
        lambda t, s: t.replace(" ", f" {s} ", 1),
    )
    return st.builds(
        lambda text, piece, place: place(text, piece),
        st.sampled_from(texts), st.sampled_from(STRANGE), st.sampled_from(places),
    )  # fmt: skip


PLAIN = st.tuples(st.sampled_from(QUESTIONS), st.sampled_from(ANSWERS))
ROWS = st.lists(
    st.one_of(
        PLAIN, PLAIN, PLAIN,
        st.tuples(strange(QUESTIONS), st.sampled_from(ANSWERS)),
        st.tuples(st.sampled_from(QUESTIONS), strange(ANSWERS)),
    ),
    min_size=4, max_size=30, unique=True,
)  # fmt: skip


@settings(max_examples=80, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
@given(
    pairs=ROWS,
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_strange_texts_in_valid_files_stay_as_they_are(
    pairs: list[tuple[str, str]], delimiter: str, quoting: int, line_end: str, encoding: str
) -> None:
    """A row that the verdict leaves out is not looked at here, but none may be changed."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=line_end)  # type: ignore[arg-type]
    writer.writerows([("instruction", "response"), *pairs])
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), out.getvalue().encode(encoding))
        done = repair(path, normalise=False)
        got = list(done.pairs)
    assert [pair for pair in got if pair not in pairs] == []
    assert len(got) + done.report.lost == len(pairs)
    assert done.report.lost <= sum(1 for pair in pairs if may_be_dropped(pair)), pairs


def may_be_dropped(pair: tuple[str, str]) -> bool:
    """Lone marks and letters behind an unended answer may read as cut off."""
    return re.search(r"[.!?»)]$", pair[1]) is None


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1,
                        max_size=30), min_size=2, max_size=12))  # fmt: skip
def test_texts_of_any_alphabet_survive_normalisation_twice(texts: list[str]) -> None:
    from mistral_assistant.dataset.normalise import normalised

    for text in texts:
        assert normalised(normalised(text)) == normalised(text)
