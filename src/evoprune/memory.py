"""Memory that a process frees stays its own, so that every training step finds it at hand.

A step allocates the same maps as the step before. By default glibc gives freed memory at the end
of the heap back to the system, which then has to clear it, page by page, for the next step:
hundreds to thousands of pages a step of a small convolutional network, a tenth to a quarter of its
time.
"""

import ctypes
import os
import platform

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
"""Parameters of `mallopt`, as in glibc's malloc.h."""
KEPT = 1 << 30
"""Bytes that are free at the end of the heap before any are given back."""
OWN_MAPPING = 32 << 20
"""Bytes of an allocation that still gets pages of its own, and gives them back: glibc's maximum."""
ASKED = ("MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_")
"""What says it in the environment."""


def keep_freed() -> bool:
    """Tell the C library to keep what is freed; no number depends on it.

    Returns:
        Whether it was told: not where another C library is at work, nor where the environment
        says what it should do.
    """
    if any(name in os.environ for name in ASKED) or platform.libc_ver()[0] != "glibc":
        return False
    mallopt = ctypes.CDLL(None).mallopt
    return bool(mallopt(_M_MMAP_THRESHOLD, OWN_MAPPING) and mallopt(_M_TRIM_THRESHOLD, KEPT))
