"""Damaged CSV files with known truth: damages in 16 groups, alone and combined.

The pairs are those of a holiday cottage, a library and a bicycle workshop. Each damage works at
one of five levels: cells, format, records, text, bytes; a combination applies several.
"""

import base64
import bz2
import csv
import gzip
import html
import io
import json
import lzma
import quopri
import random
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Pair = tuple[str, str]

_TEMPLATES: tuple[tuple[str, str], ...] = (
    ("À quelle heure peut-on arriver au gîte le {day} ?",
     "L'accueil se fait de {n} h à 19 h. Au-delà, prévenez-nous au {phone} : la clé sera dans la boîte."),
    ("Le chien est-il accepté dans la chambre {n} ?",
     "Oui, un chien de moins de {n}0 kg est admis, contre {price} par nuit."),
    ("Peut-on louer des draps, et à quel prix ?",
     "Bien sûr : {price} la paire, serviettes comprises ; réservez-les avant le {date}."),
    ("J'ai cassé une assiette, que dois-je faire",
     "Rien de grave ! Notez-le sur la fiche « état des lieux » ; nous retiendrons {price} sur la caution."),
    ("Quels livres puis-je emprunter ?",
     "Tous ceux du fonds général :\n- romans : {n} à la fois\n- bandes dessinées : {n}, pour 2 semaines\n- usuels : sur place"),
    ("Où rendre « {title} » ?",
     "À l'accueil, ou dans la boîte extérieure (ouverte jour et nuit). Dernier délai : {date}."),
    ("Ma carte dit \"abonnement expiré\", pourquoi ?",
     "Votre inscription a pris fin le {date}. Renouvelez-la en ligne : https://biblio.example/carte?id={num}&lang=fr"),
    ("Combien coûte une amende pour {n} jours de retard ?",
     "Comptez {price} par document et par semaine, avec un maximum de 15 €."),
    ("Réparez-vous un cadre 28\" en acier ?",
     "Oui, même rouillé : brasure, peinture et roulage inclus, à partir de {price}."),
    ("Changer une chambre à air, c'est combien ?",
     "{price} pose comprise, sans rendez-vous."),
    ("Bonjour, mon vélo {bike} grince quand je freine, une idée ?",
     "C'est souvent du gras sur le disque. Nettoyez-le à l'alcool ; si le bruit persiste, passez nous voir à {town}."),
    ("Quand sera prêt mon vélo déposé {day} ?",
     "Votre {bike} sera prêt le {date} à partir de 17 h. Apportez le ticket n° {num}."),
    ("Vendez-vous des antivols en U ?",
     "Oui : trois modèles, de {price} à 89,90 €, tous classés « 2 roues » par la FUB."),
    ("Puis-je annuler ma réservation n° {num} ?",
     "Jusqu'à {n} jours avant l'arrivée, sans frais. Ensuite, 30 % du séjour restent dus."),
    ("y a t il le wifi svp",
     "Oui, la fibre, partout dans la maison. Le code est affiché près de l'entrée."),
    ("Comment venir de {town} sans voiture ?",
     "1. Prenez le TER jusqu'à {town}.\n2. Descendez à l'arrêt « Mairie ».\n3. Suivez le chemin fléché, {n}00 m."),
    ("Que visiter avec des enfants {emoji} ?",
     "Le parc aux ânes {emoji} et la ferme pédagogique ; comptez {price} par famille."),
    ("Le chauffage est-il compris dans le prix de {price} ?",
     "De mai à septembre, oui ; le reste de l'année, il est relevé au compteur (0,22 € le kWh)."),
    ("Tarif étudiant ?", "Demi-tarif sur présentation de la carte, soit {price} par an."),
    ("Je n'arrive pas à prolonger le prêt de « {title} »",
     "Un autre lecteur l'a réservé. Rendez-le avant le {date}, puis demandez à être prévenu."),
    ("Faites-vous crédit à Mme {name} ?",
     "Mme {name} peut régler en {n} fois, sans frais, dès 150 € d'achat."),
    ("Quelle est la différence entre VTT et VTC ?",
     "| Type | Pneus | Usage |\n|---|---|---|\n| VTT | larges | sentiers |\n| VTC | mixtes | routes, chemins |"),
    ("La piscine est-elle chauffée, {name} ?",
     "De juin à août, à {n}8 °C. Le robot passe chaque nuit : merci de laisser le filet rangé."),
    ("Avez-vous une consigne à bagages ?",
     "Oui, gratuite ; demandez le casier {n} à l'accueil, de 8 h 30 à 18 h.\n\nAttention : rien de périssable, s'il vous plaît."),
    ("Quels sont les horaires d'été de l'atelier ?",
     "Du mardi au samedi, de 9 h à 12 h 30 et de 14 h à 19 h ; fermé le {day}."),
    ("Un coup de fil suffit-il pour réserver la {room} ?",
     "Oui : {phone}. Nous la bloquons {n} jours, le temps de recevoir l'acompte de {price}."),
    ("Peut-on faire un feu dans le jardin",
     "Uniquement dans le brasero, et jamais par vent fort. L'extincteur est sous l'évier."),
    ("Qui contacter pour un objet trouvé à {town} ?",
     "Écrivez à trouve@{num}.example en décrivant l'objet, la date et le lieu."),
    ("Le retour se fait où ?", "Au même comptoir, avant {n} h."),
    ("Est-ce que « {title} » existe en gros caractères ?",
     "Oui, cote R {num} ; sinon, la liseuse se prête {n} semaines, chargeur et housse compris."),
)  # fmt: skip

