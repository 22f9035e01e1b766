"""One conversation, the same tokens everywhere: the trainer, mistral-common, and both engines.

    python benchmarks/engine_tokens.py [--chats 10000] [--seed 11]

Random conversations with and without a system part, one to three turns, double spaces, code, emoji,
joined and rare scripts; half of them also have the names of control tokens in their text. Compared
with what mistral-common makes of them: what training reads (``training``), the tokenizer of the
engine's transformers runtime in a folder that training wrote (``transformers``) and of its
llama.cpp runtime (``llamacpp``); for texts without control names, which any other program reads as
control tokens, also the written tokenizer with its template in transformers itself
(``transformers_file``) and the tokenizer and template inside the GGUF file, asked of llama.cpp
(``gguf_file``). Printed are the mismatches of each; the last line is one JSON object.
"""

import argparse
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from chats import CONTROLS, WORDS, chat, reference  # type: ignore[import-not-found] # noqa: E402
from tiny_models import save_tiny_mistral  # type: ignore[import-not-found] # noqa: E402

from mistral_assistant.chat import ChatMessage  # noqa: E402

Messages = Sequence[ChatMessage]
Encode = Callable[[Messages], Sequence[int]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=11)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        ours, files = _encoders(Path(name))
        source, wrong, compared = random.Random(options.seed), Counter[str](), Counter[str]()
        for number in range(options.chats):
            named = number % 2 == 0
            messages = chat(source, [*WORDS, *CONTROLS] if named else WORDS)
            wanted = reference(messages)
            for encoder, encode in (ours if named else {**ours, **files}).items():
                compared[encoder] += 1
                if list(encode(messages)) != wanted:
                    wrong[encoder] += 1
                    print(encoder, messages, flush=True)
    print(
        json.dumps({"compared": compared, "mismatches": {name: wrong[name] for name in compared}})
    )


def _encoders(folder: Path) -> tuple[dict[str, Encode], dict[str, Encode]]:
    """Return our own tokenizers, and those that stand in the files we write."""
    from transformers import AutoTokenizer

    from mistral_assistant.engine.runtimes.llamacpp import LlamaCppRuntime
    from mistral_assistant.engine.tokenizers import tokenizer_of
    from mistral_assistant.training.tokenizers import tokenizer_of as trainers

    save_tiny_mistral(folder / "m")
    runtime = LlamaCppRuntime(folder / "m", folder / "cache", "F16", threads=1)
    runtime.load(lambda _done, _total: None)
    trainer, engine = trainers(str(folder / "m")), tokenizer_of(folder / "m")
    written: Any = AutoTokenizer.from_pretrained(folder / "m")
    inside = _inside(next((folder / "cache").glob("*.gguf")))

    def by_template(messages: Messages) -> Sequence[int]:
        plain = [{"role": one.role, "content": one.content} for one in messages]
        ids: Sequence[int] = written.apply_chat_template(plain, return_dict=True)["input_ids"]
        return ids

    ours: dict[str, Encode] = {
        "training": lambda messages: trainer.encode_chat(messages).ids,
        "transformers": lambda messages: engine.encode_chat(messages).ids,
        "llamacpp": lambda messages: runtime.tokenizer.encode_chat(messages).ids,
    }
    files: dict[str, Encode] = {
        "transformers_file": by_template,
        "gguf_file": lambda messages: inside.encode_chat(messages).ids,
    }
    return ours, files


def _inside(file: Path) -> Any:
    """Return the tokenizer in a GGUF file as llama.cpp reads it."""
    import xllamacpp

    from mistral_assistant.engine.runtimes.gguf_base import read_base
    from mistral_assistant.engine.runtimes.llamacpp_tokenizer import LlamaCppTokenizer

    options = xllamacpp.CommonParams()
    options.model.path, options.n_ctx, options.verbosity = str(file), 512, -1
    options.api_keys, options.warmup = ["x"], False
    server = xllamacpp.Server(options)
    tokenizer = LlamaCppTokenizer(server.listening_address, "x", read_base(file))
    tokenizer.server = server  # type: ignore[attr-defined]  # lives as long
    return tokenizer


if __name__ == "__main__":
    main()
