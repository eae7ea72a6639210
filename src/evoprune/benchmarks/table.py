"""The table of the engines: a row a contender for readers, one a contender and mode in the CSV."""

import pandas as pd

from evoprune.benchmarks import machine
from evoprune.benchmarks.contenders import Contender
from evoprune.benchmarks.engines import Measured
from evoprune.benchmarks.kinds import TIMED
from evoprune.benchmarks.notes import notes
from evoprune.benchmarks.study import hours
from evoprune.benchmarks.timing import Spread
from evoprune.report.tables import Table, number

WHOLE = "numba, whole runs"
FLOOR = "floor"


def engine_table(measured: Measured) -> Table:
    """Times, ratios and hours of all contenders, of whole runs and of the floor."""
    data = frame(measured)
    caption = (
        "Microseconds of an optimiser step of one network, on one core of "
        f"{machine.processor()} ({machine.versions()}): median of the rounds, with quartiles in "
        "the CSV; and hours of the published study on two cores."
    )
    return Table(data, _display(data), caption, notes(measured))


def frame(measured: Measured) -> pd.DataFrame:
    """A row for each contender and mode.

    Columns: `microseconds` with its quartiles, `times_eager` (how many times as fast as the
    ordinary loop), `times_floor` (how many times as long as the floor) and `study_hours`, the
    share of the mode in the published study.
    """
    entries = [*measured.times.items(), *_others(measured)]
    return pd.DataFrame([_row(measured, *entry) for entry in entries])


def _others(measured: Measured) -> list[tuple[Contender, Spread]]:
    """Rows that are no contenders: known by one number each."""
    found = []
    for name, values in ((WHOLE, measured.whole), (FLOOR, measured.floor._asdict())):
        for mode in TIMED:
            value = values[mode]
            found.append((Contender(name, 1, mode), Spread(value, value, value)))
    return found


def _row(measured: Measured, contender: Contender, time: Spread) -> dict[str, object]:
    bound: float = getattr(measured.floor, contender.mode)
    return {
        **contender._asdict(),
        "microseconds": time.median,
        "lower_quartile": time.low,
        "upper_quartile": time.high,
        "times_eager": measured.baseline(contender.mode) / time.median,
        "times_floor": time.median / bound,
        "study_hours": hours(contender.mode, time.median),
    }


def _display(data: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for (name, networks), both in data.groupby(["name", "networks"], sort=False):
        row = {"": str(name), "networks": "" if name in (WHOLE, FLOOR) else str(networks)}
        for mode in TIMED:
            (one,) = both[both["mode"] == mode].to_dict("records")
            row[f"{mode}, µs"] = number(one["microseconds"], 1)
            row[f"{mode}, x eager"] = number(one["times_eager"], 1)
            row[f"{mode}, x floor"] = number(one["times_floor"], 1)
        rows.append(row | {"study, hours": number(both["study_hours"].sum(), 2)})
    return pd.DataFrame(rows)
