import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mistral_assistant.cleaning import clean_line
from mistral_assistant.conversations.search import SearchResult
from mistral_assistant.conversations.store import Store, StoredConversation

NASTY = [
    '"',
    '""',
    "'",
    "' OR 1=1 --",
    "'; DROP TABLE messages; --",
    "*",
    "a*",
    "*a",
    "^",
    "^a",
    "(",
    ")",
    "a(b",
    "AND",
    "OR",
    "NOT",
    "NEAR",
    "NEAR(a b)",
    "a AND",
    "AND b",
    "content : a",
    "content:a",
    "-content : a",
    "{a b} : c",
    "a + b",
    "+",
    "-",
    "\\",
    "\\\\",
    "%",
    "_",
    "?",
    ":a",
    "@a",
    "$a",
    "{",
    "[",
    "a\0b",
    "\0",
    "\ud800",
    "\udfff a",
    "\ufffe",
    "\u202e",
    "\u0301",
    "é",
    "e\u0301",
    "ﬁ",
    "😀",
    "👩‍👩‍👧",
    "日本語",
    "مرحبا",
    "١٢٣",
    "½",
    "Ⅷ",
    "𝟘",
    " ",
    "\t\n",
    "\u00a0",
    "\u2028",
    "a" * 10_000,
    "a " * 10_000,
    "a-" * 10_000,
    '"a' * 1_000,
    "( " * 1_000,
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "${7*7}",
    "{{7*7}}",
    "%s%n",
    "nul",
    "null",
    "rank",
    "messages_fts",
    "\x1b]52;c;aGk=\x07",
]


def said(store: Store, conversation: StoredConversation, *texts: str) -> list[int]:
    return [store.add_message(conversation.id, None, "user", text).id for text in texts]


def matches(result: SearchResult) -> list[str]:
    return [result.snippet[start:end] for start, end in result.spans]


@pytest.mark.parametrize("query", ["eleve", "Élève", "ÉLÈVES", "l'élève", "elev", "él"])
def test_accents_case_and_the_end_of_the_last_word_do_not_count(
    store: Store, conversation: StoredConversation, query: str
) -> None:
    (wanted, _) = said(store, conversation, "C’est l'élève ou ses élèves.", "Rien ici.")
    assert [found.message_id for found in store.search(query)] == [wanted]


def test_accents_written_as_two_characters_are_found_too(
    store: Store, conversation: StoredConversation
) -> None:
    (wanted,) = said(store, conversation, "un e\u0301le\u0300ve")
    assert [found.message_id for found in store.search("élève")] == [wanted]
    (wanted,) = said(store, conversation, "la forêt")
    assert [found.message_id for found in store.search("fore\u0302t")] == [wanted]


def test_a_result_says_where_it_comes_from_and_marks_its_matches(store: Store) -> None:
    conversation = store.create("ecommerce", "Colis")
    message = store.add_message(
        conversation.id, None, "user", "Bonjour,\n\x1b[31mma  Commande CMD-482913 est perdue."
    )
    (found,) = store.search("cmd-482913 commande")
    assert (found.conversation_id, found.title) == (conversation.id, "Colis")
    assert (found.message_id, found.role) == (message.id, "user")
    assert found.created_at == message.created_at
    assert found.snippet == "Bonjour, [31mma Commande CMD-482913 est perdue."
    assert matches(found) == ["Commande", "CMD-482913"]


def test_every_word_must_be_there_and_only_the_last_may_be_unfinished(
    store: Store, conversation: StoredConversation
) -> None:
    (wanted, _, _) = said(
        store, conversation, "livraison retardée", "livraison rapide", "livraisons retardées"
    )
    assert wanted in [found.message_id for found in store.search("livraison retard")]
    assert len(store.search("livraison retard")) == 1
    assert store.search("livrai retardée") == ()


def test_the_newest_messages_come_first(store: Store, conversation: StoredConversation) -> None:
    ids = said(store, conversation, *(f"colis {number}" for number in range(5)))
    assert [found.message_id for found in store.search("colis")] == ids[::-1]
    assert [found.message_id for found in store.search("colis", limit=2)] == ids[:-3:-1]


