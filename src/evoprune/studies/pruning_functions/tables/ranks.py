"""Ranks of functions on all tasks, and their means over those that no arm evolved on."""

import pandas as pd

from evoprune.report.tables import Table, number
from evoprune.studies.pruning_functions.judging import heldout
from evoprune.studies.pruning_functions.kinds import NAMES
from evoprune.studies.pruning_functions.ranking import ranked
from evoprune.studies.pruning_functions.results import Results

CAPTION = "Functions by rank of their mean test accuracy on each task, 1 the best."
NOTES = (
    "Functions that failed throughout a task rank last on it. Inverted functions, those with "
    "shuffled labels and other controls have the rank that each would have among the others, and "
    "move none of them. Champions of single runs have fewer trials and are left out.",
    "Ranks are of means without intervals: neighbours are seldom told apart by the data.",
)


def build(results: Results) -> Table:
    """One row a function, the best mean rank first."""
    found = ranked(results)
    data = pd.DataFrame({"function": list(found.kinds), "kind": list(found.kinds.values())})
    for task in results.tasks:
        data[f"rank_{task}"] = found.ranks[task].to_numpy(dtype=float)
    data["mean_rank"] = found.overall.to_numpy(dtype=float)
    data["mean_rank_held_out"] = found.unseen.to_numpy(dtype=float)
    unseen = heldout(results)
    display = pd.DataFrame({"function": data["function"]}, dtype=str)
    display["kind"] = [NAMES[kind] for kind in data["kind"]]
    for task in results.tasks:
        heading = f"{task} (held out)" if task in unseen else task
        display[heading] = [f"{rank:g}" for rank in data[f"rank_{task}"]]
    display["mean"] = [number(rank, 2) for rank in data["mean_rank"]]
    display["mean, held out"] = [number(rank, 2) for rank in data["mean_rank_held_out"]]
    return Table(data, display, CAPTION, NOTES if len(data) else ("No transfer.",))
