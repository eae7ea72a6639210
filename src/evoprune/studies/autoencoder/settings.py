"""The part of the config that says what study 1 trains.

Names of operators, schedules, modes and networks come from their registries, so a new one is
allowed, listed and configurable as soon as it is registered.
"""

from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal, Self

from pydantic import (
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    create_model,
    model_validator,
)

from evoprune.data import DATASETS
from evoprune.data.binary_clusters import BinaryClusters
from evoprune.networks import NETWORKS
from evoprune.pruning.operators import OPERATORS
from evoprune.pruning.schedules import SCHEDULES
from evoprune.registry import load
from evoprune.settings import Settings
from evoprune.studies.autoencoder.variants import FACTORS
from evoprune.training.modes import MODES
from evoprune.training.protocol import Protocol

ModeName: Any = Literal[tuple(MODES)]
OperatorName: Any = Literal[tuple(OPERATORS)]
ScheduleName: Any = Literal[tuple(SCHEDULES)]
NetworkName: Any = Literal[tuple(NETWORKS)]

FactorName: Any = Literal[tuple(FACTORS)]
WORD = r"[a-z][a-z0-9_-]{0,63}"
Word = Annotated[str, StringConstraints(pattern=f"^{WORD}$")]
"""Name of a variant, or a value that is one."""
VariantNames = Annotated[str, StringConstraints(pattern=rf"^{WORD}(\+{WORD})*$", max_length=120)]
Value = bool | int | float | Word
PLACEHOLDER = r"\{(mode|operator|schedule)\}"
SettingName = Annotated[
    str,
    StringConstraints(
        pattern=rf"^([a-z_]{{1,32}}|{PLACEHOLDER})(\.([a-z_]{{1,32}}|{PLACEHOLDER})){{0,3}}$"
    ),
]
"""Dotted name of a setting; parts in braces stand for what the arm has."""
CLOSED: Any = {"additionalProperties": False}
"""What JSON Schema has to be told: keys that match no pattern are refused."""
Changes = Annotated[dict[SettingName, Value], Field(json_schema_extra=CLOSED)]


def _generator(values: Any) -> str:
    """Name of a data set's generator: binary_clusters where its settings say none."""
    default = BinaryClusters.model_fields["generator"].default
    if isinstance(values, dict):
        return str(values.get("generator", default))
    return str(getattr(values, "generator", default))


Dataset: Any = Annotated[
    reduce(or_, (Annotated[load("data set", DATASETS, name), Tag(name)] for name in DATASETS)),
    Discriminator(_generator),
]
"""Settings of any registered data set; `generator` says of which."""


def _section(family: str, registry: dict[str, str]) -> Any:
    """A config section with one entry a registered name, each with its class's settings."""
    fields: dict[str, Any] = {}
    for name in registry:
        kind = load(family, registry, name)
        fields[name] = (kind, Field(default_factory=kind, description=kind.__doc__.split("\n")[0]))
    return create_model(
        f"{family.capitalize()}Settings",
        __base__=Settings,
        __doc__=f"One section a registered {family}.",
        **fields,
    )


ModeSettings: Any = _section("mode", MODES)
OperatorSettings: Any = _section("operator", OPERATORS)
ScheduleSettings: Any = _section("schedule", SCHEDULES)


class ArmBlock(Settings):
    """A block of the grid: every combination of what its lists name, with its seeds.

    The operator `none` has no events and gives one arm a mode, whatever the schedules.
    """

    modes: list[ModeName] = Field(min_length=1)
    """Training modes."""
    operators: list[OperatorName] = Field(min_length=1)
    """Pruning operators."""
    schedules: list[ScheduleName] = Field(default_factory=list)
    """Pruning schedules; may be empty if `none` is the only operator."""
    environments: list[NetworkName] = Field(default_factory=list)
    """Networks; empty means the study's."""
    datasets: list[Dataset] = Field(default_factory=list)
    """Data sets; empty means the study's."""
    variants: list[VariantNames] = Field(default=["published"], min_length=1)
    """Variants: names of the catalogue or of `autoencoder.variants`; `a+b` combines them."""
    sweep: dict[FactorName, Annotated[list[Value], Field(min_length=1)]] = Field(
        default_factory=dict
    )
    """One factor at a time, its values; a value that is the study's own is the arm without it."""
    seeds: int = Field(ge=1)
    """Number of runs of each arm."""
    first_seed: int = Field(default=1, ge=0)
    """Seed of the first run; the others count up from it."""

    @model_validator(mode="after")
    def _scheduled(self) -> Self:
        if not self.schedules and self.operators != ["none"]:
            raise ValueError("schedules must be named for operators other than 'none'")
        return self


class AutoencoderStudy(Settings):
    """Study 1: what is trained, how, and which arms of the grid."""

    dataset: Dataset = Field(default_factory=BinaryClusters)
    """The data set: one fixed draw that all runs share, as published."""
    environment: NetworkName = "plain"
    """The network."""
    protocol: Protocol = Field(default_factory=Protocol)
    """What all modes share."""
    modes: ModeSettings = Field(default_factory=ModeSettings)
    """Settings of each training mode."""
    operators: OperatorSettings = Field(default_factory=OperatorSettings)
    """Settings of each pruning operator."""
    schedules: ScheduleSettings = Field(default_factory=ScheduleSettings)
    """Settings of each pruning schedule."""
    variants: dict[Word, Changes] = Field(default_factory=dict, json_schema_extra=CLOSED)
    """Variants of your own: dotted names of settings below `autoencoder` and their values."""
    arms: list[ArmBlock] = Field(default_factory=list)
    """The grid, block by block; an arm named twice gets the seeds of both; none leaves it out."""

    @model_validator(mode="after")
    def _filled_batches(self) -> Self:
        if self.protocol.batch_size > self.dataset.rows:
            raise ValueError(
                f"protocol.batch_size ({self.protocol.batch_size}) must not exceed the number of "
                f"rows of a split ({self.dataset.rows})"
            )
        return self
