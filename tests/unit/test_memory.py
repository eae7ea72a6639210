"""Freed memory is kept: steps that allocate the same again find their pages."""

import os
import platform
import subprocess
import sys

import pytest

# Maps of a few megabytes, many of them at once, as a training step has them; then all are freed.
FAULTS = """
import resource, sys
import numpy as np
from evoprune.memory import keep_freed

print(keep_freed())
def step():
    maps = [np.ones(500_000, dtype=np.float32) for _ in range(20)]
    maps.reverse()

for _ in range(3):
    step()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(10):
    step()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""

pytestmark = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="needs glibc")


def faults(**environment: str) -> tuple[bool, int]:
    """Whether memory is kept, and the pages that ten steps have the system clear."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}
    out = subprocess.run(
        [sys.executable, "-c", FAULTS],
        env=clean | environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    return out[0] == "True", int(out[1])


def test_steps_find_their_pages() -> None:
    """Ten steps allocate 98,000 pages in all; none of them is cleared anew."""
    kept, cleared = faults()
    assert kept
    assert cleared < 100


def test_the_environment_has_the_last_word() -> None:
    """Somebody who says what malloc does is not overruled: all pages are cleared anew."""
    kept, cleared = faults(MALLOC_MMAP_THRESHOLD_="1000000")
    assert not kept
    assert faults(MALLOC_ARENA_MAX="2")[0], "other settings of malloc are no answer"
    assert cleared > 90_000
