"""Training files that the tests write: a small shop with four subjects."""

import csv
import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path

_SUBJECTS = {
    "Livraison": (
        ("Quand arrive mon colis", "Où est mon colis", "Mon colis est en retard",
         "Le livreur a-t-il déposé mon colis"),
        ("commandé lundi", "sous le CMD-{number}", "CMD-{number}", "en livraison express"),
        "La livraison du colis prend {number} jours ouvrables vers cette adresse.",
    ),
    "Paiement": (
        ("Puis-je payer ma facture", "Le paiement de la facture échoue",
         "Ma carte bancaire est refusée", "Je veux payer par virement"),
        ("en plusieurs fois", "avec ma carte bleue", "sans frais bancaires", "depuis l'étranger"),
        "Le paiement par carte bancaire se fait en {number} fois sur la page de la facture.",
    ),
    "Compte": (
        ("J'ai oublié mon mot de passe", "Mon mot de passe ne marche plus",
         "Comment changer le mot de passe", "Mon identifiant est bloqué"),
        ("sur le site", "depuis hier", "avec mon téléphone", "pour mon compte"),
        "Cliquez sur « mot de passe oublié » et suivez le lien valable {number} minutes.",
    ),
    "Garantie": (
        ("Mon aspirateur est en panne", "L'appareil est tombé en panne",
         "La garantie couvre-t-elle la réparation", "Faites-vous la réparation"),
        ("après deux ans", "d'une batterie", "de mon grille-pain", "sans le ticket de caisse"),
        "La garantie couvre la réparation de l'appareil pendant {number} ans.",
    ),
}  # fmt: skip


def shop_rows() -> list[tuple[str, str, str]]:
    """Return 64 different rows (instruction, response, category), the subjects taking turns."""
    subjects = []
    for category, (beginnings, ends, response) in _SUBJECTS.items():
        said = [
            (f"{begin} {end} ?", response, category)
            for begin, end in itertools.product(beginnings, ends)
        ]
        subjects.append(said)
    rows = [row for together in zip(*subjects, strict=True) for row in together]
    return [
        (text.format(number=482900 + at), response.format(number=10 + at), category)
        for at, (text, response, category) in enumerate(rows)
    ]


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    """Write a CSV file and return its path."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
    return path
