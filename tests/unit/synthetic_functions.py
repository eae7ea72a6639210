"""Synthetic results of the study of pruning functions, whose numbers are known in closed form.

Runs of an arm are numbered from 0; the arm's place among the arms and the run's number decide its
numbers. What a function is worth on a task follows from the places of both.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from evoprune.evolution.expressions.printing import as_text
from evoprune.evolution.expressions.tree import Tree
from evoprune.pruning.functions import HANDMADE, PUBLISHED, SEEDS, function
from evoprune.studies.pruning_functions import LABELS
from evoprune.studies.pruning_functions.collect import EVALUATION, FUNCTION, TRIAL
from evoprune.studies.pruning_functions.metrics import NAMES
from evoprune.studies.pruning_functions.results import Results

GENERATIONS = 4
POPULATION = len(SEEDS)
ARM_STEP, RUN_STEP = 0.02, 0.004
SECONDS = {"scoring": 4.0, "removal": 1.0, "retraining": 30.0, "validation": 5.0}
"""Of a processor, of a whole run of the first arm; the others take more."""
FACTOR = 6.0
LAYERS = ((6, 2), (10, 5))
"""Channels of each layer of every network, and how many are kept."""


class Named(NamedTuple):
    """Name columns of an arm."""

    arm: str
    variant: str = "repaired"
    search: str = "gp"
    tasks: str = "a+b"


GP = Named("repaired-gp-a+b")
FAITHFUL = Named("faithful-gp-a+b", "faithful")
SEVERAL = (
    GP,
    FAITHFUL,
    Named("repaired-random-a+b", search="random"),
    Named("repaired-seeds-a+b", search="seeds"),
    Named("repaired-gp-a", tasks="a"),
    Named("repaired-gp-b", tasks="b"),
)
"""Six arms."""
TASKS = ("a", "b", "c", "d", "e")
"""All tasks; the last three are held out."""
CHAMPIONS = [function(name).TREE for name in ("xi_a", "xi_b", "xi_c", "xi_d", "snr", "l1")]
"""Of the arms; odd runs have another root."""


@dataclass(frozen=True)
class Contender:
    """A function that is tried, with its trials on each whole network."""

    name: str
    kind: str
    tree: tuple[str, ...] | None
    seeds: int


def fitness(place, run, generation):
    """What the best candidate so far is thought to be worth."""
    return 0.8 + 0.01 * generation - ARM_STEP * place + RUN_STEP * run


def seed_fitness(run):
    """The best hand-made function's mean over a run: the better the run, the worse it is."""
    return 0.78 - RUN_STEP * run


def samples(named):
    """Evaluations of a champion."""
    return 1 if named.variant == "faithful" else 3


def champion(place, run):
    """The tree that a run ends with."""
    tree = CHAMPIONS[place % len(CHAMPIONS)]
    return ("sqrt", "abs", *tree) if run % 2 else tree


def failures(run):
    """Evaluations of a run that gave nothing: one a generation in odd runs."""
    return GENERATIONS - 1 if run % 2 else 0


def contenders(arms, runs, seeds, controls=()):
    """The functions that are tried, in order; last those of names and trees that a test adds."""
    found = [Contender("evolved", "evolved", champion(0, 0), seeds)]
    found += [
        Contender(f"{named.arm}.{run + 1}", "champion", champion(place, run), min(2, seeds))
        for place, named in enumerate(arms)
        for run in range(runs)
    ]
    for kind, names in (("handmade", HANDMADE), ("published", PUBLISHED)):
        found += [Contender(name, kind, function(name).TREE, seeds) for name in names]
    found.append(Contender("random", "random", None, seeds))
    for kind, names in (("inverted", ("l1", "xi_b")), ("shuffled", ("fisher", "xi_b"))):
        found += [Contender(f"{n}-{kind}", kind, function(n).TREE, seeds) for n in names]
    return [*found, *(Contender(name, "control", tree, seeds) for name, tree in controls)]


