"""Benchmarks: what they count, at sizes that take no time."""

import pytest

from evoprune.benchmarks import cuda


def test_speeds_of_both_modes_and_the_minutes_of_the_study():
    speeds = cuda.measure("cpu", (1, 2), dimensions=16, calls=1)
    assert [speed[:2] for speed in speeds] == [
        ("canonical", 1),
        ("canonical", 2),
        ("lipi", 1),
        ("lipi", 2),
    ]
    for speed in speeds:
        steps = {"canonical": 52.8e6, "lipi": 528e6}[speed.mode]
        assert 1 < speed.microseconds < 1e5
        assert speed.study_minutes == pytest.approx(steps * speed.microseconds / 60e6)


def test_the_table_has_a_line_each():
    lines = cuda.table([cuda.Speed("lipi", 660, 0.5, 4.4)]).splitlines()
    assert len(lines) == 2
    assert lines[1].split() == ["lipi", "660", "0.500", "4.4"]
