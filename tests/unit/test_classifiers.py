"""Training of classifiers: rates by closed form, steps by a plain loop, error rates by hand."""

import copy
import math

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from evoprune.data.images.augmentations.none import Unchanged
from evoprune.data.images.augmentations.shift import Shift
from evoprune.data.images.batches import Batch, Batches
from evoprune.data.images.labelled import Labelled, Part
from evoprune.data.images.normalisation import Normalisation
from evoprune.networks.convolutional import build
from evoprune.randomness import Streams
from evoprune.training.classifiers import evaluation
from evoprune.training.classifiers.evaluation import Evaluation, recalibrate
from evoprune.training.classifiers.rates import rate
from evoprune.training.classifiers.settings import TrainingSettings
from evoprune.training.classifiers.trainer import Trainer
from tests.drawn_digits import drawn

NORM = Normalisation((0.5,), (0.3,), white=16)


def drops(per_epoch=10, **settings):
    """Rates of all steps as powers of gamma, by the epoch (with parts) at which each one begins."""
    training = TrainingSettings(learning_rate=1.0, **settings)
    steps = range(math.ceil(training.epochs * per_epoch) + per_epoch)
    powers = [round(-math.log10(rate(training, step, per_epoch))) for step in steps]
    changes = [n for n in steps if n and powers[n] != powers[n - 1]]
    return powers[0], [n / per_epoch for n in changes], powers[-1]


@pytest.mark.parametrize(
    ("settings", "changes"),
    [
        ({"epochs": 16.0}, [8, 12]),
        ({"epochs": 25.0}, []),  # 12.5 and 18.75 are no epochs, as released
        ({"epochs": 26.0}, [13]),  # 19.5 is none
        ({"epochs": 25.0, "milestones": "rounded"}, [13, 19]),
        ({"epochs": 16.0, "milestones": "rounded"}, [8, 12]),
        ({"epochs": 25.0, "milestones": "steps"}, [12.5, 18.8]),  # at the next step
        ({"epochs": 1.0, "milestones": "steps"}, [0.5, 0.8]),
        ({"epochs": 100.0, "schedule": "step"}, [30, 60, 90]),
        ({"epochs": 9.0, "schedule": "step", "step_size": 4}, [4, 8]),
    ],
)
def test_rates_drop_where_the_schedule_says(settings, changes):
    assert drops(**settings) == (0, changes, len(changes))


def test_a_drop_multiplies_by_gamma():
    settings = TrainingSettings(learning_rate=0.045, schedule="step", gamma=0.98, epochs=300.0)
    assert rate(settings, 299 * 7, 7) == pytest.approx(0.045 * 0.98**9, rel=1e-12)


@pytest.mark.parametrize("milestones", ["exact", "rounded", "steps"])
def test_the_cosine_falls_by_epochs_or_by_steps_and_stays(milestones):
    settings = TrainingSettings(
        learning_rate=0.2, schedule="cosine", epochs=8.0, milestones=milestones
    )
    for step in range(100):
        epoch = step / 10 if milestones == "steps" else step // 10
        expected = 0.1 * (1 + math.cos(math.pi * min(1, epoch / 8)))
        assert rate(settings, step, 10) == pytest.approx(expected, abs=1e-15)
    assert rate(settings, 99, 10) == pytest.approx(0, abs=1e-15)


@pytest.fixture(scope="module")
def part():
    images, labels = drawn()
    return Part(Labelled(images, labels), np.arange(100))


def batches(part, size=32):
    return Batches(part, size, Streams(1, "test", 1), Shift(pixels=1), NORM)


def network(seed=1):
    made = build("resnet8", classes=10, image=(1, 8, 8))
    made.initialise(np.random.default_rng(seed))
    return made


SETTINGS = TrainingSettings(epochs=4.0, batch_size=32, learning_rate=0.1, weight_decay=0.01)


def plain_loop(model, data, steps, drop_at):
    """An ordinary loop: the learning rate falls after whole epochs of four batches."""
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.MultiStepLR(optimiser, drop_at, gamma=0.1)
    model.train()
    for step in range(steps):
        optimiser.zero_grad()
        batch = data.batch(step)
        functional.cross_entropy(model(batch.images), batch.labels).backward()
        optimiser.step()
        if step % data.per_epoch == data.per_epoch - 1:
            schedule.step()
    return optimiser


def assert_same(first, second):
    ours, theirs = first.state_dict(), second.state_dict()
    assert ours.keys() == theirs.keys()
    for name, tensor in ours.items():
        assert torch.equal(tensor, theirs[name]), name


def test_steps_are_those_of_a_plain_loop_bit_by_bit(part):
    data, ours = batches(part), network()
    theirs = copy.deepcopy(ours)
    assert data.per_epoch == 4
    trainer = Trainer(ours, SETTINGS, data)
    for first, until in ((0, 3), (3, 4), (4, 14)):  # past both drops, in pieces
        trainer.train(first, until)
    optimiser = plain_loop(theirs, data, 14, drop_at=[2, 3])
    assert_same(ours, theirs)
    for buffer, parameter in zip(trainer.momentum, theirs.parameters(), strict=True):
        assert torch.equal(buffer, optimiser.state[parameter]["momentum_buffer"])
    control = network()
    plain_loop(control, data, 14, drop_at=[3])
    assert not torch.equal(ours.features[0].weight, control.features[0].weight)


