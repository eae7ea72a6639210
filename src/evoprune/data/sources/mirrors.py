"""Public mirrors of the compressed files as published, over HTTPS."""

import os
from collections.abc import Iterator
from typing import Any

from evoprune.data.checking import plain
from evoprune.data.manifest import KnownFile
from evoprune.data.sources.request import Obtained, Request
from evoprune.data.sources.resumed import Resumed
from evoprune.errors import CorruptFileError, MissingToolError

MIRROR = "EVOPRUNE_DATA_MIRROR"
"""Name of the environment variable that holds another mirror: `MIRROR/mnist/NAME.gz`."""

ATTEMPTS = 5
"""How often a download is begun, as long as each attempt gets further than the last."""


def obtain(request: Request) -> Obtained:
    """Download the files from the first mirror that has them all.

    Raises:
        MissingToolError: no mirror does, or there is no network.
    """
    failures = []
    for mirror in _addresses(request):
        try:
            contents = {file.name: _content(mirror, file, request) for file in request.files}
        except (OSError, ValueError, CorruptFileError) as error:
            failures.append(f"{mirror}: {_reason(error)}")
        else:
            return Obtained(contents, {"source": "mirror", "address": mirror})
    raise MissingToolError("; ".join(failures) or "no mirror is known")


def _addresses(request: Request) -> Iterator[str]:
    """The mirror of the environment if it names one, or those of the manifest."""
    own = os.environ.get(MIRROR)
    if own:
        yield f"{own.rstrip('/')}/{request.name}"
    else:
        yield from request.dataset.mirrors


def _content(mirror: str, file: KnownFile, request: Request) -> bytes:
    """Plain content of one file of a mirror."""
    pooch, name = _pooch(), f"{file.name}.gz"
    url, download = f"{mirror}/{name}", Resumed(request.folder / f"{name}.part", request.say)
    for attempt in range(1, ATTEMPTS + 1):
        before = download.size
        try:
            path = pooch.retrieve(
                url, f"sha256:{file.gz_sha256}", name, request.folder, downloader=download
            )
            break
        except OSError as error:
            if download.size == before or attempt == ATTEMPTS:
                raise
            request.say(f"{url}: {_reason(error)} after {download.size} bytes; going on from there")
    with open(path, "rb") as stream:
        return plain(stream.read(), file, request.dataset, url)


def _pooch() -> Any:
    """The library, which only this source needs."""
    try:
        import pooch
    except ImportError:
        raise MissingToolError("the package pooch is not installed; `make env` does") from None
    pooch.get_logger().setLevel("WARNING")
    return pooch


def _reason(error: Exception) -> str:
    """Why a download failed, in few words: the library's own message names pools and retries."""
    answered = getattr(error, "response", None) is not None
    if isinstance(error, OSError) and not answered:
        return f"no connection ({type(error).__name__})"
    return str(error)
