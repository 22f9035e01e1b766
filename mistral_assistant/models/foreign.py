"""What libraries raise when they read a file that a stranger wrote or an accident damaged."""

READING: tuple[type[Exception], ...] = (
    OSError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError,
    ImportError, RuntimeError, MemoryError,
)  # fmt: skip
"""None of them has an error of its own for nonsense; a fault of ours would be among them too, which
is why only the one call of the library stands inside the ``try``."""
