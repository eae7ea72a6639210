"""What the network of each run is worth when it is really made smaller: loss against size.

The best network of a run is first rid of its dead units, which changes no output on the training
rows, and then of its parameters of smallest magnitude, down to the same true share in every run.
So runs can be compared at equal true sparsity, which the published counts do not give (Q1, Q2).

Source: spec section 11 (D2, D3) and the endpoints of the statistics.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from evoprune import artifacts
from evoprune.data.splits import Splits
from evoprune.errors import CorruptFileError
from evoprune.evolution.hypervolume import hypervolume
from evoprune.networks.forward import activations, error, l1
from evoprune.networks.network import Layer, Network
from evoprune.pruning.counting import dead_units
from evoprune.pruning.surgery import by_magnitude, with_first, without_units
from evoprune.studies.autoencoder import LABELS
from evoprune.studies.autoencoder.arm import Arm
from evoprune.studies.autoencoder.paths import RunPaths, StudyPaths

SHARES = (0.9, 0.7, 0.5, 0.3, 0.1)
"""True shares of parameters that losses are compared at."""
REFERENCE_LOSS = 0.5
"""Loss of a network without parameters, whose outputs are all 0.5: nothing worse counts."""
COLUMNS = (
    "parameters",
    "parameters_alive",
    "preserved_alive",
    "l1_alive",
    "l1_alive_change",
    *(f"l1_at_{share:g}" for share in SHARES),
    "hypervolume",
)
"""Columns of `trade_off.csv`; results/README.md says what they mean."""

Values = dict[str, float | int | None]


def measure(root: Path, wanted: Sequence[tuple[str, Sequence[int]]]) -> pd.DataFrame:
    """Measure the networks of some runs.

    Args:
        root: results folder.
        wanted: arms with their seeds, in the order of the table.

    Returns:
        One row a run; empty values where it diverged or its network draws at random.

    Raises:
        MissingDataError, CorruptFileError: a run or its data set is not there or not whole.
    """
    paths, rows = StudyPaths(root), _Rows(root)
    table = []
    for arm, seeds in wanted:
        for seed in seeds:
            run = paths.run(arm, seed)
            record = artifacts.read_json(run.record)
            labels = {label: record["labels"][label] for label in LABELS}
            table.append(labels | _of_run(run, record, rows))
    whole = {"parameters": "Int64", "parameters_alive": "Int64"}
    return pd.DataFrame(table, columns=[*LABELS, *COLUMNS]).astype(whole)


class _Rows:
    """Training rows of data sets, each read once."""

    def __init__(self, root: Path) -> None:
        self._paths, self._read = StudyPaths(root), dict[str, np.ndarray]()

    def of(self, name: str) -> np.ndarray:
        """Training rows of a data set, in single precision."""
        if name not in self._read:
            train = Splits.load(self._paths.dataset(name)).train
            self._read = {name: train.astype(np.float32)}
        return self._read[name]


def _of_run(run: RunPaths, record: dict[str, Any], rows: _Rows) -> Values:
    network, kinds = _read(run.model)
    drawn = len(network.encoder[-1].bias) != network.decoder[0].weight.shape[1]
    if record["status"] != "ok" or drawn:
        return dict.fromkeys(COLUMNS)
    spec = Arm.model_validate(record["spec"])
    dataset = spec.dataset_of(record["labels"]["seed"])
    return trade_off(network, kinds, rows.of(dataset.name))


def _read(path: Path) -> tuple[Network, list[str]]:
    """The network of a model file, and the activation of each layer.

    Raises:
        MissingDataError, CorruptFileError: it is not there, not whole or no model.
    """
    try:
        tensors, metadata = artifacts.read_tensors(path)
        layers = json.loads(metadata["architecture"])
        kinds = [str(layer[2]) for part in ("encoder", "decoder") for layer in layers[part]]
        return _network(tensors, layers), kinds
    except (LookupError, TypeError, ValueError, RecursionError) as error:
        raise CorruptFileError(f"{path}: not a model of this program ({error!r})") from None


def _network(tensors: dict[str, np.ndarray], layers: dict[str, Any]) -> Network:
    """The network of a model file."""

    def part(name: str) -> list[Layer]:
        numbers = range(len(layers[name]))
        return [Layer(tensors[f"{name}.{n}.weight"], tensors[f"{name}.{n}.bias"]) for n in numbers]

    return Network(part("encoder"), part("decoder"))


def trade_off(network: Network, kinds: Sequence[str], rows: np.ndarray) -> Values:
    """Loss of one network at several true sizes.

    Args:
        network: as trained.
        kinds: activation of each layer.
        rows: training rows, floats, shape (N, D).
    """
    *hidden, output = activations(network, kinds, rows)
    before = error(output, rows)
    alive = without_units(network, [dead_units(values) for values in hidden])
    total, left = (sum(layer.size for layer in net.layers) for net in (network, alive))
    after = l1(alive, kinds, rows)
    order = by_magnitude(alive)

    def loss_at(kept: int) -> float:
        return after if kept >= left else l1(with_first(alive, order, kept), kinds, rows)

    losses = {share: loss_at(round(share * total)) for share in SHARES}
    points = [(left / total, after), *((min(s, left / total), v) for s, v in losses.items())]
    return {
        "parameters": total,
        "parameters_alive": left,
        "preserved_alive": left / total,
        "l1_alive": after,
        "l1_alive_change": after - before,
        **{f"l1_at_{share:g}": loss for share, loss in losses.items()},
        "hypervolume": hypervolume(points, (1.0, REFERENCE_LOSS)),
    }
