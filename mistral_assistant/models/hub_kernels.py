"""Keeps compiled code from the hub out of this process.

Where the package ``kernels`` is installed, transformers and bitsandbytes fetch kernels from the hub
by themselves and run them: bitsandbytes when it is imported on a processor with bf16 units or first
computes on a Mac, transformers for attention (``flash_attention_2`` without ``flash_attn``), for
some quantised weights and for some architectures, which a model's ``config.json`` can ask for.
"""

import sys


def keep_out() -> None:
    """Make ``import kernels`` fail from here on, as if the package were not installed.

    Called before transformers or bitsandbytes is imported; both then compute with what they have.
    """
    sys.modules["kernels"] = None  # type: ignore[assignment]
