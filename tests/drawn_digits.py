"""Ten shapes of 8 x 8 pixels in place of the digits, whose files are not everywhere.

They are drawn, written in the digits' format, and read as the digits are.
"""

import gzip
import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

from evoprune.data.images import known

IMAGES = 600


def drawn() -> tuple[np.ndarray, np.ndarray]:
    """Images from 0 to 16, each one of ten shapes with noise over it, and their labels."""
    rng = np.random.default_rng(8)
    labels = rng.permutation(np.arange(IMAGES) % 10)
    shapes = rng.integers(0, 17, (10, 1, 8, 8))
    noisy = shapes[labels] + rng.normal(0, 5, (IMAGES, 1, 8, 8))
    return noisy.round().clip(0, 16).astype(np.uint8), labels


def install(folder: Path, patch: Callable[[object, str, object], None]) -> Path:
    """Write them in place of the digits and let the manifest know them; returns the data root."""
    images, labels = drawn()
    rows = np.column_stack([images.reshape(IMAGES, -1), labels])
    text = "".join(",".join(map(str, row)) + "\n" for row in rows)
    place = folder / "digits"
    place.mkdir(parents=True)
    (place / "digits.csv.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    sums = [hashlib.sha256(a.tobytes()).hexdigest() for a in (images, labels.astype(np.uint8))]
    entry = known.known().files["digits"]
    member = entry.forms[0].members[0].model_copy(update={"rows": IMAGES, "arrays_sha256": sums})
    form = entry.forms[0].model_copy(update={"members": [member], "installed": []})
    files = known.known().files | {"digits": entry.model_copy(update={"forms": [form]})}
    manifest = known.known().model_copy(update={"files": files})
    patch(known, "known", lambda: manifest)
    return folder
