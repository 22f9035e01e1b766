"""The English catalogue is whole, and no text for the user stands outside a catalogue."""

import ast
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import mistral_assistant
from mistral_assistant.cli import main
from mistral_assistant.commands import COMMANDS
from mistral_assistant.i18n import _, ngettext, set_language, system_reason
from mistral_assistant.tui.screens.help import help_lines

PACKAGE = Path(mistral_assistant.__file__).parent
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "mistral_assistant.po"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}  # those of `make catalogue`

PLACEHOLDER = re.compile(r"\{[a-z_]+\}|%\([a-z_]+\)[a-z]|%[sr]")
WORDS = "au aucun aucune avec cette dans de des du elle est et il la le les ne ou pas pour que qui \
sans sont sur un une vous"
FRENCH = re.compile(rf"\b(?:{'|'.join(WORDS.split())})\b|[«»àâçéèêëîïôûùœ]", re.IGNORECASE)
FRENCH_SPACE = re.compile(r"\w\}?[ \u00a0\u202f][:;?!%](?=\s|$)|^[ \u00a0\u202f][:;%](?=\s|$)")
SENTENCE = re.compile(r"[A-ZÀ-Ü][^|\\]* [^|\\]*[.?!…]")

NO_TEXT = re.compile(r"\b(?:SELECT|UPDATE|DELETE|INSERT|ORDER BY|FROM|BETWEEN)\b|\(\?")
"""SQL and regular expressions."""

IDS = {name for command in COMMANDS for name in (command.name, f"command('{command.name}')")}

WHOLE = {
    "french.py": "the words of the language itself",
    "reasoning/prompts.py": "speaks to the model, in the language of the pack",
    "reasoning/recognisers/place_names.py": "names of places",
    "tools/count.py": "answers belong to the conversation, which is in French",
    "tools/dates.py": "the same",
    "tools/offered.py": "its descriptions speak to the model, in the language of the prompts",
    "backends/text_tools.py": "speaks to the model, in the language of the prompts",
    "authoring/from_csv_texts.py": "what a proposed pack says, in the language of the pack",
    "authoring/from_csv_files.py": "the same",
    "authoring/from_documents_texts.py": "the same",
    "authoring/from_documents_files.py": "ids of rules, in French as in every pack",
    "authoring/from_csv_answers.py": "words that turn a meaning round",
    "authoring/worst_turns.py": "quotes messages of the pack, in its language",
    "knowledge/facts.py": "words of pages and of questions that are looked for",
    "knowledge/question_words.py": "words of questions",
    "knowledge/row_answers.py": "answers belong to the conversation, which is in French",
    "knowledge/table_answers.py": "the same",
    "knowledge/table_questions.py": "the same",
    "knowledge/table_rows.py": "the same",
    "knowledge/table_totals.py": "the same",
    "knowledge/table_words.py": "words that are looked for in questions",
    "reasoning/prompt_lines.py": "speaks to the model, in the language of the pack",
    "training/card.py": "the model card, French and English on one page",
    "training/merge.py": "a prompt that two models are compared on",
    "training/rehearsal.py": "the rows that a rehearsal learns",
}
"""Files that are not looked at."""

RECOGNISE = ("reasoning/", "tools/", "dataset/")
"""Folders full of French words that are looked for in messages: only sentences are faults there."""

ALLOWED = {
    ("knowledge/page_ranking.py", "férié"): "a word of questions",
    ("authoring/new_pack.py", "aux"): "a device of Windows",
    ("domains/entities.py", "été, 12."): "a text that patterns are tried on",
    ("errors.py", " : "): "knows no catalogue; file, place and fault of a line for people",
    ("knowledge/tables.py", " : "): "the content of a row, in the language of the pack",
    ("knowledge/tables.py", " ; "): "the same",
    ("doctor.py", " ; "): "between two GPUs",
    ("authoring/from_csv_report.py", " %"): "a share",
    ("cli/data_stages.py", " : "): "between a file and its count",
    ("cli/data_stages.py", "  « "): "quotes the data",
    ("cli/data_stages.py", " » / « "): "the same",
    ("cli/data_stages.py", " »"): "the same",
    ("domains/records.py", " : "): "the content of a record, in the language of the pack",
    ("engine/adapters.py", " : "): "between an adapter and its fault",
    ("training/arguments.py", " ; "): "between two values",
    ("training/dpo.py", " %"): "a share",
    ("training/evaluating.py", " %"): "a share",
    ("training/scoring.py", " %"): "a share",
    ("training/rows.py", " ; "): "between two faults",
    ("tui/clipboard.py", "utf-16-le"): "the name of an encoding",
    ("tui/screens/packs.py", " %"): "a share",
}


