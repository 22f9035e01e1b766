"""The widgets of the terminal app; each shows something and posts messages, none decides."""
