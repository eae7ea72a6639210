"""One evaluation of a run by itself, so that a generation can be spread over a cluster.

The candidates of a generation follow from the evaluations of those before. So a job that proposes
needs these alone, and one that evaluates what was proposed; what comes out is, bit by bit, what a
run in one process finds.
"""

from pathlib import Path

import torch

from evoprune import artifacts
from evoprune.evolution.genetic_programming.candidate import Candidate
from evoprune.studies.pruning_functions.arm import Arm
from evoprune.studies.pruning_functions.evaluating import Evaluator
from evoprune.studies.pruning_functions.evolving import Proposals, evaluated
from evoprune.studies.pruning_functions.paths import StudyPaths
from evoprune.studies.pruning_functions.runs import benches_of
from evoprune.studies.pruning_functions.store import Store


def propose(arm: Arm, seed: int, generation: int, root: Path) -> Path:
    """Write the candidates of a generation.

    Args:
        arm: of the run.
        seed: of the run.
        generation: from 0; all evaluations of those before have to be there.
        root: results folder.

    Returns:
        The file that was written.

    Raises:
        MissingDataError: an evaluation is not there, or is of another candidate.
    """
    store = Store(StudyPaths(root).spread(arm.name, seed))
    proposals = Proposals(arm, seed)
    candidates = proposals.after(evaluated(store, proposals, generation))
    path = store.candidates(generation)
    artifacts.write_json(path, [candidate.described() for candidate in candidates])
    return path


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
        generation: from 0; its candidates have to be there.
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
    proposed = artifacts.read_json(store.candidates(generation))
    candidate = Candidate.parsed(proposed[slot])
    evaluator = Evaluator(arm, seed, benches_of(arm, seed, paths, files, device))
    store.put(evaluator.evaluate(candidate))
    return store.path(generation, slot)
