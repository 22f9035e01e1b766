"""A pack that holds nothing but its moderation words, for the steps that read little of a pack."""

from pathlib import Path

from mistral_assistant.domains.pack import DomainPack, Limits, ModerationWords


def pack_with(**words: tuple[str, ...]) -> DomainPack:
    """Return an empty French pack with these moderation words."""
    return DomainPack(
        path=Path(),
        name="essai",
        title="Essai",
        version="1",
        description="",
        languages=("fr",),
        licence="",
        persona="",
        base_model="",
        adapter="",
        limits=Limits(),
        moderation=ModerationWords(**words),
        CATEGORIES={},
        RESPONSE_TEMPLATES={},
        entities={},
        rules=(),
        tables={},
        knowledge=(),
        content_hash="",
    )