@pytest.mark.parametrize("query", ["OR", "AND", "NOT", "NEAR"])
def test_an_operator_is_a_word_like_any_other(
    store: Store, conversation: StoredConversation, query: str
) -> None:
    (wanted, _) = said(store, conversation, f"cuivre {query.lower()} argent", "cuivre")
    assert [found.message_id for found in store.search(f"cuivre {query} argent")] == [wanted]


@pytest.mark.parametrize("query", NASTY, ids=lambda query: ascii(query[:20]))
def test_nasty_strings_are_searched_and_never_break_anything(
    store: Store, conversation: StoredConversation, query: str
) -> None:
    """Each is stored as a message and looked for; where it has a word, it is found."""
    (own,) = said(store, conversation, query)
    found = store.search(query)
    long = len(query) > 500
    if any(character.isalnum() for character in query) and not long and query != "½":
        assert own in [result.message_id for result in found]
    for result in found:
        assert clean_line(result.snippet) == result.snippet
    assert store.message(own).content == query


@pytest.mark.parametrize("query", ["", " ", "!!!", '"', "*", "()", "\0"])
def test_a_query_without_a_word_finds_nothing(
    store: Store, conversation: StoredConversation, query: str
) -> None:
    said(store, conversation, "colis", "!!!", "\0")
    assert store.search(query) == ()


@settings(max_examples=100, deadline=None)
@given(query=st.text(st.characters(exclude_categories=())))
def test_no_query_breaks_the_search(tmp_path_factory: pytest.TempPathFactory, query: str) -> None:
    """Whatever stands around a word, and whatever is looked for."""
    store = Store(tmp_path_factory.mktemp("store") / "c.db")
    conversation = store.create("ecommerce")
    store.search(query)
    before, after = said(store, conversation, query + " fin", "début " + query)
    assert before in [found.message_id for found in store.search("fin")]
    assert after in [found.message_id for found in store.search("debut")]
    store.close()


def test_a_match_after_a_nul_is_found_and_marked(
    store: Store, conversation: StoredConversation
) -> None:
    said(store, conversation, "avant\0 milieu après")
    (found,) = store.search("apres")
    assert matches(found) == ["après"]


def test_a_match_beside_a_lone_surrogate_is_found(
    store: Store, conversation: StoredConversation
) -> None:
    (wanted,) = said(store, conversation, "colis \ud800 perdu")
    (found,) = store.search("perdu")
    assert found.message_id == wanted
    assert matches(found) == ["perdu"]


def test_a_changed_message_is_found_by_its_new_words_only(
    store: Store, conversation: StoredConversation
) -> None:
    (message,) = said(store, conversation, "girafe")
    store.update_message(message, content="zèbre")
    assert store.search("girafe") == ()
    assert [found.message_id for found in store.search("zebre")] == [message]


def test_an_answer_is_found_once_it_is_over(store: Store, conversation: StoredConversation) -> None:
    answers = [
        store.add_message(conversation.id, None, "assistant", "girafe", status="partial").id
        for _ in range(2)
    ]
    store.update_message(answers[0], content="girafe zèbre")
    assert store.search("girafe") == ()
    store.update_message(answers[0], status="complete")
    store.update_message(answers[1], content="girafe lion", status="interrupted")
    assert {found.message_id for found in store.search("girafe")} == set(answers)
    assert [found.message_id for found in store.search("lion")] == [answers[1]]


def test_the_index_agrees_with_the_messages_after_many_changes(
    store: Store, conversation: StoredConversation
) -> None:
    """FTS5's own check compares every entry with the text that it was made from."""
    ids = said(store, conversation, "un", "deux\0trois", "\ud800 quatre")
    partial = store.add_message(conversation.id, ids[0], "assistant", "", status="partial")
    for text in ("a", "a b", "a b \udfff"):
        store.update_message(partial.id, content=text)
    store.update_message(partial.id, status="complete")
    store.update_message(ids[2], content="cinq")
    store.update_message(ids[1], backend="b")
    gone = store.create("ecommerce")
    said(store, gone, "disparu")
    store.purge(gone.id)
    store._database.write(
        lambda connection: connection.execute(
            "INSERT INTO messages_fts (messages_fts, rank) VALUES ('integrity-check', 1)"
        )
    )
