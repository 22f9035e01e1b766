"""What passes the quick look at a text needs nothing, in whatever script it is."""

import sys
import unicodedata

from mistral_assistant.dataset.curing import is_plain_text


def _characters() -> list[str]:
    return [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]


def test_a_plain_text_is_in_nfc_whatever_its_characters() -> None:
    """Neither a character with another form, nor one that joins the one before, is plain."""
    joining = {
        parts[1]
        for char in _characters()
        if len(parts := unicodedata.decomposition(char).split()) == 2 and parts[0][0] != "<"
    }
    doubtful = {
        char
        for char in _characters()
        if unicodedata.combining(char) or not unicodedata.is_normalized("NFC", char)
    } | {chr(int(code, 16)) for code in joining}
    assert not [hex(ord(char)) for char in doubtful if is_plain_text(f"a{char}")]
    assert is_plain_text("« Déjà vu » : 12 €, l’été… 🚲 Straße Łódź")
