"""The log of a search: a line of JSON for each evaluation, only ever appended to.

A line is written and synced before anything goes on. A crash can leave a torn last line, which
reading passes over; whoever goes on from an older state first cuts off what came after that state.
"""

import json
import os
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from evoprune import artifacts
from evoprune.errors import CorruptFileError, WriteError
from evoprune.evolution.evaluation import Evaluation
from evoprune.settings import canonical_json


class EvaluationLog:
    """The log of one search.

    Args:
        path: where it lies.
        keep: number of evaluations that are done; what the log has beyond them is cut off.

    Raises:
        CorruptFileError: an older line is damaged, or fewer evaluations than these are there.
        WriteError: the file cannot be written.
    """

    def __init__(self, path: Path, *, keep: int) -> None:
        self._path = path
        artifacts.make_folder(path.parent)
        lines = _whole_lines(path)
        if len(lines) < keep:
            raise CorruptFileError(f"{path}: {len(lines)} evaluations are there, not {keep}")
        self._size = sum(map(len, lines[:keep]))
        _cut(path, self._size)

    def append(self, evaluation: Evaluation) -> None:
        """Add a line, durably.

        Raises:
            WriteError: there is no space; what was there before stays.
        """
        line = canonical_json(asdict(evaluation)).encode() + b"\n"
        try:
            with self._path.open("ab") as stream:
                stream.write(line)
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            _cut(self._path, self._size)
            raise WriteError(f"{self._path}: no evaluation added ({error.strerror})") from error
        self._size += len(line)


def read(path: Path) -> list[Evaluation]:
    """All evaluations of a log, in order; a torn last line does not count.

    Raises:
        CorruptFileError: an older line is damaged.
    """
    return [_parsed(path, line) for line in _whole_lines(path)]


def parse(content: bytes, path: Path) -> list[Evaluation]:
    """All evaluations of a finished log.

    Args:
        content: of the file.
        path: its name, for messages.

    Raises:
        CorruptFileError: a line is damaged.
    """
    return [_parsed(path, line) for line in content.splitlines()]


def _whole_lines(path: Path) -> list[bytes]:
    """The lines of a log but for a torn last one; none if there is no file."""
    lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    if lines and not _is_whole(path, lines[-1]):
        lines.pop()
    for line in lines:
        _parsed(path, line)
    return lines


def _is_whole(path: Path, line: bytes) -> bool:
    try:
        _parsed(path, line)
    except CorruptFileError:
        return False
    return line.endswith(b"\n")


def _parsed(path: Path, line: bytes) -> Evaluation:
    try:
        found: Any = json.loads(line)
        return Evaluation(**{field.name: found[field.name] for field in fields(Evaluation)})
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        text = line[:60].decode(errors="replace").strip()
        raise CorruptFileError(f"{path}: '{text}' is no evaluation") from error


def _cut(path: Path, size: int) -> None:
    """Make a file that long; it is made if it is not there."""
    try:
        with path.open("ab") as stream:
            stream.truncate(size)
            os.fsync(stream.fileno())
    except OSError as error:
        raise WriteError(f"{path}: cannot be written ({error.strerror})") from error
