"""A run from its first weights to the test, in phases that can be interrupted."""

import json
import re
import time
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import Protocol

import numpy as np

from evoprune.studies.filter_criteria.alone import Alone
from evoprune.studies.filter_criteria.finals import Finals
from evoprune.studies.filter_criteria.fronts import note_front
from evoprune.studies.filter_criteria.genes import note_effect
from evoprune.studies.filter_criteria.material import Material
from evoprune.studies.filter_criteria.searching import Searching
from evoprune.studies.filter_criteria.supernetwork import SuperNetwork
from evoprune.training.classifiers.phases import (
    Arrays,
    Notes,
    Once,
    Phase,
    Training,
    below,
    load_state,
    state_arrays,
)

Maker = Callable[[], Phase]


class Snapshots(Protocol):
    """Keeps states; see `evoprune.checkpoints`."""

    def latest(self) -> tuple[int, Arrays] | None:
        """Units done and the state to go on from."""

    def keep(self, done: int, state: Callable[[], Arrays]) -> None:
        """Save the state if it is time."""


class Run:
    """One run.

    Args:
        material: the arm, the seed, images and streams.
        log: file of the evaluations.
    """

    def __init__(self, material: Material, log: Path) -> None:
        arm = material.arm
        self._material = material
        self.notes = Notes()
        self._shared: SuperNetwork | None = None
        self._searching: Searching | None = None
        if arm.switches is not None:
            draw = material.streams().generator("initial_weights")
            self._shared = SuperNetwork(material.network(None, draw), arm.switches)
            self._searching = Searching(material, self._shared, self.notes, log)
        inherited = self._shared if arm.weights == "inherit" else None
        self._alone: Alone | None = None
        if arm.ranking is not None and self._searching is not None:
            self._alone = Alone(material, self.notes, self._searching, log)
        self._finals = Finals(material, self.notes, inherited)
        self._makers = list(self._phases())
        self._place, self._units, self._steps = 0, 0, 0

    def train(self, snapshots: Snapshots, on_step: Callable[[int], None]) -> None:
        """Go through all phases; `notes` have what came out.

        Args:
            snapshots: keeps states; one that is there is gone on from.
            on_step: told how many training steps are done, those before a resume included.
        """
        now = self._resumed(snapshots.latest())
        while self._place < len(self._makers) and not self.diverged:
            phase = self._makers[self._place]()
            if now is not None and phase is not self._searching:
                phase.restore(now)
            now = None
            while phase.left:
                self._advance(phase, on_step)
                if phase.left:
                    snapshots.keep(self._units, partial(self._state, phase))
            self._place += 1

    @property
    def diverged(self) -> bool:
        """Whether weights stopped being numbers."""
        return "diverged_at" in self.notes.facts

    @cached_property
    def steps(self) -> int:
        """Training steps of the whole run, about."""
        searching = self._searching.planned if self._searching else 0
        pretraining = self._pretraining().left if self._material.arm.pretraining else 0
        alone = self._alone.steps if self._alone else 0
        return pretraining + searching + alone + self._finals.steps

    def _phases(self) -> Iterator[Maker]:
        arm, searching = self._material.arm, self._searching
        if searching is not None:
            if arm.pretraining is not None:
                yield self._pretraining
            yield lambda: searching
            target = arm.final.target_flops
            yield lambda: Once("front", lambda: note_front(self.notes, searching, target))
            if arm.scratch is not None:
                yield lambda: Once("genes", lambda: note_effect(self.notes, searching))
        if self._alone is not None:
            yield from self._alone.phases()
        yield from self._finals.phases()

    def _pretraining(self) -> Phase:
        """Training of the whole network before the search."""
        arm, material = self._material.arm, self._material
        assert arm.pretraining is not None
        assert arm.training is not None
        assert self._shared is not None
        settings = arm.training.model_copy(update={"epochs": arm.pretraining.epochs})
        batches = material.batches(material.splits.train, settings.batch_size, "pretraining")
        return Training("pretraining", self._shared.network, settings, batches, {})

    def _advance(self, phase: Phase, on_step: Callable[[int], None]) -> None:
        """Do a unit, and note what it cost: in the facts, but in no metric."""
        before, start = phase.left, time.process_time()
        phase.advance()
        kind = re.sub(r"_\d+", "", phase.name)
        costs = self.notes.facts.setdefault("cpu_seconds", {})
        costs[kind] = costs.get(kind, 0.0) + time.process_time() - start
        self._units += 1
        self._steps = min(self.steps, self._steps + before - phase.left)
        on_step(self._steps)

    def _state(self, phase: Phase) -> Arrays:
        """Everything that the rest of the run depends on."""
        facts = json.dumps({"facts": self.notes.facts, "networks": list(self.notes.networks)})
        own = {} if phase is self._searching else phase.arrays()
        state = {f"phase.{name}": values for name, values in own.items()}
        if self._shared is not None and self._searching is not None:
            state |= {f"shared.{k}": v for k, v in self._shared.arrays().items()}
            state |= {f"searching.{k}": v for k, v in self._searching.arrays().items()}
        for name, network in self.notes.networks.items():
            state |= state_arrays(network, f"finished.{name}.")
        text = np.frombuffer(facts.encode(), dtype=np.uint8)
        return state | {
            "place": np.array([self._place, self._steps], dtype=np.int64),
            "facts": text,
        }

    def _resumed(self, found: tuple[int, Arrays] | None) -> Arrays | None:
        """Take over a state; returns that of the phase under way."""
        if found is None:
            return None
        self._units, arrays = found
        self._place, self._steps = (int(n) for n in arrays["place"])
        notes = json.loads(arrays["facts"].tobytes())
        self.notes.facts |= notes["facts"]
        for name in notes["networks"]:
            network = self._finals.empty()
            load_state(network, arrays, f"finished.{name}.")
            self.notes.networks[name] = network
        if self._shared is not None and self._searching is not None:
            self._shared.restore(below("shared.", arrays))
            self._searching.restore(below("searching.", arrays))
        return below("phase.", arrays)
