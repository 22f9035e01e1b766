"""Mojibake is undone character for character; texts about it are left alone."""

import pytest

from mistral_assistant.dataset.mojibake import undone, wrong_encodings

TEXTS = [
    "Déjà vu à Nîmes : l'été, 12 € « tout compris »… où ça ?",
    "Cœur-de-Lion – dès 18 h, réservé aux abonnés",
    "Bonne fête 🎉 à tous !",
]


def misread(text: str, codec: str) -> str:
    """Read UTF-8 in another encoding, as a careless program does."""
    result = ""
    for byte in text.encode():
        try:
            result += bytes([byte]).decode(codec)
        except UnicodeDecodeError:
            result += chr(byte)
    return result


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("codec", ["cp1252", "latin-1", "mac_roman", "cp850", "cp437"])
def test_one_misreading_is_undone(text: str, codec: str) -> None:
    found = undone(misread(text, codec))
    assert found is not None
    assert found[0] == text


@pytest.mark.parametrize("text", TEXTS)
def test_two_misreadings_are_undone(text: str) -> None:
    found = undone(misread(misread(text, "cp1252"), "cp1252"))
    assert found is not None and found[0] == text


@pytest.mark.parametrize(
    ("damaged", "text"),
    [
        ("Voilà ".replace("à ", "Ã ") + "le port", "Voilà le port"),
        ("C'est Ã  gauche, lÃ .", "C'est à gauche, là."),
        ("üéâ Bravo, trÃ¨s bien", None),
    ],
)
def test_a_lost_no_break_space_is_put_back(damaged: str, text: str | None) -> None:
    found = undone(damaged)
    assert (found[0].replace("\xa0", " ") if found else None) == text


@pytest.mark.parametrize(
    "text",
    [
        "Pourquoi vois-je « Ã© » à la place de « é » ?",
        "Déjà vu, à Nîmes.",
        "Ã© : qu'est-ce ?",
        "CAFÉ® et THÉ™",
        "Ångström, Århus, Łódź",
        "plain",
        "مرحبا",
    ],
)
def test_sound_texts_and_texts_about_mojibake_stay(text: str) -> None:
    assert undone(text) is None


def test_the_wrong_encoding_of_a_file_is_the_one_that_most_texts_show() -> None:
    texts = [misread(text, "mac_roman") for text in TEXTS * 4]
    assert wrong_encodings(texts)[0] == "mac_roman"