_SLOTS = {
    "day": ("samedi", "14 juillet", "lundi de Pâques", "1er mai"),
    "n": ("2", "3", "4", "5", "6", "7", "8"),
    "price": ("4,50 €", "12 €", "1 080,00 €", "27,90 €", "0,80 €"),
    "date": ("3 août 2025", "21/06/2025", "mercredi", "2025-09-30"),
    "phone": ("02 98 11 22 33", "06.55.44.33.22"),
    "title": ("L'Étranger", "Le Père Goriot", "Germinal", "Ça", "Où tu vas"),
    "num": ("4812", "77031", "590", "12046"),
    "bike": ("Éole 3", "Grand-Bi", "Hirondelle", "Pâquerette+"),
    "town": ("Plœmeur", "Châteaulin", "Saint-Malo", "Évron", "Le Faouët"),
    "emoji": ("🐐", "🎈", "🚲", "❤️"),
    "name": ("Le Goff", "Jaouën", "D'Hervé", "Strauß"),
    "room": ("chambre bleue", "roulotte", "cabane n° 2"),
}


def make_pairs(rng: random.Random, count: int) -> list[Pair]:
    """Return different pairs."""
    pairs: dict[Pair, None] = {}
    while len(pairs) < count:
        question, answer = rng.choice(_TEMPLATES)
        values = {slot: rng.choice(options) for slot, options in _SLOTS.items()}
        if rng.random() < 0.25:
            question = rng.choice(("Bonsoir, ", "Dites : ", f"{values['town']} – ")) + question
        pairs[question.format(**values), answer.format(**values)] = None
    return list(pairs)


@dataclass
class Doc:
    """A file in the making."""

    rng: random.Random
    pairs: list[Pair]
    rows: list[list[str]] = field(default_factory=list)
    header: list[str] = field(default_factory=lambda: ["instruction", "response"])
    delimiter: str = ","
    quoting: str = "minimal"
    line_end: str = "\n"
    records: list[str] = field(default_factory=list)
    """The rows as text, the header first if there is one."""
    lost: set[int] = field(default_factory=set)
    """Pairs that cannot be recovered."""
    touched: set[int] = field(default_factory=set)
    encoding: str = "utf-8"

    def some(self, share: float) -> list[int]:
        """Return the places of some pairs, at least two."""
        count = max(2, round(share * len(self.pairs)))
        return sorted(self.rng.sample(range(len(self.pairs)), count))


Hook = Callable[[Doc], None]
TextHook = Callable[[Doc, str], str]
BytesHook = Callable[[Doc, bytes], bytes]


@dataclass(frozen=True)
class Damage:
    """One kind of damage: at most one hook per level."""

    group: str
    name: str
    cells: Hook | None = None
    format: Hook | None = None
    records: Hook | None = None
    text: TextHook | None = None
    bytes: BytesHook | None = None


@dataclass(frozen=True)
class Case:
    """A damaged file and what a perfect repair gives."""

    name: str
    groups: tuple[str, ...]
    data: bytes
    pairs: tuple[Pair, ...]
    lost: int
    touched: tuple[Pair, ...]
    """All pairs where the damage concerns the whole file."""


def build(damages: Sequence[Damage], seed: int, count: int = 50) -> Case:
    """Apply damages, level after level, to a fresh file."""
    rng = random.Random(f"{seed} {[damage.name for damage in damages]}")
    doc = Doc(rng, make_pairs(rng, count))
    doc.rows = [list(pair) for pair in doc.pairs]
    for level in ("cells", "format"):
        for damage in damages:
            hook = getattr(damage, level)
            if hook:
                hook(doc)
    doc.records = [record(doc, row) for row in ([doc.header] if doc.header else []) + doc.rows]
    for damage in sorted(damages, key=lambda one: one.group in ("junk", "header", "delimiter")):
        if damage.records:
            damage.records(doc)
    text = "".join(line + doc.line_end for line in doc.records)
    for damage in damages:
        if damage.text:
            text = damage.text(doc, text)
    data = text.encode(doc.encoding, "surrogatepass" if doc.encoding == "utf-8" else "strict")
    for damage in damages:
        if damage.bytes:
            data = damage.bytes(doc, data)
    kept = [pair for i, pair in enumerate(doc.pairs) if i not in doc.lost]
    touched = [doc.pairs[i] for i in sorted(doc.touched - doc.lost)] or kept
    return Case("+".join(damage.name for damage in damages),
                tuple(damage.group for damage in damages), data, tuple(kept), len(doc.lost),
                tuple(touched))  # fmt: skip


def quoted(cell: str, quote: str = '"') -> str:
    """Return a cell in quotation marks."""
    return quote + cell.replace(quote, quote * 2) + quote


def record(doc: Doc, row: Sequence[str]) -> str:
    """Write a row as RFC 4180 does."""
    cells = []
    for cell in row:
        needed = any(mark in cell for mark in (doc.delimiter, '"', "\n", "\r"))
        if doc.quoting == "all" or (needed and doc.quoting == "minimal"):
            cell = quoted(cell)
        cells.append(cell)
    return doc.delimiter.join(cells)


def _first(doc: Doc) -> int:
    return 1 if doc.header else 0


# --- encodings ---


def _encode(name: str, mark: bytes = b"") -> Damage:
    def cells(doc: Doc) -> None:
        doc.pairs = [(_fit(a, name), _fit(b, name)) for a, b in doc.pairs]
        doc.rows = [[_fit(cell, name) for cell in row] for row in doc.rows]

    def recode(doc: Doc, data: bytes) -> bytes:
        return mark + data.decode("utf-8").encode(name, "replace")

    return Damage("encoding", name + ("_mark" if mark else ""), cells=cells, bytes=recode)


_FITTING = str.maketrans({"€": "EUR", "œ": "oe", "Œ": "Oe", "“": '"', "”": '"', "’": "'", "…": "...",
                          "–": "-"})  # fmt: skip


def _fit(text: str, encoding: str) -> str:
    if encoding.startswith("utf"):
        return text
    result = ""
    for char in text:
        try:
            char.encode(encoding)
            result += char
        except UnicodeEncodeError:
            result += char.translate(_FITTING) if char.translate(_FITTING) != char else ""
    return result.strip()


def _mixed_rows(doc: Doc, data: bytes) -> bytes:
    lines = data.split(b"\n")
    half = len(lines) // 2
    kept = lines[:half]
    for line in lines[half:]:
        kept.append(line.decode("utf-8").encode("cp1252", "xmlcharrefreplace"))
    return b"\n".join(kept)


