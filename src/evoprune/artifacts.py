"""Files that are either whole or absent: atomic writes, a sha256 beside each, checked when read.

Every result `NAME` has a sidecar `NAME.sha256` in the format of the `sha256sum` tool, so that
`sha256sum --check` works on it too. The sidecar is renamed into place first: a file under its
final name therefore always has one, and a half-replaced pair fails its check and is remade.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import safetensors
import safetensors.numpy

from evoprune.errors import CorruptFileError, MissingDataError, WriteError

METADATA = "evoprune"
"""The entry of a safetensors header that holds our metadata."""


def sha256(data: bytes) -> str:
    """Hexadecimal sha256 of `data`."""
    return hashlib.sha256(data).hexdigest()


def sidecar(path: Path) -> Path:
    """Where the checksum of `path` stands."""
    return path.with_name(path.name + ".sha256")


def write_bytes(path: Path, data: bytes) -> str:
    """Write `data` to `path` with its checksum beside it, both atomically; return the checksum.

    Raises:
        WriteError: there is no space, no permission; what was there before stays.
    """
    digest = sha256(data)
    make_folder(path.parent)
    _replace(sidecar(path), f"{digest}  {path.name}\n".encode())
    _replace(path, data)
    return digest


def make_folder(folder: Path) -> None:
    """Make a folder and those above it.

    Raises:
        WriteError: that is not possible.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(f"{folder}: cannot be made ({error.strerror})") from error


def check_writable(folder: Path) -> None:
    """Find out before long work whether its results can be written.

    Raises:
        WriteError: they cannot.
    """
    make_folder(folder)
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise WriteError(f"{folder}: cannot be written to ({error.strerror})") from error


def write_text(path: Path, text: str) -> None:
    """Write a file under version control atomically, without a checksum beside it."""
    _replace(path, text.encode())


def read_bytes(path: Path) -> bytes:
    """Content of `path`, after its checksum.

    Raises:
        MissingDataError: the file or its checksum is not there.
        CorruptFileError: the content does not match the checksum.
    """
    recorded = recorded_checksum(path)
    data = path.read_bytes()
    if sha256(data) != recorded:
        raise CorruptFileError(
            f"{path}: content does not match {sidecar(path).name}; the file was truncated or "
            "altered. Delete it and run again: it will be remade."
        )
    return data


def recorded_checksum(path: Path) -> str:
    """The checksum that was written with `path` (the file itself is not read)."""
    if not path.is_file():
        raise MissingDataError(f"{path}: no such file; run the workflow to make it")
    try:
        digest = sidecar(path).read_text().split()[0]
    except (OSError, IndexError, UnicodeDecodeError):
        raise MissingDataError(
            f"{path}: its checksum {sidecar(path).name} is missing or empty, so the file cannot "
            "be trusted. Delete it and run again: it will be remade."
        ) from None
    return digest


def is_intact(path: Path) -> bool:
    """Whether `path` is there and matches its checksum."""
    try:
        read_bytes(path)
    except (MissingDataError, CorruptFileError):
        return False
    return True


def write_json(path: Path, value: Any) -> str:
    """Write `value` as JSON with sorted keys; return the checksum. NaN is refused."""
    text = json.dumps(value, sort_keys=True, indent=1, allow_nan=False)
    return write_bytes(path, (text + "\n").encode())


def read_json(path: Path) -> Any:
    """The JSON value in `path`, after its checksum."""
    return json.loads(read_bytes(path))


def write_tensors(
    path: Path, tensors: Mapping[str, np.ndarray], metadata: Mapping[str, str] | None = None
) -> str:
    """Write named arrays as safetensors; return the checksum.

    All metadata goes into one entry as JSON: the format's library writes several entries in an
    order that changes from call to call, and with it the bytes of the file.
    """
    contiguous = {name: np.ascontiguousarray(array) for name, array in tensors.items()}
    entry = {METADATA: json.dumps(dict(metadata or {}), sort_keys=True)}
    return write_bytes(path, safetensors.numpy.save(contiguous, metadata=entry))


def read_tensors(path: Path) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """Named arrays and metadata of a safetensors file, after its checksum."""
    data = read_bytes(path)
    try:
        tensors = safetensors.numpy.load(data)
    except safetensors.SafetensorError as error:
        raise CorruptFileError(f"{path}: not a safetensors file ({error})") from error
    header_size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + header_size])
    return tensors, json.loads(header.get("__metadata__", {}).get(METADATA, "{}"))


def _replace(path: Path, data: bytes) -> None:
    """Make `data` the content of `path` in one step, surviving a crash at any moment."""
    try:
        _write_and_rename(path, data)
    except OSError as error:
        reason = f"{len(data):,} bytes cannot be written ({error.strerror})"
        raise WriteError(f"{path}: {reason}; what was there before is unharmed") from error


def _write_and_rename(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make a rename in `folder` durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _umask() -> int:
    """The process's umask, which can only be read by setting it."""
    current = os.umask(0)
    os.umask(current)
    return current
