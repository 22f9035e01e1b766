"""``packs show --vectors`` as text for a pack's author: all categories at a glance, or one."""

import textwrap
from collections.abc import Iterator, Sequence

from mistral_assistant.authoring.left_out import FOLDS, LeftOut
from mistral_assistant.authoring.pack_test import percent_text
from mistral_assistant.authoring.text_columns import columns, shortened
from mistral_assistant.authoring.vectors import CategoryVector, Weighted
from mistral_assistant.cleaning import clean_line
from mistral_assistant.i18n import _, ngettext

_WIDTH = 100
_QUOTED = 60
_STRONGEST = 6
_DOUBTFUL = 15
"""Examples that are listed as doubtful for the whole pack …"""
_ATYPICAL = 8
"""… and for one category."""


def overview(vectors: Sequence[CategoryVector], pack: str) -> Iterator[str]:
    """Yield a line a category, the examples most in doubt, and how to see more."""
    head = (_("catégorie"), _("exemples"), _("retrouvés"), _("voisine"), _("mots les plus forts"))
    rows = [
        (vector.name, str(vector.examples), _found(vector), _nearest(vector),
         ", ".join(word for word, _weight in vector.positive[:_STRONGEST]))
        for vector in vectors
    ]  # fmt: skip
    yield from columns([head, *rows], right={1, 2}, indent="")
    yield ""
    yield _explained()
    doubtful = sorted(
        (item for vector in vectors for item in vector.elsewhere),
        key=lambda item: -item.confidence,
    )
    if doubtful:
        yield ""
        yield _("Exemples que le domaine mettrait ailleurs, les plus sûrs d'abord")
        yield from _doubts(doubtful, _DOUBTFUL)
    yield ""
    yield _(
        "Une catégorie en détail : mistral-assistant packs show {pack} --vectors {name}"
    ).format(pack=pack, name=vectors[0].name)


def _explained() -> str:
    return _(
        "« retrouvés » : les exemples qui reviennent à leur catégorie quand un sur {folds} est mis "
        "de côté."
    ).format(folds=FOLDS)


def _found(vector: CategoryVector) -> str:
    return percent_text(vector.found / vector.examples) if vector.examples else "—"


def _nearest(vector: CategoryVector) -> str:
    """Return the category with which most examples are exchanged."""
    first = vector.neighbours[0] if vector.neighbours else None
    exchanged = first.there + first.here if first else 0
    return f"{first.name} ({exchanged})" if first and exchanged else "—"


def _doubts(items: Sequence[LeftOut], most: int) -> Iterator[str]:
    rows = [
        (_quoted(item.text), item.category, "→ " + item.found, percent_text(item.confidence, 0))
        for item in items[:most]
    ]
    yield from columns(rows, right={3})
    yield from _more(len(items) - most)


def _more(left: int) -> Iterator[str]:
    if left > 0:
        yield "  " + ngettext(
            "et {count} autre (« --json » le montre)",
            "et {count} autres (« --json » les montre)",
            left,
        ).format(count=left)


def detail(vector: CategoryVector) -> Iterator[str]:
    """Yield everything about one category."""
    yield clean_line(f"{vector.name} — {vector.label}")
    count = ngettext("{count} exemple", "{count} exemples", vector.examples)
    share = _("{share} retrouvés").format(share=_found(vector))
    yield f"  {count.format(count=vector.examples)} · {share}"
    keywords = _("mots-clés : {words}").format(words=", ".join(vector.keywords) or "—")
    yield from textwrap.wrap(
        clean_line(keywords), _WIDTH, initial_indent="  ", subsequent_indent="    "
    )
    yield from _weights(_("Parlent pour elle"), vector.positive)
    yield from _weights(_("Parlent contre elle"), vector.negative)
    yield from _weights(_("Morceaux de mots qui parlent pour elle"), vector.pieces)
    yield ""
    yield _("Exemples les plus typiques")
    yield from ("  " + _quoted(text) for text in vector.typical)
    if vector.elsewhere:
        yield ""
        yield _("Exemples que le domaine mettrait ailleurs, les plus sûrs d'abord")
        yield from _doubts(vector.elsewhere, _ATYPICAL)
    if vector.strange:
        yield ""
        yield _("Exemples que rien d'autre n'annonce : sans eux, hors domaine")
        yield from ("  " + _quoted(item.text) for item in vector.strange[:_ATYPICAL])
        yield from _more(len(vector.strange) - _ATYPICAL)
    yield from _neighbours(vector)
    yield ""
    yield _explained()


def _weights(title: str, terms: Weighted) -> Iterator[str]:
    if terms:
        yield ""
        yield title
        parts = [f"{_visible(term)} " + f"{weight:+.2f}".replace(".", _(","))
                 for term, weight in terms]  # fmt: skip
        yield from ("  " + " · ".join(parts[at : at + 5]) for at in range(0, len(parts), 5))


def _visible(term: str) -> str:
    """Return an n-gram with the borders of words made visible."""
    return (
        "␣" * (len(term) - len(term.lstrip()))
        + term.strip()
        + "␣" * (len(term) - len(term.rstrip()))
    )


def _neighbours(vector: CategoryVector) -> Iterator[str]:
    if not vector.neighbours:
        return
    yield ""
    yield _("Catégories voisines (exemples qui y iraient, exemples qui viendraient ici)")
    rows = [
        (other.name, str(other.there), str(other.here),
         _("en commun : {words}").format(words=", ".join(other.shared)) if other.shared else "")
        for other in vector.neighbours
    ]  # fmt: skip
    yield from columns(rows, right={1, 2})


def _quoted(text: str) -> str:
    return _("« {text} »").format(text=shortened(clean_line(text), _QUOTED))