@cache
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file)


def forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


def in_source() -> set[tuple[str, ...]]:
    found = extract_from_dir(PACKAGE, keywords=KEYWORDS)
    return {forms(message) for _file, _line, message, _comments, _context in found}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def translates(node: ast.AST, names: tuple[str, ...] = tuple(KEYWORDS)) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names


def untranslated(node: ast.AST) -> Iterator[str]:
    """Yield every string literal below ``node`` but docstrings and what is translated."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value
        if not translates(child):
            yield from untranslated(child)


def run_early(node: ast.AST) -> Iterator[ast.AST]:
    """Yield every node that is executed while the module is imported."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            early = [*child.args.defaults, *(item for item in child.args.kw_defaults if item)]
            early += getattr(child, "decorator_list", [])
            for item in early:
                yield item
                yield from run_early(item)
            continue
        yield child
        yield from run_early(child)


def hidden_calls(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the calls with a literal text below an f-string."""
    for inner in ast.walk(node) if isinstance(node, ast.JoinedStr) else ():
        if translates(inner) and any(isinstance(item, ast.Constant) for item in ast.walk(inner)):
            yield inner


def joined_arguments(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the f-strings that are to be translated."""
    if translates(node):
        yield from (item for item in ast.iter_child_nodes(node) if isinstance(item, ast.JoinedStr))


def is_fault(file: str, text: str) -> bool:
    if file in WHOLE or text in IDS or (file, text) in ALLOWED or NO_TEXT.search(text):
        return False
    if file.startswith(RECOGNISE):
        return bool(SENTENCE.fullmatch(text) and FRENCH.search(text))
    return bool(FRENCH.search(text) or FRENCH_SPACE.search(text))


def test_every_text_of_the_source_is_in_the_catalogue() -> None:
    """After a new or changed text: ``make catalogue``, then fill in its English."""
    listed = {forms(message.id) for message in catalogue() if message.id}
    assert in_source() - listed == set()


def test_nothing_in_the_catalogue_is_left_over() -> None:
    listed = {forms(message.id) for message in catalogue() if message.id}
    assert listed - in_source() == set()
    assert not catalogue().obsolete


def test_every_text_is_translated() -> None:
    missing = [m.id for m in catalogue() if m.id and (m.fuzzy or not all(forms(m.string)))]
    assert missing == []


def test_placeholders_are_those_of_the_source() -> None:
    wrong = [
        (message.id, translated)
        for message in catalogue()
        if message.id
        for translated in forms(message.string)
        if sorted(PLACEHOLDER.findall(forms(message.id)[-1]))
        != sorted(PLACEHOLDER.findall(translated))
    ]
    assert wrong == []


def test_the_translations_are_english() -> None:
    """Only the examples of what a user may type stay French."""
    quoted = re.compile(r"“[^”]*”|\[[A-Z]+\]")
    texts = [text for message in catalogue() if message.id for text in forms(message.string)]
    bare = [quoted.sub("“”", text) for text in texts]
    assert [t for t in bare if FRENCH.search(t) or FRENCH_SPACE.search(t)] == []


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = read_mo(io.BytesIO(file.read()))
    shipped = {forms(m.id): forms(m.string) for m in compiled if m.id}
    assert shipped == {forms(m.id): forms(m.string) for m in catalogue() if m.id}


def test_the_catalogue_names_no_time_of_its_making() -> None:
    """A second run of ``make catalogue`` changes nothing."""
    text = CATALOGUE.read_text(encoding="utf-8")
    assert text.count("2026-01-01 00:00+0000") == 2
    assert not re.search(r"^#: .*:\d+", text, re.MULTILINE)


def test_no_text_for_the_user_stands_outside_the_catalogue() -> None:
    faults = [
        (file, text)
        for file, module in modules()
        for text in untranslated(module)
        if is_fault(file, text)
    ]
    assert faults == []


def test_every_exemption_is_needed() -> None:
    literals = {(file, text) for file, module in modules() for text in untranslated(module)}
    assert set(ALLOWED) <= literals
    assert set(WHOLE) <= {file for file, _text in literals}


@pytest.mark.parametrize(
    "source",
    ["print('Aucun domaine.')", "x = f'{a} : {b}'", "raise UsageError('La question est vide.')"],
)
def test_a_text_outside_the_catalogue_is_seen(source: str) -> None:
    assert any(is_fault("cli/ask.py", text) for text in untranslated(ast.parse(source)))


def test_no_text_is_translated_while_a_module_is_imported() -> None:
    """The language is chosen later; ``N_`` marks a text that is translated where it is shown."""
    faults = [
        (file, getattr(node, "lineno", 0))
        for file, module in modules()
        for node in run_early(module)
        if translates(node, ("_", "ngettext"))
    ]
    assert faults == []


def test_the_catalogue_can_see_every_literal() -> None:
    """Inside an f-string a call is found by the extraction of some versions of Python only; an
    f-string inside the call by none."""
    faults = [
        (file, ast.unparse(text))
        for file, module in modules()
        for node in ast.walk(module)
        for text in (*hidden_calls(node), *joined_arguments(node))
    ]
    assert faults == []


def test_french_needs_no_catalogue_and_english_has_one() -> None:
    assert _("Aucun domaine.") == "Aucun domaine."
    assert [ngettext("sujet", "sujets", count) for count in (0, 1, 2)] == [
        "sujet",
        "sujet",
        "sujets",
    ]
    set_language("en")
    assert _("Aucun domaine.") == "No domain."
    assert _("") == ""
    assert ngettext("{count} sujet", "{count} sujets", 0) == "{count} topics"
    set_language("fr")
    assert _("Aucun domaine.") == "Aucun domaine."


def test_the_help_screen_speaks_english() -> None:
    set_language("en")
    text = "\n".join(line.plain for line in help_lines(100))
    assert "Show the commands and the keys." in text and "[NAME]" in text
    assert not FRENCH.search(re.sub(r"^\S+", "", text, flags=re.MULTILINE))


def in_english(*arguments: str, home: Path) -> str:
    places = {name: str(home) for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    done = subprocess.run(
        [sys.executable, "-m", "mistral_assistant", "--lang", "en", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=home,
        env={**os.environ, **places, "PYTHONUTF8": "1", "COLUMNS": "100"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_help_speaks_english(tmp_path: Path) -> None:
    text = in_english("--help", home=tmp_path)
    assert text.startswith("usage: mistral-assistant") and "show this help" in text
    assert not FRENCH.search(text)


@pytest.mark.parametrize(
    "command", ["chat", "ask", "packs", "packs show", "packs test", "history export", "doctor"]
)
def test_the_help_of_every_command_speaks_english(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", "en", *command.split(), "--help"]) == 0
    assert not FRENCH.search(capsys.readouterr().out)


def test_doctor_speaks_english(tmp_path: Path) -> None:
    text = in_english("doctor", home=tmp_path)
    assert "processor" in text and "line by line" in text
    assert not FRENCH.search(text)


def test_an_answer_comes_with_an_english_badge_and_trace(tmp_path: Path) -> None:
    """The answer itself stays in the language of the pack."""
    text = in_english("ask", "--trace", "Quels sont les délais de livraison ?", home=tmp_path)
    assert "verified" in text and "facts checked:" in text and "vérifié" not in text


def test_the_operating_system_speaks_the_language_of_the_interface(tmp_path: Path) -> None:
    with pytest.raises(OSError) as missing:
        (tmp_path / "absent").read_text(encoding="utf-8")
    assert system_reason(missing.value) == "il n'existe pas"
    assert system_reason(OSError("autre")) == "autre"
