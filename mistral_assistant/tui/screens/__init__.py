"""The screens of the terminal app; all but ``chat`` are loaded when they are first opened."""
