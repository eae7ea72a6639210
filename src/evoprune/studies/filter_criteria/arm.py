"""An arm of the study: one point of the grid, with everything that decides its numbers."""

from typing import Any, Literal, NamedTuple

from evoprune.artifacts import sha256
from evoprune.data.images import IMAGES
from evoprune.evolution.search import SearchSettings
from evoprune.evolution.searches import SEARCHES
from evoprune.names import Name
from evoprune.registry import load
from evoprune.settings import Settings, canonical_json
from evoprune.studies.filter_criteria import LABELS, STUDY
from evoprune.studies.filter_criteria.settings import (
    DENSE,
    CriteriaName,
    Final,
    NetworkName,
    Pretraining,
    Ranking,
    Scoring,
    Scratch,
    Start,
    Weights,
)
from evoprune.studies.filter_criteria.switches import Switches
from evoprune.studies.varying import VariantNames
from evoprune.training.classifiers.settings import TrainingSettings

SearchOrNone: Any = Literal[(*SEARCHES, DENSE)]


class Arm(Settings):
    """An arm without its seeds.

    Settings stand in it resolved and only as far as they concern the arm, so that its JSON is what
    decides whether a run is still the one that was asked for.
    """

    name: Name
    """Name in paths."""
    root_seed: int
    variant: VariantNames
    criteria: CriteriaName
    search: SearchOrNone
    search_settings: dict[str, Any]
    weights: Weights
    start: Start
    dataset: str
    dataset_settings: dict[str, Any]
    network: NetworkName
    training: TrainingSettings | None
    scoring: Scoring | None
    switches: Switches | None
    pretraining: Pretraining | None
    scratch: Scratch | None
    final: Final
    ranking: Ranking | None

    @property
    def searches(self) -> bool:
        """Whether anything is searched."""
        return bool(self.criteria != DENSE)

    @property
    def images(self) -> Any:
        """The data set."""
        kind = load("data set of images", IMAGES, self.dataset_settings["generator"])
        return kind.model_validate(self.dataset_settings)

    @property
    def search_plan(self) -> SearchSettings:
        """How genomes are found."""
        kind = load("search", SEARCHES, self.search)
        plan: SearchSettings = kind.model_validate(self.search_settings)
        return plan

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
            code: digest of the code that the arm depends on.
            data: digest of the images.
        """
        identity = {"study": STUDY, "arm": self.model_dump(exclude={"name"}), "seed": seed}
        return sha256(canonical_json(identity | {"code": code, "data": data}).encode())[:16]


class SeededArm(NamedTuple):
    """An arm and the seeds of its runs, ascending."""

    arm: Arm
    seeds: tuple[int, ...]
