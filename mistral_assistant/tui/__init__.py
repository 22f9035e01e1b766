"""The full-screen terminal app. Owns no logic: it shows events and sends commands."""

import os

# Textual paints on a grid of frames: a key that comes just after another paint waits for the next
# one, at its usual 60 a second up to 33 ms. Textual reads this once, when it is imported.
os.environ.setdefault("TEXTUAL_FPS", "120")
