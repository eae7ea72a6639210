"""Runs: repeatable, independent of their job, guarded against the test split, honest when lost."""

import hashlib

import numpy as np
import pytest

from evoprune.config import parse
from evoprune.data.binary_clusters import BinaryClusters
from evoprune.errors import ConfigError
from evoprune.networks import build
from evoprune.pruning.operators import OPERATORS
from evoprune.pruning.schedules.fixed import Fixed
from evoprune.randomness import Streams
from evoprune.registry import load
from evoprune.studies.autoencoder.arm import SeededArm
from evoprune.studies.autoencoder.collect import collect
from evoprune.studies.autoencoder.grid import find
from evoprune.studies.autoencoder.metrics import NAMES, finish
from evoprune.studies.autoencoder.paths import StudyPaths
from evoprune.studies.autoencoder.train import train_runs
from evoprune.training.job import Job, Run
from evoprune.training.modes.all_vs_all import AllVsAll
from evoprune.training.modes.canonical import Canonical
from evoprune.training.modes.epoch_node import EpochNode
from evoprune.training.modes.lipi import Lipi
from evoprune.training.modes.lipi_prune_then_evaluate import LipiPruneThenEvaluate
from evoprune.training.protocol import Protocol

DATA = BinaryClusters(clusters=2, examples=20, dimensions=24)
MODES = {
    "canonical": Canonical(),
    "lipi": Lipi(population=4),
    "lipi_prune_then_evaluate": LipiPruneThenEvaluate(population=4),
    "epoch_node": EpochNode(population=3),
    "all_vs_all": AllVsAll(population=2),
}


@pytest.fixture(scope="module")
def splits():
    return DATA.generate()


def make_job(engine_type, splits, operator, seeds, **protocol):
    settings = Protocol(epochs=4, learning_rate=1e-3, report_interval=2).model_copy(update=protocol)
    kind = load("operator", OPERATORS, operator)
    schedule = Fixed(probability=0.5) if operator != "none" else None
    runs = [Run(Streams(1, "autoencoder", s), operator, kind(), schedule) for s in seeds]
    engine = engine_type(build("plain", 24), settings.batch_size, "cpu")
    return Job(engine, splits, settings, runs, lambda epoch: None)


def fingerprint(outcome):
    digest = hashlib.sha256()
    for network in outcome.networks:
        for tensor in network.tensors().values():
            digest.update(tensor.tobytes())
    for name, column in sorted(outcome.records.items()):
        digest.update(name.encode() + column.tobytes())
    return digest.hexdigest()


HEADLINE = ("canonical", "lipi")


