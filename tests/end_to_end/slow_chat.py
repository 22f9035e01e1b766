"""The real app with a scripted model that never stops talking: ``python slow_chat.py DATA_DIR``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from scripted import Script, ScriptedBackend

from mistral_assistant.assistant import Assistant
from mistral_assistant.conversations.store import Store
from mistral_assistant.settings import Settings
from mistral_assistant.tui.run import run_chat

if __name__ == "__main__":
    data = Path(sys.argv[1])
    backend = ScriptedBackend(Script(chunks=("encore ", "un ", "mot, "), delay=0.05, endless=True))
    settings = Settings(data_dir=data)
    sys.exit(
        run_chat(
            settings, lambda: Assistant(settings, Store(data / "conversations.sqlite"), backend)
        )
    )
