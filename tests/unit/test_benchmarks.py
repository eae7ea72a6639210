"""Benchmarks: what they count, at sizes that take no time."""

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch

from evoprune.benchmarks import (
    candidates,
    contenders,
    cuda,
    engines,
    figure,
    floor,
    machine,
    table,
    whole_runs,
)
from evoprune.benchmarks.candidates_table import candidate_table
from evoprune.benchmarks.contenders import Contender
from evoprune.benchmarks.eager import RATE, Trainer, loader_epoch, module
from evoprune.benchmarks.first_call import FirstCalls
from evoprune.benchmarks.floor import Throughput
from evoprune.benchmarks.growth import growth
from evoprune.benchmarks.study import hours, study_hours
from evoprune.benchmarks.timing import Block, Spread, interleaved
from evoprune.benchmarks.workflow_run import total_jobs, training_seconds
from evoprune.benchmarks.workflow_share import WorkflowTimes
from evoprune.data.binary_clusters import BinaryClusters
from evoprune.data.images.batches import Batches
from evoprune.data.images.labelled import Labelled, Part
from evoprune.data.images.normalisation import Normalisation
from evoprune.networks import build
from evoprune.randomness import Streams
from evoprune.report import tables
from tests.oracle import eager as oracle

ROOT = Path(__file__).resolve().parents[2]
SMALL = BinaryClusters(clusters=2, examples=10, dimensions=12)
PLAIN = build("plain", 1000)
EAGER = {"canonical": 475.0, "lipi": 612.0}


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


def test_the_page_of_a_device_names_it_and_holds_the_table():
    speeds = [cuda.Speed("lipi", 660, 0.5, 4.4)]
    page = cuda.page("cpu", speeds)
    assert machine.processor() in page
    assert f"```text\n{cuda.table(speeds)}\n```" in page


def test_blocks_take_turns_and_the_clock_is_read_around_each():
    done = []
    ticks = itertools.chain([0, 2, 2, 6], [10, 14, 14, 22], [30, 36, 36, 48])
    blocks = {name: Block(1000, lambda name=name: done.append(name)) for name in "ab"}
    times = interleaved(blocks, rounds=3, clock=lambda: next(ticks))
    assert done == ["a", "b"] * 4  # the first round warms
    assert times == {"a": Spread(3000, 4000, 5000), "b": Spread(6000, 8000, 10000)}


def test_floating_point_operations_of_the_published_step():
    assert floor.flops(PLAIN, 5) == 606_000 + 606_000 + 306_000


@pytest.mark.parametrize(
    ("throughput", "canonical", "lipi"),
    [
        (Throughput(0.117, 0.58, 1.04), 3855 * 1.62e-3, 1.518e6 / 32 * 0.117e-3),
        (Throughput(0.2, 3.0, 4.0), 3855 * 7e-3, 3855 * 3e-3),
        (Throughput(1.0, 0.1, 0.1), 47.4375, 47.4375),
    ],
)
def test_the_floor_is_the_longer_of_products_and_update(throughput, canonical, lipi):
    assert floor.floor(PLAIN, 5, throughput) == pytest.approx((canonical, lipi))


def test_hours_of_the_published_study():
    seconds = (660 * 80_000 * 475e-6 + 660 * 800_000 * 612e-6) / 2
    assert study_hours(EAGER) == pytest.approx(seconds / 3600)
    assert study_hours(EAGER) == pytest.approx(48.4, abs=0.05)
    assert hours("canonical", 475, cores=1) == pytest.approx(52.8e6 * 475e-6 / 3600)


def test_a_run_of_the_published_length_from_short_ones():
    setup, epoch, report = 7.0, 3.0, 11.0
    short, long = (setup + n * epoch + 2 * report for n in (whole_runs.SHORT, whole_runs.LONG))
    reported = setup + whole_runs.SHORT * (epoch + report)
    expected = setup + 400 * epoch + 5 * report
    assert whole_runs.published_length(short, long, reported) == pytest.approx(expected)


def test_growth_is_the_mean_over_the_first_block_without_what_sticks_out():
    lengths = [1.0] * 19 + [50.0] + [2.0] * 20 + [3.0] * 20
    ticks = iter(np.repeat(np.cumsum([0, *lengths]), 2)[1:])
    assert growth(lambda: None, epochs=60, clock=lambda: next(ticks)) == pytest.approx(2.0)


def test_arms_of_the_whole_runs_are_those_of_a_mode_in_the_paper():
    assert sum(whole_runs.ARMS.values()) == 22


