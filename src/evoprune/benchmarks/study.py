"""Hours that the published study takes at a given speed."""

from collections.abc import Mapping

from evoprune.benchmarks.cuda import STUDY_STEPS

CORES = 2
"""Cores that share the study, one process each."""


def hours(mode: str, microseconds: float, cores: int = CORES) -> float:
    """Hours of all runs of one mode.

    Args:
        mode: training mode.
        microseconds: time of a step of one network on one core.
        cores: cores that share the runs evenly.
    """
    return STUDY_STEPS[mode] * microseconds / 3600e6 / cores


def study_hours(microseconds: Mapping[str, float], cores: int = CORES) -> float:
    """Hours of the whole study, given the time of a step in each mode."""
    return sum(hours(mode, microseconds[mode], cores) for mode in STUDY_STEPS)
