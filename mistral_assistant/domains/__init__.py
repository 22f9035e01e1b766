"""Domain packs: folders of data, read, checked, never executed."""