@pytest.mark.parametrize("fresh", [False, True])
def test_the_ordinary_loop_is_the_oracle(fresh):
    rows, network = SMALL.generate().train, SMALL_NETWORK
    order = np.random.default_rng(0).permutation(20).reshape(4, 5)
    trainer, twin = Trainer(network, fresh), oracle.Autoencoder(network)
    data = torch.from_numpy(rows.astype(np.float32))
    losses = trainer.epoch(data[order])
    assert losses == oracle.train(twin, rows, list(order), RATE, fresh=fresh)
    ours = trainer.model(data).detach()
    assert torch.equal(ours, twin(data).detach())
    assert not torch.equal(ours, module(network)(data).detach())


def test_the_loader_gives_every_row_once_an_epoch():
    rows = SMALL.generate().train
    assert len(loader_epoch(SMALL_NETWORK, rows, 5, True)()) == 4


SMALL_NETWORK = build("plain", 12).initial(np.random.default_rng(0))


def test_contenders_of_both_modes_and_what_a_block_of_each_counts():
    setting = contenders.Setting(build("plain", 12), SMALL.generate().train, 5)
    found = contenders.contenders(setting)
    sizes = [("eager, DataLoader", 1), ("eager", 1), *(("torch", s) for s in (1, 4, 8, 16, 30))]
    sizes += [("numba", 1), ("numba", 8)]
    modes = ("canonical", "lipi")
    assert list(found) == [Contender(*size, mode) for mode in modes for size in sizes]
    assert found[Contender("eager", 1, "lipi")].units == 4
    assert found[Contender("torch", 30, "lipi")].units == 4 * 30
    assert found[Contender("numba", 8, "canonical")].units == 5 * 4 * 8


def test_jobs_that_snakemake_announces(tmp_path):
    assert total_jobs("job   count\n-----\nall    1\ntotal   29\n\nSelect jobs") == 29
    timings = tmp_path / "timings.csv"
    timings.write_text("seed,cpu_seconds,host\n1,0.25,a\n2,1.5,a\n")
    assert training_seconds(timings) == 1.75


WORKFLOW = WorkflowTimes(
    cores=2, wall_seconds=20, cpu_seconds=24, training_seconds=4, jobs=30, published_jobs=300
)


def test_overhead_of_the_workflow():
    assert WORKFLOW.seconds_a_job == pytest.approx(1.2)
    assert WORKFLOW.cpu_seconds_a_job == pytest.approx(20 / 30)
    training = {"canonical": 20.0, "lipi": 10.0}  # 1056 s + 5280 s
    assert WORKFLOW.share(1.2, training) == pytest.approx(360 / 6336)


def test_the_processor_has_a_name(tmp_path):
    listing = tmp_path / "cpuinfo"
    listing.write_text("processor\t: 0\nmodel name\t: A Fast One\nprocessor\t: 1\n")
    assert machine.processor(listing) == "A Fast One"
    assert machine.processor(tmp_path / "absent")


@pytest.fixture
def measured():
    names = [("eager, DataLoader", 1), ("eager", 1), ("torch", 8), ("numba", 1), ("numba", 8)]
    factors = (1.25, 1, 0.2, 0.05, 0.04)
    return engines.Measured(
        times={
            Contender(*name, mode): Spread(0.9 * factor * base, factor * base, 1.2 * factor * base)
            for mode, base in EAGER.items()
            for name, factor in zip(names, factors, strict=True)
        },
        growth={"canonical": 1.0, "lipi": 1.125},
        whole={"canonical": 20.0, "lipi": 30.6},
        throughput=Throughput(0.1, 0.5, 1.0),
        floor=floor.Floor(5.0, 6.0),
        first_calls=FirstCalls({"canonical": 7.0, "lipi": 3.0}, {"canonical": 0.4, "lipi": 0.1}),
        workflow=WORKFLOW,
    )


def test_ratios_of_the_table(measured):
    data = table.frame(measured).set_index(["name", "networks", "mode"]).sort_index()
    numba = data.loc[("numba", 8, "canonical")]
    assert numba["microseconds"] == pytest.approx(19)
    assert numba["times_eager"] == pytest.approx(25)
    assert numba["times_floor"] == pytest.approx(3.8)
    assert numba["study_hours"] == pytest.approx(52.8e6 * 19e-6 / 3600 / 2)
    assert (data.loc[("eager", 1)]["times_eager"] == 1).all()
    assert (data.loc[(table.FLOOR, 1)]["times_floor"] == 1).all()
    assert data.loc[("torch", 8, "lipi")]["lower_quartile"] == pytest.approx(0.18 * 612)
    assert measured.overhead("canonical") == pytest.approx(0.05)
    assert measured.overhead("lipi") == pytest.approx(0.1)