ORDER = ("evolved", *HANDMADE, *PUBLISHED, "random")
"""Functions whose accuracies follow from their places here; champions are like `evolved`."""


def accuracy(task, name, base, seed, *, longer=False):
    """Test accuracy of a trial; by validation it is a hundredth more."""
    place = TASKS.index(task)
    stem, _, how = name.partition("-")
    at = ORDER.index(stem) if stem in ORDER else 0
    rank = at * (2 * place + 1) % len(ORDER)
    lost = 0.1 if how == "inverted" else 0.02 * (how == "shuffled")
    noise = 0.0007 * ((3 * at + 5 * seed + 2 * base) % 7 - 3)
    worth = 0.9 - 0.03 * place - 0.004 * rank - lost + 0.002 * base + noise
    return 0.5 + 0.5 * worth if longer else worth


def failed(task, name, base):
    """Why a function gave no scores: one on every network of a task, one on one of them."""
    if task == "e" and name == "discriminant_information":
        return "operations"
    return "not_finite" if (task, name, base) == ("d", "mmd", 2) else None


def masks(task, name, base):
    """Channels that a function keeps: neighbours on a circle, from a place of its own."""
    stem, _, how = name.partition("-")
    first = ORDER.index(stem) if stem in ORDER else 0
    first = (first * (1 + base) if how not in ("inverted", "shuffled") else 3) + TASKS.index(task)
    kept = [{(first + i) % size for i in range(count)} for size, count in LAYERS]
    layers = zip(kept, LAYERS, strict=True)
    return ["".join(str(int(i in own)) for i in range(size)) for own, (size, _) in layers]


def build(
    arms=SEVERAL,
    runs=3,
    tasks=TASKS,
    bases=3,
    seeds=8,
    longer=("a", "c"),
    nothing=False,
    claims=(),
    controls=(),
):
    """Results of some arms and of all functions on some tasks.

    Args:
        arms: `Named`, in order.
        runs: of each arm.
        tasks: that functions are tried on; none leaves transfer out.
        bases: whole networks of each task.
        seeds: retrainings on each of them.
        longer: tasks with longer retrainings, two on each network.
        nothing: whether every evaluation and every trial fails.
        claims: decisions.
        controls: names and trees of more functions, which are as good as `evolved`.
    """
    labelled = [
        (place, named, run, {**named._asdict(), "seed": run + 1})
        for place, named in enumerate(arms)
        for run in range(runs)
    ]
    own = contenders(arms, runs, seeds, controls) if tasks else []
    of_runs = [labels | _metrics(p, named, r, nothing) for p, named, r, labels in labelled]
    rows = {
        "generations": [
            labels | row for p, _, r, labels in labelled for row in _generations(p, r, nothing)
        ],
        "evaluations": [
            labels | row for p, n, r, labels in labelled for row in _evaluations(p, n, r, nothing)
        ],
        "timings": [labels | _timing(p) for p, _, _, labels in labelled],
    }
    trials = [row for c in own for task in tasks for row in _trials(c, task, bases, nothing)]
    trials += [
        row for c in own for task in longer for row in _longer(c, task, tasks, bases, nothing)
    ]
    return Results(
        runs=pd.DataFrame(of_runs, columns=[*LABELS, "status", *NAMES, "tree"]),
        generations=pd.DataFrame(rows["generations"]),
        evaluations=pd.DataFrame(rows["evaluations"], columns=EVALUATION),
        functions=pd.DataFrame([_function(c) for c in own], columns=FUNCTION),
        transfer=pd.DataFrame(trials, columns=TRIAL),
        parity=pd.DataFrame(columns=["task", "base", "accuracy_whole", "function", "difference"]),
        timings=pd.DataFrame(rows["timings"]),
        claims=list(claims),
    )


