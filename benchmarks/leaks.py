"""How many seeded duplicates the leak check finds across two splits, and how long it takes.

    python benchmarks/leaks.py [--rows 10000] [--plants 500] [--tweets 161259] [--texts FILE]

The rows are sentences made here, a third of them from templates whose rows differ in one word on
purpose; ``--texts`` takes the lines of a file instead. Half of the plants are exact after folding,
half are changed by one of the kinds in PLANTS. Beside it: equal texts only (what a hash finds), and
rapidfuzz's ratio at 90 (what one would write in an afternoon).
"""

import argparse
import json
import random
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from mistral_assistant.dataset.near_duplicates import near_pairs, normal_form

SUBJECTS = """ma commande|le colis|mon abonnement|la livraison|cette facture|votre boutique|
mon compte|le remboursement|la garantie|ce téléphone|mon mot de passe|la batterie|
l'application|le technicien|mon dossier|la réservation|le contrat|cette lampe|
mon inscription|la carte cadeau""".replace("\n", "")
VERBS = """n'arrive toujours pas|reste bloqué depuis hier|devait partir lundi|
affiche une erreur|ne correspond pas à la photo|a été refusé sans raison|
s'arrête au bout d'une heure|doit être changé|est introuvable sur le site|
semble avoir disparu|coûte plus cher que prévu|ne fonctionne plus""".replace("\n", "")
PLACES = """à Lyon|au bureau|chez ma voisine|dans le jardin|en Belgique|à la gare|
sur mon ordinateur|dans l'espace client|à l'étranger|pendant les vacances|
depuis la mise à jour|au magasin""".replace("\n", "")
ENDS = """que dois-je faire|pouvez-vous vérifier|qui faut-il appeler|combien de temps attendre|
est-ce normal|comment l'annuler|où puis-je me plaindre|à qui écrire|
merci de me répondre vite|faut-il renvoyer un formulaire|quels papiers fournir|
quand serai-je remboursé""".replace("\n", "")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SYLLABLES = "ba bo cla dé fou gri jo ka lu mi no pa qui ro sa té vi zo mar lin cor val ten".split()


def made(count: int, rng: random.Random, templates: bool = True) -> list[str]:
    """Return distinct texts: templates with a name in one place, and free sentences."""
    texts: dict[str, str] = {}
    while len(texts) < count:
        name = "".join(rng.choice(SYLLABLES) for _ in range(4)).capitalize()
        extra = "".join(rng.choice(SYLLABLES) for _ in range(3))
        kind = rng.randrange(3) if templates else rng.randrange(1, 3)
        if kind == 0:
            text = rng.choice((
                f"Quel est le prix du modèle {name} ?",
                f"Avez-vous encore la lampe {name} en stock ?",
                f"Quelle est la date de sortie du jeu {name} sur console ?",
                f"Ma commande numéro {rng.randrange(10**6)} est-elle partie ?",
            ))  # fmt: skip
        else:
            parts = [rng.choice(p.split("|")) for p in (SUBJECTS, VERBS, PLACES, ENDS)]
            parts.insert(rng.randrange(4), f"avec {name} et {extra}")
            if kind == 2:
                parts.insert(0, rng.choice(("Bonjour", "Dites-moi", "Question", "Voilà")))
                parts.append(rng.choice(PLACES.split("|")) + f" {rng.choice(SYLLABLES)}{extra}")
            text = ", ".join(parts).capitalize() + " ?"
        texts.setdefault(normal_form(text), text)
    return list(texts.values())


def _typing(text: str, rng: random.Random) -> str:
    place = rng.choice([i for i, char in enumerate(text) if char.isalpha()])
    letter = rng.choice(LETTERS)
    return rng.choice((text[:place] + text[place + 1 :], text[:place] + letter + text[place + 1 :],
                       text[:place] + letter + text[place:]))  # fmt: skip


def _without_word(text: str, rng: random.Random) -> str:
    words = text.split()
    words.pop(rng.randrange(len(words)))
    return " ".join(words)


def _other_word(text: str, rng: random.Random) -> str:
    words = text.split()
    words[rng.randrange(len(words))] = rng.choice(("vraiment", "chose", "maintenant", "truc"))
    return " ".join(words)


def _more_word(text: str, rng: random.Random) -> str:
    words = text.split()
    words.insert(rng.randrange(len(words)), rng.choice(("vraiment", "donc", "aussi", "bien")))
    return " ".join(words)


def _swapped(text: str, rng: random.Random) -> str:
    words = text.split()
    place = rng.randrange(len(words) - 1)
    words[place], words[place + 1] = words[place + 1], words[place]
    return " ".join(words)