def _mixed_rows_cells(doc: Doc) -> None:
    doc.pairs = [(_fit(a, "cp1252"), _fit(b, "cp1252")) for a, b in doc.pairs]
    doc.rows = [[_fit(cell, "cp1252") for cell in row] for row in doc.rows]


def _some_latin_rows(doc: Doc, data: bytes) -> bytes:
    lines = data.split(b"\n")
    return b"\n".join(
        line.decode("utf-8").encode("cp1252") if i % 4 == 1 else line
        for i, line in enumerate(lines)
    )


def _cesu(doc: Doc, data: bytes) -> bytes:
    out = bytearray()
    for char in data.decode("utf-8"):
        if ord(char) > 0xFFFF:
            pair = char.encode("utf-16-be")
            for half in (pair[:2], pair[2:]):
                out += chr(int.from_bytes(half, "big")).encode("utf-8", "surrogatepass")
        else:
            out += char.encode("utf-8")
    return bytes(out)


def _stray_bytes(doc: Doc, data: bytes) -> bytes:
    places = sorted(
        doc.rng.sample([i for i in range(60, len(data)) if data[i] == 32], 6), reverse=True
    )
    for place in places:
        data = data[:place] + doc.rng.choice((b"\xff", b"\xfe", b"\x81", b"\xc0")) + data[place:]
    return data


# --- mojibake ---


def _misread(text: str, codec: str) -> str:
    data = text.encode("utf-8")
    return "".join(_misread_byte(byte, codec) for byte in data)


def _misread_byte(byte: int, codec: str) -> str:
    try:
        return bytes([byte]).decode(codec)
    except UnicodeDecodeError:
        return chr(byte)


def _mojibake(codec: str, name: str = "", twice: bool = False, share: float = 1.0,
              side: int | None = None) -> Damage:  # fmt: skip
    def cells(doc: Doc) -> None:
        places = range(len(doc.rows)) if share == 1 else doc.some(share)
        for i in places:
            if share < 1:
                doc.touched.add(i)
            for j in range(len(doc.rows[i])):
                if side is None or side == j:
                    text = _misread(doc.rows[i][j], codec)
                    doc.rows[i][j] = _misread(text, codec) if twice else text

    return Damage("mojibake", name or f"mojibake_{codec}", cells=cells)


def _mojibake_lost_space(doc: Doc) -> None:
    for row in doc.rows:
        row[:] = [_misread(cell, "cp1252").replace("\xa0", " ") for cell in row]


# --- text ---


def _every(change: Callable[[str], str]) -> Hook:
    def cells(doc: Doc) -> None:
        for row in doc.rows:
            row[:] = [change(cell) for cell in row]

    return cells


def _sometimes(change: Callable[[str, random.Random], str], share: float = 0.3) -> Hook:
    def cells(doc: Doc) -> None:
        for i in doc.some(share):
            doc.touched.add(i)
            doc.rows[i] = [change(cell, doc.rng) for cell in doc.rows[i]]

    return cells


def _inserted(marks: str) -> Callable[[str, random.Random], str]:
    def change(text: str, rng: random.Random) -> str:
        for _ in range(3):
            place = rng.randrange(len(text) + 1)
            text = text[:place] + rng.choice(marks) + text[place:]
        return text

    return change


def _named_entities(text: str) -> str:
    escaped = html.escape(text).replace("&#x27;", "&#039;")
    return "".join(
        f"&{html.entities.codepoint2name[ord(char)]};"
        if ord(char) > 127 and ord(char) in html.entities.codepoint2name
        else char
        for char in escaped
    )


def _numeric_entities(text: str) -> str:
    return html.escape(text, quote=False).encode("ascii", "xmlcharrefreplace").decode()


def _div_tags(text: str) -> str:
    lines = html.escape(text, quote=False).split("\n")
    return '<div class="c">' + "<br>".join(lines) + "</div>"


def _span_tags(text: str) -> str:
    body = html.escape(text, quote=False).replace("\n", "<br />\n")
    return f"<p><span style='color:#333'>{body}</span></p>"


def _json_escaped(text: str) -> str:
    return json.dumps(text)[1:-1]


def _u_escaped(text: str) -> str:
    return "".join(char if ord(char) < 128 else json.dumps(char)[1:-1] for char in text)


def _qp(text: str) -> str:
    return quopri.encodestring(text.encode("utf-8")).decode().rstrip("=\n")


def _odd_separators(text: str, rng: random.Random) -> str:
    return text.replace("\n", rng.choice("\u2028\u2029\x0b\x0c\x85"))


def _padded(text: str, rng: random.Random) -> str:
    pads = ("  ", "\t", "\xa0", "\n", " \u202f", "\u3000")
    return rng.choice(pads) + text + rng.choice(pads) + rng.choice(pads)


def _crlf_escape(text: str) -> str:
    return text.replace("\n", "\\r\\n")


# --- formats ---


def _delimiter(mark: str, name: str, quoting: str = "minimal") -> Damage:
    def format_(doc: Doc) -> None:
        doc.delimiter, doc.quoting = mark, quoting

    return Damage("delimiter", name, format=format_)


def _other_header_delimiter(doc: Doc) -> None:
    doc.records[0] = ";".join(doc.header) if doc.delimiter == "," else ",".join(doc.header)


def _sep_line(doc: Doc) -> None:
    doc.records.insert(0, f"sep={doc.delimiter}")


def _spaced_delimiter(doc: Doc) -> None:
    doc.records = [", ".join(quoted(cell) for cell in row) for row in [doc.header, *doc.rows]]


