"""How long the first call of the numba engine takes: it compiles, or reads what was compiled.

Run as a program it makes both modes' first call and prints the CPU seconds of each.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

from evoprune.benchmarks.contenders import Setting, engine_epoch
from evoprune.benchmarks.kinds import TIMED
from evoprune.networks import build


class FirstCalls(NamedTuple):
    """CPU seconds of the first call in each mode, canonical before Lipi.

    Attributes:
        compiled: where nothing is in the cache.
        cached: in a new process that finds the kernels in the cache.
    """

    compiled: dict[str, float]
    cached: dict[str, float]


def first_calls() -> FirstCalls:
    """Start two processes on an empty cache, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        return FirstCalls(_process(Path(folder)), _process(Path(folder)))


def _process(cache: Path) -> dict[str, float]:
    source = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, [source, os.environ.get("PYTHONPATH")]))
    environment = os.environ | {"NUMBA_CACHE_DIR": str(cache), "PYTHONPATH": path}
    command = [sys.executable, "-m", __spec__.name]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    seconds: dict[str, float] = json.loads(done.stdout)
    return seconds


def _seconds(mode: str) -> float:
    # What is compiled depends on the size of a batch, not on that of the network.
    rows = np.random.default_rng(0).integers(0, 2, (10, 16), dtype=np.uint8)
    epoch = engine_epoch(Setting(build("plain", 16), rows, 5), mode, "numba", 1)
    start = time.process_time()
    epoch()
    return time.process_time() - start


if __name__ == "__main__":
    print(json.dumps({mode: _seconds(mode) for mode in TIMED}))
