"""How weights are packed into 4 bits: alike in training and in the engine, as adapters expect."""

from typing import Any


def nf4(dtype: Any) -> Any:
    """Return the configuration of NF4 with double quantisation that computes in ``dtype``.

    QLoRA's (Dettmers et al. 2023), as bitsandbytes has it.
    """
    from transformers import BitsAndBytesConfig

    return BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=dtype,
    )
