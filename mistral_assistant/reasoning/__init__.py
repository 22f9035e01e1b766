"""The reasoning layer: eight steps from a message to a checked answer."""
