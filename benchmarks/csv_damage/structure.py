"""Damage of structure: delimiters, quotation marks, cells that run over."""

from collections.abc import Callable

from csv_damage.cells import every
from csv_damage.making import Damage, Doc, Hook, first, quoted, record


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
        doc.records[i + first(doc)] = record(doc, row)
        if i >= third:
            doc.touched.add(i)


def rendered(render: Callable[[Doc, list[str]], str], share: float = 1.0) -> Hook:
    def records(doc: Doc) -> None:
        places = range(len(doc.rows)) if share == 1 else doc.some(share)
        for i in places:
            if share < 1:
                doc.touched.add(i)
            doc.records[i + first(doc)] = render(doc, doc.rows[i])

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


def _bare(doc: Doc, row: list[str]) -> str:
    return doc.delimiter.join(row)


def _only(
    condition: Callable[[Doc, list[str]], bool],
    render: Callable[[Doc, list[str]], str],
    most: float = 0.3,
) -> Hook:
    """Render some of the rows for which a condition holds."""

    def records(doc: Doc) -> None:
        fitting = [i for i, row in enumerate(doc.rows) if condition(doc, row)]
        count = max(1, min(len(fitting), round(most * len(doc.rows))))
        for i in sorted(doc.rng.sample(fitting, min(count, len(fitting)))):
            doc.touched.add(i)
            doc.records[i + first(doc)] = render(doc, doc.rows[i])

    return records


def _comma_in_response(doc: Doc, row: list[str]) -> bool:
    return (
        doc.delimiter in row[1]
        and doc.delimiter not in row[0]
        and "\n" not in "".join(row)
        and '"' not in "".join(row)
    )


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


def _extra_cells(doc: Doc) -> None:
    for i in doc.some(0.12):
        doc.touched.add(i)
        doc.records[i + first(doc)] += doc.delimiter + doc.rng.choice(
            ("x", "relu", "à vérifier", "2024")
        )


def _trailing_some(doc: Doc) -> None:
    for i in doc.some(0.2):
        doc.touched.add(i)
        doc.records[i + first(doc)] += doc.delimiter * doc.rng.choice((1, 2))


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
        start = first(doc)
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
                left, right = doc.records[i + start], doc.records[i + 1 + start]
            doc.records[i + start] = left + glue.replace("D", doc.delimiter) + right
            doc.records[i + 1 + start] = "\ue000"
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


def _guard_formula(doc: Doc, row: list[str]) -> str:
    return doc.delimiter.join("=" + quoted(cell) for cell in row)


DAMAGES: tuple[Damage, ...] = (
    _delimiter(";", "semicolon"),
    _delimiter("\t", "tab"),
    _delimiter("|", "pipe"),
    _delimiter("||", "double_pipe"),
    _delimiter(";;", "double_semicolon", "all"),
    _delimiter("^", "caret"),
    _delimiter("~", "tilde"),
    _delimiter("\x1f", "unit_separator", "none"),
    _delimiter(",,", "double_comma", "all"),
    _delimiter("\t", "tab_unquoted", "minimal"),
    _delimiter("|", "pipe_all", "all"),
    _delimiter("¦", "broken_bar"),
    Damage("delimiter", "comma_space", records=_spaced_delimiter),
    Damage("delimiter", "three_delimiters", records=_three_delimiters),
    Damage("delimiter", "header_differs", records=_other_header_delimiter),
    Damage("delimiter", "sep_line", records=_sep_line),
    Damage("quoting", "all_quoted", format=lambda doc: setattr(doc, "quoting", "all")),
    Damage(
        "quoting",
        "apostrophes",
        records=rendered(lambda doc, row: ",".join(quoted(c, "'") for c in row)),
    ),
    Damage("quoting", "curly", records=rendered(_in_quotes("“", "”"))),
    Damage("quoting", "guillemets", records=rendered(_in_quotes("«", "»"))),
    Damage("quoting", "backslashes", records=rendered(_backslash_quoted)),
    Damage("quoting", "quoted_twice", cells=every(quoted)),
    Damage("quoting", "whole_row", records=_whole_row),
    Damage("quoting", "whole_row_trailing", records=_whole_row_trailing),
    Damage(
        "quoting", "undoubled", records=_only(lambda doc, row: '"' in "".join(row), _undoubled, 1.0)
    ),
    Damage("quoting", "open_missing", records=rendered(_open_missing, 0.08)),
    Damage("quoting", "open_missing_response", records=rendered(_open_missing_response, 0.08)),
    Damage("quoting", "close_missing", records=rendered(_close_missing, 0.08)),
    Damage("quoting", "close_missing_first", records=rendered(_close_missing_instruction, 0.08)),
    Damage("quoting", "middle_missing", records=rendered(_middle_missing, 0.08)),
    Damage("quoting", "spaces_around", records=rendered(_spaces_around)),
    Damage("quoting", "spaces_around_some", records=rendered(_spaces_around, 0.2)),
    Damage("unquoted", "commas", records=_only(_comma_in_response, _bare)),
    Damage("unquoted", "commas_first", records=_only(_comma_in_instruction, _bare)),
    Damage("unquoted", "line_breaks", records=_only(_lines_in_response, _bare)),
    Damage("unquoted", "both", records=_only(_lines_and_commas, _bare)),
    Damage("unquoted", "all_commas", records=_only(_comma_in_response, _bare, 1.0)),
    Damage("ragged", "extra_cells", records=_extra_cells),
    Damage("ragged", "trailing_some", records=_trailing_some),
    Damage("ragged", "trailing_all", records=_trailing_all),
    Damage("ragged", "doubled", records=rendered(_doubled, 0.1)),
    Damage("ragged", "missing", records=rendered(_missing, 0.08)),
    Damage("ragged", "space_for_delimiter", records=rendered(_space_for_delimiter, 0.08)),
    Damage("ragged", "split", records=rendered(_split, 0.1)),
    Damage("ragged", "split_after", records=rendered(_split_after_delimiter, 0.1)),
    Damage("ragged", "merged", records=_merged("")),
    Damage("ragged", "merged_space", records=_merged(" ")),
    Damage("ragged", "merged_delimiter", records=_merged("D")),
    Damage("ragged", "merged_plain", records=_merged("", all_quoted=False)),
    Damage("ragged", "index", format=_index_column),
    Damage("ragged", "unnamed_index", format=_unnamed_index),
    Damage("ragged", "extra_columns", format=_extra_columns),
    Damage("format", "guard_formula", records=rendered(_guard_formula)),
)
