"""Whether criterion genes matter to candidates that inherit nothing. Source: spec 7.5 (A2)."""

import numpy as np
import torch

from evoprune.evolution.codes import ALPHABET
from evoprune.evolution.genome import CODES
from evoprune.evolution.population import Candidate
from evoprune.studies.filter_criteria.searching import Searching
from evoprune.training.classifiers.phases import CHUNK, Notes


def note_effect(notes: Notes, searching: Searching) -> None:
    """Note how far two candidates end up from each other that differ in their criteria alone.

    Both are trained as the search trains them, for some steps: `gene_effect` is the largest
    difference of any weight.
    """
    member = searching.front[0]
    other = member.genome.copy()
    other[CODES] = (other[CODES] + 1 / len(ALPHABET)) % 1.0
    first, second = (_trained(searching, g) for g in (member.genome, other))
    if [t.shape for t in first] != [t.shape for t in second]:
        notes.facts["gene_effect"] = float("inf")
        return
    differences = [float((a - b).abs().max()) for a, b in zip(first, second, strict=True)]
    notes.facts["gene_effect"] = max(differences)


def _trained(searching: Searching, genome: np.ndarray) -> list[torch.Tensor]:
    """Weights of a candidate after some steps."""
    candidates = searching.candidates
    masks = candidates.masks(Candidate(0, 0, genome, 0))
    network = candidates.network(masks)
    candidates.trainer(network, masks).train(0, min(CHUNK, candidates.steps))
    return [parameter.detach() for parameter in network.parameters()]
