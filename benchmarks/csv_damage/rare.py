"""Damage that one meets seldom: other writers' habits, line marks, odd containers."""

import html
import json
import tarfile
from collections.abc import Callable
from io import BytesIO
from urllib.parse import quote

from csv_damage.cells import every
from csv_damage.encodings import fit, misread
from csv_damage.making import BytesHook, Damage, Doc, Hook, Pair, TextHook, quoted, record
from csv_damage.structure import rendered


def _fitting(encoding: str) -> Hook:
    def cells(doc: Doc) -> None:
        doc.pairs = [(fit(a, encoding), fit(b, encoding)) for a, b in doc.pairs]
        doc.rows = [[fit(cell, encoding) for cell in row] for row in doc.rows]

    return cells


def _some_lines_in(encoding: str) -> BytesHook:
    def recode(doc: Doc, data: bytes) -> bytes:
        return b"\n".join(
            line.decode().encode(encoding, "replace") if place % 5 == 2 else line
            for place, line in enumerate(data.split(b"\n"))
        )

    return recode


def _recoded(encoding: str) -> BytesHook:
    return lambda doc, data: data.decode().encode(encoding, "replace")


def _mark_inside(doc: Doc, data: bytes) -> bytes:
    place = data.index(b"\n", len(data) // 2) + 1
    return data[:place] + b"\xef\xbb\xbf" + data[place:]


def _thrice(text: str) -> str:
    for _ in range(3):
        text = misread(text, "cp1252")
    return text


def _misread_entities(text: str) -> str:
    escaped = html.escape(misread(text, "cp1252"), quote=False)
    return escaped.encode("ascii", "xmlcharrefreplace").decode()


def _slashed(text: str) -> str:
    return text.replace("'", "\\'").replace('"', '\\"')


def _joined_by(mark: str) -> Hook:
    def records(doc: Doc) -> None:
        rows = [doc.header, *doc.rows]
        doc.records = [mark.join(quoted(cell) for cell in row) for row in rows]

    return records


def _around(first: str, last: str) -> Callable[[Doc, list[str]], str]:
    return lambda doc, row: doc.delimiter.join(first + cell + last for cell in row)


def _before_each(mark: str) -> TextHook:
    return lambda doc, text: "".join(f"{mark}{line}\n" for line in text.split("\n")[:-1])


def _header(*names: str) -> Hook:
    def format_(doc: Doc) -> None:
        doc.header = list(names)

    return format_


def _around_rows(top: list[str], bottom: list[str]) -> Hook:
    def records(doc: Doc) -> None:
        doc.records = [*top, *doc.records, *bottom]

    return records


def _double_spaced(doc: Doc) -> None:
    doc.records = [line for one in doc.records for line in (one, "")]


def _every_row_twice(doc: Doc) -> None:
    doc.records = [one for one in doc.records for _ in range(2)]


def _leading_delimiters(doc: Doc) -> None:
    doc.records = [doc.delimiter + one for one in doc.records]


def _commented_header(doc: Doc) -> None:
    doc.records[0] = "#" + doc.records[0]


def _wrapped(first: str, last: str, numbered: bool = False) -> Hook:
    def cells(doc: Doc) -> None:
        for place, row in enumerate(doc.rows, 1):
            number = f"{place:03} " if numbered else ""
            row[0] = f"{first}{number}{row[0]}{last}"

    return cells


def _numbered_sides(doc: Doc) -> None:
    doc.rows = [[f"Q{n} : {a}", f"R{n} : {b}"] for n, (a, b) in enumerate(doc.rows, 1)]


def _model_marks(doc: Doc) -> None:
    doc.rows = [[f"[INST] {a} [/INST]", f"{b}</s>"] for a, b in doc.rows]


def _blocks(form: str) -> TextHook:
    def text(doc: Doc, text: str) -> str:
        return "".join(form.format(n=n, a=a, b=b) for n, (a, b) in enumerate(doc.rows, 1))

    return text


def _json(make: Callable[[list[Pair]], object]) -> TextHook:
    return lambda doc, text: json.dumps(make([(a, b) for a, b in doc.rows]), ensure_ascii=False)


def _by_column(pairs: list[Pair]) -> object:
    return {"instruction": [a for a, _ in pairs], "response": [b for _, b in pairs]}


def _by_index(pairs: list[Pair]) -> object:
    sides = (("question", 0), ("answer", 1))
    return {name: {str(n): pair[side] for n, pair in enumerate(pairs)} for name, side in sides}


def _split(pairs: list[Pair]) -> object:
    index = list(range(len(pairs)))
    return {"columns": ["instruction", "response"], "index": index, "data": pairs}


def _trailing_commas(doc: Doc, text: str) -> str:
    rows = [{"instruction": a, "response": b} for a, b in doc.rows]
    return "[\n" + "".join(json.dumps(row, ensure_ascii=False) + ",\n" for row in rows) + "]\n"


def _tarred(doc: Doc, data: bytes) -> bytes:
    out = BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        entry = tarfile.TarInfo("faq.csv")
        entry.size = len(data)
        archive.addfile(entry, BytesIO(data))
    return out.getvalue()


DAMAGES: tuple[Damage, ...] = (
    Damage("encoding", "cp858", cells=_fitting("cp858"), bytes=_recoded("cp858")),
    Damage("encoding", "some_mac_roman", cells=_fitting("mac_roman"),
           bytes=_some_lines_in("mac_roman")),
    Damage("encoding", "some_cp850", cells=_fitting("cp850"), bytes=_some_lines_in("cp850")),
    Damage("bytes", "mark_inside", bytes=_mark_inside),
    Damage("bytes", "mark_each_line", bytes=lambda doc, data: b"".join(
        b"\xef\xbb\xbf" + line for line in data.splitlines(True))),
    Damage("mojibake", "mojibake_thrice", cells=every(_thrice)),
    Damage("mojibake", "mojibake_entities", cells=every(_misread_entities)),
    Damage("text", "break_tags", cells=every(lambda text: text.replace("\n", "<br/>"))),
    Damage("text", "space_entities", cells=every(lambda text: text.replace(" ", "&nbsp;"))),
    Damage("text", "cdata", cells=every(lambda text: f"<![CDATA[{text}]]>")),
    Damage("text", "percent", cells=every(quote)),
    Damage("text", "slashes", cells=every(_slashed)),
    Damage("text", "bidi_marks", cells=every(lambda text: f"\u202a{text}\u202c")),
    Damage("delimiter", "double_colon", records=_joined_by("::")),
    Damage("delimiter", "triple_pipe", records=_joined_by("|||")),
    Damage("delimiter", "double_tab", records=_joined_by("\t\t")),
    Damage("delimiter", "spaced_pipe", records=_joined_by(" | ")),
    Damage("delimiter", "start_of_heading", records=_joined_by("\x01")),
    Damage("delimiter", "full_width", records=_joined_by("，")),
    Damage("quoting", "backticks", records=rendered(_around("`", "`"))),
    Damage("quoting", "pipes", records=rendered(_around("|", "|"))),
    Damage("quoting", "stray_first",
           records=rendered(lambda doc, row: '"' + record(doc, row), 0.08)),
    Damage("quoting", "stray_last",
           records=rendered(lambda doc, row: record(doc, row) + '"', 0.08)),
    Damage("ragged", "leading_all", records=_leading_delimiters),
    Damage("ragged", "leading_some",
           records=rendered(lambda doc, row: doc.delimiter + record(doc, row), 0.1)),
    Damage("ragged", "numbers_some", records=rendered(
        lambda doc, row: f"{doc.rng.randrange(99)}{doc.delimiter}{record(doc, row)}", 0.1)),
    Damage("ragged", "rows_twice", records=_every_row_twice),
    Damage("header", "commented_header", records=_commented_header),
    Damage("header", "colons", format=_header("Question :", "Réponse :")),
    Damage("header", "spanish", format=_header("pregunta", "respuesta")),
    Damage("header", "table_names", format=_header("faq.question_text", "faq.answer_text")),
    Damage("header", "parentheses", format=_header("Question (client)", "Réponse (agent)")),
    Damage("junk", "double_spaced", records=_double_spaced),
    Damage("junk", "fences", records=_around_rows(["```csv"], ["```"])),
    Damage("junk", "copy_end", records=_around_rows([], ["\\."])),
    Damage("junk", "mail_head", records=_around_rows(
        ["De : Maïwenn <m@ex.example>", "Objet : FAQ, suite", ""], [])),
    Damage("format", "quoted_mail", text=_before_each("> ")),
    Damage("format", "diff", text=_before_each("+")),
    Damage("format", "bullets", cells=_wrapped("- ", "")),
    Damage("format", "hash_numbers", cells=_wrapped("#", "", numbered=True)),
    Damage("format", "bold", cells=every(lambda text: f"**{text}**")),
    Damage("format", "numbered_sides", cells=_numbered_sides),
    Damage("format", "model_marks", cells=_model_marks),
    Damage("line ends", "next_line", text=lambda doc, text: text.replace("\n", "\x85")),
    Damage("line ends", "filled_up", text=lambda doc, text: text.replace("\n", "   \n")),
    Damage("container", "key_value", text=_blocks("instruction: {a}\nresponse: {b}\n\n")),
    Damage("container", "numbered_blocks", text=_blocks("Q{n}. {a}\nR{n}. {b}\n\n")),
    Damage("container", "inst", text=_blocks("<s>[INST] {a} [/INST] {b}</s>\n")),
    Damage("container", "chatml", text=_blocks(
        "<|im_start|>user\n{a}<|im_end|>\n<|im_start|>assistant\n{b}<|im_end|>\n")),
    Damage("container", "alpaca_text", text=_blocks(
        "### Instruction:\n{a}\n\n### Response:\n{b}\n\n")),
    Damage("container", "headings", text=_blocks("## {a}\n\n{b}\n\n")),
    Damage("container", "json_by_column", text=_json(_by_column)),
    Damage("container", "json_by_index", text=_json(_by_index)),
    Damage("container", "json_split", text=_json(_split)),
    Damage("container", "trailing_commas", text=_trailing_commas),
    Damage("container", "tar_gzip", bytes=_tarred),
)  # fmt: skip
