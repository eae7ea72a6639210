"""Results of the study as the figures and tables read them; the run is the unit of analysis.

`runs` has one row a run, `history` one row a (run, epoch, cell). Everything that leaves this
module is aggregated over the cells of a run first: cells of a ring are not replicates (quirk Q26).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from evoprune import artifacts
from evoprune.studies.autoencoder import published as publication
from evoprune.studies.autoencoder.paths import StudyPaths
from evoprune.studies.autoencoder.scopes import ENVIRONMENTS, mode_and_network, scope_of

ARM = ["mode", "operator", "schedule", "variant", "dataset", "environment"]
RUN = [*ARM, "seed"]
MODES = ("canonical", "lipi", "lipi_prune_then_evaluate", "epoch_node", "all_vs_all")
OPERATORS = ("none", "random", "variance", "conjunctive")
SCHEDULES = (
    "none",
    "fixed",
    "increase",
    "decrease",
    "population",
    "exponential",
    "final_n",
    "prune_after",
)
AFTER = "prune_after"


@dataclass(frozen=True)
class Results:
    """Runs, their history and the published values to set beside them.

    Attributes:
        trade_off: a row a run, what its network is worth when made smaller; empty if not asked for.
        claims: decisions as `claims.json` holds them; empty if not asked for.
    """

    runs: pd.DataFrame
    history: pd.DataFrame
    published: pd.DataFrame
    trade_off: pd.DataFrame = field(default_factory=pd.DataFrame)
    claims: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def load(cls, paths: StudyPaths, reads: Collection[str] = ()) -> Results:
        """Read `runs.csv` and `history.parquet` after their checksums.

        Args:
            paths: of the study.
            reads: what else is read: `trade_off`, `claims`.

        Raises:
            MissingDataError: a file or its checksum is not there.
            CorruptFileError: a file does not match its checksum.
        """
        runs = read_runs(artifacts.read_bytes(paths.runs))
        source = pa.BufferReader(artifacts.read_bytes(paths.history))
        # Millions of rows share a few names: as categories they take a byte instead of twenty.
        table = pq.read_table(source, read_dictionary=["arm", *ARM])
        found = cls(runs, table.to_pandas(), publication.load())
        if "trade_off" in reads:
            measured = read_runs(artifacts.read_bytes(paths.trade_off))
            found = replace(found, trade_off=measured)
        return replace(found, claims=artifacts.read_json(paths.claims) if "claims" in reads else [])

    @property
    def modes(self) -> list[str]:
        """Modes with at least one run, known ones first."""
        return known_first(self.runs["mode"], MODES)

    @property
    def scopes(self) -> list[str]:
        """Modes and networks with runs of the published variant, plain networks first."""
        published = self.runs[self.runs["variant"] == "published"]
        there = set(zip(published["mode"], published["environment"], strict=True))
        networks = known_first((network for _, network in there), ENVIRONMENTS)
        ordered = ((mode, network) for network in networks for mode in self.modes)
        return [scope_of(*pair) for pair in ordered if pair in there]

    @property
    def operators(self) -> list[str]:
        """Operators with at least one run, known ones first."""
        return known_first(self.runs["operator"], OPERATORS)

    @property
    def schedules(self) -> list[str]:
        """Schedules with at least one run, known ones first; `none` is that of no operator."""
        return known_first(self.runs["schedule"], SCHEDULES)

    @property
    def completed(self) -> pd.DataFrame:
        """Runs that did not diverge."""
        return self.runs[self.runs["status"] == "ok"]

    @property
    def diverged(self) -> int:
        """Number of runs that diverged."""
        return len(self.runs) - len(self.completed)

    @property
    def last_epoch(self) -> int:
        """The last epoch of the published variant if it was run, -1 without history.

        Variants may train for longer or shorter.
        """
        published = self.history["epoch"][self.history["variant"] == "published"]
        epochs = published if len(published) else self.history["epoch"]
        return int(epochs.max()) if len(epochs) else -1

    @property
    def dataset(self) -> str:
        """The data set the figures show: the published one, or else the first by name."""
        names = known_first(self.runs["dataset"], (publication.DATASET,))
        return names[0] if names else publication.DATASET

    @property
    def comparable(self) -> bool:
        """Whether the published values hold here: same data set, same number of epochs."""
        same_data = set(self.runs["dataset"]) == {publication.DATASET}
        return same_data and self.last_epoch == publication.FINAL_EPOCH

    def of_scope(self, scope: str, variant: str = "published") -> Results:
        """What the figures of a mode and network show: one variant, one data set."""
        mode, environment = mode_and_network(scope)
        runs = self.runs[self.runs["mode"] == mode]
        dataset = replace(self, runs=runs).dataset
        return self.restricted(mode=mode, variant=variant, environment=environment, dataset=dataset)

    def restricted(self, **criteria: str) -> Results:
        """Runs and history whose columns equal the criteria, e.g. `operator="random"`."""
        runs, history = select(self.runs, criteria), select(self.history, criteria)
        return replace(self, runs=runs, history=history)

    def headline(self) -> dict[str, str]:
        """Schedule to show for each operator of one mode, operators in order.

        The published best schedule of the mode if it was run, else exponential, else the first
        that was; a mode without publication follows the ring.
        """
        best = publication.BEST_SCHEDULES["lipi"]
        if self.modes:
            best = publication.BEST_SCHEDULES.get(self.modes[0], best)
        chosen: dict[str, str] = {}
        for operator in self.operators:
            there = known_first(self.runs["schedule"][self.runs["operator"] == operator], SCHEDULES)
            preferred = [best.get(operator, ""), "exponential", *(s for s in there if s != AFTER)]
            for schedule in preferred:
                if schedule in there:
                    chosen.setdefault(operator, schedule)
        return chosen

    def values(self, operator: str, schedule: str, metric: str) -> NDArray[np.float64]:
        """One metric of the completed runs of an arm, by seed, shape (runs,)."""
        runs = self.completed
        arm = runs[(runs["operator"] == operator) & (runs["schedule"] == schedule)]
        return arm.sort_values("seed")[metric].dropna().to_numpy(dtype=np.float64)

    @property
    def last_cells(self) -> pd.DataFrame:
        """Cells of the completed runs at the last epoch of each.

        For summaries that pool cells as the published figures do; never for inference.
        """
        by_run = self.history.groupby(RUN, observed=True)["epoch"]
        last = self.history[self.history["epoch"] == by_run.transform("max")]
        return last.merge(self.completed[RUN], on=RUN)

    def pooled(self, operator: str, schedule: str, quantity: str) -> dict[int, NDArray[np.float64]]:
        """A quantity of all cells of the completed runs of an arm, by epoch.

        For summaries that pool cells as the published figures do; never for inference.
        """
        arm = self.restricted(operator=operator, schedule=schedule)
        cells = arm.history.merge(arm.completed[RUN], on=RUN)
        cells = cells.assign(quantity=quantity_of(cells, quantity)).dropna(subset="quantity")
        groups = cells.sort_values(["seed", "cell"]).groupby("epoch")["quantity"]
        return {int(str(epoch)): values.to_numpy(dtype=np.float64) for epoch, values in groups}

    def by_cell(self, operator: str, schedule: str, quantity: str) -> pd.DataFrame:
        """A history column of the completed runs of an arm, shape (epochs, runs x cells)."""
        arm = self.restricted(operator=operator, schedule=schedule)
        cells = arm.history.merge(arm.completed[RUN], on=RUN)
        wide = cells.pivot_table(index="epoch", columns=["seed", "cell"], values=quantity)
        return wide.astype(np.float64)

    @property
    def best_cells(self) -> pd.DataFrame:
        """The history of the cell of each completed run that is best at the last epoch."""
        last = self.last_cells
        chosen = last.loc[last.groupby(RUN)["l1_train"].idxmin(), [*RUN, "cell"]]
        return self.history.merge(chosen, on=[*RUN, "cell"])

    def curves(self, operator: str, schedule: str, quantity: str) -> pd.DataFrame:
        """Mean over cells of a history column, shape (runs, epochs): index seed, columns epoch.

        Only epochs on which the quantity was recorded; diverged runs are left out.
        """
        arm = self.restricted(operator=operator, schedule=schedule)
        rows = arm.history[arm.history[quantity].notna()]
        rows = rows[rows["seed"].isin(arm.completed["seed"])]
        wide = rows.pivot_table(index="seed", columns="epoch", values=quantity, aggfunc="mean")
        return wide.astype(np.float64)


def quantity_of(cells: pd.DataFrame, quantity: str) -> pd.Series[float]:
    """A column of the history, the size of a part, or the share preserved by reported counts.

    Args:
        cells: rows of the history.
        quantity: name of a column, `encoder_size`, `decoder_size` or `preserved_reported`.
    """
    if quantity in cells:
        return cells[quantity]
    if quantity == "preserved_reported":
        full = cells["parameters_encoder"] + cells["parameters_decoder"]
        size = quantity_of(cells, "encoder_size") + quantity_of(cells, "decoder_size")
        return size / full
    part = quantity.removesuffix("_size")
    return cells[f"parameters_{part}"] - cells[f"pruned_{part}"]


def read_runs(data: bytes) -> pd.DataFrame:
    """Parse `runs.csv`: an empty cell is missing, the word none is a name."""
    names = dict.fromkeys(["arm", *ARM, "status"], str)
    return pd.read_csv(BytesIO(data), keep_default_na=False, na_values=[""], dtype=names)


def select(runs: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Rows whose columns equal the names, copied once."""
    keep = np.ones(len(runs), dtype=bool)
    for column, name in names.items():
        keep &= (runs[column] == name).to_numpy()
    return runs[keep]


def known_first(names: Iterable[str], known: Sequence[str]) -> list[str]:
    """Distinct names: those of `known` in its order, then the others by name."""
    present = set(names)
    return [name for name in known if name in present] + sorted(present - set(known))
