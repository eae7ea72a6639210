"""What stands below the table of the engines: all that was measured beside the steps."""

from evoprune.benchmarks.engines import Measured
from evoprune.benchmarks.floor import Throughput
from evoprune.benchmarks.kinds import TIMED
from evoprune.benchmarks.whole_runs import LONG, SHORT
from evoprune.benchmarks.workflow_share import GOAL, WorkflowTimes


def notes(measured: Measured) -> tuple[str, ...]:
    """A sentence or two on each."""
    found = [
        "x eager: how many times as fast as an ordinary training loop with batches picked at once; "
        "x floor: how many times as long as the floor. Times are CPU times of the thread, as other "
        "programs may use the core; all rows are timed in turn, once a round.",
        _floor(measured.throughput),
        _first_calls(measured),
        _growth(measured),
        _whole(measured),
    ]
    if measured.workflow:
        found.append(_workflow(measured.workflow, measured.whole))
    return tuple(found)


def _floor(throughput: Throughput) -> str:
    return (
        f"Floor: the multiply-adds of a step ({throughput.multiply_add:.2f} ns for 16 floats) or "
        f"the divisions ({throughput.division:.2f} ns) and, of a persistent Adam, square roots "
        f"({throughput.root:.2f} ns) of the update, whichever takes longer. The numba engine "
        "divides by multiply-adds and takes most updates of a fresh Adam from a table: where the "
        "divider is slow, it comes below this floor."
    )


def _first_calls(measured: Measured) -> str:
    calls = measured.first_calls
    return (
        f"Apart from that, the numba engine compiles once for all jobs "
        f"({sum(calls.compiled.values()):.1f} CPU seconds for both modes); a new process reads "
        f"what was compiled in {sum(calls.cached.values()):.2f} s."
    )


def _growth(measured: Measured) -> str:
    shares = ", ".join(
        f"{100 * (measured.growth[mode] - 1):.0f} % in {mode} runs" for mode in TIMED
    )
    return (
        "Steps are those of a new network. The numba engine skips units that no row excites, and "
        f"training wakes them: the mean step of a run of 400 epochs takes longer, by {shares}."
    )


def _whole(measured: Measured) -> str:
    shares = ", ".join(f"{100 * measured.overhead(mode):.0f} % of {mode} runs" for mode in TIMED)
    return (
        "Whole runs are those of the published operators, here all with the fixed schedule, with "
        "selection, events, records and reports. They are "
        f"put together from runs of {SHORT} and {LONG} epochs and the longer steps of later ones. "
        f"What they take beyond plain steps is {shares}."
    )


def _workflow(times: WorkflowTimes, whole: dict[str, float]) -> str:
    share, least = (
        100 * times.share(seconds, whole)
        for seconds in (times.seconds_a_job, times.cpu_seconds_a_job)
    )
    return (
        f"Workflow: the smoke study took {times.wall_seconds:.0f} s on {times.cores} cores for "
        f"{times.jobs} jobs, {times.training_seconds:.1f} CPU seconds of it training. That is "
        f"{times.seconds_a_job:.2f} core seconds of overhead a job "
        f"({times.cpu_seconds_a_job:.2f} without waiting), and {share:.1f} % ({least:.1f} %) of "
        f"the training time of the published scale with its {times.published_jobs} jobs; the goal "
        f"is {100 * GOAL:.0f} %."
    )
