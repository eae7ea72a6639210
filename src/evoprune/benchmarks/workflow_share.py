"""What Snakemake and the start of its jobs cost, beside the training itself."""

from typing import NamedTuple

from evoprune.benchmarks.cuda import STUDY_STEPS

GOAL = 0.05
"""Largest share of the training time that overhead may have at the published scale."""


class WorkflowTimes(NamedTuple):
    """What a whole run of the smoke study took.

    Attributes:
        cores: processes at a time.
        wall_seconds: from start to end.
        cpu_seconds: of Snakemake and all jobs.
        training_seconds: CPU time of training alone.
        jobs: number of its jobs.
        published_jobs: number of jobs of the published scale.
    """

    cores: int
    wall_seconds: float
    cpu_seconds: float
    training_seconds: float
    jobs: int
    published_jobs: int

    @property
    def seconds_a_job(self) -> float:
        """Core seconds of overhead a job, idle cores and waiting for other programs included."""
        return (self.cores * self.wall_seconds - self.training_seconds) / self.jobs

    @property
    def cpu_seconds_a_job(self) -> float:
        """The same without what was waited for: what is left on a quiet machine with no gaps."""
        return (self.cpu_seconds - self.training_seconds) / self.jobs

    def share(self, seconds_a_job: float, training_microseconds: dict[str, float]) -> float:
        """Overhead of the published scale over its training time.

        Args:
            seconds_a_job: overhead of a job.
            training_microseconds: time of a step of one network in each mode, in whole runs.
        """
        steps = STUDY_STEPS.items()
        training = sum(count * training_microseconds[mode] / 1e6 for mode, count in steps)
        return self.published_jobs * seconds_a_job / training
