"""What a pruning event keeps of one dense layer."""

from dataclasses import dataclass

import numpy as np

from evoprune.networks.network import Layer


@dataclass(frozen=True)
class KeepMask:
    """Which parameters of a layer stay; the weights and the bias are masked separately.

    Attributes:
        weight: bool, shape (outputs, inputs); true = kept.
        bias: bool, shape (outputs,); true = kept.
    """

    weight: np.ndarray
    bias: np.ndarray

    def __post_init__(self) -> None:
        """Refuse anything but booleans: a float mask could scale weights unseen."""
        if self.weight.dtype != np.bool_ or self.bias.dtype != np.bool_:
            raise TypeError(f"keep masks are bool, not {self.weight.dtype} and {self.bias.dtype}")

    @classmethod
    def of_units(cls, layer: Layer, kept: np.ndarray) -> "KeepMask":
        """Keep or drop whole units: the incoming weights and the bias together.

        Args:
            layer: the layer whose units are masked.
            kept: bool, shape (outputs,).
        """
        return cls(np.repeat(kept[:, None], layer.weight.shape[1], axis=1), kept.copy())

    @property
    def removed(self) -> int:
        """Number of entries that are not kept."""
        kept = int(np.count_nonzero(self.weight)) + int(np.count_nonzero(self.bias))
        return self.weight.size + self.bias.size - kept

    def apply(self, layer: Layer) -> None:
        """Write zeros where nothing is kept, in place.

        The zeros are ordinary parameters afterwards and may be trained away from zero again: that
        is the published behaviour (spec section 5.1).
        """
        layer.weight[~self.weight] = 0.0
        layer.bias[~self.bias] = 0.0
