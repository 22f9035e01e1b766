"""The process that holds the model: an OpenAI-compatible server over one runtime. No chat logic."""

from mistral_assistant.models.hub_kernels import keep_out

keep_out()