def _three_delimiters(doc: Doc) -> None:
    third = len(doc.rows) // 3
    for i, row in enumerate(doc.rows):
        doc.delimiter = ",;\t"[min(2, i // third)]
        doc.records[i + _first(doc)] = record(doc, row)
        if i >= third:
            doc.touched.add(i)


# --- quoting ---


def _rendered(render: Callable[[Doc, list[str]], str], share: float = 1.0) -> Hook:
    def records(doc: Doc) -> None:
        places = range(len(doc.rows)) if share == 1 else doc.some(share)
        for i in places:
            if share < 1:
                doc.touched.add(i)
            doc.records[i + _first(doc)] = render(doc, doc.rows[i])

    return records


def _in_quotes(first: str, last: str) -> Callable[[Doc, list[str]], str]:
    return lambda doc, row: doc.delimiter.join(first + cell + last for cell in row)


def _backslash_quoted(doc: Doc, row: list[str]) -> str:
    return doc.delimiter.join('"' + cell.replace('"', '\\"') + '"' for cell in row)


def _undoubled(doc: Doc, row: list[str]) -> str:
    return doc.delimiter.join('"' + cell + '"' for cell in row)


def _open_missing(doc: Doc, row: list[str]) -> str:
    return f'{row[0].replace(chr(34), chr(34) * 2)}"{doc.delimiter}{quoted(row[1])}'


def _open_missing_response(doc: Doc, row: list[str]) -> str:
    return f"{quoted(row[0])}{doc.delimiter}{quoted(row[1])[1:]}"


def _close_missing(doc: Doc, row: list[str]) -> str:
    return f"{quoted(row[0])}{doc.delimiter}{quoted(row[1])[:-1]}"


def _close_missing_instruction(doc: Doc, row: list[str]) -> str:
    return f"{quoted(row[0])[:-1]}{doc.delimiter}{quoted(row[1])}"


def _middle_missing(doc: Doc, row: list[str]) -> str:
    return f"{quoted(row[0])[:-1]}{doc.delimiter}{quoted(row[1])[1:]}"


def _spaces_around(doc: Doc, row: list[str]) -> str:
    return f" {doc.delimiter} ".join(quoted(cell) for cell in row)


def _whole_row(doc: Doc) -> None:
    doc.records = [quoted(one) for one in doc.records]


def _whole_row_trailing(doc: Doc) -> None:
    doc.records = [quoted(one) + ";;" for one in doc.records]


# --- unquoted ---


def _bare(doc: Doc, row: list[str]) -> str:
    return doc.delimiter.join(row)


def _only(condition: Callable[[Doc, list[str]], bool], render: Callable[[Doc, list[str]], str],
          most: float = 0.3) -> Hook:  # fmt: skip
    """Render some of the rows for which a condition holds."""

    def records(doc: Doc) -> None:
        fitting = [i for i, row in enumerate(doc.rows) if condition(doc, row)]
        count = max(1, min(len(fitting), round(most * len(doc.rows))))
        for i in sorted(doc.rng.sample(fitting, min(count, len(fitting)))):
            doc.touched.add(i)
            doc.records[i + _first(doc)] = render(doc, doc.rows[i])

    return records


def _comma_in_response(doc: Doc, row: list[str]) -> bool:
    return (doc.delimiter in row[1] and doc.delimiter not in row[0] and "\n" not in "".join(row)
            and '"' not in "".join(row))  # fmt: skip


def _comma_in_instruction(doc: Doc, row: list[str]) -> bool:
    return doc.delimiter in row[0] and "\n" not in "".join(row) and '"' not in "".join(row)


def _lines_in_response(doc: Doc, row: list[str]) -> bool:
    return (
        "\n" in row[1]
        and "\n\n" not in row[1]
        and '"' not in "".join(row)
        and doc.delimiter not in "".join(row)
    )


def _lines_and_commas(doc: Doc, row: list[str]) -> bool:
    return (
        "\n" in row[1]
        and '"' not in "".join(row)
        and doc.delimiter in row[1]
        and (doc.delimiter not in row[0])
    )


# --- ragged ---


def _extra_cells(doc: Doc) -> None:
    for i in doc.some(0.12):
        doc.touched.add(i)
        doc.records[i + _first(doc)] += doc.delimiter + doc.rng.choice(
            ("x", "relu", "à vérifier", "2024")
        )


def _trailing_some(doc: Doc) -> None:
    for i in doc.some(0.2):
        doc.touched.add(i)
        doc.records[i + _first(doc)] += doc.delimiter * doc.rng.choice((1, 2))


def _trailing_all(doc: Doc) -> None:
    doc.records = [one + doc.delimiter * 2 for one in doc.records]


def _doubled(doc: Doc, row: list[str]) -> str:
    a, b = record(doc, row[:1]), record(doc, row[1:])
    return a + doc.delimiter * 2 + b


def _missing(doc: Doc, row: list[str]) -> str:
    return quoted(row[0]) + quoted(row[1])


def _space_for_delimiter(doc: Doc, row: list[str]) -> str:
    return quoted(row[0]) + " " + quoted(row[1])


def _split(doc: Doc, row: list[str]) -> str:
    return record(doc, row[:1]) + doc.line_end + record(doc, row[1:])


def _split_after_delimiter(doc: Doc, row: list[str]) -> str:
    return record(doc, row[:1]) + doc.delimiter + doc.line_end + record(doc, row[1:])


def _merged(glue: str, all_quoted: bool = True) -> Hook:
    def records(doc: Doc) -> None:
        first = _first(doc)
        places = [i for i in doc.some(0.1) if i + 1 < len(doc.rows)]
        used: set[int] = set()
        for i in sorted(places, reverse=True):
            if {i, i + 1} & used:
                continue
            used |= {i, i + 1}
            doc.touched |= {i, i + 1}
            if all_quoted:
                left, right = (doc.delimiter.join(map(quoted, doc.rows[k])) for k in (i, i + 1))
            else:
                left, right = doc.records[i + first], doc.records[i + 1 + first]
            doc.records[i + first] = left + glue.replace("D", doc.delimiter) + right
            doc.records[i + 1 + first] = "\ue000"
        doc.records = [one for one in doc.records if one != "\ue000"]

    return records


def _index_column(doc: Doc) -> None:
    doc.header = ["", *doc.header]
    doc.rows = [[str(i), *row] for i, row in enumerate(doc.rows)]


def _unnamed_index(doc: Doc) -> None:
    doc.rows = [[str(i + 1), *row] for i, row in enumerate(doc.rows)]


def _extra_columns(doc: Doc) -> None:
    doc.header = ["id", *doc.header, "source", "date"]
    doc.rows = [
        [f"A{i}", *row, doc.rng.choice(("site", "mail")), f"2025-0{i % 9 + 1}-11"]
        for i, row in enumerate(doc.rows)
    ]


# --- header ---


def _header(*names: str) -> Damage:
    def format_(doc: Doc) -> None:
        doc.header = list(names)

    return Damage("header", "header_" + "_".join(names).replace(" ", "-"), format=format_)


def _no_header(doc: Doc) -> None:
    doc.header = []


def _two_headers(doc: Doc) -> None:
    doc.records.insert(1, record(doc, ["Question du visiteur", "Réponse à donner"]))


def _type_header(doc: Doc) -> None:
    doc.records.insert(1, record(doc, ["string", "string"]))


def _swapped(doc: Doc) -> None:
    doc.header = doc.header[::-1]
    doc.rows = [row[::-1] for row in doc.rows]


# --- junk ---


def _top(*lines: str) -> Hook:
    def records(doc: Doc) -> None:
        doc.records = [*lines, *doc.records]

    return records


def _bottom(*lines: str) -> Hook:
    def records(doc: Doc) -> None:
        doc.records = [*doc.records, *lines]

    return records


def _between(*lines: str) -> Hook:
    def records(doc: Doc) -> None:
        for place in sorted(doc.rng.sample(range(2, len(doc.records)), 6), reverse=True):
            doc.records.insert(place, doc.rng.choice(lines))

    return records


def _conflict(doc: Doc) -> None:
    for place in sorted(doc.rng.sample(range(3, len(doc.records) - 4), 2), reverse=True):
        doc.records[place + 2 : place + 2] = [">>>>>>> 3f2a1c (relecture)"]
        doc.records[place + 1 : place + 1] = ["======="]
        doc.records[place:place] = ["<<<<<<< HEAD"]


def _headers_again(doc: Doc) -> None:
    for place in sorted(doc.rng.sample(range(2, len(doc.records)), 3), reverse=True):
        doc.records.insert(place, doc.records[0])


# --- bytes and line ends ---


def _nul_inside(text: str, rng: random.Random) -> str:
    place = rng.randrange(1, len(text))
    return text[:place] + "\x00" + text[place:]


def _mixed_ends(doc: Doc, text: str) -> str:
    return (
        "".join(line + doc.rng.choice(("\n", "\r\n", "\r")) for line in text.split("\n")[:-1])
        if '"' not in text
        else text.replace("\n", "\r\n", text.count("\n") // 2)
    )


# --- containers ---


def _whole(render: Callable[[Doc], str]) -> TextHook:
    return lambda doc, text: render(doc)


def _jsonl(doc: Doc) -> str:
    return "".join(
        json.dumps({"instruction": a, "response": b}, ensure_ascii=False) + "\n"
        for a, b in doc.rows
    )


def _jsonl_messages(doc: Doc) -> str:
    return "".join(json.dumps({"messages": [{"role": "user", "content": a}, {"role": "assistant", "content": b}]})
                   + "\n" for a, b in doc.rows)  # fmt: skip


def _json_array(doc: Doc) -> str:
    return json.dumps([{"question": a, "answer": b} for a, b in doc.rows], ensure_ascii=False)


def _json_wrapped(doc: Doc) -> str:
    data = [{"prompt": a, "completion": b} for a, b in doc.rows]
    return json.dumps({"data": data}, ensure_ascii=False, indent=1)


def _sharegpt(doc: Doc) -> str:
    return json.dumps([{"id": str(i), "conversations": [{"from": "human", "value": a}, {"from": "gpt", "value": b}]}
                       for i, (a, b) in enumerate(doc.rows)], indent=2)  # fmt: skip


def _python_dicts(doc: Doc) -> str:
    return "".join(repr({"instruction": a, "response": b}) + "\n" for a, b in doc.rows)


def _python_tuples(doc: Doc) -> str:
    return "[" + ",\n ".join(repr((a, b)) for a, b in doc.rows) + "]\n"


def _markdown(doc: Doc) -> str:
    def cell(text: str) -> str:
        return text.replace("|", "\\|").replace("\n", "<br>")

    lines = ["| Question | Réponse |", "|:---|:---|"]
    return "\n".join(lines + [f"| {cell(a)} | {cell(b)} |" for a, b in doc.rows]) + "\n"


def _html(doc: Doc) -> str:
    def cell(text: str) -> str:
        return html.escape(text).replace("\n", "<br>")

    rows = "\n".join(f"<tr><td>{cell(a)}</td><td>{cell(b)}</td></tr>" for a, b in doc.rows)
    return ("<html><body><table border=1>\n<tr><th>instruction</th><th>response</th></tr>\n"
            f"{rows}\n</table></body></html>\n")  # fmt: skip


def _sql(doc: Doc) -> str:
    def value(text: str) -> str:
        return "'" + text.replace("'", "''") + "'"

    return "CREATE TABLE faq (instruction text, response text);\n" + "".join(
        f"INSERT INTO faq (instruction, response) VALUES ({value(a)}, {value(b)});\n"
        for a, b in doc.rows
    )


def _sql_many(doc: Doc) -> str:
    def value(text: str) -> str:
        body = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
        return f"'{body}'"

    rows = ",\n".join(f"({i}, {value(a)}, {value(b)})" for i, (a, b) in enumerate(doc.rows))
    return f"INSERT INTO `faq` (`id`, `question`, `answer`) VALUES\n{rows};\n"


def _transcript(doc: Doc) -> str:
    return "\n".join(f"Client : {a}\nConseiller : {b}\n" for a, b in doc.rows)


def _qr(doc: Doc) -> str:
    return "\n".join(f"Q: {a}\nR: {b}\n" for a, b in doc.rows)


def _markdown_qr(doc: Doc) -> str:
    return "# FAQ\n\n" + "\n".join(
        f"**Question :** {a}\n\n**Réponse :** {b}\n" for a, b in doc.rows
    )


def _user_assistant(doc: Doc) -> str:
    return "---\n".join(f"User: {a}\nAssistant: {b}\n" for a, b in doc.rows)


def _long_form(doc: Doc) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["session", "speaker", "message", "time"])
    for i, (a, b) in enumerate(doc.rows):
        writer.writerow([i, "client", a, f"10:{i % 60:02}"])
        writer.writerow([i, "bot", b, f"10:{i % 60:02}"])
    return out.getvalue()


def _xlsx(doc: Doc, data: bytes) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(doc.header or ["instruction", "response"])
    for row in doc.rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _zip(doc: Doc, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("export/faq.csv", data)
        archive.writestr("__MACOSX/._faq.csv", b"\0" * 900)
    return out.getvalue()


# --- format ---


def _guard_formula(doc: Doc, row: list[str]) -> str:
    return doc.delimiter.join("=" + quoted(cell) for cell in row)


def _guard_apostrophe(text: str) -> str:
    return "'" + text


def _numbers(doc: Doc) -> None:
    doc.rows = [[f"{i}. {a}", b] for i, (a, b) in enumerate(doc.rows, 1)]


def _number_lines(doc: Doc, text: str) -> str:
    return "".join(f"{i:6}\t{line}\n" for i, line in enumerate(text.split("\n")[:-1], 1))


def _grep_lines(doc: Doc, text: str) -> str:
    return "".join(f"{i}:{line}\n" for i, line in enumerate(text.split("\n")[:-1], 1))


def _prefixes(one: str, other: str) -> Hook:
    def cells(doc: Doc) -> None:
        doc.rows = [[one + a, other + b] for a, b in doc.rows]

    return cells


def _long_fields(doc: Doc) -> None:
    for i in doc.some(0.05):
        a, b = doc.pairs[i]
        doc.pairs[i] = (a, b + " Voir aussi, entre autres, la notice." * 4000)
        doc.rows[i][1] = doc.pairs[i][1]


# --- unrecoverable ---


def _lose(
    change: Callable[[str, str, random.Random], tuple[str, str]], fits: Callable[[str, str], bool]
) -> Hook:
    def cells(doc: Doc) -> None:
        for i in [i for i in doc.some(0.3) if fits(*doc.pairs[i])][:6]:
            doc.lost.add(i)
            a, b = change(*doc.rows[i][:2], doc.rng)
            doc.rows[i][:2] = [a, b]

    return cells


def _accented(a: str, b: str) -> bool:
    return sum(char in "éèêëïîçùœ" for char in b) >= 2


def _cut(a: str, b: str, rng: random.Random) -> tuple[str, str]:
    words = b.split(" ")
    place = max(6, len(words) * 2 // 3)
    while place > 2 and (len(words[place - 1]) < 6 or not words[place - 1].isalpha()):
        place -= 1
    return a, " ".join(words[:place])[:-3]


def damages() -> list[Damage]:
    """Return every single damage."""
    D = Damage
    empty = ("", "   ", "\u200b")
    fillers = (
        "N/A",
        "null",
        "à compléter",
        "TODO",
        "#REF!",
        "#NOM?",
        "...",
        "XXX",
        "---",
        "None",
        "?",
    )
    return [
        _encode("cp1252"), _encode("cp850"), _encode("iso8859-15"), _encode("mac_roman"),
        _encode("utf-16-le"), _encode("utf-16-be"), _encode("utf-16-le", b"\xff\xfe"),
        _encode("utf-32-be", b"\x00\x00\xfe\xff"), _encode("utf-32-le"),
        _encode("utf-8", b"\xef\xbb\xbf"), _encode("latin-1"), _encode("cp437"),
        D("encoding", "half_cp1252", cells=_mixed_rows_cells, bytes=_mixed_rows),
        D("encoding", "some_rows_cp1252", cells=_mixed_rows_cells, bytes=_some_latin_rows),
        D("encoding", "cesu8", bytes=_cesu), D("encoding", "stray_bytes", bytes=_stray_bytes),
        _mojibake("cp1252"), _mojibake("latin-1"), _mojibake("mac_roman"), _mojibake("cp850"),
        _mojibake("cp437"), _mojibake("cp1252", "mojibake_twice", twice=True),
        _mojibake("cp1252", "mojibake_some", share=0.2), _mojibake("cp1252", "mojibake_questions", side=0),
        _mojibake("latin-1", "mojibake_some_latin1", share=0.3),
        D("mojibake", "mojibake_lost_space", cells=_mojibake_lost_space),
        D("text", "nfd", cells=_every(lambda text: unicodedata.normalize("NFD", text))),
        D("text", "named_entities", cells=_every(_named_entities)),
        D("text", "numeric_entities", cells=_every(_numeric_entities)),
        D("text", "entities_twice", cells=_every(lambda text: html.escape(_named_entities(text)))),
        D("text", "minimal_entities", cells=_every(html.escape)),
        D("text", "div_tags", cells=_every(_div_tags)), D("text", "span_tags", cells=_every(_span_tags)),
        D("text", "zero_width", cells=_sometimes(_inserted("\u200b\ufeff\xad\u2060\u200e\u200c"))),
        D("text", "control", cells=_sometimes(_inserted("\x01\x07\x08\x1b\x7f\x02"))),
        D("text", "json_strings", cells=_every(_json_escaped)),
        D("text", "u_escapes", cells=_every(_u_escaped)),
        D("text", "bytes_repr", cells=_every(lambda text: repr(text.encode("utf-8")))),
        D("text", "quoted_printable", cells=_every(_qp)),
        D("text", "literal_newlines", cells=_every(lambda text: text.replace("\n", "\\n"))),
        D("text", "literal_crlf", cells=_every(_crlf_escape)),
        D("text", "x000d", cells=_every(lambda text: text.replace("\n", "_x000D_\n"))),
        D("text", "odd_separators", cells=_sometimes(_odd_separators, 0.9)),
        D("text", "padding", cells=_sometimes(_padded)),
        D("text", "typography", cells=_every(lambda text: text.replace("'", "’").replace(" ?", "\u202f?"))),
        _delimiter(";", "semicolon"), _delimiter("\t", "tab"), _delimiter("|", "pipe"),
        _delimiter("||", "double_pipe"), _delimiter(";;", "double_semicolon", "all"),
        _delimiter("^", "caret"), _delimiter("~", "tilde"), _delimiter("\x1f", "unit_separator", "none"),
        _delimiter(",,", "double_comma", "all"), _delimiter("\t", "tab_unquoted", "minimal"),
        _delimiter("|", "pipe_all", "all"), _delimiter("¦", "broken_bar"),
        D("delimiter", "comma_space", records=_spaced_delimiter),
        D("delimiter", "three_delimiters", records=_three_delimiters),
        D("delimiter", "header_differs", records=_other_header_delimiter),
        D("delimiter", "sep_line", records=_sep_line),
        D("quoting", "all_quoted", format=lambda doc: setattr(doc, "quoting", "all")),
        D("quoting", "apostrophes", records=_rendered(lambda doc, row: ",".join(quoted(c, "'") for c in row))),
        D("quoting", "curly", records=_rendered(_in_quotes("“", "”"))),
        D("quoting", "guillemets", records=_rendered(_in_quotes("«", "»"))),
        D("quoting", "backslashes", records=_rendered(_backslash_quoted)),
        D("quoting", "quoted_twice", cells=_every(quoted)),
        D("quoting", "whole_row", records=_whole_row),
        D("quoting", "whole_row_trailing", records=_whole_row_trailing),
        D("quoting", "undoubled", records=_only(lambda doc, row: '"' in "".join(row), _undoubled, 1.0)),
        D("quoting", "open_missing", records=_rendered(_open_missing, 0.08)),
        D("quoting", "open_missing_response", records=_rendered(_open_missing_response, 0.08)),
        D("quoting", "close_missing", records=_rendered(_close_missing, 0.08)),
        D("quoting", "close_missing_first", records=_rendered(_close_missing_instruction, 0.08)),
        D("quoting", "middle_missing", records=_rendered(_middle_missing, 0.08)),
        D("quoting", "spaces_around", records=_rendered(_spaces_around)),
        D("quoting", "spaces_around_some", records=_rendered(_spaces_around, 0.2)),
        D("unquoted", "commas", records=_only(_comma_in_response, _bare)),
        D("unquoted", "commas_first", records=_only(_comma_in_instruction, _bare)),
        D("unquoted", "line_breaks", records=_only(_lines_in_response, _bare)),
        D("unquoted", "both", records=_only(_lines_and_commas, _bare)),
        D("unquoted", "all_commas", records=_only(_comma_in_response, _bare, 1.0)),
        D("ragged", "extra_cells", records=_extra_cells), D("ragged", "trailing_some", records=_trailing_some),
        D("ragged", "trailing_all", records=_trailing_all),
        D("ragged", "doubled", records=_rendered(_doubled, 0.1)),
        D("ragged", "missing", records=_rendered(_missing, 0.08)),
        D("ragged", "space_for_delimiter", records=_rendered(_space_for_delimiter, 0.08)),
        D("ragged", "split", records=_rendered(_split, 0.1)),
        D("ragged", "split_after", records=_rendered(_split_after_delimiter, 0.1)),
        D("ragged", "merged", records=_merged("")), D("ragged", "merged_space", records=_merged(" ")),
        D("ragged", "merged_delimiter", records=_merged("D")),
        D("ragged", "merged_plain", records=_merged("", all_quoted=False)),
        D("ragged", "index", format=_index_column), D("ragged", "unnamed_index", format=_unnamed_index),
        D("ragged", "extra_columns", format=_extra_columns),
        _header("Question", "Réponse"), _header("Prompt", "Completion"), _header("entrée", "sortie"),
        _header("instrution", "reponce"), _header("INSTRUCTION ", " RESPONSE"), _header("user", "assistant"),
        _header("Colonne 1", "Colonne 2"), _header("A", "B"), _header("instruction", "instruction"),
        _header("Question posée", "Réponse donnée"), _header("input", "output"), _header("query", "answer"),
        D("header", "no_header", format=_no_header), D("header", "two_headers", records=_two_headers),
        D("header", "type_header", records=_type_header), D("header", "swapped", format=_swapped),
        D("junk", "title", records=_top("Foire aux questions du gîte", "", "Généré le 3 mai 2025", "")),
        D("junk", "title_cells", records=_top("FAQ,,", "Auteur :,Hervé,", ",,")),
        D("junk", "totals", records=_bottom("", "Total;50", "Généré automatiquement")),
        D("junk", "end_mark", records=_bottom("--- fin du fichier ---")),
        D("junk", "sql_count", records=_bottom("(50 rows affected)", "")),
        D("junk", "count_line", records=_bottom("50 lignes sélectionnées.")),
        D("junk", "comments", records=_between("# à relire", "# section vélo", "#", "# ---- suite")),
        D("junk", "slashes", records=_between("// à relire", "// section, vélo")),
        D("junk", "blanks", records=_between("", "   ", ",", '"",""', "\t")),
        D("junk", "rules", records=_between("----------", "==========", "* * *")),
        D("junk", "pages", records=_between("Page 2/7", "- 3 -", "\x0c")),
        D(
            "junk",
            "second_table",
            records=_bottom("", "Nom,Téléphone,Poste", "Hervé,0298112233,atelier", "Maïwenn,,accueil"),
        ),
        D(
            "junk",
            "second_table_same_width",
            records=_bottom("", "code,libellé", "A1,gîte", "A2,vélo", "B1,prêt"),
        ),
        D("junk", "signature", records=_bottom("", "--", "Maïwenn Le Goff", "Office de tourisme")),
        D("junk", "headers_again", records=_headers_again), D("junk", "conflict", records=_conflict),
        D("line ends", "crlf", format=lambda doc: setattr(doc, "line_end", "\r\n")),
        D("line ends", "cr", text=lambda doc, text: text.replace("\n", "\r")),
        D("line ends", "crcrlf", format=lambda doc: setattr(doc, "line_end", "\r\r\n")),
        D("line ends", "mixed_ends", text=_mixed_ends),
        D("line ends", "no_last", text=lambda doc, text: text.rstrip("\n")),
        D("line ends", "lf_cr", format=lambda doc: setattr(doc, "line_end", "\n\r")),
        D("bytes", "nul_inside", cells=_sometimes(_nul_inside, 0.1)),
        D("bytes", "nul_end", bytes=lambda doc, data: data + b"\x00" * 700),
        D("bytes", "ctrl_z", bytes=lambda doc, data: data + b"\x1a"),
        D("bytes", "two_marks", bytes=lambda doc, data: b"\xef\xbb\xbf" * 2 + data),
        D("bytes", "nul_between", bytes=lambda doc, data: data.replace(b"\n", b"\x00\n")),
        D("container", "jsonl", text=_whole(_jsonl)), D("container", "jsonl_messages", text=_whole(_jsonl_messages)),
        D("container", "json_array", text=_whole(_json_array)), D("container", "json_wrapped", text=_whole(_json_wrapped)),
        D("container", "sharegpt", text=_whole(_sharegpt)), D("container", "python_dicts", text=_whole(_python_dicts)),
        D("container", "python_tuples", text=_whole(_python_tuples)), D("container", "markdown", text=_whole(_markdown)),
        D("container", "html_table", text=_whole(_html)), D("container", "sql", text=_whole(_sql)),
        D("container", "sql_many", text=_whole(_sql_many)), D("container", "transcript", text=_whole(_transcript)),
        D("container", "qr_blocks", text=_whole(_qr)), D("container", "markdown_qr", text=_whole(_markdown_qr)),
        D("container", "user_assistant", text=_whole(_user_assistant)), D("container", "long_form", text=_whole(_long_form)),
        D("container", "xlsx", bytes=_xlsx), D("container", "zip", bytes=_zip),
        D("container", "gzip", bytes=lambda doc, data: gzip.compress(data)),
        D("container", "bzip2", bytes=lambda doc, data: bz2.compress(data)),
        D("container", "xz", bytes=lambda doc, data: lzma.compress(data)),
        D("format", "guard_formula", records=_rendered(_guard_formula)),
        D("format", "guard_apostrophe", cells=_every(_guard_apostrophe)),
        D("format", "numbers", cells=_numbers), D("format", "cat_n", text=_number_lines),
        D("format", "grep_n", text=_grep_lines),
        D("format", "prefixes", cells=_prefixes("Question : ", "Réponse : ")),
        D("format", "prefixes_short", cells=_prefixes("Q: ", "A: ")),
        D("format", "prefixes_alpaca", cells=_prefixes("### Instruction:\n", "### Response:\n")),
        D("format", "long_fields", cells=_long_fields),
        D("unrecoverable", "replacement", cells=_lose(
            lambda a, b, rng: (a, b.replace("é", "\ufffd").replace("è", "\ufffd")), _accented)),
        D("unrecoverable", "question_marks", cells=_lose(
            lambda a, b, rng: (a, b.encode("ascii", "replace").decode()), _accented)),
        D("unrecoverable", "cut", cells=_lose(_cut, lambda a, b: len(b) > 60 and "\n" not in b)),
        D("unrecoverable", "empty", cells=_lose(
            lambda a, b, rng: (a, rng.choice(empty)) if rng.random() < 0.5 else (rng.choice(empty), b),
            lambda a, b: True)),
        D("unrecoverable", "fillers", cells=_lose(lambda a, b, rng: (a, rng.choice(fillers)), lambda a, b: True)),
    ]  # fmt: skip


_NOT_TOGETHER = {"container", "line ends", "encoding"}
"""Groups of which a combination holds one at most, containers last."""


def combinations(count: int, seed: int) -> list[list[Damage]]:
    """Return combinations of two or three damages of different groups that can go together."""
    rng = random.Random(f"combinations {seed}")
    every = [one for one in damages() if one.name not in (
        "three_delimiters", "comma_space", "header_differs", "long_fields", "utf-32-le", "sep_line",
        "mixed_ends", "curly", "guillemets", "apostrophes", "backslashes", "guard_formula",
        "merged_plain", "cat_n", "grep_n", "title_cells", "half_cp1252", "some_rows_cp1252",
        "stray_bytes", "nul_between", "cesu8", "cr", "lf_cr", "crcrlf")]  # fmt: skip
    found: list[list[Damage]] = []
    while len(found) < count:
        chosen = rng.sample(every, rng.choice((2, 2, 3)))
        groups = [one.group for one in chosen]
        whole = [
            one for one in chosen if one.group == "container" and one.text or one.name == "xlsx"
        ]
        structural = [one for one in chosen if one.records or one.format]
        names = {one.name for one in chosen}
        if (
            "nfd" in names
            and "encoding" in groups
            or {"double_semicolon", "spaces_around"} <= names
        ):
            continue
        if len(set(groups)) < len(groups) or (whole and (structural or len(chosen) > 2)):
            continue
        if whole and any(one.group in ("encoding", "line ends", "bytes") for one in chosen):
            continue
        if (
            sum(
                one.records is not None and one.group in ("quoting", "unquoted", "ragged")
                for one in chosen
            )
            > 1
        ):
            continue
        if any(one.name.startswith("mojibake") for one in chosen) and any(
            one.name in ("bytes_repr", "json_strings", "u_escapes", "quoted_printable", "nfd")
            or one.group == "encoding"
            for one in chosen
        ):
            continue
        if sum(one.cells is not None for one in chosen) > 1 and "unrecoverable" in groups:
            continue
        order = {"encoding": 1, "bytes": 2, "container": 3}
        found.append(sorted(chosen, key=lambda one: order.get(one.group, 0)))
    return found


_ = base64
