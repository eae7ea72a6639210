"""Evaluations of a run as files, one each: written whole, found again, made anywhere."""

from pathlib import Path
from typing import Any

from evoprune import artifacts
from evoprune.errors import CorruptFileError, MissingDataError
from evoprune.evolution.genetic_programming.candidate import Candidate, Evaluated


class Store:
    """The evaluations of one run.

    Args:
        folder: where they lie.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, generation: int, slot: int) -> Path:
        """The file of an evaluation."""
        return self._folder / str(generation) / f"{slot}.json"

    def candidates(self, generation: int) -> Path:
        """The file of the candidates of a generation, where they are proposed by a job."""
        return self._folder / str(generation) / "candidates.json"

    def put(self, evaluated: Evaluated) -> None:
        """Write an evaluation, durably.

        Raises:
            WriteError: there is no space, no permission.
        """
        candidate = evaluated.candidate
        artifacts.write_json(self.path(candidate.generation, candidate.slot), described(evaluated))

    def get(self, candidate: Candidate) -> Evaluated | None:
        """The evaluation of a candidate, if a whole one is there that is of just this one."""
        try:
            found = artifacts.read_json(self.path(candidate.generation, candidate.slot))
        except (MissingDataError, CorruptFileError):
            return None
        if found.get("candidate") != candidate.described():
            return None
        return parsed(found)

    def discard(self) -> None:
        """Remove all of it."""
        for path in sorted(self._folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
        if self._folder.is_dir():
            self._folder.rmdir()


def described(evaluated: Evaluated) -> dict[str, Any]:
    """An evaluation as JSON."""
    return {
        "candidate": evaluated.candidate.described(),
        "fitness": evaluated.fitness,
        "reason": evaluated.reason,
        "details": evaluated.details,
    }


def parsed(found: dict[str, Any]) -> Evaluated:
    """The inverse of `described`."""
    candidate = Candidate.parsed(found["candidate"])
    return Evaluated(candidate, found["fitness"], found["reason"], found["details"])
