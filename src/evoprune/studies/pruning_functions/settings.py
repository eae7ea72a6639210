"""The part of the config that says what study 3 evolves, on which tasks, and what it transfers.

Names of data sets, networks, functions and searches come from their registries.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from evoprune.evolution.genetic_programming.searches import SEARCHES
from evoprune.evolution.genetic_programming.settings import Evolution
from evoprune.networks.convolutional import CONVOLUTIONAL
from evoprune.pruning.functions import HANDMADE, PUBLISHED, SEEDS
from evoprune.settings import Settings
from evoprune.studies.image_settings import ImageSettings
from evoprune.studies.pruning_functions.switches import Switches
from evoprune.studies.varying import CLOSED, Changes, VariantNames, Word
from evoprune.training.classifiers.settings import TrainingSettings

FUNCTIONS = (*HANDMADE, *PUBLISHED)
FunctionName: Any = Literal[FUNCTIONS]
SearchName: Any = Literal[tuple(SEARCHES)]
NetworkName: Any = Literal[tuple(CONVOLUTIONAL)]
Width = Annotated[int, Field(ge=1)]
Widths = Annotated[list[Width], Field(min_length=1)]


def _once(names: list[str]) -> list[str]:
    """Refuse a list that names something twice."""
    twice = [name for place, name in enumerate(names) if name in names[:place]]
    if twice:
        raise ValueError(f"'{twice[0]}' stands twice")
    return names


Words = Annotated[list[Word], AfterValidator(_once)]
Functions = Annotated[list[FunctionName], AfterValidator(_once)]
Symbol = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_]{1,40}$")]
Expression = Annotated[list[Symbol], Field(min_length=1)]
"""Operators and operands in prefix order."""


class Task(Settings):
    """A network, images, and how much of the network is left."""

    dataset: ImageSettings
    """The images."""
    network: NetworkName
    """The network that is pruned."""
    widths: list[Widths] = Field(min_length=1)
    """Channels that stay of each prunable group, after each step of pruning and retraining."""
    base: TrainingSettings = Field(default_factory=TrainingSettings)
    """Training of the whole network."""
    retrain: TrainingSettings = Field(default_factory=TrainingSettings)
    """Training after each step of pruning."""


class Scoring(Settings):
    """Images that channels are scored on."""

    per_class: int | None = Field(default=None, ge=2)
    """Training images of each class, or what the smallest class has; empty: all, as released."""
    tap: Literal["after_pool", "after_act", "after_bn"] = "after_pool"
    """Where a channel's map is read; rankings change with it."""
    order: Literal["at_once", "front_to_back"] = "at_once"
    """All layers on the whole network, or each with those before it pruned (quirk 16)."""


class Fitness(Settings):
    """What a function is worth, from its accuracies on tasks."""

    mean: Literal["geometric", "arithmetic"] = "geometric"
    """How accuracies on several tasks are put together."""
    validation_images: int | None = Field(default=None, ge=1)
    """Validation images that networks are compared on; empty: all."""


class Long(Settings):
    """Longer retraining, to see whether the short one ranks functions rightly."""

    tasks: Words = Field(default_factory=list)
    """Tasks; none leaves it out."""
    factor: float = Field(default=6.0, gt=1)
    """How many times as long."""
    seeds: int = Field(default=2, ge=1)
    """Retrainings of each function."""


class Transfer(Settings):
    """Functions on tasks that they may never have seen, after the evolution."""

    tasks: Words = Field(default_factory=list)
    """Tasks; none leaves transfer out."""
    functions: Functions = Field(default_factory=lambda: list(FUNCTIONS))
    """Hand-made and published functions to compare with."""
    inverted: Functions = Field(default_factory=list)
    """Functions that are also tried the other way round."""
    shuffled: Functions = Field(default_factory=list)
    """Functions that are also tried with shuffled labels."""
    controls: dict[Word, Expression] = Field(default_factory=dict, json_schema_extra=CLOSED)
    """Expressions of your own that are tried beside them: by name their symbols in prefix order."""
    champions_of: str = "repaired-gp-a+b"
    """Arm whose best champion is called `evolved`."""
    bases: int = Field(default=1, ge=1)
    """Whole networks of each task."""
    seeds: int = Field(default=5, ge=1)
    """Retrainings of each function on each of them."""
    champion_seeds: int = Field(default=2, ge=1)
    """Retrainings of the champions of single runs."""
    long: Long = Field(default_factory=Long)
    """Longer retraining."""


class ArmBlock(Settings):
    """A block of the grid: every combination of what its lists name, with its seeds."""

    searches: list[SearchName] = Field(default=["gp"], min_length=1)
    """How functions are found."""
    tasks: list[Annotated[list[Word], Field(min_length=1)]] = Field(min_length=1)
    """Tasks that they are evaluated on: one or several together."""
    variants: list[VariantNames] = Field(default=["faithful"], min_length=1)
    """Names of the catalogue or of `pruning_functions.variants`; `a+b` combines them."""
    replicates: int = Field(default=1, ge=1)
    """Retrainings of an evaluation on each task."""
    seeds: int = Field(ge=1)
    """Number of runs of each arm."""
    first_seed: int = Field(default=1, ge=0)
    """Seed of the first run; the others count up from it."""


class PruningFunctionsStudy(Settings):
    """Study 3: tasks, evolution, and the transfer of what it finds."""

    tasks: dict[Word, Task] = Field(default_factory=dict)
    """Tasks by name."""
    seed_functions: Functions = Field(default_factory=lambda: list(SEEDS), min_length=1)
    """Hand-made functions that evolution begins with."""
    scoring: Scoring = Field(default_factory=Scoring)
    """Images that channels are scored on."""
    evolution: Evolution = Field(default_factory=Evolution)
    """The population."""
    switches: Switches = Field(default_factory=Switches)
    """Where the study departs from the release; variants set them."""
    fitness: Fitness = Field(default_factory=Fitness)
    """What a function is worth."""
    bases: int = Field(default=1, ge=1)
    """Whole networks of each task that runs of evolution take in turn."""
    transfer: Transfer = Field(default_factory=Transfer)
    """What is done with what was found."""
    variants: dict[Word, Changes] = Field(default_factory=dict, json_schema_extra=CLOSED)
    """Variants of your own: dotted names of settings below `pruning_functions` and their values."""
    arms: list[ArmBlock] = Field(default_factory=list)
    """The grid, block by block; none leaves the study out."""

    @model_validator(mode="after")
    def _known_tasks(self) -> Self:
        of_arms = {
            f"arms.{number}.tasks": [task for tasks in block.tasks for task in tasks]
            for number, block in enumerate(self.arms)
        }
        transfer = self.transfer
        for key, names in (of_arms | {"transfer.tasks": transfer.tasks}).items():
            _check_known(key, names, list(self.tasks))
        _check_known("transfer.long.tasks", transfer.long.tasks, transfer.tasks)
        return self


def _check_known(key: str, names: list[str], known: list[str]) -> None:
    """Raise a ValueError for a task that is not there."""
    for name in names:
        if name not in known:
            raise ValueError(f"{key}: no task '{name}'; there are: {', '.join(known) or 'none'}")
