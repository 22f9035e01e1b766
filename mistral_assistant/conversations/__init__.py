"""Conversations on disk: a tree of messages in one SQLite file, found again by full-text search."""