@pytest.mark.parametrize(
    "mode",
    [name if name in HEADLINE else pytest.param(name, marks=pytest.mark.slow) for name in MODES],
)
@pytest.mark.parametrize("operator", list(OPERATORS))
class TestEveryModeAndOperator:
    def test_runs_repeat_and_do_not_depend_on_their_job(self, engine_type, splits, mode, operator):
        def outcomes(seeds):
            return MODES[mode].train(make_job(engine_type, splits, operator, seeds))

        together = [fingerprint(outcome) for outcome in outcomes([1, 2, 3])]
        assert len(set(together)) == 3
        assert [fingerprint(outcome) for outcome in outcomes([3, 1])] == [together[2], together[0]]
        assert [fingerprint(outcome) for outcome in outcomes([2])] == [together[1]]

    def test_the_test_split_is_read_once_at_the_end(self, engine_type, splits, mode, operator):
        job = make_job(engine_type, DATA.generate(), operator, [1, 2])
        outcomes = MODES[mode].train(job)
        exempt = set()
        if operator == "conjunctive":
            exempt.add("conjunctive_cases")
        if mode != "canonical":
            exempt.add("reference_test_loss")
        assert set(job.splits.test_reads) == exempt
        finish(job, outcomes[0])
        assert job.splits.test_reads.pop("final") == 1
        assert set(job.splits.test_reads.values()) <= {1}

    def test_metrics_are_consistent(self, engine_type, splits, mode, operator):
        job = make_job(engine_type, splits, operator, [1])
        (outcome,) = MODES[mode].train(job)
        finished = finish(job, outcome)
        metrics, network = finished.metrics, finished.network
        assert list(metrics) == list(NAMES)
        last = outcome.records["l1_train"][-1]
        assert metrics["l1_train"] == last.min()
        assert metrics["l1_train_median_cell"] == np.median(last)
        best = metrics["best_cell"]
        assert metrics["l1_train"] == pytest.approx(by_hand(network, splits.train), rel=1e-5)
        picked = outcome.networks[metrics["validation_cell"]]
        losses = [by_hand(cell, splits.validation) for cell in outcome.networks]
        assert metrics["l1_validation"] == pytest.approx(min(losses), rel=1e-5)
        assert metrics["l1_test"] == pytest.approx(by_hand(picked, splits._test), rel=1e-5)
        total = sum(layer.size for layer in network.layers)
        zeros = sum(layer.zeros() for layer in network.layers)
        assert metrics["preserved_nonzero"] == pytest.approx(1 - zeros / total)
        counted = outcome.records["zeros_encoder"] + outcome.records["zeros_decoder"]
        assert counted[-1, best] == zeros
        assert metrics["events"] == outcome.records["event"].sum()
        for part in ("encoder", "latent", "decoder"):
            name = f"dead_units_{part}"
            assert outcome.records[name][-1, best] == metrics[name]
        effective = outcome.records["effective_networks"][[0, -1]]
        if mode == "canonical":
            assert np.isnan(effective).all()
        else:
            assert ((effective >= 1) & (effective <= MODES[mode].population)).all()
            np.testing.assert_array_equal(effective, effective[:, :1] + np.zeros_like(effective))
        if operator == "none":
            assert metrics["events"] == 0
            assert metrics["preserved_reported"] == 1
        # Pairs that come later in the epoch train halves of those that came before.
        if operator == "none" and mode != "all_vs_all":
            assert metrics["l1_before_last_event"] == metrics["l1_train"]

    def test_a_diverged_run_ends_and_the_others_go_on(
        self, engine_type, splits, mode, operator, monkeypatch
    ):
        job = make_job(engine_type, splits, operator, [1, 2, 3])
        healthy = [fingerprint(outcome) for outcome in MODES[mode].train(job)]
        initial = type(job).initial_network

        def poisoned(self, run, node):
            network = initial(self, run, node)
            if run == 1:
                network.decoder[-1].bias[3] = np.nan
            return network

        monkeypatch.setattr(type(job), "initial_network", poisoned)
        outcomes = MODES[mode].train(job)
        assert [fingerprint(outcomes[i]) for i in (0, 2)] == [healthy[0], healthy[2]]
        assert [outcome.diverged_at for outcome in outcomes] == [
            None,
            outcomes[1].diverged_at,
            None,
        ]
        assert outcomes[1].diverged_at is not None
        metrics = finish(job, outcomes[1]).metrics
        assert metrics.pop("diverged_epoch") == 0
        assert set(metrics.values()) == {None}


VARIANTS = {
    "canonical, persistent mask": (Canonical(), {"pruned_weights": "zero"}),
    "canonical, sign descent": (Canonical(optimizer="fresh"), {}),
    "canonical, final epoch": (Canonical(final_epoch="last"), {"shuffle": False}),
    "ring, persistent mask": (Lipi(population=4), {"pruned_weights": "zero"}),
    "ring, persistent optimiser": (Lipi(population=4, optimizer="persistent"), {}),
    "ring, both": (Lipi(population=4, optimizer="persistent"), {"pruned_weights": "zero"}),
    "partners, persistent mask": (EpochNode(population=3), {"pruned_weights": "zero"}),
    "pairs, persistent mask": (AllVsAll(population=2), {"pruned_weights": "zero"}),
    "canonical, given back": (Canonical(), {"pruned_weights": "given_back"}),
    "canonical, walk": (Canonical(walk_sd=1e-5), {}),
    "ring, given back": (Lipi(population=4), {"pruned_weights": "given_back"}),
    "partners, given back": (EpochNode(population=3), {"pruned_weights": "given_back"}),
    "pairs, given back": (AllVsAll(population=2), {"pruned_weights": "given_back"}),
    "ring, cross-entropy": (Lipi(population=4), {"objective": "bce"}),
}


