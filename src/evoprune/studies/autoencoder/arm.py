"""An arm of the study: one point of the grid, with everything that decides its numbers."""

from typing import Any, NamedTuple

from evoprune.artifacts import sha256
from evoprune.data import DATASETS
from evoprune.names import Name
from evoprune.registry import load
from evoprune.settings import Settings, canonical_json
from evoprune.studies.autoencoder import LABELS, STUDY
from evoprune.training.modes import MODES

NO_SCHEDULE = "none"
"""Schedule of an operator that has no events."""


TOGETHER = ("mode", "mode_settings", "protocol", "environment", "dataset_settings")
"""What arms that train together have in common."""


class Arm(Settings):
    """An arm without its seeds.

    Settings stand in it resolved and only as far as they concern the arm, so that its JSON is what
    decides whether a run is still the one that was asked for.
    """

    name: Name
    """Name in paths: the words that differ from the study's plain published arms."""
    root_seed: int
    mode: str
    mode_settings: dict[str, Any]
    operator: str
    operator_settings: dict[str, Any]
    schedule: str
    schedule_settings: dict[str, Any]
    variant: str
    dataset: str
    dataset_settings: dict[str, Any]
    environment: str
    dimensions: int
    protocol: dict[str, Any]

    @property
    def cells(self) -> int:
        """Number of networks that a run trains."""
        cells: int = load("mode", MODES, self.mode).model_validate(self.mode_settings).cells
        return cells

    def dataset_of(self, seed: int) -> Any:
        """The data set that a run is trained on."""
        kind = load("data set", DATASETS, self.dataset_settings["generator"])
        return kind.model_validate(self.dataset_settings).of_run(seed)

    def labels(self, seed: int) -> dict[str, str | int]:
        """The name columns of a run."""
        own: dict[str, str | int] = {"arm": self.name, "seed": seed}
        return {label: own[label] if label in own else getattr(self, label) for label in LABELS}

    def json_text(self) -> str:
        """Canonical JSON, one line."""
        return canonical_json(self.model_dump())

    def run_digest(self, seed: int, code: str, data: str) -> str:
        """Identity of a run: what was asked for, by which code, on which data.

        Args:
            seed: the run's seed.
            code: digest of the code that trains the arm.
            data: sha256 of the data set's file.
        """
        identity = {"study": STUDY, "arm": self.model_dump(exclude={"name"}), "seed": seed}
        return sha256(canonical_json(identity | {"code": code, "data": data}).encode())[:16]


class SeededArm(NamedTuple):
    """An arm and the seeds of its runs, ascending."""

    arm: Arm
    seeds: tuple[int, ...]

    def chunks(self, size: int) -> list["SeededArm"]:
        """The arm with at most `size` of its seeds at a time."""
        starts = range(0, len(self.seeds), size)
        return [SeededArm(self.arm, self.seeds[start : start + size]) for start in starts]
