"""The README's tree is true, and the mission's packages do a real job."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("textual", "transformers", "peft", "bitsandbytes", "torch", "numpy", "colorama",
            "trl", "pandas")  # fmt: skip
IN_USE = set(PACKAGES)
"""All of them; one that is no longer used must leave this set, and the mission with it."""


def imported_by_shipped_code() -> dict[str, set[str]]:
    """Return top-level package → the shipped files that import it."""
    found: dict[str, set[str]] = {}
    for file in [*ROOT.glob("*.py"), *(ROOT / "mistral_assistant").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for name in names:
                found.setdefault(name.split(".")[0], set()).add(str(file.relative_to(ROOT)))
    return found


@pytest.mark.parametrize("package", sorted(IN_USE))
def test_a_package_of_the_mission_is_used_by_shipped_code(package: str) -> None:
    assert imported_by_shipped_code().get(package)


def test_the_list_of_used_packages_is_up_to_date() -> None:
    """A stage that begins to use a further package must say so here."""
    assert set(PACKAGES) & set(imported_by_shipped_code()) == IN_USE


def test_every_import_is_a_declared_dependency() -> None:
    import sys
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    declared = {re.split(r"[<>=\[ ]", line)[0] for entries in lists for line in entries}
    modules = {name.replace("-", "_") for name in declared} | {
        "re2",
        "rich",
        "markdown_it",
        "Stemmer",
    }
    known = modules | set(sys.stdlib_module_names) | {"mistral_assistant"}
    assert set(imported_by_shipped_code()) <= known


def tree_entries(readme: str) -> list[str]:
    """Return the paths that the README's annotated tree names."""
    block = re.search(r"<!-- tree -->\n+```\n(.*?)```", readme, re.DOTALL)
    assert block, "the README has no tree"
    entries, folders = [], {0: ""}
    for line in block.group(1).splitlines():
        indent = len(line) - len(line.lstrip())
        for name in re.split(r"\s{2,}", line.strip())[0].split(" · "):
            parent = folders[max(level for level in folders if level <= indent)]
            entries.append(parent + name)
            if name.endswith("/"):
                folders[indent + 2] = parent + name
    return entries


def test_every_path_in_the_readmes_tree_exists() -> None:
    missing = [
        entry
        for entry in tree_entries((ROOT / "README.md").read_text(encoding="utf-8"))
        if not (ROOT / entry).exists()
    ]
    assert missing == []


def test_every_folder_of_the_package_stands_in_the_readmes_tree() -> None:
    entries = tree_entries((ROOT / "README.md").read_text(encoding="utf-8"))
    folders = {
        f"mistral_assistant/{path.parent.name}/"
        for path in (ROOT / "mistral_assistant").glob("*/__init__.py")
    }
    assert folders <= set(entries)
