"""The config: typed, frozen, checked as a whole before any job.

Names of operators, schedules, modes and networks come from their registries, so a new one is
allowed, listed and configurable as soon as it is registered. `json_schema` is generated from the
same types.
"""

from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import (
    BaseModel,
    Field,
    StringConstraints,
    ValidationError,
    create_model,
    model_validator,
)

from evoprune.config_errors import explain
from evoprune.data.binary_clusters import BinaryClusters
from evoprune.errors import ConfigError
from evoprune.networks import NETWORKS
from evoprune.pruning.operators import OPERATORS
from evoprune.pruning.schedules import SCHEDULES
from evoprune.registry import load
from evoprune.report.settings import PlotSettings
from evoprune.settings import Settings
from evoprune.training.engines import ENGINES
from evoprune.training.modes import MODES
from evoprune.training.protocol import Protocol

ModeName: Any = Literal[tuple(MODES)]
OperatorName: Any = Literal[tuple(OPERATORS)]
ScheduleName: Any = Literal[tuple(SCHEDULES)]
NetworkName: Any = Literal[tuple(NETWORKS)]
EngineName: Any = Literal[("auto", *ENGINES)]

SafePath = Annotated[
    str,
    StringConstraints(pattern=r"^/?[A-Za-z0-9][A-Za-z0-9_.=-]*(/[A-Za-z0-9][A-Za-z0-9_.=-]*)*$"),
]
"""A path whose parts are plain names: no spaces, no `..`, nothing a shell could misread."""


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
    """A block of the grid: every combination of modes, operators and schedules, with its seeds.

    The operator `none` has no events and gives one arm a mode, whatever the schedules.
    """

    modes: list[ModeName] = Field(min_length=1)
    """Training modes."""
    operators: list[OperatorName] = Field(min_length=1)
    """Pruning operators."""
    schedules: list[ScheduleName] = Field(default_factory=list)
    """Pruning schedules; may be empty if `none` is the only operator."""
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

    dataset: BinaryClusters = Field(default_factory=BinaryClusters)
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
    arms: list[ArmBlock] = Field(min_length=1)
    """The grid, block by block; an arm named twice gets the seeds of both blocks."""

    @model_validator(mode="after")
    def _filled_batches(self) -> Self:
        if self.protocol.batch_size > self.dataset.rows:
            raise ValueError(
                f"protocol.batch_size ({self.protocol.batch_size}) must not exceed the number of "
                f"rows of a split ({self.dataset.rows})"
            )
        return self


class Compute(Settings):
    """How jobs are cut and where they run; nothing but the engine changes a result."""

    engine: EngineName = "auto"
    """What executes optimiser steps: `auto` takes numba where it is installed and serves the job.

    Another engine rounds differently, so it trains all runs anew.
    """
    device: str = Field(default="auto", pattern=r"^(auto|cpu|cuda(:[0-9]+)?)$")
    """`cpu`, `cuda`, `cuda:1`; with `auto` the torch engine takes a GPU if there is one.

    The numba engine has no GPU: ask for `cuda`, and the torch engine trains on it.
    """
    chunk: dict[ModeName, Annotated[int, Field(ge=1)]] = Field(
        default_factory=lambda: {"canonical": 30, "lipi": 5}
    )
    """Runs of an arm that train together in one job, by mode (4 where a mode is not named).

    The default gives jobs of about a minute with the numba engine. The torch engine is fastest on
    a CPU with about ten networks: eight canonical runs, or three rings.
    """
    arms_per_job: int = Field(default=1, ge=1)
    """Arms of a mode that train together in one job.

    One is right for a CPU. A GPU takes as long for a few networks as for hundreds: give it all.
    """
    progress_seconds: float = Field(default=30.0, gt=0)
    """Seconds between two lines of progress of a training job."""

    def runs_per_job(self, mode: str) -> int:
        """Runs of an arm of `mode` that train together."""
        return self.chunk.get(mode, 4)


class Config(Settings):
    """A whole config."""

    results: SafePath = "results"
    """Folder that everything is written to; a config of its own needs a folder of its own."""
    root_seed: int = Field(default=1, ge=0)
    """Enters every random stream of every run."""
    autoencoder: AutoencoderStudy
    """Study 1."""
    compute: Compute = Field(default_factory=Compute)
    """How jobs are cut and where they run."""
    plot: PlotSettings = Field(default_factory=PlotSettings)
    """How figures look."""


def parse(values: Any, source: str = "config") -> Config:
    """Check a config that was read from somewhere.

    Raises:
        ConfigError: with a line for each key that is wrong: the key, its value, what is allowed.
    """
    try:
        return Config.model_validate(values)
    except ValidationError as error:
        raise ConfigError(explain(error, Config, source)) from None


def read(paths: list[Path]) -> Config:
    """Read a config file and overlays in order: mappings are merged, lists are replaced.

    Raises:
        ConfigError: a file is missing, is no YAML mapping, or the result is not a valid config.
    """
    merged: dict[str, Any] = {}
    for path in paths:
        merged = _merge(merged, _mapping(path))
    return parse(merged, " + ".join(str(path) for path in paths))


def json_schema() -> dict[str, Any]:
    """JSON Schema of a config, for editors and other tools."""
    return Config.model_json_schema()


def _mapping(path: Path) -> dict[str, Any]:
    try:
        values = yaml.safe_load(path.read_text())
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from None
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: not YAML: {error}") from None
    if not isinstance(values, dict):
        raise ConfigError(f"{path}: a config is a mapping of keys to values")
    return values


def _merge(base: dict[str, Any], overlay: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in overlay.items():
        if isinstance(value, dict) and isinstance(merged.get(key), dict):
            value = _merge(merged[key], value)
        merged[key] = value
    return merged


def sections() -> dict[str, type[BaseModel]]:
    """Dotted name of every section of the config and its type, for the reference."""
    found: dict[str, type[BaseModel]] = {}

    def walk(prefix: str, model: type[BaseModel]) -> None:
        found[prefix] = model
        for name, field in model.model_fields.items():
            for kind in (field.annotation, *getattr(field.annotation, "__args__", ())):
                if isinstance(kind, type) and issubclass(kind, BaseModel):
                    walk(f"{prefix}.{name}".lstrip("."), kind)

    walk("", Config)
    return found
