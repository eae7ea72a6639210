"""Where compiled kernels are kept.

Numba finds out whether a kept kernel is stale by the file that it stands in, not by those that it
calls, and it keeps kernels by the path of that file. Here they are kept by the content of this
package instead: an edit anywhere in it makes them anew, and all checkouts of one state share them.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from numba import config
from numba.core import caching

SETTINGS: Any = config
LOCATOR: Any = caching._CacheLocator


@cache
def sources_digest() -> str:
    """Digest of this package's sources."""
    package = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        digest.update(path.relative_to(package).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Folder of the compiled kernels; NUMBA_CACHE_DIR moves it, else XDG_CACHE_HOME counts."""
    base = SETTINGS.CACHE_DIR or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "evoprune" / sources_digest()


class ByContent(LOCATOR):  # type: ignore[misc]
    """Locates a kernel by the content of the package and its name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def get_cache_path(self) -> str:
        """Folder of the kernel."""
        return str(cache_folder())

    def get_source_stamp(self) -> str:
        """What has to be equal for a kept kernel to be used."""
        return sources_digest()

    def get_disambiguator(self) -> str:
        """What tells kernels of one name apart."""
        return self._name

    @classmethod
    def from_function(cls, function: Any, file: str) -> "ByContent | None":
        """The locator of a kernel; none if nothing can be kept in the folder."""
        del file
        locator = cls(function.__module__.rpartition(".")[2])
        try:
            locator.ensure_cache_path()
        except OSError:
            return None
        return locator


@contextmanager
def kept_by_content() -> Iterator[None]:
    """Kernels that are defined inside are kept by content."""
    before = SETTINGS.CACHE_LOCATOR_CLASSES
    SETTINGS.CACHE_LOCATOR_CLASSES = f"{ByContent.__module__}.{ByContent.__name__}"
    try:
        yield
    finally:
        SETTINGS.CACHE_LOCATOR_CLASSES = before
