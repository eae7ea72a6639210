"""Evolve functions that score channels: the runs of an arm of study 3 that are not there yet.

The workflow gives the arm as JSON; by hand, name one of a config. The whole networks of its tasks
have to be there (`evoprune base`). What was interrupted goes on behind its last evaluation.
"""

import argparse
from pathlib import Path

from pydantic import ValidationError

from evoprune.commands.options import add_config, add_work, config_of
from evoprune.config import Compute
from evoprune.data.places import data_root
from evoprune.errors import ConfigError
from evoprune.studies.pruning_functions.arm import Arm, SeededArm


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to evolve and where."""
    add_config(parser)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--arm", help="name of an arm of the config, e.g. repaired-gp-a+b")
    what.add_argument("--spec", help="an arm as JSON, as the workflow passes it")
    parser.add_argument("--seeds", nargs="+", type=int, help="seeds (default: the config's)")
    parser.add_argument(
        "--evaluation",
        nargs=2,
        type=int,
        metavar=("GENERATION", "SLOT"),
        help="do this evaluation alone, of one seed, from what was proposed",
    )
    parser.add_argument(
        "--propose",
        type=int,
        metavar="GENERATION",
        help="write the candidates of a generation, of one seed, from the evaluations before it",
    )
    parser.add_argument(
        "--fan-out",
        choices=("run", "evaluation"),
        default="run",
        help="evaluation: take those that were done one by one (default: run)",
    )
    add_work(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do the runs and say which were new."""
    from evoprune.studies.pruning_functions.runs import evolve_runs

    config = config_of(arguments) if arguments.arm else None
    compute = config.compute if config else Compute()
    seeded, root = _wanted(arguments)
    if arguments.evaluation or arguments.propose is not None:
        return _part(arguments, seeded, root, compute.device)
    done = evolve_runs(
        seeded.arm,
        seeded.seeds,
        root,
        data_root(configured=config.data_root) if config else data_root(),
        device=arguments.device or compute.device,
        progress_seconds=arguments.progress or compute.progress_seconds,
        wait=arguments.wait,
        spread=arguments.fan_out == "evaluation",
    )
    print(f"{seeded.arm.name}: {len(done)} runs done, {len(seeded.seeds) - len(done)} were there")
    return 0


def _part(arguments: argparse.Namespace, seeded: SeededArm, root: Path, device: str) -> int:
    """Propose a generation, or do one of its evaluations."""
    from evoprune.studies.pruning_functions.fanned import evaluate_slot, propose

    if len(seeded.seeds) != 1:
        raise ConfigError("--propose and --evaluation are of one seed: name it with --seeds")
    (seed,) = seeded.seeds
    if arguments.propose is not None:
        print(f"{propose(seeded.arm, seed, arguments.propose, root)}: proposed")
        return 0
    generation, slot = arguments.evaluation
    device = arguments.device or device
    path = evaluate_slot(seeded.arm, seed, generation, slot, root, data_root(), device=device)
    print(f"{path}: evaluated")
    return 0


def _wanted(arguments: argparse.Namespace) -> tuple[SeededArm, Path]:
    """The arm with its seeds, and the results folder."""
    if arguments.spec:
        if not arguments.seeds or not arguments.results:
            raise ConfigError("--spec needs --seeds and --results")
        try:
            arm = Arm.model_validate_json(arguments.spec)
        except ValidationError as error:
            raise ConfigError(f"--spec: {error}") from None
        return SeededArm(arm, tuple(arguments.seeds)), arguments.results
    from evoprune.studies.pruning_functions.workflow import PruningFunctionsWorkflow

    config = config_of(arguments)
    plan = PruningFunctionsWorkflow(config)
    arm = plan.arm(arguments.arm)
    own = next(seeded.seeds for seeded in plan.arms if seeded.arm.name == arm.name)
    root = arguments.results or Path(config.results)
    return SeededArm(arm, tuple(arguments.seeds or own)), root
