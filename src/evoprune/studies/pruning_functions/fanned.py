"""One evaluation of a run by itself, so that a generation can be spread over a cluster.

Candidates follow from the evaluations of the generations before, so a job needs these and its place
alone; what comes out is, bit by bit, what a run in one process finds.
"""

from pathlib import Path

import torch

from evoprune.studies.pruning_functions.arm import Arm
from evoprune.studies.pruning_functions.evaluating import Evaluator
from evoprune.studies.pruning_functions.evolving import Proposals, evaluated
from evoprune.studies.pruning_functions.paths import StudyPaths
from evoprune.studies.pruning_functions.runs import benches_of
from evoprune.studies.pruning_functions.store import Store


def evaluate_slot(
    arm: Arm,
    seed: int,
    generation: int,
    slot: int,
    root: Path,
    files: Path | None = None,
    *,
    device: str = "auto",
) -> Path:
    """Evaluate the candidate at a place, whatever is there of it.

    Args:
        arm: of the run.
        seed: of the run.
        generation: from 0; all evaluations of those before have to be there.
        slot: place in the generation.
        root: results folder; the whole networks and what was found of the images must be in it.
        files: the data root; without one that of the environment, or `data`.
        device: name, or `auto`.

    Returns:
        The file that was written.

    Raises:
        MissingDataError, CorruptFileError: something of that is not there or not whole.
    """
    torch.set_num_threads(1)
    paths = StudyPaths(root)
    store = Store(paths.spread(arm.name, seed))
    proposals = Proposals(arm, seed)
    candidate = proposals.after(evaluated(store, proposals, generation))[slot]
    evaluator = Evaluator(arm, seed, benches_of(arm, seed, paths, files, device))
    store.put(evaluator.evaluate(candidate))
    return store.path(generation, slot)
