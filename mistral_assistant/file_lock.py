"""A lock on an open file that the system drops when the process ends, however it ends."""

import sys

if sys.platform == "win32":
    import msvcrt

    def lock(descriptor: int) -> None:
        """Lock an open file without waiting; OSError where another one holds the lock."""
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def lock(descriptor: int) -> None:
        """Lock an open file without waiting; OSError where another one holds the lock."""
        # flock, not lockf: it belongs to the open file, so two holders in one process differ.
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
