"""Evolve functions that score channels: the runs of an arm of study 3 that are not there yet.

The workflow gives the arm as JSON; by hand, name one of a config. The whole networks of its tasks
have to be there (`evoprune base`). What was interrupted goes on behind its last evaluation.
"""

import argparse

from evoprune.commands.arms import Wanted, add_arm, wanted
from evoprune.commands.options import add_config, add_work
from evoprune.errors import ConfigError
from evoprune.studies.pruning_functions.arm import Arm


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to evolve and where."""
    add_config(parser)
    add_arm(parser, example="repaired-gp-a+b")
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
    from evoprune.studies.pruning_functions.workflow import PruningFunctionsWorkflow

    found = wanted(arguments, Arm, PruningFunctionsWorkflow)
    arm, seeds, root, _ = found
    compute = found.compute
    if arguments.evaluation or arguments.propose is not None:
        return _part(arguments, found)
    done = evolve_runs(
        arm,
        seeds,
        root,
        found.files,
        device=arguments.device or compute.device,
        progress_seconds=arguments.progress or compute.progress_seconds,
        wait=arguments.wait,
        spread=arguments.fan_out == "evaluation",
    )
    print(f"{arm.name}: {len(done)} runs done, {len(seeds) - len(done)} were there")
    return 0


def _part(arguments: argparse.Namespace, found: Wanted) -> int:
    """Propose a generation, or do one of its evaluations."""
    from evoprune.studies.pruning_functions.fanned import evaluate_slot, propose

    arm, seeds, root, _ = found
    if len(seeds) != 1:
        raise ConfigError("--propose and --evaluation are of one seed: name it with --seeds")
    (seed,) = seeds
    if arguments.propose is not None:
        print(f"{propose(arm, seed, arguments.propose, root)}: proposed")
        return 0
    generation, slot = arguments.evaluation
    device = arguments.device or found.compute.device
    path = evaluate_slot(arm, seed, generation, slot, root, found.files, device=device)
    print(f"{path}: evaluated")
    return 0
