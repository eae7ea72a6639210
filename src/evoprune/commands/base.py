"""Train a whole network that functions of study 3 prune, unless it is there.

The workflow gives it as JSON; by hand, name a task of a config.
"""

import argparse
from pathlib import Path

from evoprune.commands.options import add_config, add_work, config_of, from_json
from evoprune.config import Compute
from evoprune.data.places import data_root
from evoprune.data.ready import ensure
from evoprune.errors import ConfigError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to train and where."""
    add_config(parser)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--task", help="name of a task of the config, e.g. a")
    what.add_argument("--spec", help="a whole network as JSON, as the workflow passes it")
    parser.add_argument("--number", type=int, default=1, help="which one of several (default: 1)")
    parser.add_argument("--checkpoint", type=float, help="seconds between checkpoints; 0 for none")
    add_work(parser)


def run(arguments: argparse.Namespace) -> int:
    """Train it and say whether it was new."""
    from evoprune.studies.pruning_functions.bases import train_base
    from evoprune.studies.pruning_functions.code import base_code
    from evoprune.studies.pruning_functions.jobs import Base
    from evoprune.studies.pruning_functions.paths import StudyPaths
    from evoprune.studies.pruning_functions.workflow import PruningFunctionsWorkflow

    compute, files, root = Compute(), data_root(), arguments.results
    if arguments.spec:
        base = from_json(Base, arguments.spec)
        if root is None:
            raise ConfigError("--spec needs --results")
    else:
        if arguments.number < 1:
            raise ConfigError("--number: whole networks are numbered from 1")
        config = config_of(arguments)
        compute, files = config.compute, data_root(configured=config.data_root)
        root = root or Path(config.results)
        base = PruningFunctionsWorkflow(config).base(arguments.task, str(arguments.number))
        name = base.dataset.generator
        ensure(name, files, StudyPaths(root).images(name))
    checkpoint = arguments.checkpoint
    new = train_base(
        base,
        root,
        base_code(base),
        files,
        device=arguments.device or compute.device,
        progress_seconds=arguments.progress or compute.progress_seconds,
        checkpoint_seconds=compute.checkpoint_seconds if checkpoint is None else checkpoint,
        wait=arguments.wait,
    )
    print(f"base {base.number} of {base.name}: {'trained' if new else 'was there'}")
    return 0
