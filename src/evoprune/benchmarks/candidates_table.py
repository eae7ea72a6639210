"""The table of candidates' training beside the bare loop."""

from collections.abc import Mapping

import pandas as pd

from evoprune.benchmarks import machine
from evoprune.benchmarks.candidates import DATA, GOAL, NETWORK, SETTINGS, Speed
from evoprune.report.tables import Table, number


def candidate_table(speeds: Mapping[str, Speed]) -> Table:
    """Times of a step by what is left of the network, and the share of the bare loop's speed."""
    caption = (
        f"Milliseconds of a training step of a candidate of {NETWORK} on {DATA.generator}, batches "
        f"of {SETTINGS.batch_size}, on one core of {machine.processor()} ({machine.versions()}): "
        "median of the rounds, with quartiles in the CSV."
    )
    data = pd.DataFrame([_row(name, speed) for name, speed in speeds.items()])
    shown = [
        {
            "filters left": row["filters_left"],
            "candidate, ms": number(row["candidate_microseconds"] / 1000, 1),
            "bare loop, ms": number(row["bare_microseconds"] / 1000, 1),
            "share of its speed, %": number(100 * row["share"], 1),
        }
        for row in data.to_dict("records")
    ]
    least = min(speed.share for speed in speeds.values())
    notes = (
        "The bare loop has its batches as tensors before it starts. A candidate's are ordered, "
        "moved and normalised for every step; its rate is looked up as well. Times are CPU times "
        "of the thread; both are timed in turn, and the share is the median over the rounds.",
        f"The goal is {100 * GOAL:.0f} % of the bare loop's speed; the least here is "
        f"{100 * least:.1f} %.",
    )
    return Table(data, pd.DataFrame(shown), caption, notes)


def _row(name: str, speed: Speed) -> dict[str, object]:
    row: dict[str, object] = {"filters_left": name, "share": speed.share}
    for kind, time in (("candidate", speed.candidate), ("bare", speed.bare)):
        row[f"{kind}_microseconds"] = time.median
        row[f"{kind}_lower_quartile"] = time.low
        row[f"{kind}_upper_quartile"] = time.high
    return row
