"""What is done with memory once something is loaded."""

import ctypes
import gc
import sys


def collect_again() -> None:
    """Turn the collector on after the first frame; it was off so that the frame came sooner.

    What has been imported by then never becomes garbage.
    """
    gc.freeze()
    gc.enable()


def settle_memory() -> None:
    """Give back what loading took for a moment, and spare the collector what stays for good.

    The first start learns from the pack, which leaves some 60 MB of free heap that glibc keeps.
    What is loaded never becomes garbage: looking through it again and again makes typing stutter.
    """
    gc.collect()
    gc.freeze()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc has it, musl does not
        if trim is not None:
            trim(0)