@pytest.mark.parametrize("name", list(VARIANTS))
@pytest.mark.parametrize("operator", ["random", "variance"])
def test_variants_do_not_depend_on_their_job_either(engine_type, splits, name, operator):
    mode, protocol = VARIANTS[name]

    def outcomes(seeds):
        return mode.train(make_job(engine_type, splits, operator, seeds, **protocol))

    together = outcomes([1, 2, 3])
    assert [fingerprint(outcome) for outcome in outcomes([3, 1])] == [
        fingerprint(together[2]),
        fingerprint(together[0]),
    ]


@pytest.mark.parametrize("name", [name for name in VARIANTS if "mask" in name])
def test_what_is_pruned_for_good_stays_zero_and_travels_with_the_network(engine_type, splits, name):
    mode, protocol = VARIANTS[name]
    (outcome,) = mode.train(make_job(engine_type, splits, "random", [1], epochs=8, **protocol))
    records = outcome.records
    assert records["event"].sum() > 0
    for part in ("encoder", "decoder"):
        pruned, zeros = records[f"pruned_{part}"], records[f"zeros_{part}"]
        # Nothing grows again: the zeros are at least those of the last event of the lineage.
        assert (zeros >= pruned).all()
    # Transient zeros do grow again.
    free = mode.train(make_job(engine_type, splits, "random", [1], epochs=8))[0].records
    assert (free["zeros_encoder"] < free["pruned_encoder"]).any()


@pytest.mark.parametrize(("choice", "picked"), [("training", None), ("first", 0)])
def test_the_best_cell_is_picked_as_the_protocol_says(engine_type, splits, choice, picked):
    job = make_job(engine_type, splits, "random", [2], best_cell=choice)
    (outcome,) = MODES["lipi"].train(job)
    metrics = finish(job, outcome).metrics
    last = outcome.records["l1_train"][-1]
    assert metrics["best_cell"] == (last.argmin() if picked is None else picked)
    assert metrics["l1_train"] == last[metrics["best_cell"]]
    by_validation = make_job(engine_type, splits, "random", [2], best_cell="validation")
    (again,) = MODES["lipi"].train(by_validation)
    metrics = finish(by_validation, again).metrics
    assert metrics["best_cell"] == metrics["validation_cell"]


def by_hand(network, rows):
    x = rows.astype(np.float64)
    values = x
    for index, layer in enumerate(network.layers):
        values = values @ layer.weight.T.astype(np.float64) + layer.bias
        last = index == len(network.layers) - 1
        values = 1 / (1 + np.exp(-values)) if last else np.maximum(values, 0)
    return np.abs(values - x).mean()


def test_arms_of_one_seed_share_weights_and_batches(engine_type, splits):
    jobs = [
        make_job(engine_type, splits, operator, [5]) for operator in ("none", "random", "variance")
    ]
    starts = [job.initial_network(0, 2).tensors()["encoder.0.weight"] for job in jobs]
    orders = [job.batch_order(0, 2, 3, "batch_order") for job in jobs]
    for start, order in zip(starts, orders, strict=True):
        np.testing.assert_array_equal(start, starts[0])
        np.testing.assert_array_equal(order, orders[0])
    assert sorted(orders[0].ravel()) == list(range(40))


def test_reported_counts_are_snapshots_of_the_last_event(engine_type, splits):
    (outcome,) = Canonical().train(make_job(engine_type, splits, "random", [1], epochs=30))
    events = outcome.records["event"][:, 0].astype(bool)
    reported = outcome.records["pruned_encoder"][:, 0]
    zeros = outcome.records["zeros_encoder"][:, 0]
    assert 5 < events.sum() < 25
    np.testing.assert_array_equal(reported[events], zeros[events])
    np.testing.assert_array_equal(np.diff(reported)[~events[1:]], 0)
    assert (zeros[~events] <= reported[~events]).all()


def test_canonical_rate_decays_by_ten_in_each_quarter():
    rates = [Canonical().learning_rate(1e-5, epoch, 400) for epoch in (0, 99, 100, 200, 300, 399)]
    np.testing.assert_allclose(rates, [1e-5, 1e-5, 1e-6, 1e-7, 1e-8, 1e-8])
    assert Canonical().learning_rate(1e-5, 2, 3) == pytest.approx(1e-7)


