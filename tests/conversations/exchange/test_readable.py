"""Markdown and HTML: whole, readable, and harmless whatever was said."""

import re
import stat
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mistral_assistant.conversations.exchange.formats import (
    FORMATS,
    all_conversations,
    export,
    free_path,
    write_new,
)
from mistral_assistant.conversations.store import Store
from mistral_assistant.errors import StoreError


class Page(HTMLParser):
    """Collects the elements of a page and its text; every element must be closed."""

    VOID = ("meta", "!doctype")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(page)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def written(store: Store, form: str) -> str:
    return "".join(export(all_conversations(store), form).pieces)


@pytest.fixture
def hostile_branch(store: Store, conversation_id: int) -> Store:
    """The store with the branch of the hostile question on display."""
    hostile = next(
        item for item in store.whole(conversation_id).messages if "script" in item.content
    )
    store.show_branch(hostile.id)
    store.rename(conversation_id, "<img src=x onerror=alert(1)> *gras*")
    return store


def test_a_page_shows_the_branch_its_versions_and_corrections(
    store: Store, conversation_id: int
) -> None:
    page = Page(written(store, "html"))
    for text in ("Une *livraison*", "Livrez-vous ?", "Oui, en France.", "Et en Belgique ?",
                 "version 2 sur 2", "Correction", "Oui, en 3 jours."):  # fmt: skip
        assert text in page.text
    assert "Pard" not in page.text
    assert "<pre>print('&lt;b&gt;')</pre>" in written(store, "html").replace("&#x27;", "'")


def test_no_text_becomes_an_element_of_the_page(hostile_branch: Store) -> None:
    text = written(hostile_branch, "html")
    page = Page(text)
    known = {"html", "head", "meta", "title", "style", "body", "section", "h1", "p", "article",
             "strong", "span", "div", "pre", "aside"}  # fmt: skip
    assert {tag for tag, _attributes in page.elements} <= known
    assert "<script>alert('x')</script>" in page.text
    assert "<img src=x onerror=alert(1)>" in page.text
    names = {name for _tag, attributes in page.elements for name in attributes}
    assert names <= {"lang", "charset", "http-equiv", "content", "name", "class"}


def test_a_page_needs_and_loads_nothing(store: Store, conversation_id: int) -> None:
    text = written(store, "html")
    assert "default-src 'none'" in text
    assert not re.search(r"https?:|url\(|@import|src=|href=", text)
    assert "prefers-color-scheme: dark" in text and "@media print" in text


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_no_format_can_steer_a_terminal_or_fails_to_encode(
    form: str, hostile_branch: Store
) -> None:
    text = written(hostile_branch, form)
    assert not {"\x1b", "\u202e", "\0", "\ud800"} & set(text)
    assert text.encode()


def test_markdown_names_speakers_times_and_what_was_cut_short(hostile_branch: Store) -> None:
    text = written(hostile_branch, "md")
    assert text.startswith(r"# \<img src=x onerror=alert(1)\> \*gras\*")
    assert re.search(r"\n\*\*Vous\*\* · \d\d/\d\d/\d{4} \d\d:\d\d\n\nLivrez-vous \?\n", text)
    assert re.search(r"\*\*Assistant\*\* · .* · interrompu\n\nPard\n", text)
    assert "version 1 sur 2" in text


def test_several_conversations_are_told_apart(store: Store, conversation_id: int) -> None:
    other = store.create("ecommerce", "Deuxième")
    store.add_message(other.id, None, "user", "Bonjour")
    assert written(store, "md").count("\n---\n") == 1
    assert written(store, "html").count("<section>") == 2


def test_a_file_is_private_whole_and_never_replaced_unasked(tmp_path: Path) -> None:
    path = tmp_path / "dossier" / "essai.md"
    assert write_new(path, iter(["un ", "deux"])) == path
    with pytest.raises(StoreError, match="existe déjà"):
        write_new(path, iter(["trois"]))
    assert path.read_text() == "un deux"
    write_new(path, iter(["trois"]), overwrite=True)
    assert path.read_text() == "trois"
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def breaks_off() -> "object":
        yield "quatre"
        raise StoreError("essai")

    with pytest.raises(StoreError):
        write_new(path, breaks_off(), overwrite=True)  # type: ignore[arg-type]
    assert path.read_text() == "trois"
    assert [item.name for item in path.parent.iterdir()] == ["essai.md"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("")
    with pytest.raises(StoreError, match="ne peut pas être écrit"):
        write_new(tmp_path / "fichier" / "essai.md", iter([""]))


def test_the_name_of_a_file_says_what_is_in_it_and_is_not_taken(
    store: Store, tmp_path: Path
) -> None:
    about = store.create("ecommerce", "Livrez-vous à l'étranger / ..\\ ? " + "x" * 100)
    path = free_path(tmp_path, about, "md")
    assert path.name.startswith(f"conversation-{about.id}-livrez-vous-a-l-etranger-x")
    assert path.parent == tmp_path and len(path.name) < 70
    path.touch()
    assert free_path(tmp_path, about, "md").name.endswith("-2.md")
    assert free_path(tmp_path, store.create("", "日本"), "md").name == "conversation-2.md"
