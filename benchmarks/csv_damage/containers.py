"""Files that are no CSV: JSON, Markdown, HTML, SQL, transcripts, archives, workbooks."""

import bz2
import csv
import gzip
import html
import io
import json
import lzma
import zipfile
from collections.abc import Callable

from csv_damage.making import Damage, Doc, TextHook


def _whole(render: Callable[[Doc], str]) -> TextHook:
    return lambda doc, text: render(doc)


def _jsonl(doc: Doc) -> str:
    return "".join(
        json.dumps({"instruction": a, "response": b}, ensure_ascii=False) + "\n"
        for a, b in doc.rows
    )


def _jsonl_messages(doc: Doc) -> str:
    return "".join(
        json.dumps(
            {"messages": [{"role": "user", "content": a}, {"role": "assistant", "content": b}]}
        )
        + "\n"
        for a, b in doc.rows
    )


def _json_array(doc: Doc) -> str:
    return json.dumps([{"question": a, "answer": b} for a, b in doc.rows], ensure_ascii=False)


def _json_wrapped(doc: Doc) -> str:
    data = [{"prompt": a, "completion": b} for a, b in doc.rows]
    return json.dumps({"data": data}, ensure_ascii=False, indent=1)


def _sharegpt(doc: Doc) -> str:
    return json.dumps(
        [
            {
                "id": str(i),
                "conversations": [{"from": "human", "value": a}, {"from": "gpt", "value": b}],
            }
            for i, (a, b) in enumerate(doc.rows)
        ],
        indent=2,
    )


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
    return (
        "<html><body><table border=1>\n<tr><th>instruction</th><th>response</th></tr>\n"
        f"{rows}\n</table></body></html>\n"
    )


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


DAMAGES: tuple[Damage, ...] = (
    Damage("container", "jsonl", text=_whole(_jsonl)),
    Damage("container", "jsonl_messages", text=_whole(_jsonl_messages)),
    Damage("container", "json_array", text=_whole(_json_array)),
    Damage("container", "json_wrapped", text=_whole(_json_wrapped)),
    Damage("container", "sharegpt", text=_whole(_sharegpt)),
    Damage("container", "python_dicts", text=_whole(_python_dicts)),
    Damage("container", "python_tuples", text=_whole(_python_tuples)),
    Damage("container", "markdown", text=_whole(_markdown)),
    Damage("container", "html_table", text=_whole(_html)),
    Damage("container", "sql", text=_whole(_sql)),
    Damage("container", "sql_many", text=_whole(_sql_many)),
    Damage("container", "transcript", text=_whole(_transcript)),
    Damage("container", "qr_blocks", text=_whole(_qr)),
    Damage("container", "markdown_qr", text=_whole(_markdown_qr)),
    Damage("container", "user_assistant", text=_whole(_user_assistant)),
    Damage("container", "long_form", text=_whole(_long_form)),
    Damage("container", "xlsx", bytes=_xlsx),
    Damage("container", "zip", bytes=_zip),
    Damage("container", "gzip", bytes=lambda doc, data: gzip.compress(data)),
    Damage("container", "bzip2", bytes=lambda doc, data: bz2.compress(data)),
    Damage("container", "xz", bytes=lambda doc, data: lzma.compress(data)),
)