def _metrics(place, named, run, nothing):
    tree = Tree(champion(place, run))
    last, seed = fitness(place, run, GENERATIONS - 1), seed_fitness(run)
    if nothing:
        last = seed = 0.0
    return {
        "status": "ok",
        "fitness": last,
        "fitness_first": last + 0.01 * (not nothing),
        "fitness_samples": samples(named),
        "fitness_seed": seed,
        "gain": last - seed,
        "size": tree.size,
        "height": tree.height,
        "evaluations": GENERATIONS * POPULATION,
        "failures": GENERATIONS * POPULATION if nothing else failures(run),
        "trees": 12 + run,
        "noise_sd": 0.005,
        "tree": list(tree.symbols),
    }


def _generations(place, run, nothing):
    for generation in range(GENERATIONS):
        best = 0.0 if nothing else fitness(place, run, generation)
        mean = None if nothing else best - 0.05
        row = {"generation": generation, "best_so_far": best, "fitness_mean": mean}
        yield row | {"evaluations": POPULATION, "size_mean": 10.0 + generation}


def _evaluations(place, named, run, nothing):
    """Seeds, then mutants of them and survivors; as one task is easier, so is the other harder."""
    for generation in range(GENERATIONS):
        for slot, name in enumerate(SEEDS):
            tree, origin = list(function(name).TREE), "seed"
            if generation:
                tree = ["abs", "sum"] * generation + tree
                origin = "elite" if slot < 2 else "child"
            lost = nothing or (bool(generation) and slot == 5 and run % 2 == 1)
            worth = fitness(place, run, generation) - 0.01 * slot
            ratio = 1 + 0.02 * slot
            tasks = named.tasks.split("+")
            both = ([worth * ratio], [worth / ratio]) if len(tasks) > 1 else ([worth],)
            accuracies = dict(zip(tasks, both, strict=True))
            yield {
                "generation": generation,
                "slot": slot,
                "origin": origin,
                "parents": [slot] if generation else [],
                "replicate": 0,
                "evaluated": True,
                "fitness": 0.0 if lost else worth,
                "reason": "shape" if lost else None,
                "accuracies": {} if lost else accuracies,
                "size": len(tree),
                "digest": Tree(tuple(tree)).digest,
                "tree": tree,
            }


def _timing(place):
    parts = {f"cpu_seconds_{name}": seconds * (1 + place) for name, seconds in SECONDS.items()}
    return {"seconds": 50.0, "cpu_seconds": sum(parts.values()), **parts, "device": "cpu"}


def _function(contender):
    row = {"function": contender.name, "kind": contender.kind}
    if contender.tree is None:
        return row | {"size": np.nan, "height": np.nan, "formula": None, "tree": None}
    tree = Tree(contender.tree)
    shape = {"size": tree.size, "height": tree.height, "formula": as_text(tree)}
    return row | shape | {"tree": list(tree.symbols)}


def _trials(contender, task, bases, nothing):
    for base in range(1, bases + 1):
        for seed in range(1, contender.seeds + 1):
            yield _trial(contender, task, base, seed, 1.0, nothing)


def _longer(contender, task, tasks, bases, nothing):
    if task not in tasks or contender.kind not in ("evolved", "handmade", "published", "random"):
        return
    for base in range(1, bases + 1):
        for seed in (1, 2):
            yield _trial(contender, task, base, seed, FACTOR, nothing)


def _trial(contender, task, base, seed, longer, nothing):
    reason = "operations" if nothing else failed(task, contender.name, base)
    row = {"task": task, "base": base, "function": contender.name, "kind": contender.kind}
    row |= {"seed": seed, "longer": longer, "reason": reason}
    if reason:
        return row
    found = accuracy(task, contender.name, base, seed, longer=longer > 1)
    row |= {"macs_share": 0.1, "parameters_share": 0.05}
    row["keep_masks"] = masks(task, contender.name, base)
    return row | {"accuracy_test": found, "accuracy_validation": found + 0.01}
