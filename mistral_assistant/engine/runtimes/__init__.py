"""What computes tokens: transformers with PEFT, or llama.cpp. Both behind ``base.Runtime``."""
