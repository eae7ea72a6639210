"""Candidates trained alone: does the error that they inherited rank them? Source: spec 7.5 (B2)."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from evoprune.data.images.batches import Batches
from evoprune.evolution import log
from evoprune.evolution.evaluation import Evaluation, keep_mask
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.studies.filter_criteria.material import Material
from evoprune.studies.filter_criteria.picking import spread_over
from evoprune.studies.filter_criteria.searching import Searching
from evoprune.training.classifiers.phases import Notes, Once, Phase, Training, steps_of


class Alone:
    """Stand-alone trainings of some candidates of a search.

    Args:
        material: images and streams.
        notes: takes `alone`: for each candidate what it was worth in the search, on the network as
            it is at the end, and trained alone.
        searching: the search, which is over.
        path: its log.
    """

    def __init__(self, material: Material, notes: Notes, searching: Searching, path: Path) -> None:
        self._material, self._notes = material, notes
        self._searching, self._path = searching, path
        assert material.arm.ranking is not None
        self._ranking = material.arm.ranking

    @property
    def steps(self) -> int:
        """Training steps of all of them, at most."""
        count = self._ranking.candidates * self._ranking.seeds
        return count * steps_of(self._ranking.training, self._batches(0))

    def phases(self) -> Iterator[Callable[[], Phase]]:
        """Makers of the phases, in order."""
        yield lambda: Once("choice", self._choose)
        for place in range(self._ranking.candidates):
            for seed in range(self._ranking.seeds):
                yield partial(self._training, place, seed)

    def _choose(self) -> None:
        """Take candidates that are spread over the operations, each set of widths once."""
        new: dict[tuple[int, ...], Evaluation] = {}
        for evaluation in log.read(self._path):
            if evaluation.of == evaluation.number:
                new.setdefault(tuple(evaluation.widths), evaluation)
        found = list(new.values())
        chosen = spread_over([e.flops for e in found], self._ranking.candidates)
        candidates = self._searching.candidates
        self._notes.facts["alone"] = [
            {
                "number": found[place].number,
                "widths": found[place].widths,
                "flops": found[place].flops,
                "error_inherited": found[place].errors["error_validation"],
                "error_on_last_network": candidates.error_now(
                    [keep_mask(text) for text in found[place].keep_masks], found[place].of
                ),
                "errors_alone": [],
            }
            for place in chosen
        ]

    def _training(self, place: int, seed: int) -> Phase:
        chosen = self._notes.facts["alone"]
        if place >= len(chosen):
            return Once("nothing", lambda: None)
        entry = chosen[place]
        draw = self._material.streams("alone").generator("initial_weights", node=seed)
        network = self._material.network(tuple(entry["widths"]), draw)
        settings = self._ranking.training
        batches = self._batches(seed)

        def finished(trained: ConvolutionalNetwork) -> None:
            error = self._material.fresh_validation.error_rate(trained)
            entry["errors_alone"].append(error)

        looks = {steps_of(settings, batches): finished}
        return Training(f"alone_{place}_{seed}", network, settings, batches, looks)

    def _batches(self, seed: int) -> Batches:
        train, size = self._material.splits.train, self._ranking.training.batch_size
        return self._material.batches(train, size, f"alone_{seed}")
