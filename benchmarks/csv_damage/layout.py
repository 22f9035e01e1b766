"""Damage around the rows: headers, junk, line ends."""

from csv_damage.cells import nul_inside, sometimes
from csv_damage.making import Damage, Doc, Hook, record


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


def _mixed_ends(doc: Doc, text: str) -> str:
    return (
        "".join(line + doc.rng.choice(("\n", "\r\n", "\r")) for line in text.split("\n")[:-1])
        if '"' not in text
        else text.replace("\n", "\r\n", text.count("\n") // 2)
    )


DAMAGES: tuple[Damage, ...] = (
    _header("Question", "Réponse"),
    _header("Prompt", "Completion"),
    _header("entrée", "sortie"),
    _header("instrution", "reponce"),
    _header("INSTRUCTION ", " RESPONSE"),
    _header("user", "assistant"),
    _header("Colonne 1", "Colonne 2"),
    _header("A", "B"),
    _header("instruction", "instruction"),
    _header("Question posée", "Réponse donnée"),
    _header("input", "output"),
    _header("query", "answer"),
    Damage("header", "no_header", format=_no_header),
    Damage("header", "two_headers", records=_two_headers),
    Damage("header", "type_header", records=_type_header),
    Damage("header", "swapped", format=_swapped),
    Damage(
        "junk", "title", records=_top("Foire aux questions du gîte", "", "Généré le 3 mai 2025", "")
    ),
    Damage("junk", "title_cells", records=_top("FAQ,,", "Auteur :,Hervé,", ",,")),
    Damage("junk", "totals", records=_bottom("", "Total;50", "Généré automatiquement")),
    Damage("junk", "end_mark", records=_bottom("--- fin du fichier ---")),
    Damage("junk", "sql_count", records=_bottom("(50 rows affected)", "")),
    Damage("junk", "count_line", records=_bottom("50 lignes sélectionnées.")),
    Damage(
        "junk", "comments", records=_between("# à relire", "# section vélo", "#", "# ---- suite")
    ),
    Damage("junk", "slashes", records=_between("// à relire", "// section, vélo")),
    Damage("junk", "blanks", records=_between("", "   ", ",", '"",""', "\t")),
    Damage("junk", "rules", records=_between("----------", "==========", "* * *")),
    Damage("junk", "pages", records=_between("Page 2/7", "- 3 -", "\x0c")),
    Damage(
        "junk",
        "second_table",
        records=_bottom("", "Nom,Téléphone,Poste", "Hervé,0298112233,atelier", "Maïwenn,,accueil"),
    ),
    Damage(
        "junk",
        "second_table_same_width",
        records=_bottom("", "code,libellé", "A1,gîte", "A2,vélo", "B1,prêt"),
    ),
    Damage("junk", "signature", records=_bottom("", "--", "Maïwenn Le Goff", "Office de tourisme")),
    Damage("junk", "headers_again", records=_headers_again),
    Damage("junk", "conflict", records=_conflict),
    Damage("line ends", "crlf", format=lambda doc: setattr(doc, "line_end", "\r\n")),
    Damage("line ends", "cr", text=lambda doc, text: text.replace("\n", "\r")),
    Damage("line ends", "crcrlf", format=lambda doc: setattr(doc, "line_end", "\r\r\n")),
    Damage("line ends", "mixed_ends", text=_mixed_ends),
    Damage("line ends", "no_last", text=lambda doc, text: text.rstrip("\n")),
    Damage("line ends", "lf_cr", format=lambda doc: setattr(doc, "line_end", "\n\r")),
    Damage("bytes", "nul_inside", cells=sometimes(nul_inside, 0.1)),
    Damage("bytes", "nul_end", bytes=lambda doc, data: data + b"\x00" * 700),
    Damage("bytes", "ctrl_z", bytes=lambda doc, data: data + b"\x1a"),
    Damage("bytes", "two_marks", bytes=lambda doc, data: b"\xef\xbb\xbf" * 2 + data),
    Damage("bytes", "nul_between", bytes=lambda doc, data: data.replace(b"\n", b"\x00\n")),
)
