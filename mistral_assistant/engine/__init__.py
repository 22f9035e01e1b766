"""The process that holds the model: an OpenAI-compatible server over one runtime. No chat logic."""
