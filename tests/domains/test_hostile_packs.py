"""A stranger's pack can neither reach outside its folder, nor run anything, nor take for ever."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mistral_assistant.domains.files import MAX_PROBLEMS
from mistral_assistant.domains.loader import check_pack, load_pack
from mistral_assistant.errors import Problem

Replace = Callable[[str, str, str], None]

SSTI = (
    "{m.__class__.__init__.__globals__}",
    "{{7*7}}",
    "{% for x in ().__class__.__bases__ %}{% endfor %}",
    "{q:>300000000}",
    "%(secret)s",
    "#{7*7}",
    "<%= 7*7 %>",
    "__import__('os').system('id')",
)


def errors_about(pack: Path, file: str) -> list[Problem]:
    problems = check_pack(pack)
    return [problem for problem in problems if (problem.file, problem.severity) == (file, "error")]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("knowledge/absolute.md", "/etc/hostname"),
        ("knowledge/climbing.md", "../../outside.md"),
        ("tables/dangling.csv", "../../nowhere.csv"),
        ("README.md", "../outside.md"),
        ("more", ".."),
    ],
)
def test_a_link_out_of_the_folder_is_refused(pack_path: Path, name: str, target: str) -> None:
    (pack_path.parent / "outside.md").write_text("## Secret\n\nmot de passe", encoding="utf-8")
    (pack_path / name).unlink(missing_ok=True)
    (pack_path / name).symlink_to(target)
    (problem,) = errors_about(pack_path, name)
    assert "sort du dossier" in problem.what


def test_a_link_that_stays_in_the_folder_is_followed(pack_path: Path) -> None:
    (pack_path / "knowledge" / "again.md").symlink_to(pack_path / "knowledge" / "atelier.md")
    assert len(load_pack(pack_path).knowledge) == 6


def test_a_link_to_a_folder_inside_is_refused_because_it_could_be_a_loop(pack_path: Path) -> None:
    (pack_path / "knowledge" / "loop").symlink_to(pack_path / "knowledge")
    (problem,) = errors_about(pack_path, "knowledge/loop")
    assert "lien vers un autre dossier" in problem.what


def test_a_pack_reached_through_a_link_loads(pack_path: Path) -> None:
    link = pack_path.parent / "elsewhere" / "template"
    link.parent.mkdir()
    link.symlink_to(pack_path)
    assert load_pack(link).name == "template"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_refused_without_waiting_for_a_writer(pack_path: Path) -> None:
    os.mkfifo(pack_path / "knowledge" / "pipe.md")
    (problem,) = errors_about(pack_path, "knowledge/pipe.md")
    assert "ni un fichier ordinaire ni un dossier" in problem.what


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_in_the_place_of_a_file_is_refused_when_it_is_read(pack_path: Path) -> None:
    """The scan is over when the file is swapped for a pipe."""
    from mistral_assistant.domains.scan import open_folder

    folder = open_folder(pack_path)
    (pack_path / "pack.toml").unlink()
    os.mkfifo(pack_path / "pack.toml")
    assert folder.text("pack.toml") is None
    assert "fichier ordinaire" in folder.problems()[0].what


def test_a_sparse_file_of_many_gigabytes_is_refused_unread(pack_path: Path) -> None:
    with (pack_path / "knowledge" / "big.md").open("wb") as file:
        file.truncate(50 * 2**30)
    (problem,) = errors_about(pack_path, "knowledge/big.md")
    assert "trop gros" in problem.what


def test_a_pack_of_more_than_32_mebibytes_is_refused(pack_path: Path) -> None:
    for number in range(9):
        with (pack_path / "knowledge" / f"part{number}.md").open("wb") as file:
            file.truncate(4 * 2**20)
    (problem,) = errors_about(pack_path, "template")
    assert "32 Mio" in problem.what


def test_a_pack_of_more_than_2000_files_is_refused(pack_path: Path) -> None:
    for number in range(2_001):
        (pack_path / "knowledge" / f"{number}.md").touch()
    (problem,) = errors_about(pack_path, "template")
    assert "2000 fichiers" in problem.what


@pytest.mark.parametrize(
    "bomb",
    [
        "x = " + "[" * 100_000,
        "x = " + "{a=" * 100_000,
        "x = " + "[" * 200 + "]" * 200,
        "x = [\n" + "[\n" * 400 + "]\n" * 401,
        "a." * 20_000 + "a = 1",
        "[" + "a." * 20_000 + "a]",
        "x = " + "9" * 5_000,
        'x = """' + "a" * 100_000,
        "x = '''" + "'" * 100_001,
        "\n".join(f"a{number} = 1" for number in range(40_000)),
    ],
    ids=lambda bomb: bomb[:8].strip(),
)
def test_a_toml_bomb_is_one_problem_of_its_file(pack_path: Path, bomb: str) -> None:
    with (pack_path / "categories.toml").open("a", encoding="utf-8") as file:
        file.write("\n[BOMB]\n" + bomb + "\n")
    (problem,) = errors_about(pack_path, "categories.toml")
    assert problem.remedy


