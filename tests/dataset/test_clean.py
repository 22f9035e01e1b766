"""Each rule by name, the account to the row, and a cleaned file in the columns that it had."""

import csv
from pathlib import Path

import pytest

from mistral_assistant.dataset.clean import Choice, clean
from mistral_assistant.errors import DataError

pytest.importorskip("pandas")

TWEETS = [
    ("RT @ami Le conseil se réunit ce soir à Québec", "retweet"),
    ("https://t.co/abc", "media_only"),
    ("https://exemple.fr/page", "link_only"),
    ("@client Merci beaucoup !", "automatic_reply"),
    ("Encore lui", "too_short"),
    ("Le premier ministre va finir son terme cette année 😀", ""),
    ("Le premier ministre va finir son terme cette année 😀 https://t.co/zz", "duplicate"),
    ("@ami regarde l&#39;été à Montréal &amp; ses cafés 3/4", ""),
]


def table(path: Path, header: list[str], rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    return path


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def test_tweets_are_cleaned_rule_by_rule(tmp_path: Path) -> None:
    rows = [[str(n), text, "2026-01-02"] for n, (text, _rule) in enumerate(TWEETS)]
    path = table(tmp_path / "t.csv", ["id_tweet", "texte", "date_creation"], rows)
    done = clean(path, tmp_path / "out.csv", Choice(tweets=True))
    assert dict(done.lines) == {n + 2: rule for n, (_text, rule) in enumerate(TWEETS) if rule}
    assert read(tmp_path / "out.csv") == [
        ["id_tweet", "texte", "date_creation"],
        ["5", TWEETS[5][0], "2026-01-02"],
        ["7", "@compte regarde l'été à Montréal & ses cafés", "2026-01-02"],
    ]
    assert done.rows_in == len(TWEETS) == done.kept + done.changed + done.dropped.total()
    assert done.samples["mentions"][0]["line"] == 9


def test_a_rule_can_be_switched_off(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", ["texte"], [["RT @ami un long message du soir"]])
    assert clean(path, choice=Choice(tweets=True, without=["retweet"])).dropped.total() == 0
    with pytest.raises(DataError, match="n'existe pas"):
        clean(path, choice=Choice(without=["retwit"]))


def test_pairs_lose_what_teaches_nothing_and_conflicts_are_told(tmp_path: Path) -> None:
    rows = [
        ["Quels sont vos horaires ?", "De 9 h à 18 h."],
        ["quels sont vos horaires", "De 9 h à 18 h."],
        ["Quels sont vos horaires ?", "De 10 h à 19 h."],
        ["Et le dimanche ?", ""],
        ["Et le lundi ?", "À compléter"],
        ["Qui êtes-vous ?", "En tant que modèle de langage, je ne peux pas répondre."],
        ["  Livrez-vous en Corse ? ", "Oui."],
        ["Do you ship to Corsica?", "Yes, we ship to the island every week of the year."],
    ]
    path = table(tmp_path / "a.csv", ["instruction", "response"], rows)

    def language(text: str) -> str:
        return "en" if "ship" in text else "fr"

    done = clean(path, tmp_path / "b.csv", Choice(languages=["fr"]), language=language)
    assert done.dropped == {
        "near_duplicate": 1,
        "empty": 1,
        "boilerplate": 1,
        "refusal": 1,
        "language": 1,
    }
    assert done.conflicts == [(2, 4)]
    assert (done.kept, done.changed, done.rows_in) == (2, 1, 8)
    assert read(tmp_path / "b.csv")[-1] == ["Livrez-vous en Corse ?", "Oui."]


def test_a_row_far_longer_than_all_others_is_dropped(tmp_path: Path) -> None:
    rows = [[f"question {'abcdefghijklmnopqrstuvwxyz'[n] * 3}", "réponse " * 3] for n in range(26)]
    path = table(tmp_path / "a.csv", ["instruction", "response"], [*rows, ["tout", "long " * 3000]])
    assert clean(path).dropped == {"length_outlier": 1}


def test_mini_keeps_so_many_and_accounts_for_the_rest(tmp_path: Path) -> None:
    words = [f"{a}{b}{a}o" for a in "bcdfglmnp" for b in "aeiou"]
    path = table(
        tmp_path / "a.csv", ["text"], [[f"{w} {w[::-1]} {n}"] for n, w in enumerate(words)]
    )
    done = clean(path, tmp_path / "b.csv", Choice(mini=10))
    assert len(read(tmp_path / "b.csv")) == 11
    assert done.dropped == {"mini": len(words) - 10} and done.rows_in == len(words)
