"""Proposed categories against the true ones, and what proposing a pack costs.

    python benchmarks/from_csv.py DATA_DIR

banking77 (training rows, text only) and the e-commerce training.csv with its categories hidden:
adjusted mutual information at the true number of categories and at the number chosen, CPU seconds,
and whether the pack passes its check and answers. Where scikit-learn is installed its k-means, told
the true number, runs on the same texts: on TF-IDF of words and pairs, and on 100 directions of it
(SVD). Prints a line a run and one JSON line last.
"""

import csv
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from adjusted_mutual_information import adjusted_mutual_information

from mistral_assistant.authoring.from_csv import make_plan, propose_pack
from mistral_assistant.authoring.from_csv_rows import read_rows
from mistral_assistant.domains.loader import check_pack, load_pack
from mistral_assistant.reasoning.system import AdvancedReasoningSystem
from mistral_assistant.reasoning.turn import Turn

ROOT = Path(__file__).parent.parent


def read(path: Path, delimiter: str) -> list[dict[str, str]]:
    """Return the rows of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def write(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    """Write a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
    return path


def agreement(file: Path, truth: Sequence[str], count: int | None) -> dict[str, Any]:
    """Propose categories for the rows of a file and compare them with the true ones."""
    began = time.process_time()
    plan = make_plan("essai", read_rows(file), count)
    spent = time.process_time() - began
    proposed = plan.topics.of_row
    return {
        "rows": len(proposed),
        "true": len(set(truth)),
        "proposed": len(plan.topics.topics),
        "ami": round(adjusted_mutual_information(proposed, truth), 4),
        "cpu_s": round(spent, 1),
    }


def peers(texts: Sequence[str], truth: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Group the texts with scikit-learn, as a practitioner would; nothing where it is missing."""
    try:
        from sklearn.cluster import KMeans
        from sklearn.decomposition import TruncatedSVD
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import Normalizer
    except ImportError:
        return {}
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    svd = make_pipeline(words, TruncatedSVD(100, random_state=0), Normalizer(copy=False))
    results = {}
    for name, features in (("kmeans_tfidf", words), ("kmeans_tfidf_svd", svd)):
        began = time.process_time()
        means = KMeans(len(set(truth)), n_init=4, random_state=0)
        labels = means.fit_predict(features.fit_transform(texts)).tolist()
        results[name] = {
            "ami": round(adjusted_mutual_information(labels, truth), 4),
            "cpu_s": round(time.process_time() - began, 1),
        }
    return results


def made(file: Path, folder: Path, question: str) -> dict[str, Any]:
    """Write the whole pack, check it and ask it something."""
    began = time.process_time()
    path = propose_pack(file, "essai", folder).path
    spent = time.process_time() - began
    problems = check_pack(path)
    system = AdvancedReasoningSystem(load_pack(path))
    turn = Turn(question, datetime(2026, 3, 12, 10))
    for _event in system.run(turn):
        pass
    system.close()
    return {
        "errors": sum(problem.severity == "error" for problem in problems),
        "warnings": sum(problem.severity == "warning" for problem in problems),
        "pack_cpu_s": round(spent, 1),
        "rule": turn.approach.rule,
        "answer": turn.answer.text,
    }


def main() -> int:
    """Run both files."""
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        print("usage: python benchmarks/from_csv.py DATA_DIR  (the folder is missing)")
        return 2
    banking = read(Path(sys.argv[1]) / "banking77_en" / "train.tsv", "\t")
    shop = read(ROOT / "domains" / "ecommerce" / "training.csv", ",")
    files: dict[str, tuple[tuple[str, ...], list[tuple[str, ...]], list[str], str]] = {
        "banking77_en": (("text",), [(row["text"],) for row in banking],
                         [row["intent"] for row in banking], "my card has not arrived yet"),
        "ecommerce": (("instruction", "response"),
                      [(row["instruction"], row["response"]) for row in shop],
                      [row["category"] for row in shop], "livrez-vous en Suisse ?"),
    }  # fmt: skip
    results: dict[str, Any] = {}
    for name, (columns, rows, truth, question) in files.items():
        with tempfile.TemporaryDirectory() as folder:
            file = write(Path(folder) / "rows.csv", columns, rows)
            for run, count in ((f"{name}_given", len(set(truth))), (f"{name}_chosen", None)):
                results[run] = agreement(file, truth, count)
                print(f"{run:<30} {results[run]}")
            joined = ["\n".join(row) for row in rows]
            for peer, result in peers(joined, truth).items():
                results[f"{name}_{peer}"] = result
                print(f"{name + '_' + peer:<30} {result}")
            results[f"{name}_pack"] = made(file, Path(folder), question)
            print(f"{name + '_pack':<30} {results[f'{name}_pack']}")
    print(json.dumps(results, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
