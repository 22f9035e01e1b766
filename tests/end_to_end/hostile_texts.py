"""Texts that try to steer a terminal or to be markup, and a pack that is full of them."""

import re
import shutil
import unicodedata
from pathlib import Path

TEMPLATE = Path(__file__).parents[2] / "domains" / "_template"

PAYLOADS = {
    "osc0": "\x1b]0;TITRE\x07",
    "osc2": "\x1b]2;FENETRE\x1b\\",
    "osc8": "\x1b]8;;https://piege.example/a\x07lien\x1b]8;;\x07",
    "osc10": "\x1b]10;?\x07",
    "osc52": "\x1b]52;c;cHJlc3NlLXBhcGllcg==\x07",
    "osc52st": "\x1b]52;p;c2Vjb25k\x1b\\",
    "osc52ask": "\x1b]52;c;?\x1b\\",
    "cursor": "\x1b[9;41H",
    "up": "\x1b[12A",
    "erase": "\x1b[1J\x1b[2K",
    "dsr": "\x1b[5n\x1b[c",
    "sgr": "\x1b[48;5;202mOrange",
    "conceal": "\x1b[8mcache\x1b[28m",
    "alt": "\x1b[?47h",
    "mouse": "\x1b[?1002h",
    "region": "\x1b[3;7r",
    "dcs": "\x1bP+q544e\x1b\\",
    "apc": "\x1b_Ga=d\x1b\\",
    "pm": "\x1b^prive\x1b\\",
    "sos": "\x1bXchaine\x1b\\",
    "ris": "\x1bc",
    "charset": "\x1b(0lqqk",
    "align": "\x1b#8",
    "c1csi": "\x9b7mInverse",
    "c1osc": "\x9d0;HUITBITS\x9c",
    "c1dcs": "\x90xy\x9c",
    "nel": "li\x85gne",
    "bel": "B\x07EL",
    "bs": "vrai\x08\x08\x08\x08faux",
    "cr": "visible\rcouvert",
    "so": "S\x0eO\x0fI",
    "nul": "N\x00UL",
    "del": "D\x7fEL",
    "vtff": "V\x0bT\x0cF",
    "enq": "E\x05NQ\x1aSUB",
    "rlo": "fdp\u202eexe.\u202c",
    "isolate": "a\u2066b\u2069",
    "alm": "a\u061cb",
    "zwsp": "mot\u200bcoupe",
    "bom": "a\ufeffb\u2060c",
    "tags": "drapeau\U000e0041\U000e007f",
    "half": "fin\x1b",
    "halfcsi": "fin\x1b[",
}
MARKUP = (
    "[/INST] fini",
    "a[i] = b[j]",
    "list[int]",
    "[@click=app.quit]sortie[/]",
    "[link=https://piege.example]ici[/link]",
    "[bold red]gras[/bold red]",
    "[/]",
    "[TOOL_CALLS]",
    "$accent {0.__class__} %s",
    r"regex [/\d+/] \[x]",
)
MIXED = " ".join(f"{name}({payload})" for name, payload in PAYLOADS.items())
"""Every payload between words that can be found again."""
SHORT = "T\x1b]0;V\x07\x1b[2J\x9b7m\x08\x0e\x7f\u202e\u200b\U000e0041[/INST]"
"""One of each kind of control character, for places with little room."""
HOSTILE = " ".join((MIXED, *MARKUP))
PLAIN = "Un texte sans malice avec des mots et rien d'autre."


def visible(text: str) -> str:
    """Return the characters of ``text`` that can be seen, without any white space."""
    seen = (char for char in text if unicodedata.category(char) != "Cc" and not HIDING.match(char))
    return "".join("".join(seen).split())


HIDING = re.compile(
    "[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def raw_payloads(written: bytes) -> list[str]:
    """Return the names of the payloads that stand in ``written`` as they were sent.

    Halves do not count: a change of colour after the same word looks like them.
    """
    whole = {name: text for name, text in PAYLOADS.items() if not name.startswith("half")}
    return [name for name, payload in whole.items() if payload.encode() in written]


def stray_characters(written: bytes, allowed: str = "\n") -> set[str]:
    """Return the control and hiding characters of an output that should be plain text."""
    text = written.decode("utf-8")
    return {
        char
        for char in set(text) - set(allowed)
        if unicodedata.category(char) == "Cc" or HIDING.match(char)
    }


def write_pack(home: Path, text: str, short: str) -> Path:
    """Copy the template pack with ``text`` (or ``short``) in every place that is ever shown."""
    shutil.copytree(TEMPLATE, home)
    for file, changes in _CHANGES.items():
        path = home / file
        source = path.read_text(encoding="utf-8")
        for old, new in changes:
            if old not in source:
                raise AssertionError(f"{file} of the template no longer holds {old!r}")
            for mark, put in (("LONG", text), ("SHORT", short)):
                new = new.replace(mark, _written(put, file))
            source = source.replace(old, new, 1)
        path.write_text(source, encoding="utf-8", newline="")
    manifest = home / "pack.toml"
    named = manifest.read_text(encoding="utf-8").replace('"template"', f'"{home.name}"', 1)
    manifest.write_text(named, encoding="utf-8")
    return home


def _written(text: str, file: str) -> str:
    """Return ``text`` as it is written in a file of a pack."""
    if file == "templates.toml":
        text = text.replace("$", "$$")
    if not file.endswith(".toml"):
        return text
    plain = (char if " " <= char <= "~" and char not in '\\"' else "" for char in text)
    return "".join(char or f"\\U{ord(odd):08X}" for char, odd in zip(plain, text, strict=True))


_CHANGES = {
    "pack.toml": [
        ("Atelier de vélos", "Atelier SHORT"),
        ("Exemple à recopier :", "SHORT LONG"),
        ("01 99 00 55 10", "01 SHORT"),
        ('title = "réparations"', 'title = "réparations SHORT"'),
        ('prix = "prix" }', 'prix = "prix SHORT" }'),
    ],
    "categories.toml": [
        ('label = "les prix"', 'label = "les prix SHORT"'),
        ('label = "les horaires et l\'adresse"', 'label = "les horaires SHORT"'),
    ],
    "entities.toml": [("Quel est le numéro de la réparation ?", "Le numéro SHORT ? LONG")],
    "approaches.toml": [("Un passage répond à la question.", "SHORT LONG")],
    "templates.toml": [
        ("Bonjour ! Ici l'assistant « $pack_title ».", "SHORT LONG $question"),
        ("Bonjour et bienvenue ! Ici l'assistant « $pack_title ».", "SHORT LONG $question"),
        ("Je ne peux vous renseigner que sur", "SHORT LONG $question"),
        ("Nous travaillons sur votre vélo", "SHORT LONG"),
    ],
    "knowledge/tarifs.csv": [
        ("Crevaison,", "Crevaison SHORT,"),
        ("Réparer une crevaison coûte", "LONG Réparer une crevaison coûte"),
    ],
    "knowledge/atelier.md": [
        ("## Horaires d'ouverture", "## Horaires SHORT"),
        ("L'atelier est ouvert", "LONG\nL'atelier est ouvert"),
    ],
    "tables/reparations.csv": [("vélo de ville vert", '"vélo SHORT LONG"')],
}
