"""What the rules of every study are made from: its arms, and its figures and tables."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from evoprune.commands.collect import format_runs
from evoprune.errors import ConfigError
from evoprune.provenance import code_digest
from evoprune.studies.paths import CommonPaths

FIGURE_FORMATS = ("svg", "pdf")
TABLE_FORMATS = ("csv", "md", "tex")

Paths = TypeVar("Paths", bound=CommonPaths)
Arm = TypeVar("Arm", bound=Any)


class Listed(Protocol):
    """A catalogue of figures or tables."""

    def available(self, scopes: Sequence[str], contents: Collection[str] = ()) -> list[str]:
        """Ids of what can be made."""

    def module(self, item: str) -> str:
        """Module that makes an item."""

    def reads(self, item: str) -> tuple[str, ...]:
        """Files besides the runs that it is made from."""


class StudyWorkflow(ABC, Generic[Paths, Arm]):
    """Files, parameters and digests that all studies have alike.

    Args:
        paths: of the study.
        arms: with their seeds.
        figures: catalogue of its figures.
        tables: catalogue of its tables.
    """

    def __init__(
        self,
        paths: Paths,
        arms: Sequence[tuple[Arm, tuple[int, ...]]],
        figures: Listed,
        tables: Listed,
    ) -> None:
        self.paths, self.arms = paths, arms
        self._figures, self._tables = figures, tables
        self._by_name = {arm.name: arm for arm, _ in arms}

    def arm(self, name: str) -> Arm:
        """The arm called `name`.

        Raises:
            ConfigError: the config has no such arm.
        """
        if name not in self._by_name:
            known = ", ".join(self._by_name) or "it has none"
            raise ConfigError(f"no arm '{name}' in {self.paths.study.name}; its arms: {known}")
        return self._by_name[name]

    def seeds(self, name: str) -> tuple[int, ...]:
        """The seeds of an arm that is there."""
        return next(seeds for arm, seeds in self.arms if arm.name == name)

    def spec(self, name: str) -> str:
        """An arm as JSON."""
        return str(self.arm(name).json_text())

    @property
    def run_arguments(self) -> list[str]:
        """Arms and seeds as the `collect` command takes them."""
        return [format_runs(arm.name, seeds) for arm, seeds in self.arms]

    @property
    @abstractmethod
    def collected(self) -> list[str]:
        """Tables of runs."""

    @property
    def decided(self) -> list[str]:
        """The decisions about claims."""
        return [str(self.paths.claims), str(self.paths.claims_table)]

    @property
    def compared_inputs(self) -> list[str]:
        """Files that two experiments are compared by."""
        return [*self.collected, str(self.paths.claims)]

    def figure_inputs(self, name: str) -> list[str]:
        """Files that a figure reads."""
        return self._inputs(self._figures.reads(name))

    def table_inputs(self, name: str) -> list[str]:
        """Files that a table reads."""
        return self._inputs(self._tables.reads(name))

    def figure_files(self, name: str) -> list[str]:
        """Files of one figure."""
        return [str(self.paths.figure(name, suffix)) for suffix in FIGURE_FORMATS]

    def table_files(self, name: str) -> list[str]:
        """Files of one table."""
        return [str(self.paths.table(name, suffix)) for suffix in TABLE_FORMATS]

    def figure_code(self, name: str) -> str:
        """Digest of the code that draws one figure."""
        return self._digest([self._figures.module(name), "evoprune.report.style", self._reader])

    def table_code(self, name: str) -> str:
        """Digest of the code that makes one table."""
        return self._digest([self._tables.module(name), "evoprune.report.tables", self._reader])

    def presented(
        self, contents: Collection[str], scopes: Sequence[str] = (), modes: Sequence[str] = ()
    ) -> list[str]:
        """Files of all figures and tables.

        Args:
            contents: what the study holds, for those that would be empty without.
            scopes: what scoped figures are drawn for, each.
            modes: what scoped tables are built for, each.
        """
        drawn = [self.figure_files(name) for name in self._figures.available(scopes, contents)]
        written = [self.table_files(name) for name in self._tables.available(modes, contents)]
        return [file for files in (*drawn, *written) for file in files]

    @property
    def _reader(self) -> str:
        """What figures and tables read the runs with."""
        return f"evoprune.studies.{self.paths.study.name}.results"

    @property
    def _extra(self) -> Mapping[str, Path]:
        """What figures and tables may read besides the tables of runs."""
        return {"claims": self.paths.claims}

    def _inputs(self, reads: Collection[str]) -> list[str]:
        return [*self.collected, *(str(self._extra[name]) for name in reads)]

    def _digest(self, modules: Iterable[str]) -> str:
        return code_digest(modules)