def test_the_table_for_readers(measured):
    text = tables.markdown(table.engine_table(measured))
    assert "| eager | 1 | 475.0 | 1.0 | 95.0 | 612.0 | 1.0 | 102.0 | 48.36 |" in text
    assert "| numba, whole runs | – | 20.0 | 23.8 | 4.0 | 30.6 | 20.0 | 5.1 |" in text
    assert machine.processor() in text
    assert "10.0 CPU seconds for both modes" in text
    assert "5 % of canonical runs, 10 % of lipi runs" in text
    assert "by 0 % in canonical runs, 12 % in lipi runs" in text
    assert "1.20 core seconds of overhead a job" in text


def test_the_figure_has_both_modes_and_their_floors(measured, tmp_path):
    drawn = figure.draw(table.frame(measured))
    assert [axes.get_title(loc="left") for axes in drawn.axes] == ["canonical", "lipi"]
    for axes, mode, bound in zip(drawn.axes, EAGER, (5.0, 6.0), strict=True):
        assert len(axes.patches) == 6  # five contenders and the whole runs
        assert axes.patches[1].get_width() == EAGER[mode]
        assert axes.lines[-1].get_xdata()[0] == bound
        assert axes.get_xscale() == "log"
    figure.write(drawn, tmp_path / "once.svg")
    figure.write(drawn, tmp_path / "again.svg")
    assert (tmp_path / "once.svg").read_bytes() == (tmp_path / "again.svg").read_bytes()


@pytest.mark.slow
def test_everything_is_measured(monkeypatch):
    monkeypatch.setattr(whole_runs, "RUNS", {"canonical": 8, "lipi": 1})
    found = engines.measure(SMALL, 1, workflow=False, say=lambda _: None)
    assert len(found.times) == 18
    assert all(time.median > 0 for time in found.times.values())
    assert 0 < found.throughput.multiply_add < found.throughput.division
    # Reading what was compiled is much faster than compiling it.
    assert found.first_calls.compiled["lipi"] > found.first_calls.cached["lipi"]
    assert found.workflow is None
    assert "numba, whole runs" in tables.markdown(table.engine_table(found))


def test_the_bare_loop_trains_the_same_network_bit_by_bit():
    """At the start of the schedule, where the rate is that of the loop."""
    images = np.random.default_rng(0).integers(0, 256, (600, 1, 28, 28), dtype=np.uint8)
    labels = np.arange(600) % 10
    part = Part(Labelled(images, labels), np.arange(600))
    norm = Normalisation((0.3,), (0.3,))
    batches = Batches(part, 64, Streams(1, "x", 1), candidates.DATA.augmentation(), norm)
    networks = [candidates._network(0.9) for _ in range(2)]
    assert networks[0].architecture.widths == (2, 2, 4, 4, 7, 7)
    candidates.trained(networks[0], batches)()
    candidates.bare(networks[1], [batches.batch(step) for step in range(candidates.STEPS)])()
    states = [network.state_dict() for network in networks]
    assert all(torch.equal(states[0][name], states[1][name]) for name in states[0])
    fresh = candidates._network(0.9).state_dict()
    assert not torch.equal(states[0]["features.0.weight"], fresh["features.0.weight"])


def test_shares_are_those_within_the_rounds():
    times = {
        ("half", "candidate"): np.array([10.0, 40.0, 20.0]),
        ("half", "bare"): np.array([9.0, 40.0, 19.0]),
    }
    found = candidates.speeds(times)["half"]
    assert found == (Spread(15, 20, 30), Spread(14, 19, 29.5), 0.95)
    made = candidate_table({"half": found, "whole": found._replace(share=0.9)})
    assert made.data["share"].tolist() == [0.95, 0.9]
    assert list(made.display.iloc[0]) == ["half", "0.0", "0.0", "95.0"]
    assert made.notes[1] == "The goal is 90 % of the bare loop's speed; the least here is 90.0 %."


def test_the_kept_page_of_searches_reaches_the_goal():
    kept = pd.read_csv(ROOT / "docs/benchmarks/searches.csv")
    assert kept["filters_left"].tolist() == list(candidates.RATIOS)
    assert (kept["share"] >= candidates.GOAL).all()
    page = (ROOT / "docs/benchmarks/searches.md").read_text()
    assert f"the least here is {100 * kept['share'].min():.1f} %" in page
