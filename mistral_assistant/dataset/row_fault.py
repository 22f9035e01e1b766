"""What a row can be refused for, before anyone knows its file and line."""


class RowFault(ValueError):
    """Why a row cannot be read or written in a form; the caller knows file and line."""
