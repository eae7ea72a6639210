"""Which arm a command is about: one of the config, or one that the workflow gives as JSON."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel

from evoprune.commands.options import config_of, from_json
from evoprune.config import Compute, Config
from evoprune.data.places import data_root
from evoprune.errors import ConfigError
from evoprune.studies.workflow import StudyWorkflow


class Wanted(NamedTuple):
    """What is to be done.

    Attributes:
        arm: the arm.
        seeds: of its runs.
        root: results folder.
        config: what it was looked up in; the workflow gives none.
    """

    arm: Any
    seeds: tuple[int, ...]
    root: Path
    config: Config | None

    @property
    def compute(self) -> Compute:
        """How the config computes, or what is usual."""
        return self.config.compute if self.config else Compute()

    @property
    def files(self) -> Path:
        """The data root."""
        return data_root(configured=self.config.data_root) if self.config else data_root()


def add_arm(parser: argparse.ArgumentParser, example: str) -> None:
    """Add `--arm`, `--spec` and `--seeds`.

    Args:
        parser: of the command.
        example: name of an arm, for the help.
    """
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--arm", help=f"name of an arm of the config, e.g. {example}")
    what.add_argument("--spec", help="an arm as JSON, as the workflow passes it")
    parser.add_argument("--seeds", nargs="+", type=int, help="seeds (default: the config's)")


def wanted(
    arguments: argparse.Namespace,
    kind: type[BaseModel],
    plan: Callable[[Config], StudyWorkflow[Any, Any]],
) -> Wanted:
    """The arm with its seeds, and the results folder.

    Args:
        arguments: of a command with `add_arm`, `add_config` and `add_work`.
        kind: of arm.
        plan: makes the study's arms from a config.

    Raises:
        ConfigError: there is no such arm, or the JSON is none.
    """
    if arguments.spec:
        if not arguments.seeds or not arguments.results:
            raise ConfigError("--spec needs --seeds and --results")
        arm = from_json(kind, arguments.spec)
        return Wanted(arm, tuple(arguments.seeds), arguments.results, None)
    config = config_of(arguments)
    study = plan(config)
    arm = study.arm(arguments.arm)
    seeds = tuple(arguments.seeds or study.seeds(arm.name))
    return Wanted(arm, seeds, arguments.results or Path(config.results), config)
