"""``python -m mistral_assistant`` and the command ``mistral-assistant``."""

import sys

from mistral_assistant.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