def test_the_ring_keeps_to_its_rate_limits(engine_type, splits):
    mode = Lipi(population=3, walk_sd=1.0, rate_floor=1e-4, rate_ceiling=2e-3)
    (outcome,) = mode.train(make_job(engine_type, splits, "none", [1], epochs=12))
    rates = outcome.records["learning_rate"][1:]
    assert set(np.unique(rates)) == {1e-4, 2e-3}
    np.testing.assert_array_equal(outcome.records["learning_rate"][0], 1e-3)


CONFIG = {
    "autoencoder": {
        "dataset": DATA.model_dump(),
        "protocol": {"epochs": 2, "learning_rate": 1e-3},
        "modes": {"lipi": {"population": 3}},
        "arms": [
            {
                "modes": ["canonical", "lipi"],
                "operators": ["none", "random", "variance"],
                "schedules": ["fixed"],
                "seeds": 2,
            }
        ],
    }
}


class TestFiles:
    @pytest.fixture
    def root(self, tmp_path, splits):
        splits.save(StudyPaths(tmp_path).dataset(DATA.name))
        return tmp_path

    def arm(self, name="canonical-random-fixed", **protocol):
        values = {**CONFIG["autoencoder"], "protocol": {"epochs": 2, "learning_rate": 1e-3}}
        values["protocol"] = {**values["protocol"], **protocol}
        return find(parse({"autoencoder": values}), name).arm

    def train(self, arm, seeds, root, **options):
        """Train some seeds of an arm; returns those that were not there."""
        trained = train_runs([SeededArm(arm, tuple(seeds))], root, **options)
        assert all(name == arm.name for name, _ in trained)
        return [seed for _, seed in trained]

    def test_whole_runs_are_kept_and_lost_ones_made_again(self, root):
        assert self.train(self.arm(), [1, 2, 3], root) == [1, 2, 3]
        assert self.train(self.arm(), [1, 2, 3], root) == []
        paths = StudyPaths(root)
        model = paths.run("canonical-random-fixed", 2).model
        whole = model.read_bytes()
        model.unlink()
        assert self.train(self.arm(), [1, 2, 3], root) == [2]
        assert model.read_bytes() == whole
        record = paths.run("canonical-random-fixed", 3).record
        record.write_text(record.read_text().replace("0.", "1.", 1))
        assert self.train(self.arm(), [1, 2, 3], root) == [3]

    def test_arms_that_train_together_have_the_bits_of_those_that_train_alone(self, root):
        arms = [self.arm(), self.arm("canonical-none"), self.arm("canonical-variance-fixed")]
        for arm in arms:
            self.train(arm, [1, 2], root)
        names = [arm.name for arm in arms]
        models = [StudyPaths(root).run(name, seed).model for name in names for seed in (1, 2)]
        alone = [model.read_bytes() for model in models]
        for model in models:
            model.unlink()
        together = [SeededArm(arm, (1, 2)) for arm in arms]
        assert train_runs(together, root) == [(name, seed) for name in names for seed in (1, 2)]
        assert [model.read_bytes() for model in models] == alone

    def test_arms_of_two_modes_or_protocols_cannot_train_together(self, root):
        for other, word in ((self.arm("lipi-none"), "mode"), (self.arm(epochs=3), "protocol")):
            with pytest.raises(ConfigError, match=f"same {word}"):
                train_runs([SeededArm(self.arm(), (1,)), SeededArm(other, (1,))], root)

    def test_other_settings_train_again(self, root):
        self.train(self.arm(), [1], root)
        assert self.train(self.arm(epochs=3), [1], root) == [1]
        assert self.train(self.arm(), [1], root) == [1]

    def test_other_data_train_again(self, root):
        self.train(self.arm(), [1], root)
        other = DATA.model_copy(update={"seed": 9}).generate()
        other.save(StudyPaths(root).dataset(DATA.name))
        assert self.train(self.arm(), [1], root) == [1]

    def test_a_diverged_run_is_a_row_without_metrics(self, root):
        wild = self.arm(learning_rate=1e30)
        self.train(wild, [1, 2], root)
        assert collect(root, [(wild.name, [1, 2])]) == {"diverged": 2}
        header, first, _ = StudyPaths(root).runs.read_text().splitlines()
        row = dict(zip(header.split(","), first.split(","), strict=True))
        assert row["status"] == "diverged"
        assert row["l1_train"] == ""
        assert row["diverged_epoch"] in ("0", "1")
        assert row["schedule"] == "fixed"