def test_momentum_that_is_given_is_gone_on_with_and_is_the_trainers_own(part):
    data, whole = batches(part), network()
    halves = copy.deepcopy(whole)
    Trainer(whole, SETTINGS, data).train(0, 6)
    first = Trainer(halves, SETTINGS, data)
    assert all(torch.equal(b, torch.zeros_like(b)) for b in first.momentum)
    first.train(0, 3)
    given = [buffer.clone() for buffer in first.momentum]
    second = Trainer(halves, SETTINGS, data)
    second.momentum = given
    assert all(torch.equal(*pair) for pair in zip(second.momentum, given, strict=True))
    second.train(3, 6)
    assert_same(halves, whole)
    assert all(torch.equal(*pair) for pair in zip(given, first.momentum, strict=True))
    third = Trainer(network(), SETTINGS, data)
    third.restore_momentum({f"x.{n}": b.numpy() for n, b in enumerate(given)}, "x.")
    assert all(torch.equal(*pair) for pair in zip(third.momentum, given, strict=True))


def test_without_its_momentum_a_training_goes_elsewhere(part):
    data, whole = batches(part), network()
    halves = copy.deepcopy(whole)
    Trainer(whole, SETTINGS, data).train(0, 6)
    Trainer(halves, SETTINGS, data).train(0, 3)
    Trainer(halves, SETTINGS, data).train(3, 6)
    assert not torch.equal(whole.features[0].weight, halves.features[0].weight)


def test_the_error_rate_is_that_of_all_images_at_once_whatever_the_chunk(part, monkeypatch):
    model = network()
    Trainer(model, SETTINGS, batches(part)).train(0, 6)
    with torch.no_grad():
        logits = model.eval()(NORM(part.source.images[part.rows]))
    expected = (logits.argmax(dim=1).numpy() != part.labels).mean()
    assert 0.1 < expected < 0.9
    found = set()
    for chunk in (1, 7, 99, 100, 500):
        for kept in (0, evaluation.KEPT):
            monkeypatch.setattr(evaluation, "CHUNK", chunk)
            monkeypatch.setattr(evaluation, "KEPT", kept)
            found.add(Evaluation(part, NORM).error_rate(model))
    assert found == {expected}


class Fixed(nn.Module):
    """Logits that are given, whatever the images."""

    def __init__(self, logits):
        super().__init__()
        self.logits = logits

    def forward(self, images):
        return self.logits


def test_logits_that_are_no_numbers_are_wrong():
    labels = np.arange(4)
    part = Part(Labelled(np.zeros((4, 1, 8, 8), np.uint8), labels), np.arange(4))
    right = 5 * torch.eye(4)
    evaluated = Evaluation(part, NORM)
    assert evaluated.error_rate(Fixed(right)) == 0
    for value in (float("nan"), float("inf"), -float("inf")):
        logits = right.clone()
        logits[2, 2] = value  # argmax takes NaN and infinity for the largest: the right class
        logits[3, 0] = value
        assert evaluated.error_rate(Fixed(logits)) == 0.5
    with pytest.raises(ValueError, match="no images"):
        Evaluation(part.first(0), NORM)


@pytest.mark.parametrize("training", [True, False])
def test_evaluating_leaves_mode_and_state_as_they_were(part, training):
    model = network().train(training)
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    Evaluation(part, NORM).error_rate(model)
    assert {module.training for module in model.modules()} == {training}
    for name, tensor in model.state_dict().items():
        assert torch.equal(tensor, before[name]), name


class Seen(nn.Module):
    """Convolution and normalisation, and what the latter saw."""

    def __init__(self):
        super().__init__()
        self.conv, self.norm = nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3)
        self.seen = []

    def forward(self, images):
        self.seen.append(self.conv(images).detach())
        return self.norm(self.conv(images))


@pytest.mark.parametrize("training", [True, False])
def test_recalibrated_statistics_are_the_means_over_batches(training):
    torch.manual_seed(3)
    model = Seen().train(training)
    model.norm.running_mean.fill_(9.0)
    weights = [parameter.clone() for parameter in model.parameters()]
    images = torch.randn(4, 16, 1, 8, 8) * torch.tensor([1.0, 2.0, 3.0, 4.0]).reshape(4, 1, 1, 1, 1)
    recalibrate(model, [Batch(batch, torch.zeros(16, dtype=torch.int64)) for batch in images])
    values = [seen.transpose(0, 1).reshape(3, -1).double() for seen in model.seen]
    mean = torch.stack([v.mean(dim=1) for v in values]).mean(dim=0)
    variance = torch.stack([v.var(dim=1, correction=1) for v in values]).mean(dim=0)
    torch.testing.assert_close(model.norm.running_mean.double(), mean, rtol=1e-5, atol=1e-6)
    torch.testing.assert_close(model.norm.running_var.double(), variance, rtol=1e-5, atol=1e-6)
    assert model.norm.momentum == 0.1
    assert model.training is model.norm.training is training
    assert all(torch.equal(*pair) for pair in zip(model.parameters(), weights, strict=True))


def test_a_network_without_normalisation_is_recalibrated_to_itself(part):
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
    before = model[1].weight.clone()
    data = Batches(part, 32, Streams(1, "test", 1), Unchanged(), NORM)
    recalibrate(model, [data.batch(0)])
    assert torch.equal(model[1].weight, before)
