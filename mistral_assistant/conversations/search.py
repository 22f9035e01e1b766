"""Full-text search over all messages: words in, messages with their matches out.

What the user types is words, never the query language of FTS5. Accents and case do not count,
the last word may be unfinished, and the newest messages come first. Snippets are in ``snippets``.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from mistral_assistant.chat import Role
from mistral_assistant.conversations.records import text_from_sql, time_from_sql
from mistral_assistant.conversations.snippets import matcher, snippet

QUERY_CHARS = 500
QUERY_WORDS = 24
"""Bounds far above any real query; FTS5 refuses expressions that nest too deep."""

# Not FTS5's own snippet() and highlight(): their time grows with the square of the matches in a
# message, so that one pasted text of 1 MB would hold a search up for seconds.
_SEARCH = """
    SELECT message.id, message.conversation_id, message.role, message.created_at,
        message.content, conversation.title, conversation.archived
    FROM messages_fts
    CROSS JOIN messages AS message ON message.id = messages_fts.rowid
    CROSS JOIN conversations AS conversation ON conversation.id = message.conversation_id
    WHERE messages_fts MATCH :query AND conversation.deleted_at IS NULL
    ORDER BY messages_fts.rowid DESC LIMIT :limit
"""


@dataclass(frozen=True)
class SearchResult:
    """A message that holds all the words."""

    conversation_id: int
    title: str
    """Of the conversation."""
    message_id: int
    role: Role
    created_at: datetime
    snippet: str
    """Part of the message around the first match, cleaned and on one line."""
    spans: tuple[tuple[int, int], ...]
    """The matches, in code points of ``snippet``."""
    archived: bool = False
    """The conversation is out of the usual list."""


def words_of(query: str) -> tuple[str, ...]:
    """Return the words of what was typed; what holds no letter and no digit is no word."""
    typed = query[:QUERY_CHARS].encode("utf-8", "replace").decode().replace("\0", " ")
    return tuple(word for word in typed.split() if any(map(str.isalnum, word)))[:QUERY_WORDS]


def match_expression(words: tuple[str, ...]) -> str:
    """Return the FTS5 expression for messages that hold all words, the last as a beginning."""
    # A doubled quotation mark is the only thing with a meaning inside an FTS5 string.
    return " ".join('"{}"'.format(word.replace('"', '""')) for word in words) + " *"


def find(connection: sqlite3.Connection, query: str, limit: int) -> tuple[SearchResult, ...]:
    """Return the newest messages that hold all words of ``query``, the bin left out."""
    words = words_of(query)
    if not words:
        return ()
    rows = connection.execute(_SEARCH, {"query": match_expression(words), "limit": limit})
    pattern = matcher(words)
    return tuple(_result(row, *snippet(text_from_sql(row["content"]), pattern)) for row in rows)


def _result(row: sqlite3.Row, text: str, spans: tuple[tuple[int, int], ...]) -> SearchResult:
    return SearchResult(
        conversation_id=row["conversation_id"],
        title=text_from_sql(row["title"]),
        message_id=row["id"],
        role=row["role"],
        created_at=time_from_sql(row["created_at"]),
        snippet=text,
        spans=spans,
        archived=bool(row["archived"]),
    )
