"""The grid of the study: which arms a config asks for, with which seeds."""

from collections.abc import Iterator
from itertools import product

from evoprune.errors import ConfigError
from evoprune.evolution.genetic_programming.selection import check_tournaments
from evoprune.names import checked
from evoprune.studies.pruning_functions.arm import Arm, SeededArm
from evoprune.studies.pruning_functions.settings import ArmBlock, PruningFunctionsStudy
from evoprune.studies.pruning_functions.variants import VARIANTS
from evoprune.studies.varying import varied

PLACE = "pruning_functions.arms"


def arms(study: PruningFunctionsStudy, root_seed: int) -> list[SeededArm]:
    """All arms, in the order of the blocks; an arm named twice joins its seeds.

    Raises:
        ConfigError: a block asks for something that does not exist, or two blocks contradict.
    """
    seeds: dict[str, set[int]] = {}
    by_name: dict[str, Arm] = {}
    for number, block in enumerate(study.arms):
        wanted = range(block.first_seed, block.first_seed + block.seeds)
        for arm in _arms(block, study, root_seed, f"{PLACE}.{number}"):
            if by_name.setdefault(arm.name, arm) != arm:
                raise ConfigError(f"{PLACE}.{number}: {arm.name} stands in two blocks that differ")
            seeds.setdefault(arm.name, set()).update(wanted)
    return [SeededArm(arm, tuple(sorted(seeds[name]))) for name, arm in by_name.items()]


def _arms(
    block: ArmBlock, study: PruningFunctionsStudy, root_seed: int, source: str
) -> Iterator[Arm]:
    for search, tasks, variant in product(block.searches, block.tasks, block.variants):
        if len(set(tasks)) < len(tasks):
            raise ConfigError(f"{source}: a task stands twice in {tasks}")
        changed = varied(study, variant, VARIANTS, source)
        arm = Arm(
            name=checked(f"{variant}-{search}-{'+'.join(tasks)}", "arm"),
            root_seed=root_seed,
            variant=variant,
            search=search,
            tasks={name: changed.tasks[name] for name in tasks},
            replicates=block.replicates,
            bases=changed.bases,
            seed_functions=changed.seed_functions,
            scoring=changed.scoring,
            evolution=changed.evolution,
            switches=changed.switches,
            fitness=changed.fitness,
        )
        _check_tournaments(arm, f"{source}: {arm.name}")
        yield arm


def _check_tournaments(arm: Arm, source: str) -> None:
    """Raise a ConfigError before anything is evaluated, if a generation is too small (Q10)."""
    evolution = arm.evolution
    if evolution.selection == "tournament" and arm.search != "seeds":
        first = len(arm.seed_functions) * evolution.copies + evolution.mutants
        check_tournaments(evolution, min(first, evolution.population), source)
