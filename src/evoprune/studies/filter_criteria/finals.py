"""Training of what a search found, from new weights and from inherited ones; the test at the end.

Source: spec sections 4.3 and 7.5 (A1, A4).
"""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from evoprune.data.images.batches import Batches
from evoprune.evolution.evaluation import keep_mask
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.studies.filter_criteria.fronts import sizes
from evoprune.studies.filter_criteria.material import Material
from evoprune.studies.filter_criteria.supernetwork import SuperNetwork
from evoprune.training.classifiers.evaluation import Evaluation
from evoprune.training.classifiers.phases import Look, Notes, Once, Phase, Training, steps_of

SCRATCH, INHERITED, OTHER_FILTERS = "scratch", "inherited", "other_filters"
"""Weights that a last training begins with: new, inherited, or inherited of filters by chance."""


class Finals:
    """The last trainings of a run.

    Args:
        material: images and streams.
        notes: `pick` is read; errors and networks are left in it.
        shared: the network that was searched with; none if nothing was, or nothing is inherited.
    """

    def __init__(self, material: Material, notes: Notes, shared: SuperNetwork | None) -> None:
        self._material, self._notes, self._shared = material, notes, shared
        self._final = material.arm.final

    def phases(self) -> Iterator[Callable[[], Phase]]:
        """Makers of the phases, in order."""
        for number in range(self._final.seeds):
            yield partial(self._from_scratch, number)
        if self._shared is not None:
            yield lambda: self._training(INHERITED, self._inherited(self._kept()), 0)
            yield lambda: self._training(OTHER_FILTERS, self._inherited(self._by_chance()), 0)
        yield lambda: Once("test", self._test)

    def names(self) -> list[str]:
        """Names of the trainings."""
        names = [f"{SCRATCH}_{number}" for number in range(self._final.seeds)]
        return names if self._shared is None else [*names, INHERITED, OTHER_FILTERS]

    @property
    def steps(self) -> int:
        """Training steps of all of them."""
        return len(self.names()) * steps_of(self._final.training, self._batches(0))

    def empty(self) -> ConvolutionalNetwork:
        """A network as large as those that are trained, all weights zero."""
        return self._material.network(self._widths(), None)

    def _widths(self) -> tuple[int, ...] | None:
        pick = self._notes.facts.get("pick")
        return tuple(pick["widths"]) if pick else None

    def _kept(self) -> list[np.ndarray]:
        return [keep_mask(text) for text in self._notes.facts["pick"]["keep_masks"]]

    def _by_chance(self) -> list[np.ndarray]:
        """As many filters of each group, whichever."""
        rng = self._material.streams("final").generator("other_filters")
        return [rng.permutation(mask) for mask in self._kept()]

    def _fresh(self, number: int) -> ConvolutionalNetwork:
        draw = self._material.streams("final").generator("initial_weights", node=number)
        return self._material.network(self._widths(), draw)

    def _inherited(self, masks: list[np.ndarray]) -> ConvolutionalNetwork:
        assert self._shared is not None
        return self._shared.candidate(masks)

    def _from_scratch(self, number: int) -> Training:
        return self._training(f"{SCRATCH}_{number}", self._fresh(number), number)

    def _training(self, name: str, network: ConvolutionalNetwork, number: int) -> Training:
        settings = self._final.training
        batches = self._batches(number)
        total = steps_of(settings, batches)
        early = max(1, round(total * self._final.early))
        looks: dict[int, Look] = {early: lambda trained: self._look(f"{name}_early", trained)}
        looks[total] = lambda trained: self._finished(name, trained)
        return Training(name, network, settings, batches, looks)

    def _batches(self, number: int) -> Batches:
        """Batches of training and validation images together; the same for all arms of a seed."""
        size = self._final.training.batch_size
        return self._material.batches(self._material.splits.whole, size, f"final_{number}")

    def _look(self, name: str, network: ConvolutionalNetwork) -> None:
        errors = self._notes.facts.setdefault("errors_fresh", {})
        errors[name] = self._material.fresh_validation.error_rate(network)

    def _finished(self, name: str, network: ConvolutionalNetwork) -> None:
        self._look(name, network)
        errors = self._notes.facts["errors_fresh"]
        errors.setdefault(f"{name}_early", errors[name])  # of a training too short for a look
        self._notes.networks[name] = network

    def _test(self) -> None:
        """Read the test images, once, for all networks together."""
        part = self._material.splits.read_test("final")
        test = Evaluation(part, self._material.normalisation, self._material.device)
        errors = {name: test.error_rate(self._notes.networks[name]) for name in self.names()}
        whole = self._material.network(None, None)
        self._notes.facts["errors_test"] = errors
        self._notes.facts["sizes"] = sizes(self._notes.networks[f"{SCRATCH}_0"], whole)
