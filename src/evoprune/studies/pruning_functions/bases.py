"""Whole networks that functions prune: trained once, shared by all runs. Source: section 6.3."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from evoprune import artifacts
from evoprune.checkpoints import Checkpoints
from evoprune.data.images.batches import Batches, in_order
from evoprune.data.images.splits import ImageSplits
from evoprune.data.places import data_root
from evoprune.integrity import is_recorded
from evoprune.interruption import noted
from evoprune.locks import held
from evoprune.networks.convolutional import build
from evoprune.networks.convolutional.dropout import resume_at
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.progress import Progress
from evoprune.pruning.filters.saving import write_network
from evoprune.pruning.functions.maps import silent_channels
from evoprune.randomness import Streams
from evoprune.studies.pruning_functions import STUDY
from evoprune.studies.pruning_functions.jobs import Base
from evoprune.studies.pruning_functions.paths import StudyPaths
from evoprune.training.classifiers.evaluation import Evaluation
from evoprune.training.classifiers.phases import Training, steps_of
from evoprune.training.devices import chosen

SEEN = 1000
"""Validation images that tell which channels are silent."""


def train_base(
    base: Base,
    root: Path,
    code: str,
    files: Path | None = None,
    *,
    device: str = "auto",
    progress_seconds: float = 30.0,
    checkpoint_seconds: float = 300.0,
    wait: bool = False,
) -> bool:
    """Train a whole network if it is not there yet.

    Args:
        base: what to train.
        root: results folder; what was found of the images must be in it.
        code: digest of the code that trains it.
        files: the data root; without one that of the environment, or `data`.
        device: name, or `auto`.
        progress_seconds: time between two lines of progress.
        checkpoint_seconds: time between two checkpoints; 0 for none but on request.
        wait: wait for another process that is at it.

    Returns:
        Whether it was trained now.

    Raises:
        MissingDataError, CorruptFileError: the images are not there or not whole.
        BusyError: another process is at it, and nobody wants to wait.
        Interrupted: somebody asked for an end; the same call goes on.
    """
    paths = StudyPaths(root)
    own = paths.base(base.name, base.number)
    digest = base.digest(code, images_digest(paths, base.dataset.generator))
    artifacts.check_writable(paths.unfinished)
    what = f"base {base.number} of {base.name}"
    stem = paths.unfinished / digest
    with held([stem], [what], wait=wait), noted() as interruption:
        checkpoints = Checkpoints(stem, seconds=checkpoint_seconds, interruption=interruption)
        if is_recorded(own.record, {"model": own.model}, digest):
            checkpoints.discard()
            return False
        checkpoints.runs = [digest]
        splits = base.dataset.splits(data_root(files))
        phase, network = _training(base, splits, chosen(device))
        say = Progress(what, phase.total, interval=progress_seconds, unit="step")
        _advance(phase, network, checkpoints, say)
        facts = _facts(base, splits, network)
        model = write_network(own.model, network, {"task": base.name})
        artifacts.write_json(own.record, facts | {"digest": digest, "files": {"model": model}})
        checkpoints.discard()
    return True


def _training(
    base: Base, splits: ImageSplits, device: torch.device
) -> tuple[Training, ConvolutionalNetwork]:
    """The training of a base from its first weights, and the network that is trained."""
    images, settings = base.dataset, base.training
    streams = Streams(base.root_seed, f"{STUDY}/base/{base.name}", base.number)
    network = build(base.network, None, classes=images.classes, image=images.shape)
    network.initialise(streams.generator("initial_weights"))
    network.to(device)
    batches = Batches(
        splits.train,
        min(settings.batch_size, splits.train.size),
        streams,
        images.augmentation(),
        images.normalised_by(splits.train),
        device=device,
    )
    total = steps_of(settings, batches)
    return Training("base", network, settings, batches, {total: lambda trained: None}), network


def _advance(
    phase: Training,
    network: ConvolutionalNetwork,
    checkpoints: Checkpoints,
    say: Callable[[int], None],
) -> None:
    found = checkpoints.latest()
    if found is not None:
        print("goes on from a checkpoint", file=sys.stderr, flush=True)
        phase.restore(found[1])
        resume_at(network, phase.total - phase.left)
    while phase.left:
        phase.advance()
        done = phase.total - phase.left
        say(done)
        if phase.left:
            checkpoints.keep(done, phase.arrays)


def _facts(base: Base, splits: ImageSplits, network: ConvolutionalNetwork) -> dict[str, Any]:
    """What is known of a base from validation images; the test is for transfer alone.

    `silent_channels` are those of each layer that no image gets through: rankings of functions on a
    network with many of them are about who avoids them.
    """
    device = next(network.parameters()).device
    normalisation = base.dataset.normalised_by(splits.train)
    part = Evaluation(splits.validation, normalisation, device)
    some = splits.validation.first(min(SEEN, splits.validation.size))
    (seen,) = in_order(some, some.size, normalisation, device)
    return {
        "task": base.name,
        "number": base.number,
        "spec": base.model_dump(),
        "accuracy_validation": 1 - part.error_rate(network),
        "silent_channels": silent_channels(network, seen.images),
    }


def images_digest(paths: StudyPaths, generator: str) -> str:
    """Digest of what was found of the images when they were checked."""
    found = artifacts.read_json(paths.images(generator))
    return artifacts.sha256(json.dumps(sorted(found["digests"].values())).encode())
