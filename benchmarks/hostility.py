"""False alarms and recall of the moderation, beside a plain list of words.

    python benchmarks/hostility.py DATA_DIR

DATA_DIR holds, each if it is there: ``faq_public_fr/qa.jsonl`` (``question``),
``home_assistant_fr/all.tsv`` and ``snips_fr/all.tsv`` (columns ``text``, ``text_with_typos``), all
polite messages, where every alarm is false; and ``badwords_fr/fr.txt``, a list of vulgar words.
Each word is said in six carriers: bare, as a curse, as an insult, in the plural, in capitals and
with a letter replaced by a look-alike. The peer looks for the listed words anywhere in the text.
False alarms and missed words are printed, and one JSON line last.
"""

import csv
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from mistral_assistant.domains.loader import load_pack
from mistral_assistant.french import fold
from mistral_assistant.reasoning.moderation import Moderator

ROOT = Path(__file__).resolve().parent.parent
SHOWN = 40
LEET = str.maketrans("aeio", "@310")
CARRIERS: Mapping[str, Callable[[str], str]] = {
    "bare": lambda word: word,
    "curse": lambda word: f"C'est quoi ce site, {word} !",
    "insult": lambda word: f"Vous êtes tous des {word}",
    "plural": lambda word: f"bande de {word if word.endswith(('s', 'x')) else word + 's'}",
    "capitals": lambda word: word.upper(),
    "look-alike": lambda word: f"espèce de {_disguised(word)}",
}
"""Name → a message that says the word."""


def main(folder: Path) -> int:
    """Print what is wrong, the rates and one JSON line; return the exit status."""
    polite = {name: texts for name, texts in polite_messages(folder) if texts}
    words = bad_words(folder)
    if not polite and not words:
        print(f"No data: none of the files is in {folder}.", file=sys.stderr)
        return 2
    moderator = Moderator(load_pack(ROOT / "domains" / "ecommerce"))
    result: dict[str, object] = {}
    for name, texts in polite.items():
        result[name] = alarms(name, texts, moderator, words)
    if words:
        result["recall"] = recall(words, moderator)
    spent = [took(moderator, text) for texts in polite.values() for text in texts]
    result["median_ms"] = round(statistics.median(spent), 3) if spent else None
    print(json.dumps(result, ensure_ascii=False))
    return 0


def polite_messages(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the name and the messages of each polite set; none where its file is missing."""
    faq = folder / "faq_public_fr" / "qa.jsonl"
    if faq.is_file():
        lines = faq.read_text(encoding="utf-8").splitlines()
        yield "faq_public_fr", [json.loads(line)["question"] for line in lines if line.strip()]
    for name in ("home_assistant_fr", "snips_fr"):
        file = folder / name / "all.tsv"
        if file.is_file():
            with file.open(encoding="utf-8", newline="") as handle:
                rows = list(csv.DictReader(handle, delimiter="\t"))
            columns = [column for column in ("text", "text_with_typos") if column in rows[0]]
            yield name, [row[column] for column in columns for row in rows]


def bad_words(folder: Path) -> list[str]:
    """Return the listed words; empty where the list is missing."""
    file = folder / "badwords_fr" / "fr.txt"
    return file.read_text(encoding="utf-8").split("\n") if file.is_file() else []


def alarms(
    name: str, texts: Sequence[str], moderator: Moderator, words: Sequence[str]
) -> dict[str, float]:
    """Print the false alarms and return their share beside the peer's, in percent."""
    false = [text for text in texts if moderator.moderate(text).level != "none"]
    for text in false[:SHOWN]:
        print(f"✗ false alarm: {text}: {moderator.moderate(text).level}")
    listed = sum(_listed(text, words) for text in texts)
    shares = {"messages": len(texts), "false_alarms": _percent(len(false), len(texts))}
    if words:
        shares["word_list_anywhere"] = _percent(listed, len(texts))
    print(f"{name:18} {shares}")
    return shares


def recall(words: Sequence[str], moderator: Moderator) -> dict[str, float]:
    """Print the missed words and return the share caught in each carrier, in percent."""
    words = [word for word in words if word]
    caught = {}
    for name, carry in CARRIERS.items():
        missed = [word for word in words if moderator.moderate(carry(word)).level == "none"]
        listed = sum(_listed(carry(word), words) for word in words)
        caught[name] = _percent(len(words) - len(missed), len(words))
        caught[f"{name}, word list"] = _percent(listed, len(words))
        print(f"{name:10} caught {caught[name]} %, missed: {', '.join(missed[:SHOWN])}")
    return caught


def took(moderator: Moderator, text: str) -> float:
    """Return the CPU milliseconds that one message takes."""
    began = time.process_time()
    moderator.moderate(text)
    return (time.process_time() - began) * 1000


def _listed(text: str, words: Sequence[str]) -> bool:
    folded = fold(text)
    return any(word and fold(word) in folded for word in words)


def _disguised(word: str) -> str:
    """Replace one letter inside the word, the first that has a look-alike."""
    for place, letter in enumerate(word[1:], 1):
        if letter.translate(LEET) != letter:
            return word[:place] + letter.translate(LEET) + word[place + 1 :]
    return word


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
