"""An answer held against sources: the sources of a shop, and what the check finds."""

from collections.abc import Sequence
from datetime import datetime

from mistral_assistant.chat import ChatMessage, Passage
from mistral_assistant.reasoning.consistency import check
from mistral_assistant.reasoning.turn import Consistency

NOW = datetime(2026, 3, 12, 10, 0)
DELIVERY = (
    "La livraison à domicile coûte 4,90 € et prend 3 à 5 jours ouvrés en France métropolitaine. "
    "Elle est offerte dès 60 € d'achat. En point relais, comptez 3,90 € et 4 à 6 jours ouvrés. "
    "Le transporteur est Colissimo."
)
RETURNS = (
    "Vous disposez de 30 jours après réception pour retourner un article. Les frais de retour sont "
    "à votre charge, sauf en cas de défaut. Le remboursement est effectué sous 14 jours sur le "
    "moyen de paiement utilisé. Les articles personnalisés ne sont pas repris."
)
WARRANTY = (
    "Tous nos appareils sont garantis 2 ans. La batterie est garantie 6 mois. Pour faire jouer la "
    "garantie, écrivez à sav@maison.example ou appelez le 01 99 00 42 42, du lundi au vendredi de "
    "9 h à 18 h."
)
ORDER = Passage(
    "commandes · ligne 12",
    "CMD-482913 expédiée",
    1.0,
    kind="row",
    table="commandes",
    fields={
        "numero": "CMD-482913",
        "statut": "expédiée",
        "date_expedition": "2026-03-12",
        "date_livraison_prevue": "2026-03-14",
        "ville": "Lyon",
        "total": "89.80",
        "transporteur": "Chronopost",
        "articles": "Bouilloire Brume 1,7 L;Théière Ondine",
    },
)


def checked(
    answer: str,
    *sources: str | Passage,
    question: str = "",
    earlier: Sequence[str] = (),
    approach: str = "knowledge",
    language: str = "fr",
    persona: str = "",
    constants: Sequence[str] = (),
    limit_chars: int = 1500,
) -> Consistency:
    """Check an answer against these sources."""
    passages = [
        source if isinstance(source, Passage) else Passage("source", source, 0.9)
        for source in sources
    ]
    return check(
        answer,
        question=question,
        passages=passages,
        entities=(),
        history=[ChatMessage("assistant", text) for text in earlier],
        language=language,
        persona=persona,
        approach=approach,
        now=NOW,
        limit_chars=limit_chars,
        constants=constants,
    )


def blocking(consistency: Consistency) -> list[tuple[str, str]]:
    """Return kind and text of the blocking findings."""
    return [(f.kind, f.text) for f in consistency.findings if f.severity == "blocking"]


def warnings(consistency: Consistency) -> list[str]:
    """Return the kinds of the findings that only warn."""
    return [f.kind for f in consistency.findings if f.severity == "warning"]
