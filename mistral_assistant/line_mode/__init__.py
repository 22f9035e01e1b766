"""The chat line by line, for pipes, old consoles and screen readers."""

from mistral_assistant.line_mode.chat import LineChat, run_line_chat

__all__ = ["LineChat", "run_line_chat"]
