"""What the rules of the study are made from; light to import, as `evoprune.workflow` is."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from evoprune.commands.collect import format_runs
from evoprune.config import Config
from evoprune.errors import ConfigError
from evoprune.evolution.genetic_programming.searches import SEARCHES
from evoprune.registry import load
from evoprune.settings import canonical_json
from evoprune.studies.pruning_functions import STUDY, figures, tables
from evoprune.studies.pruning_functions.arm import Arm
from evoprune.studies.pruning_functions.code import (
    arm_code,
    base_code,
    collect_code,
    contenders_code,
    study_code,
    transfer_code,
)
from evoprune.studies.pruning_functions.expressions import expressions
from evoprune.studies.pruning_functions.grid import arms
from evoprune.studies.pruning_functions.jobs import Base, TransferJob
from evoprune.studies.pruning_functions.paths import BasePaths, RunPaths, StudyPaths
from evoprune.studies.pruning_functions.settings import Task
from evoprune.studies.workflow import StudyWorkflow

if TYPE_CHECKING:
    from evoprune.evolution.genetic_programming.searches.base import Search

PACKAGE = f"evoprune.studies.{STUDY}"


class PruningFunctionsWorkflow(StudyWorkflow[StudyPaths, Arm]):
    """Jobs, files, parameters and digests of the study; nothing at all if it has no arms.

    Args:
        config: the whole config.

    Raises:
        ConfigError: an arm does not exist or means nothing, or a control is no expression.
    """

    def __init__(self, config: Config) -> None:
        self.study = config.pruning_functions
        self._root_seed, self._fan_out = config.root_seed, config.compute.fan_out
        own = arms(self.study, config.root_seed)
        super().__init__(StudyPaths(Path(config.results)), own, figures, tables)
        self._controls = expressions(self.study.transfer, self._by_name)
        wanted = self.study.transfer.champions_of
        if self.arms and self.study.transfer.tasks and wanted not in self._by_name:
            raise ConfigError(
                f"pruning_functions.transfer.champions_of: no arm '{wanted}'; "
                f"its arms: {', '.join(self._by_name)}"
            )

    def code(self, name: str) -> str:
        """Digest of the code that an arm depends on."""
        return arm_code(self.arm(name))

    # Whole networks.

    @cached_property
    def _bases(self) -> dict[str, set[int]]:
        """Numbers of the whole networks that are needed of each task."""
        found: dict[str, set[int]] = {}
        for arm, seeds in self.arms:
            for name in arm.tasks:
                found.setdefault(name, set()).update(arm.base(seed) for seed in seeds)
        for name in self._transferred_tasks:
            found.setdefault(name, set()).update(range(1, self.study.transfer.bases + 1))
        return found

    def task(self, name: str) -> Task:
        """The task called `name`.

        Raises:
            ConfigError: the config has no such task.
        """
        if name not in self.study.tasks:
            known = ", ".join(self.study.tasks) or "there are none"
            raise ConfigError(f"no task '{name}' in {STUDY}; its tasks: {known}")
        return self.study.tasks[name]

    def base(self, name: str, number: str) -> Base:
        """What a whole network is.

        Raises:
            ConfigError: the config has no such task.
        """
        return Base.of(name, self.task(name), int(number), self._root_seed)

    def base_code(self, name: str, number: str) -> str:
        """Digest of the code that a whole network depends on."""
        return base_code(self.base(name, number))

    def images_of(self, name: str) -> str:
        """What was found of the images of a task."""
        return str(self.paths.images(self.task(name).dataset.generator))

    @property
    def images(self) -> list[str]:
        """What was found of all images."""
        return list(dict.fromkeys(self.images_of(name) for name in self._bases))

    @property
    def bases(self) -> list[BasePaths]:
        """All whole networks."""
        return [
            self.paths.base(name, number)
            for name, numbers in self._bases.items()
            for number in sorted(numbers)
        ]

    def run_inputs(self, name: str, seed: str) -> list[str]:
        """What a run prunes, and what was found of its images."""
        arm = self.arm(name)
        bases = [self.paths.base(task, arm.base(int(seed))) for task in arm.tasks]
        files = [str(path) for base in bases for path in base.all()]
        return [*files, *dict.fromkeys(self.images_of(task) for task in arm.tasks)]

    # Runs.

    @cached_property
    def runs(self) -> list[RunPaths]:
        """Files of every run."""
        return [self.paths.run(arm.name, seed) for arm, seeds in self.arms for seed in seeds]

    # Evaluations, where each is a job of its own.

    @property
    def spread(self) -> bool:
        """Whether each evaluation of a generation is a job."""
        return self._fan_out == "evaluation"

    def evaluation(self, name: str, seed: str, generation: str, slot: str) -> str:
        """The file of an evaluation; given patterns, a pattern."""
        return str(self.paths.spread(name, seed) / generation / f"{slot}.json")

    def generation(self, name: str, seed: str, number: int) -> list[str]:
        """Evaluations of a generation."""
        arm = self.arm(name)
        search: Search = load("search", SEARCHES, arm.search)()
        slots = search.slots(arm.evolution, len(arm.seed_functions))
        count = slots.later if number else slots.first
        return [self.evaluation(name, seed, str(number), str(slot)) for slot in range(count)]

    def before(self, name: str, seed: str, generation: int) -> list[str]:
        """What a generation is proposed from: that before it; those before that stand behind it."""
        if generation == 0:
            return []
        earlier = self.evaluation(name, seed, str(generation - 1), "candidates")
        return [earlier, *self.generation(name, seed, generation - 1)]

    def evaluations(self, name: str, seed: str) -> list[str]:
        """The last evaluations of a run, where they are jobs of their own."""
        if not self.spread:
            return []
        return self.before(name, seed, self.arm(name).evolution.generations)

    # Transfer.

    @property
    def _transferred_tasks(self) -> list[str]:
        return self.study.transfer.tasks if self.arms else []

    @property
    def transfer_settings(self) -> str:
        """Which functions are tried, as JSON."""
        return canonical_json(self.study.transfer.model_dump(exclude={"tasks", "bases", "long"}))

    @property
    def contenders_code(self) -> str:
        """Digest of the code that gathers the functions."""
        return contenders_code(self._known_functions)

    def transfer_job(self, name: str, base: str) -> TransferJob:
        """What is done with a whole network of a task."""
        study, long = self.study, self.study.transfer.long
        there = name in long.tasks
        return TransferJob(
            name=name,
            task=self.task(name),
            base=int(base),
            root_seed=self._root_seed,
            scoring=study.scoring,
            fitness=study.fitness,
            factor=long.factor if there else 1.0,
            long_seeds=long.seeds if there else 0,
        )

    def transfer_code(self, name: str) -> str:
        """Digest of the code that tries functions on a task."""
        ops = sorted({arm.switches.ops for arm, _ in self.arms})
        controls = list(self._controls.values())
        return transfer_code(self.task(name), self._known_functions, ops, controls)

    @property
    def _known_functions(self) -> list[str]:
        """Hand-made and published functions that are tried, as they are or as a control."""
        transfer = self.study.transfer
        return list(dict.fromkeys([*transfer.functions, *transfer.inverted, *transfer.shuffled]))

    def transfer_inputs(self, name: str, base: str) -> list[str]:
        """Functions, the whole network, and what was found of the images."""
        files = self.paths.base(name, int(base)).all()
        return [*map(str, (self.paths.contenders, *files)), self.images_of(name)]

    @property
    def transferred(self) -> list[str]:
        """Files of all functions on all tasks."""
        bases = range(1, self.study.transfer.bases + 1)
        return [str(self.paths.transferred(n, b)) for n in self._transferred_tasks for b in bases]

    @property
    def transfer_arguments(self) -> list[str]:
        """Tasks and whole networks as the `collect` command takes them."""
        bases = tuple(range(1, self.study.transfer.bases + 1))
        return [format_runs(name, bases) for name in self._transferred_tasks]

    # What is made of them.

    @property
    def collected(self) -> list[str]:
        """Tables."""
        paths = self.paths
        of_runs = (paths.runs, paths.timings, paths.generations, paths.evaluations)
        return [str(path) for path in (*of_runs, paths.functions, paths.transfer, paths.parity)]

    @property
    def collect_inputs(self) -> list[str]:
        """Runs, and functions on tasks."""
        runs = [str(path) for run in self.runs for path in run.all()]
        there = [str(self.paths.contenders)] if self.transferred else []
        return [*runs, *there, *self.transferred]

    @property
    def collect_code(self) -> str:
        """Digest of the code that gathers all of it."""
        return collect_code()

    @property
    def contents(self) -> set[str]:
        """What the study holds, for figures and tables that would be empty without."""
        return {"transfer"} if self.transferred else set()

    def _digest(self, modules: Iterable[str]) -> str:
        return study_code(modules)

    def everything(self) -> list[str]:
        """Every file that the study consists of."""
        if not self.arms:
            return []
        whole = [str(path) for base in self.bases for path in base.all()]
        runs = [str(path) for run in self.runs for path in run.all()]
        there = [str(self.paths.contenders)] if self.transferred else []
        made = [*there, *self.transferred, *self.collected, *self.decided]
        return [*self.images, *whole, *runs, *made, *self.presented(self.contents)]
