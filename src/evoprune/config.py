"""The config: typed, frozen, checked as a whole before any job.

`json_schema` is generated from the same types.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, StringConstraints, ValidationError, model_validator

from evoprune.config_errors import explain
from evoprune.config_sections import sections_of
from evoprune.errors import ConfigError
from evoprune.report.settings import PlotSettings
from evoprune.settings import Settings
from evoprune.studies import STUDIES
from evoprune.studies.autoencoder.settings import AutoencoderStudy, ModeName
from evoprune.studies.filter_criteria.settings import FilterCriteriaStudy
from evoprune.studies.pruning_functions.settings import PruningFunctionsStudy
from evoprune.training.engines import ENGINES
from evoprune.yaml_files import mapping, numbers

EngineName: Any = Literal[("auto", *ENGINES)]

SafePath = Annotated[
    str,
    StringConstraints(
        pattern=r"^/?[A-Za-z0-9][A-Za-z0-9_.=-]{0,159}(/[A-Za-z0-9][A-Za-z0-9_.=-]{0,159})*$"
    ),
]
"""A path whose parts are plain names: no spaces, no `..`, nothing a shell could misread."""


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
    fan_out: Literal["run", "evaluation"] = "run"
    """Study 3: a job a run, or a job for each evaluation of a generation, for clusters."""
    checkpoint_seconds: float = Field(default=300.0, ge=0)
    """Seconds between two checkpoints of a training job; 0 for none but on SIGTERM or Ctrl-C."""
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
    data_root: SafePath = "data"
    """Folder of the files of real data sets; `--data-root` and the environment's DATA_ROOT win."""
    claims: SafePath = "config/claims.yaml"
    """File of the claims' cards; a study may have its own in the folder `claims/` beside it."""
    autoencoder: AutoencoderStudy = Field(default_factory=AutoencoderStudy)
    """Study 1."""
    filter_criteria: FilterCriteriaStudy = Field(default_factory=FilterCriteriaStudy)
    """Study 2."""
    pruning_functions: PruningFunctionsStudy = Field(default_factory=PruningFunctionsStudy)
    """Study 3."""
    compute: Compute = Field(default_factory=Compute)
    """How jobs are cut and where they run."""
    plot: PlotSettings = Field(default_factory=PlotSettings)
    """How figures look."""

    @model_validator(mode="after")
    def _something_to_do(self) -> Self:
        if not (self.autoencoder.arms or self.filter_criteria.arms or self.pruning_functions.arms):
            named = ", ".join(f"{study}.arms" for study in STUDIES)
            raise ValueError(f"no study has arms: {named}")
        return self


def parse(values: Any, source: str = "config") -> Config:
    """Check a config that was read from somewhere.

    Raises:
        ConfigError: with a line for each key that is wrong: the key, its value, what is allowed.
    """
    try:
        return Config.model_validate(numbers(values))
    except ValidationError as error:
        raise ConfigError(explain(error, Config, source)) from None


def read(paths: list[Path]) -> Config:
    """Read a config file and overlays in order: mappings are merged, lists are replaced.

    Raises:
        ConfigError: a file is missing, is no YAML mapping, or the result is not a valid config.
    """
    merged: dict[str, Any] = {}
    for path in paths:
        merged = _merge(merged, mapping(path, "a config"))
    return parse(merged, " + ".join(str(path) for path in paths))


def json_schema() -> dict[str, Any]:
    """JSON Schema of a config, for editors and other tools."""
    return Config.model_json_schema()


def _merge(base: dict[str, Any], overlay: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in overlay.items():
        if isinstance(value, dict) and isinstance(merged.get(key), dict):
            value = _merge(merged[key], value)
        merged[key] = value
    return merged


def sections() -> dict[str, type[BaseModel]]:
    """Dotted name of every section of the config and its type, for the reference.

    Where a section is of one of several types, it is the first, which is the default.
    """
    found: dict[str, type[BaseModel]] = {}
    for name, _, model in alternatives():
        found.setdefault(name, model)
    return found


def alternatives(root: type[BaseModel] = Config) -> Iterator[tuple[str, str, type[BaseModel]]]:
    """Every section with each of its types: dotted name, what chooses the type, and the type."""

    def walk(prefix: str, tag: str, model: type[BaseModel]) -> Iterator[Any]:
        yield prefix, tag, model
        for name, field in model.model_fields.items():
            for inner_tag, kind in sections_of(field.annotation).items():
                yield from walk(f"{prefix}.{name}".lstrip("."), inner_tag, kind)

    yield from walk("", "", root)
