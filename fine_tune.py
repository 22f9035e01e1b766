#!/usr/bin/env python3
"""From a CSV to a tuned Mistral, in one command.

    python fine_tune.py data.csv
    python fine_tune.py data.csv --config configs/qlora-12gb.toml --lora_r 32
    python fine_tune.py --resume
    python fine_tune.py                 # asks for the file, then before each stage

The recipe below is the whole of it: change it, leave a stage out, put one of yours in between.
What each stage does is in ``mistral_assistant/training``, one module each; the options are in
``docs/fine-tuning.md`` and in ``--help``. ``mistral-assistant train`` does the same.
"""

import sys

from mistral_assistant.cli import main
from mistral_assistant.training.recipe import (
    Job,
    evaluate,
    repair,
    save,
    split,
    tokenise,
    train,
    validate,
)


def fine_tune(job: Job) -> None:
    """Do everything, in order."""
    rows = repair(job)
    rows = validate(job, rows)
    parts = split(job, rows)
    examples = tokenise(job, parts)
    trainer = train(job, examples)
    scores = evaluate(job, trainer, examples, parts)
    save(job, trainer, scores)


if __name__ == "__main__":
    sys.exit(main(["train", *sys.argv[1:]], recipe=fine_tune))
