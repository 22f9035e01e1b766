"""A small model from nothing on French text: bits per character, experts, accents, tokenizer.

    python benchmarks/train_from_nothing.py TEXTS [--steps N] [--architecture llama4|mistral]
        [--tokenizer bpe|char] [--hidden_size N] [--keep FOLDER]

TEXTS is a file or folder of texts (.txt, .md, .jsonl). A tenth is kept apart and measured at the
end. Then the folder is opened as the chat's engine opens it: tokens against the training's, a
greedy answer with the cache against one without, each text there and back. One JSON line last.
"""

import argparse
import json
import resource
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from time import monotonic

from mistral_assistant.chat import ChatMessage
from mistral_assistant.training import recipe
from mistral_assistant.training.arguments import TrainArguments
from mistral_assistant.training.run_directory import Run
from mistral_assistant.training.texts import read_texts

ACCENTS = "àâçèéêëîïôùûü"
PROMPT = "La demande doit être"


def trained(options: argparse.Namespace, folder: Path) -> Run:
    """Train from nothing."""
    args = TrainArguments(
        data=str(options.texts), output_dir=str(folder), objective="scratch", device="cpu",
        architecture=options.architecture, tokenizer=options.tokenizer, vocab_size=1024,
        hidden_size=options.hidden_size, num_hidden_layers=4, max_length=options.max_length,
        per_device_train_batch_size=4, gradient_accumulation_steps=1, max_steps=options.steps,
        save_steps=max(1, options.steps // 4), validation_ratio=0.01, test_ratio=0.1,
        learning_rate=2e-3, num_train_epochs=1000.0,
    )  # fmt: skip
    job = recipe.start(args, print, None, datetime.now())
    recipe.fine_tune(job)
    return job.run


def said(final: Path, length: int = 120) -> tuple[str, bool]:
    """Return a greedy continuation, and whether it is the same without the cache."""
    import torch
    from transformers import AutoModelForCausalLM

    from mistral_assistant.training.tokenizers import tokenizer_of

    tokenizer = tokenizer_of(final)
    model = AutoModelForCausalLM.from_pretrained(final).eval()
    ids = torch.tensor([[tokenizer.bos_id, *tokenizer.encode(PROMPT)]])
    cached = model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=length,
        do_sample=False, use_cache=True)[0].tolist()  # fmt: skip
    plain = ids[0].tolist()
    with torch.no_grad():
        while len(plain) < len(cached):
            plain.append(int(model(torch.tensor([plain]), use_cache=False).logits[0, -1].argmax()))
    return tokenizer.decode(cached), plain == cached


def same_tokens(final: Path) -> bool:
    """Tell whether the engine writes a conversation in the tokens of the training."""
    from mistral_assistant.engine.tokenizers import tokenizer_of as engines
    from mistral_assistant.training.tokenizers import tokenizer_of

    chat = [ChatMessage("user", "Où est l'élève ?"), ChatMessage("assistant", "À l'école.")]
    return engines(final).encode_chat(chat).ids == tokenizer_of(final).encode_chat(chat).ids


def main() -> int:
    """Train, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("texts", type=Path)
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--architecture", default="llama4")
    parser.add_argument("--tokenizer", default="bpe")
    parser.add_argument("--hidden_size", type=int, default=128)
    parser.add_argument("--max_length", type=int, default=256)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    if not options.texts.exists():
        print(f"{options.texts} : rien ici. Donnez un dossier de textes français.", file=sys.stderr)
        return 2
    begun = monotonic()
    with tempfile.TemporaryDirectory() as place:
        run = trained(options, options.keep or Path(place))
        result = json.loads((run.folder / "result.json").read_text(encoding="utf-8"))
        from mistral_assistant.training.tokenizers import tokenizer_of

        tokenizer = tokenizer_of(run.final)
        texts = [row.text for row in read_texts(options.texts)]
        text, uncached = said(run.final)
        scores = result["scores"]
        found = {
            "bits_per_character": round(scores["test_bits_per_character"], 3),
            "bits_per_byte": round(scores["test_bits_per_byte"], 3),
            "perplexity": round(scores["test_perplexity"], 2),
            "tokens": result["tokens"],
            "expert_shares": [round(share, 3) for share in scores.get("expert_shares", [])],
            "texts_there_and_back": sum(tokenizer.decode(tokenizer.encode(t)) == t for t in texts),
            "texts": len(texts),
            "cached_as_uncached": uncached,
            "engine_same_tokens": same_tokens(run.final),
            "accented_letters": sum(char in ACCENTS for char in text.lower()),
            "said": text,
        }
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"benchmark": "train_from_nothing", "steps": options.steps,
        "architecture": options.architecture, "tokenizer": options.tokenizer, **found,
        "cpu_s": round(used.ru_utime + used.ru_stime), "wall_s": round(monotonic() - begun)},
        ensure_ascii=False))  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
