"""Fine-tuning: from a file of pairs to a tuned Mistral, its merge and its export.

Each stage is a function in a module of its own; ``recipe`` puts them in order.
"""

from mistral_assistant.models.hub_kernels import keep_out

keep_out()
