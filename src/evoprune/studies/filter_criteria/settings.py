"""The part of the config that says what study 2 searches, trains and compares.

Names of criteria, searches, networks and data sets come from their registries.
"""

from typing import Any, Literal

from pydantic import Field

from evoprune.data.images import IMAGES
from evoprune.evolution.genome import MIXED
from evoprune.evolution.searches import SEARCHES
from evoprune.networks.convolutional import CONVOLUTIONAL, READERS
from evoprune.pruning.criteria import CRITERIA
from evoprune.registry import load
from evoprune.settings import Settings
from evoprune.studies.filter_criteria.switches import SettingsOfSearch, Switches
from evoprune.studies.image_settings import ImageSettings
from evoprune.studies.varying import CLOSED, Changes, VariantNames, Word
from evoprune.training.classifiers.settings import TrainingSettings

DENSE = "none"
"""In the place of a criterion: nothing is pruned and nothing searched."""
CriteriaName: Any = Literal[(MIXED, *CRITERIA, DENSE)]
SearchName: Any = Literal[tuple(SEARCHES)]
NetworkName: Any = Literal[tuple(name for name in CONVOLUTIONAL if name not in READERS)]
"""Networks whose prunable groups all are filters of a layer, which criteria can score."""
Weights = Literal["inherit", "scratch"]
Start = Literal["random", "pretrained"]


class Scoring(Settings):
    """Images that filters are scored on."""

    batch_size: int = Field(default=128, ge=2)
    """Images of one scoring."""


class Pretraining(Settings):
    """Training of the whole network before a search that does not start at random."""

    epochs: float = Field(default=3.0, gt=0)
    """Its length."""


class Scratch(Settings):
    """Candidates that inherit nothing."""

    epochs: float = Field(default=300.0, gt=0)
    """Training of each."""


class Final(Settings):
    """Training of what was found, on training and validation images together."""

    target_flops: float = Field(default=0.5, gt=0, le=1)
    """The front's member nearest below this share of the whole network's operations is taken."""
    seeds: int = Field(default=3, ge=1)
    """Trainings from new weights, by whose mean the member is judged."""
    early: float = Field(default=0.1, gt=0, lt=1)
    """Share of the training after which it is looked at once, to see what inheritance helps."""
    training: TrainingSettings = Field(default_factory=TrainingSettings)
    """How."""


class Ranking(Settings):
    """Trainings that tell whether errors of candidates that inherit rank them rightly."""

    candidates: int = Field(default=30, ge=4)
    """Evaluated candidates that are trained alone, spread over their operations."""
    seeds: int = Field(default=3, ge=2)
    """Trainings of each."""
    training: TrainingSettings = Field(default_factory=TrainingSettings)
    """How."""


class ArmBlock(Settings):
    """A block of the grid: every combination of what its lists name, with its seeds."""

    criteria: list[CriteriaName] = Field(default=[MIXED], min_length=1)
    """`mixed` evolves one a layer, others are used by all layers; `none` prunes nothing."""
    searches: list[SearchName] = Field(default=["nsga2"], min_length=1)
    """How genomes are found."""
    weights: list[Weights] = Field(default=["inherit"], min_length=1)
    """Whether candidates inherit their weights, or begin anew."""
    starts: list[Start] = Field(default=["random"], min_length=1)
    """Weights that a search begins with."""
    variants: list[VariantNames] = Field(default=["faithful"], min_length=1)
    """Names of the catalogue or of `filter_criteria.variants`; `a+b` combines them."""
    networks: list[NetworkName] = Field(default_factory=list)
    """Networks; empty means the study's."""
    datasets: list[ImageSettings] = Field(default_factory=list)
    """Data sets; empty means the study's."""
    ranking: bool = False
    """Whether candidates are trained alone as well, to see how they are ranked."""
    seeds: int = Field(ge=1)
    """Number of runs of each arm."""
    first_seed: int = Field(default=1, ge=0)
    """Seed of the first run; the others count up from it."""


class FilterCriteriaStudy(Settings):
    """Study 2: what is searched, how candidates are trained, and which arms there are."""

    dataset: ImageSettings = Field(
        default_factory=load("data set of images", IMAGES, "fashion_mnist")
    )
    """The images."""
    network: NetworkName = "resnet14"
    """The network that is pruned."""
    search: SettingsOfSearch = Field(default_factory=SettingsOfSearch)
    """How long and how a search goes on."""
    training: TrainingSettings = Field(default_factory=TrainingSettings)
    """How candidates are trained; its epochs are those of all candidates together."""
    scoring: Scoring = Field(default_factory=Scoring)
    """Images that filters are scored on."""
    switches: Switches = Field(default_factory=Switches)
    """Where the study departs from the release; variants set them."""
    pretraining: Pretraining = Field(default_factory=Pretraining)
    """Before searches that start pretrained."""
    scratch: Scratch = Field(default_factory=Scratch)
    """Candidates that inherit nothing."""
    final: Final = Field(default_factory=Final)
    """Training of what was found."""
    ranking: Ranking = Field(default_factory=Ranking)
    """Trainings of single candidates, in arms that ask for it."""
    variants: dict[Word, Changes] = Field(default_factory=dict, json_schema_extra=CLOSED)
    """Variants of your own: dotted names of settings below `filter_criteria` and their values."""
    arms: list[ArmBlock] = Field(default_factory=list)
    """The grid, block by block; none leaves the study out."""
