"""Named random streams: every draw is found by what it is for, never by what was drawn before it.

A stream is Philox with key = sha256(root seed, study, seed, purpose) and counter = (node, epoch,
draw). So results do not depend on chunking, order or process count, nothing has to be saved to
resume, and arms with the same seed share initial weights and batch order: the name of an arm never
enters a key.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np


@dataclass(frozen=True)
class Streams:
    """All random streams of one run."""

    root_seed: int
    study: str
    seed: int

    def generator(self, purpose: str, *, node: int = 0, epoch: int = 0) -> np.random.Generator:
        """A fresh generator at the start of one stream.

        Args:
            purpose: what the draws are for, e.g. `batch_order`.
            node: cell of a ring, 0 where there is one network only.
            epoch: epoch from 0.
        """
        name = f"{self.root_seed}/{self.study}/{self.seed}/{purpose}"
        # The low two counter words count draws; the identifiers stand in the high ones.
        counter = np.array([0, 0, epoch, node], dtype=np.uint64)
        return np.random.Generator(np.random.Philox(key=_key(name), counter=counter))


@lru_cache(maxsize=4096)
def _key(name: str) -> np.ndarray:
    """The key of a stream; a run asks for the same few thousands of times."""
    words = np.frombuffer(hashlib.sha256(name.encode()).digest()[:16], dtype="<u8")
    return words.astype(np.uint64)
