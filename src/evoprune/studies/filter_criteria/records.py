"""The files of a run: evaluations, model, and the record that vouches for both."""

from pathlib import Path
from typing import Any

from evoprune import artifacts
from evoprune.data.images.normalisation import Normalisation
from evoprune.evolution import log
from evoprune.integrity import is_recorded
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.pruning.filters.saving import write_network
from evoprune.settings import canonical_json
from evoprune.studies.filter_criteria.arm import Arm
from evoprune.studies.filter_criteria.finals import SCRATCH
from evoprune.studies.filter_criteria.metrics import NAMES, measured
from evoprune.studies.filter_criteria.paths import RunPaths
from evoprune.training.classifiers.phases import Notes

KEPT = ("front", "pick", "generations", "alone", "errors_test", "errors_fresh")
"""What of the facts is kept besides the metrics."""


def write_run(
    paths: RunPaths,
    arm: Arm,
    seed: int,
    notes: Notes,
    whole: ConvolutionalNetwork,
    *,
    normalisation: Normalisation,
    log_path: Path,
    digest: str,
    timing: dict[str, Any],
) -> None:
    """Write a run's files; the record comes last, so that it never speaks of absent files.

    Args:
        paths: where.
        arm: what was run.
        seed: of the run.
        notes: what came out.
        whole: the network before pruning; kept as the model of a run that diverged.
        normalisation: what makes numbers of pixels; whoever uses the model needs it.
        log_path: file of the evaluations; absent where nothing was searched.
        digest: identity of the run.
        timing: when, where and how long.
    """
    evaluations = log.read(log_path)
    diverged = notes.facts.get("diverged_at")
    labels = arm.labels(seed)
    metrics = dict.fromkeys(NAMES) | {"diverged_step": diverged}
    if diverged is None:
        metrics = measured(notes.facts, evaluations)
    network = notes.networks.get(f"{SCRATCH}_0", whole)
    text = log_path.read_bytes() if log_path.is_file() else b""
    metadata = {name: str(value) for name, value in labels.items()}
    metadata["normalisation"] = canonical_json(normalisation._asdict())
    files = {
        "model": write_network(paths.model, network, metadata),
        "evaluations": artifacts.write_bytes(paths.evaluations, text),
    }
    record = {
        "labels": labels,
        "status": "ok" if diverged is None else "diverged",
        "metrics": metrics,
        "digest": digest,
        "spec": arm.model_dump(),
        "timing": timing,
        "files": files,
        **{name: notes.facts[name] for name in KEPT if name in notes.facts},
    }
    artifacts.write_json(paths.record, record)


def is_current(paths: RunPaths, digest: str) -> bool:
    """Whether a run is there, whole, and the one that `digest` identifies."""
    files = {"model": paths.model, "evaluations": paths.evaluations}
    return is_recorded(paths.record, files, digest)
