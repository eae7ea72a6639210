"""What was found, as files that other programs run, and how fast it really is."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pandas as pd
import torch

from evoprune import artifacts
from evoprune.benchmarks.machine import processor
from evoprune.deployment.checking import checked
from evoprune.deployment.forms import COMPACTED, DENSE, MASKED, dense, masked_form
from evoprune.deployment.onnx_files import exported
from evoprune.deployment.runtimes import Runner, runners, some_images
from evoprune.deployment.speed import BATCH_SIZES, ROUNDS, Speed, measured
from evoprune.evolution.evaluation import keep_mask
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.pruning.filters.flops import reference_flops
from evoprune.pruning.filters.loading import read_network
from evoprune.studies.filter_criteria import LABELS
from evoprune.studies.filter_criteria.paths import StudyPaths

COLUMNS = (
    "form",
    "runtime",
    "batch_size",
    "microseconds",
    "microseconds_q1",
    "microseconds_q3",
    "speed_up",
    "speed_up_low",
    "speed_up_high",
    "flops",
    "flops_share",
    "onnx_difference",
    "onnx_rounding",
    "onnx_bytes",
    "processor",
    "torch",
    "onnxruntime",
)
"""Columns of `deployed.csv` after the names; results/README.md says what they mean."""

Row = dict[str, Any]


def deploy(
    root: Path, wanted: Sequence[tuple[str, Sequence[int]]], rounds: int = ROUNDS
) -> pd.DataFrame:
    """Write the networks of some runs as ONNX files and measure them.

    A network that was pruned is measured in all forms; its file holds the compacted one. Of a run
    that diverged there is a file, of the network as it is kept, but nothing is measured.

    Args:
        root: results folder.
        wanted: arms with their seeds, in the order of the table.
        rounds: how often each form is timed.

    Returns:
        One row a form, runtime and batch size.

    Raises:
        MissingDataError, CorruptFileError: a run is not there or not whole.
        ExportError: a file has other outputs than its network.
    """
    torch.set_num_threads(1)
    paths, whole = StudyPaths(root), _Whole()
    rows: list[Row] = []
    for arm, seeds in wanted:
        for seed in seeds:
            run = paths.run(arm, seed)
            record = artifacts.read_json(run.record)
            network, _ = read_network(run.model)
            made = _Made.of(network)
            artifacts.write_bytes(paths.onnx(arm, seed), made.model)
            if record["status"] == "ok":
                labels = {label: record["labels"][label] for label in LABELS}
                forms = _forms(made, record.get("pick"), whole)
                rows += [labels | row for row in _measured(forms, rounds)]
    return pd.DataFrame(rows, columns=[*LABELS, *COLUMNS])


class _Made:
    """A form of a network with its ONNX file, whose outputs were compared.

    Attributes:
        network: the network.
        model: its file.
        facts: columns of the table that no time enters.
    """

    def __init__(self, network: ConvolutionalNetwork, model: bytes, facts: Row) -> None:
        self.network, self.model, self.facts = network, model, facts

    @classmethod
    def of(cls, network: ConvolutionalNetwork) -> "_Made":
        """Export and check a network."""
        model = exported(network)
        found = checked(network, model)
        facts = {
            "flops": reference_flops(network),
            "onnx_difference": found.difference,
            "onnx_rounding": found.rounding,
            "onnx_bytes": len(model),
        }
        return cls(network, model, facts)

    @property
    def runners(self) -> Mapping[str, Runner]:
        """What runs it."""
        return runners(self.network, self.model)


class _Whole:
    """Whole networks, one for each architecture: what their weights are takes no time."""

    def __init__(self) -> None:
        self._made: dict[str, _Made] = {}

    def of(self, network: ConvolutionalNetwork, widths: Sequence[int]) -> _Made:
        """The whole network of a pruned one."""
        whole = dense(network, widths)
        key = str(whole.architecture)
        if key not in self._made:
            self._made[key] = _Made.of(whole)
        return self._made[key]


def _forms(made: _Made, pick: Row | None, whole: _Whole) -> dict[str, _Made]:
    """All forms of a pruned network; of one that nothing was pruned of, itself."""
    if pick is None:
        return {DENSE: made}
    masks: list[np.ndarray] = [keep_mask(text) for text in pick["keep_masks"]]
    return {
        DENSE: whole.of(made.network, [len(mask) for mask in masks]),
        MASKED: _Made.of(masked_form(made.network, masks)),
        COMPACTED: made,
    }


def _measured(forms: Mapping[str, _Made], rounds: int) -> list[Row]:
    """A row a form, runtime and batch size."""
    images = some_images(forms[DENSE].network, max(BATCH_SIZES))
    speeds = measured({name: made.runners for name, made in forms.items()}, images, rounds)
    of_dense = forms[DENSE].facts["flops"]
    machine = _machine()
    return [
        _row(speed)
        | forms[speed.form].facts
        | {"flops_share": forms[speed.form].facts["flops"] / of_dense}
        | machine
        for speed in speeds
    ]


def _row(speed: Speed) -> Row:
    return {
        "form": speed.form,
        "runtime": speed.runtime,
        "batch_size": speed.batch_size,
        "microseconds": speed.time.median,
        "microseconds_q1": speed.time.low,
        "microseconds_q3": speed.time.high,
        "speed_up": speed.speed_up,
        "speed_up_low": speed.low,
        "speed_up_high": speed.high,
    }


def _machine() -> Row:
    """What times depend on."""
    return {
        "processor": processor(),
        "torch": torch.__version__,
        "onnxruntime": onnxruntime.__version__,
    }
