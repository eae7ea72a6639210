"""Whole networks that functions prune: trained once, resumed to the same bytes."""

import json

import pytest

from evoprune import artifacts
from evoprune.errors import MissingDataError
from evoprune.interruption import Interrupted
from evoprune.networks.convolutional.dropout import Dropout
from evoprune.pruning.filters.loading import read_network
from evoprune.studies.pruning_functions import bases
from evoprune.studies.pruning_functions.bases import train_base
from evoprune.studies.pruning_functions.bench import Bench
from evoprune.studies.pruning_functions.paths import StudyPaths
from evoprune.training.classifiers import phases
from tests import drawn_digits, small_functions
from tests.small_functions import asked_after


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A data root, which the manifest knows."""
    with pytest.MonkeyPatch.context() as patch:
        yield drawn_digits.install(tmp_path_factory.mktemp("images") / "root", patch.setattr)


@pytest.fixture
def look(root, tmp_path):
    small_functions.look(root, tmp_path)
    return tmp_path


# Whole networks


def trained(root, results, base=None, code="code"):
    base = base or small_functions.base()
    made = train_base(base, results, code, root, device="cpu")
    own = StudyPaths(results).base(base.name, base.number)
    return made, [artifacts.read_bytes(path) for path in own.all()]


def test_a_whole_network_is_trained_once_and_is_the_same_bytes(root, look, tmp_path):
    made, files = trained(root, look)
    assert made
    assert trained(root, look) == (False, files)
    record = json.loads(files[0])
    assert (record["task"], record["number"]) == ("a", 1)
    splits = small_functions.splits(root)
    network, _ = read_network(StudyPaths(look).base("a", 1).model)
    own = Bench(small_functions.task(), *_settings(), network, splits)
    assert record["accuracy_validation"] == own.accuracy(network) > 0.3
    assert len(record["silent_channels"]) == len(network.architecture.widths)
    StudyPaths(look).base("a", 1).model.write_bytes(files[1][:-1])  # no longer what it was
    assert trained(root, look) == (True, files)
    assert trained(root, look, code="other")[0]
    assert list(StudyPaths(look).unfinished.iterdir()) == []


def _settings():
    own = small_functions.study()
    return own.scoring, own.fitness


@pytest.mark.parametrize("looks", [0, pytest.param(1, marks=pytest.mark.slow), 4])
def test_interrupted_training_goes_on_to_the_same_bytes(root, look, tmp_path, monkeypatch, looks):
    monkeypatch.setattr(phases, "CHUNK", 5)  # 24 steps: four times between two chunks
    expected = trained(root, look)[1]
    other = tmp_path / "other"
    small_functions.look(root, other)
    interrupted = []
    while True:
        monkeypatch.setattr(bases, "noted", asked_after(looks))
        try:
            assert trained(root, other) == (True, expected)
            break
        except Interrupted as error:
            interrupted.append(str(error))
    assert len(interrupted) == {0: 4, 1: 2, 4: 0}[looks]
    assert all("saved after" in said for said in interrupted)
    assert list(StudyPaths(other).unfinished.iterdir()) == []


def test_dropout_goes_on_where_it_was(tmp_path):
    """A network that drops values goes on at the step of the checkpoint, not at its first."""

    class Phase:
        total, left = 24, 0

        def restore(self, arrays):
            self.restored = arrays

        def arrays(self):
            return {}

    class Found:
        def latest(self):
            return 24, {"state": 1}

    dropout = Dropout(0.5, 0)
    bases._advance(Phase(), dropout, Found(), lambda done: None)
    assert dropout.step == 24


def test_another_number_is_another_network_of_the_same_images(root, look):
    first, second = (trained(root, look, small_functions.base(number=n))[1][1] for n in (1, 2))
    assert len(first) == len(second)
    assert first != second


def test_the_identity_of_a_whole_network_is_what_trains_it():
    def digest(code="c", images="i", **more):
        return small_functions.base(**more).digest(code, images)

    plain = digest()
    assert plain == digest(tasks__a__widths=[[1, 1, 1]])
    assert plain == digest(tasks__a__retrain__epochs=9.0, scoring__per_class=3)
    others = [
        digest(code="other"),
        digest(images="other"),
        digest(number=2),
        digest(name="b"),
        digest(tasks__a__base__epochs=9.0),
        digest(tasks__a__network="resnet14"),
        digest(tasks__a__dataset__rows=300),
    ]
    assert len({plain, *others}) == 8


def test_without_a_look_at_the_images_the_file_is_named(root, tmp_path):
    with pytest.raises(MissingDataError, match="digits"):
        trained(root, tmp_path)