def test_a_json_bomb_is_one_problem_of_its_line(pack_path: Path) -> None:
    lines = '{"title": "a", "text": "b"}\n{"title": ' + "[" * 100_000 + "\n"
    (pack_path / "knowledge" / "bomb.jsonl").write_text(lines, encoding="utf-8")
    (problem,) = errors_about(pack_path, "knowledge/bomb.jsonl")
    assert problem.line == 2


def test_a_pattern_that_would_blow_up_elsewhere_is_harmless(
    pack_path: Path, replace: Replace
) -> None:
    replace("entities.toml", r"(?i)\brep[\s-]*(\d{4})\b", "rep-(a+)+$")
    replace("entities.toml", 'example = "REP-0412"', 'example = "rep-aaaa"')
    assert load_pack(pack_path).entities["numero_reparation"].pattern == "rep-(a+)+$"


@pytest.mark.parametrize("text", SSTI)
def test_template_languages_stay_plain_text(pack_path: Path, replace: Replace, text: str) -> None:
    replace("templates.toml", "Je n'ai pas la réponse", f"{text} ")
    replace("knowledge/atelier.md", "L'atelier est ouvert", text)
    pack = load_pack(pack_path)
    assert text in pack.RESPONSE_TEMPLATES["no_answer"]["default"][0]
    assert text in pack.knowledge[0].text


def test_dollar_braces_are_a_placeholder_in_templates_and_plain_text_elsewhere(
    pack_path: Path, replace: Replace
) -> None:
    replace("knowledge/atelier.md", "L'atelier est ouvert", "${x}")
    assert "${x}" in load_pack(pack_path).knowledge[0].text
    replace("templates.toml", "Je n'ai pas la réponse", "${x}")
    (problem,) = errors_about(pack_path, "templates.toml")
    assert "rien ne remplit « $x »" in problem.what


def test_control_characters_of_a_pack_are_not_in_its_problems(pack_path: Path) -> None:
    name = "\x1b]0;owned\x07\u202e"
    with (pack_path / "examples.csv").open("a", encoding="utf-8") as file:
        file.write(f"une phrase,{name}\n")
    (problem,) = errors_about(pack_path, "examples.csv")
    assert "]0;owned" in problem.what
    assert not {"\x1b", "\x07", "\u202e"} & set(str(problem))


def test_thousands_of_faults_are_counted_not_listed(pack_path: Path) -> None:
    with (pack_path / "examples.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"phrase {number},INCONNUE{number}\n" for number in range(5_000))
    problems = errors_about(pack_path, "examples.csv")
    assert len(problems) == MAX_PROBLEMS + 1
    assert "encore 4900 problèmes" in problems[0].what


def test_more_rows_than_a_pack_may_have_are_refused(pack_path: Path) -> None:
    for number in range(3):
        text = "title,text\n" + "a,b\n" * 40_000
        (pack_path / "knowledge" / f"rows{number}.csv").write_text(text, encoding="utf-8")
    (problem,) = errors_about(pack_path, "knowledge/rows2.csv")
    assert "100000 lignes" in problem.what


AUDIT = """
import os
import sys
from pathlib import Path
from mistral_assistant.domains.loader import check_pack
pack = Path(sys.argv[1])
check_pack(pack)  # imports and caches happen here
seen = []
WATCHED = ("open", "import", "exec", "compile", "subprocess.Popen", "os.system", "socket.connect",
           "socket.getaddrinfo", "os.remove", "os.rename", "os.mkdir", "ctypes.dlopen")
sys.addaudithook(lambda event, args: seen.append((event, args)) if event in WATCHED else None)
check_pack(pack)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
found = [(event, args) for event, args in seen if event != "open" or isinstance(args[0], str)]
for event, args in found:
    if event != "open" or not args[0].startswith(str(pack)) or args[2] & WRITING:
        print(event, args)
print(len(found), "events")
"""


def test_checking_a_pack_opens_its_own_files_and_does_nothing_else(
    pack_path: Path, replace: Replace
) -> None:
    """Audit hooks see every path opened and all code run; os.fdopen's numbers are not paths."""
    (pack_path.parent / "outside.md").write_text("## Secret\n\nx", encoding="utf-8")
    (pack_path / "knowledge" / "link.md").symlink_to("../../outside.md")
    (pack_path / "evil.py").write_text("raise SystemExit('run')", encoding="utf-8")
    replace("templates.toml", "Je n'ai pas", " ".join(SSTI[:2]))
    done = subprocess.run(
        [sys.executable, "-c", AUDIT, str(pack_path)], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    (counted,) = done.stdout.splitlines()
    assert int(counted.split()[0]) >= 8
