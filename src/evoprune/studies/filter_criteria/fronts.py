"""What a search found: its front, judged anew on the network as it is at the end, and the pick."""

import numpy as np

from evoprune.evolution.evaluation import bits
from evoprune.evolution.hypervolume import hypervolume
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.pruning.filters.flops import macs, parameters, reference_flops
from evoprune.studies.filter_criteria.picking import nearest_below
from evoprune.studies.filter_criteria.searching import REFERENCE, Searching
from evoprune.training.classifiers.phases import Notes


def note_front(notes: Notes, searching: Searching, target: float) -> None:
    """Note the front of a search and its member nearest below a share of operations.

    Args:
        notes: takes `front`, `pick`, `hypervolume` and `hypervolume_reevaluated`.
        searching: a search that is over.
        target: share of the whole network's operations.
    """
    found = searching.search.front()
    errors = dict(zip(found.of.tolist(), found.objectives.tolist(), strict=True))
    members = []
    for candidate in searching.front:
        masks = searching.candidates.masks(candidate)
        choices = searching.candidates.genome.decode(candidate.genome)
        error, share = errors[candidate.number]
        members.append(
            {
                "number": candidate.number,
                "error": error,
                "error_reevaluated": _error_now(searching, masks, candidate.of),
                "flops_share": share,
                "widths": [int(mask.sum()) for mask in masks],
                "keep_masks": [bits(mask) for mask in masks],
                "ratios": [choice.ratio for choice in choices],
                "criteria_of_layers": [choice.criterion for choice in choices],
            }
        )
    place = nearest_below([member["flops_share"] for member in members], target)
    notes.facts |= {"front": members, "pick": members[place]}
    notes.facts["hypervolume"] = hypervolume(found.objectives, REFERENCE)
    anew = [(m["error_reevaluated"], m["flops_share"]) for m in members]
    if searching.candidates.inherit:
        notes.facts["hypervolume_reevaluated"] = hypervolume(anew, REFERENCE)


def _error_now(searching: Searching, masks: list[np.ndarray], scoring: int) -> float | None:
    """Error on the network as it is now; none where nothing is inherited from it."""
    if not searching.candidates.inherit:
        return None
    return searching.candidates.error_now(masks, scoring)


def sizes(network: ConvolutionalNetwork, whole: ConvolutionalNetwork) -> dict[str, float]:
    """Operations, multiplications and parameters of a network, and their shares of the whole's."""
    counts = {"flops": reference_flops, "macs": macs, "parameters": parameters}
    found: dict[str, float] = {}
    for name, count in counts.items():
        found[name] = count(network)
        found[f"{name}_share"] = found[name] / count(whole)
    return found