EXACT: dict[str, Callable[[str, random.Random], str]] = {
    "same": lambda text, rng: text,
    "case": lambda text, rng: text.upper(),
    "marks": lambda text, rng: f"  {text.replace(',', ' ;').rstrip(' ?')} !",
}
PLANTS: dict[str, Callable[[str, random.Random], str]] = {
    "typing error": _typing,
    "two typing errors": lambda text, rng: _typing(_typing(text, rng), rng),
    "word left out": _without_word,
    "word replaced": _other_word,
    "word added": _more_word,
    "words swapped": _swapped,
    "polite": lambda text, rng: f"Bonjour, {text[0].lower()}{text[1:].rstrip(' ?')} svp ?",
}


def planted(
    texts: Sequence[str], plants: int, rng: random.Random
) -> tuple[list[str], list[int], dict[int, tuple[int, str]]]:
    """Return all texts, their splits and, for each plant, its source and kind."""
    side = [int(rng.random() < 0.2) for _ in texts]
    every, sides, truth = list(texts), list(side), {}
    sources = rng.sample([i for i, s in enumerate(side) if s == 0], plants)
    for number, source in enumerate(sources):
        kinds = list((EXACT if number % 2 else PLANTS).items())
        kind, change = kinds[number // 2 % len(kinds)]
        truth[len(every)] = (source, kind)
        every.append(change(texts[source], rng))
        sides.append(1)
    return every, sides, truth


def measured(
    every: list[str], sides: list[int], truth: dict[int, tuple[int, str]]
) -> dict[str, object]:
    """Return recall, precision and time of the check, and the peak memory of the process."""
    begun = time.process_time()
    pairs = {(pair.one, pair.two) for pair in near_pairs(every, sides)}
    seconds = time.process_time() - begun
    wanted = {tuple(sorted((source, number))) for number, (source, _) in truth.items()}
    missed: dict[str, int] = {}
    for number, (source, kind) in truth.items():
        if tuple(sorted((source, number))) not in pairs:
            missed[kind] = missed.get(kind, 0) + 1
    hit = len(wanted & pairs)
    return {
        "rows": len(every), "recall": round(hit / max(1, len(wanted)), 4),
        "precision": round(hit / max(1, len(pairs)), 4), "missed": missed,
        "others": [(every[a], every[b]) for a, b in sorted(pairs - wanted)[:5]],
        "cpu_seconds": round(seconds, 1),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip


def peers(
    every: list[str], sides: list[int], truth: dict[int, tuple[int, str]]
) -> dict[str, object]:
    """Return the same figures of a hash of the text and of rapidfuzz's ratio at 90."""
    from rapidfuzz import fuzz, process

    wanted = {(source, number) for number, (source, _) in truth.items()}
    train = [i for i, side in enumerate(sides) if not side]
    test = [i for i, side in enumerate(sides) if side]
    by_text: dict[str, list[int]] = {}
    for number in train:
        by_text.setdefault(every[number].strip().lower(), []).append(number)
    equal = {(one, two) for two in test for one in by_text.get(every[two].strip().lower(), ())}
    begun = time.process_time()
    fuzzy = set()
    for start in range(0, len(test), 500):
        some = test[start : start + 500]
        scores = process.cdist([every[i].lower() for i in some], [every[i].lower() for i in train],
                               scorer=fuzz.ratio, score_cutoff=90)  # fmt: skip
        rows, columns = scores.nonzero()
        fuzzy |= {(train[c], some[r]) for r, c in zip(rows.tolist(), columns.tolist(), strict=True)}
    seconds = round(time.process_time() - begun, 1)
    told = {}
    for name, pairs in (("equal lower case", equal), ("rapidfuzz ratio 90", fuzzy)):
        hit = len(pairs & wanted)
        told[name] = {"recall": round(hit / len(wanted), 4),
                      "precision": round(hit / max(1, len(pairs)), 4)}  # fmt: skip
    return {**told, "rapidfuzz_cpu_seconds": seconds}


def main() -> None:
    """Print the figures, one JSON line last."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--plants", type=int, default=500)
    parser.add_argument("--tweets", type=int, default=0, help="also time so many short texts")
    parser.add_argument("--texts", type=Path, help="lines of a file instead of texts made here")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    if options.texts:
        lines = options.texts.read_text(encoding="utf-8").splitlines()
        texts = list({normal_form(line): line for line in lines if len(line.split()) > 2}.values())
    else:
        texts = made(options.rows, rng)
    every, sides, truth = planted(texts, min(options.plants, len(texts) // 10), rng)
    told: dict[str, object] = {"leaks": measured(every, sides, truth)}
    rows = every, sides, truth
    if options.tweets:
        every, sides, truth = planted(made(options.tweets, rng, templates=False), 2_000, rng)
        told["tweets"] = measured(every, sides, truth)
    if not options.texts:
        told["peers"] = peers(*rows)  # last: they need more memory
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main()
