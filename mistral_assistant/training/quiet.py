"""The other packages' own notices, silenced where they are no news to the user."""

import logging
import os
import warnings

_LOGGERS = ("bitsandbytes", "trl", "peft", "accelerate")


def quiet() -> None:
    """Leave only errors of the packages that train; ours are told by ``tell``."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # TRL asks for checkpointing under the name that transformers is about to drop.
    warnings.filterwarnings("ignore", category=FutureWarning, module=r"(transformers|trl|peft)\b")
    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.ERROR)
    from transformers.utils import logging as own

    own.set_verbosity_error()
    own.disable_progress_bar()
