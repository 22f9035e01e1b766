"""Loads damaged models one after the other and tells what became of each: a process of its own.

``python damaged_models.py MODEL FROM TO WORK_FOLDER`` prints one JSON object for each seed.
"""

import json
import random
import shutil
import sys
import time
from pathlib import Path

ODD = [None, -1, 0, 2**70, 1e300, "x", "__import__('os')", [], {}, [[]], True, "../../etc", 3.5,
       10_000_000, "{{ ''.__class__ }}"]  # fmt: skip
CODE = {"auto_map": {"AutoConfig": "evil.X", "AutoModelForCausalLM": "evil.Y"},
        "_attn_implementation_internal": "evil/kernel",
        "quantization_config": {"quant_method": "x"},
        "custom_pipelines": {"x": {"impl": "evil.X"}}, "trust_remote_code": True,
        "attn_implementation": "evil/kernel", "_attn_implementation": "evil/kernel",
        "experts_implementation": "evil/kernel", "architectures": ["evil.X"]}  # fmt: skip
JSON_FILES = ("config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json")
ran: list[str] = []


def watch(event: str, values: tuple[object, ...]) -> None:
    """Note what only a stranger's code or a pickle would cause."""
    if event in ("pickle.find_class", "subprocess.Popen", "os.system", "os.exec"):
        ran.append(f"{event} {values[:2]}"[:200])


def damage(folder: Path, chance: random.Random) -> str:
    """Damage one file; returns how."""
    kind = chance.choice(("odd", "odd", "odd", "code", "flip", "cut", "text", "gone"))
    name = chance.choice((*JSON_FILES, "config.json", "model.safetensors"))
    file = folder / name
    if kind in ("odd", "code"):
        file = folder / "config.json"
        values = json.loads(file.read_text())
        key = chance.choice(sorted(values if kind == "odd" else CODE))
        values[key] = chance.choice(ODD) if kind == "odd" else CODE[key]
        file.write_text(json.dumps(values))
        return f"{kind} {key} = {str(values[key])[:40]}"
    data = bytearray(file.read_bytes())
    if kind == "flip":
        for _ in range(chance.randrange(1, 30)):
            data[chance.randrange(min(len(data), 3_000))] ^= 1 << chance.randrange(8)
    elif kind == "cut":
        data = data[: chance.randrange(len(data))]
    elif kind == "text":
        data = bytearray(chance.choice((b"", b"[" * 50_000, b"null", b"\x00", b'"x"', b"{}")))
    file.write_bytes(data)
    if kind == "gone":
        file.unlink()
    return f"{kind} {name}"


def load(folder: Path) -> str:
    """Load a model and let it say a token; returns the refusal, empty if there is none."""
    from mistral_assistant.chat import GenerationOptions
    from mistral_assistant.engine.choose import EngineOptions, build
    from mistral_assistant.engine.queue import Job
    from mistral_assistant.errors import ModelError

    try:
        engine = build(EngineOptions(folder, {}, "transformers", quantize="none", context=128))
        runtime = engine.runtime
        runtime.load(lambda _done, _total: None)
        options = GenerationOptions(temperature=0.0, max_tokens=1)
        list(runtime.generate([1, 3, 4, 5], options, "", Job(print, print).cancelled))
    except ModelError as error:
        return error.problem or "?"
    return ""


def main() -> None:
    model, first, last, work = Path(sys.argv[1]), *map(int, sys.argv[2:4]), Path(sys.argv[4])
    import torch
    import transformers

    torch.set_num_threads(1)
    transformers.logging.set_verbosity_error()
    load(model)
    (work / "evil.py").write_text("raise SystemExit('code')")
    sys.addaudithook(watch)
    for seed in range(first, last):
        folder = work / str(seed)
        shutil.copytree(model, folder)
        (folder / "evil.py").write_text("import os; os.system('true')")
        how = damage(folder, random.Random(seed))
        began = time.process_time()
        try:
            said = load(folder)
        except Exception as error:  # what the test is to show
            said = f"UNEXPECTED {type(error).__name__}: {error}"[:300]
        spent = round(time.process_time() - began, 2)
        print(json.dumps({"seed": seed, "how": how, "said": said, "s": spent, "ran": ran}),
              flush=True)  # fmt: skip
        ran.clear()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
