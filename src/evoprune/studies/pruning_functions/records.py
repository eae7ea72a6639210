"""The files of a run: its evaluations, and the record that vouches for them."""

from typing import Any

from evoprune import artifacts
from evoprune.evolution.genetic_programming.candidate import Evaluated
from evoprune.evolution.genetic_programming.champion import champion
from evoprune.integrity import is_recorded
from evoprune.settings import canonical_json
from evoprune.studies.pruning_functions.arm import Arm
from evoprune.studies.pruning_functions.evolving import History
from evoprune.studies.pruning_functions.metrics import generations, measured
from evoprune.studies.pruning_functions.paths import RunPaths
from evoprune.studies.pruning_functions.store import described


def write_run(
    paths: RunPaths, arm: Arm, seed: int, history: History, *, digest: str, timing: dict[str, Any]
) -> None:
    """Write a run's files; the record comes last, so that it never speaks of absent files.

    Args:
        paths: where.
        arm: what was run.
        seed: of the run.
        history: all generations.
        digest: identity of the run.
        timing: when, where and how long; the evaluations are written without what they cost, so
            that the same run gives the same bytes.
    """
    lines = (canonical_json(_without_costs(found)) + "\n" for own in history for found in own)
    files = {"evaluations": artifacts.write_bytes(paths.evaluations, "".join(lines).encode())}
    best = champion(history, arm.switches)
    record = {
        "labels": arm.labels(seed),
        "status": "ok",
        "metrics": measured(history, arm),
        "champion": {
            "tree": list(best.candidate.tree.symbols),
            "generation": best.candidate.generation,
            "slot": best.candidate.slot,
        },
        "generations": generations(history, arm),
        "base": arm.base(seed),
        "digest": digest,
        "spec": arm.model_dump(),
        "timing": timing,
        "files": files,
    }
    artifacts.write_json(paths.record, record)


def _without_costs(found: Evaluated) -> dict[str, Any]:
    """An evaluation as JSON, times left out."""
    said = described(found)
    return said | {"details": {k: v for k, v in said["details"].items() if k != "seconds"}}


def is_current(paths: RunPaths, digest: str) -> bool:
    """Whether a run is there, whole, and the one that `digest` identifies."""
    return is_recorded(paths.record, {"evaluations": paths.evaluations}, digest)
