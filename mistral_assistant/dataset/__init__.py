"""Training data: read, repaired, converted, cleaned, split. The chat never imports it."""
