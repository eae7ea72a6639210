"""Forms in which a pruned network can be run: as large as before, masked, really smaller."""

from collections.abc import Sequence

import numpy as np

from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.pruning.filters.inheritance import masked, up

DENSE, MASKED, COMPACTED = "dense", "masked", "compacted"
"""The whole network; as large, with zeros where filters are removed; without those filters."""
FORMS = (DENSE, MASKED, COMPACTED)


def dense(network: ConvolutionalNetwork, widths: Sequence[int]) -> ConvolutionalNetwork:
    """The whole network with random weights, in eval mode.

    Args:
        network: pruned or not; only its architecture counts.
        widths: filters of each prunable group before pruning.
    """
    whole = network.resized(widths)
    whole.initialise(np.random.Generator(np.random.Philox(key=0)))
    return whole.eval()


def masked_form(
    compacted: ConvolutionalNetwork, keep_masks: Sequence[np.ndarray]
) -> ConvolutionalNetwork:
    """A network of the size before pruning whose outputs are those of the compacted one.

    Args:
        compacted: the pruned network.
        keep_masks: per prunable group bool, shape (width before pruning,); true = kept.

    Raises:
        ValueError: masks that are not those of the network.
    """
    whole = compacted.resized([len(mask) for mask in keep_masks])
    up(whole, compacted, keep_masks)
    return masked(whole, keep_masks).eval()
