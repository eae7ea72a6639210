"""Synthetic results of the autoencoder study whose numbers are known in closed form.

Run `s` (0, 1, ...) of an arm with final loss L ends at L + SEED_STEP * s + CELL_STEP * cell,
starts at START, and follows `progress` between. Counts follow the same curve.
"""

import numpy as np
import pandas as pd

from evoprune.studies.autoencoder import published
from evoprune.studies.autoencoder.results import Results
from evoprune.studies.autoencoder.trade_off import SHARES

START = 0.496
SEED_STEP = 0.003
TEST_GAP = 0.01
CELL_STEP = 0.0005
PARAMETERS = {"encoder": 30_340, "decoder": 31_330}
REMOVED = {"none": 0.0, "random": 0.15, "variance": 0.4, "conjunctive": 0.3}
TRULY_ZERO_OF_REMOVED = 0.1
CELLS = {"canonical": 1, "lipi": 10}
SCHEDULES = ("fixed", "increase", "decrease", "population", "exponential", "final_n", "prune_after")
EVERY_ARM = (
    ("none", "none"),
    *((operator, s) for operator in ("random", "variance", "conjunctive") for s in SCHEDULES),
)


def final_loss(mode, operator, schedule):
    """Final loss of run 0, cell 0: the published mean, or a made-up one."""
    known = published.curve(
        published.load(),
        quantity="l1_train",
        mode=mode,
        environment="plain",
        operator=operator,
        schedule=schedule,
    )
    return float(known.get(published.FINAL_EPOCH, 0.26))


def progress(epochs):
    """Share of the way from the start to the end at each epoch, shape (epochs,); 1 at the last."""
    epoch = np.arange(epochs)
    return (1 - np.exp(-epoch / 40)) / (1 - np.exp(-max(epochs - 1, 1) / 40))


def report_epochs(epochs):
    return [t for t in range(epochs) if t % 100 == 0 or t == epochs - 1]


def build(
    arms=EVERY_ARM,
    seeds=5,
    epochs=400,
    modes=("canonical",),
    diverged=(),
    dataset=published.DATASET,
    environment="plain",
    variant="published",
    gain=0.0,
):
    """Results of every arm in every mode with seeds 1 .. `seeds`.

    `diverged` lists (mode, operator, schedule, seed) of runs that broke off; `gain` is taken off
    every final loss.
    """
    runs, history, measured = [], [], []
    for mode in modes:
        for operator, schedule in arms:
            for seed in range(1, seeds + 1):
                names = _names(mode, operator, schedule, dataset, environment, variant, seed)
                broke = (mode, operator, schedule, seed) in diverged
                cells = _cells(names, epochs, gain)
                runs.append(_run(names, cells, broke))
                measured.append({**names, **_trade_off(runs[-1])})
                history.append(cells.head(1) if broke else cells)
    return Results(
        pd.DataFrame(runs),
        pd.concat(history, ignore_index=True),
        published.load(),
        pd.DataFrame(measured),
    )


def together(*parts):
    """Several results as one."""
    return Results(
        pd.concat([part.runs for part in parts], ignore_index=True),
        pd.concat([part.history for part in parts], ignore_index=True),
        published.load(),
        pd.concat([part.trade_off for part in parts], ignore_index=True),
    )


def _names(mode, operator, schedule, dataset, environment, variant, seed):
    own = [word for word in (environment, variant) if word not in ("plain", "published")]
    return {
        "arm": ".".join([mode, operator, schedule, *own]),
        "mode": mode,
        "operator": operator,
        "schedule": schedule,
        "variant": variant,
        "dataset": dataset,
        "environment": environment,
        "seed": seed,
    }


def _cells(names, epochs, gain=0.0):
    """History of one run: one row an epoch and cell."""
    cells = CELLS.get(names["mode"], 1)
    epoch, cell = (axis.ravel() for axis in np.indices((epochs, cells)))
    way = progress(epochs)[epoch]
    final = final_loss(names["mode"], names["operator"], names["schedule"]) - gain
    final = final + SEED_STEP * (names["seed"] - 1) + CELL_STEP * cell
    loss = START + (final - START) * way
    table = pd.DataFrame({"epoch": epoch, "cell": cell}).assign(**names)
    for part, parameters in PARAMETERS.items():
        removed = np.rint(parameters * REMOVED.get(names["operator"], 0.2) * way)
        table[f"parameters_{part}"] = parameters
        table[f"pruned_{part}"] = removed
        table[f"zeros_{part}"] = np.rint(TRULY_ZERO_OF_REMOVED * removed)
    table["l1_train"] = np.where(np.isin(epoch, report_epochs(epochs)), loss, np.nan)
    table["learning_rate"] = 1e-5 * (1 + cell + 0.01 * epoch)
    table["effective_networks"] = np.where(epoch % 20 == 0, 1 + 9 * (1 - way), np.nan)
    for place, part in enumerate(("encoder", "latent", "decoder")):
        table[f"dead_units_{part}"] = np.where(epoch % 20 == 0, place + names["seed"], np.nan)
    return table


def _run(names, cells, broke):
    """The row of one run in runs.csv."""
    losses = ("l1_train", "l1_train_median_cell", "l1_test")
    metrics = (*losses, "preserved_reported", "preserved_nonzero")
    if broke:
        return {**names, "status": "diverged", **dict.fromkeys(metrics, np.nan)}
    last = cells[cells["epoch"] == cells["epoch"].max()]
    total = sum(PARAMETERS.values())
    pruned, zeros = (
        (last[f"{count}_encoder"] + last[f"{count}_decoder"]).mean()
        for count in ("pruned", "zeros")
    )
    loss = last["l1_train"].min()
    values = (loss, last["l1_train"].median(), loss + TEST_GAP, 1 - pruned / total)
    return {
        **names,
        "status": "ok",
        **dict(zip(metrics, (*values, 1 - zeros / total), strict=True)),
    }


def _trade_off(run):
    """Size and loss when made smaller: a loss that grows with the square of what is removed."""
    loss = run["l1_train"]
    losses = {f"l1_at_{share:g}": loss + (1 - share) ** 2 / 2 for share in SHARES}
    alive = 1 - REMOVED.get(run["operator"], 0.2) / 2
    values = {"preserved_alive": alive, "l1_alive": loss, "hypervolume": max(0.0, 0.5 - loss)}
    broke = run["status"] != "ok"
    return dict.fromkeys([*values, *losses], np.nan) if broke else values | losses
