"""The full-screen terminal app. Owns no logic: it shows events and sends commands."""
