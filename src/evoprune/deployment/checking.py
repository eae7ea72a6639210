"""Whether an exported network is the network: its outputs against PyTorch's."""

import copy
from typing import NamedTuple

import numpy as np
import torch

from evoprune.deployment.runtimes import onnx_runner, some_images, torch_runner
from evoprune.errors import EvopruneError
from evoprune.networks.convolutional.network import ConvolutionalNetwork

TOLERANCE = 1e-5
BATCHES = (1, 32)
"""Numbers of images: one file has to take any."""
ROUNDINGS = 4.0
"""How often the error that single precision makes anyway is allowed for."""


class ExportError(EvopruneError):
    """An exported network has other outputs."""


class Agreement(NamedTuple):
    """How far outputs are apart, relative to the largest of them, or to 1 if all are smaller.

    Attributes:
        difference: largest one between ONNX Runtime and PyTorch.
        rounding: largest one between PyTorch in single and in double precision.
    """

    difference: float
    rounding: float

    @property
    def holds(self) -> bool:
        """Whether both are the same network, as far as single precision can tell."""
        return self.difference <= max(TOLERANCE, ROUNDINGS * self.rounding)


def agreement(network: ConvolutionalNetwork, model: bytes, seed: int = 0) -> Agreement:
    """Compare an exported network with the network, on random images one by one and many at once.

    Args:
        network: in eval mode.
        model: its ONNX file.
        seed: of the images.
    """
    single, exported = torch_runner(network), onnx_runner(model)
    precise = copy.deepcopy(network).double()
    found = Agreement(0.0, 0.0)
    for batch in BATCHES:
        images = some_images(network, batch, seed)
        ours, theirs = single(images), exported(images)
        with torch.inference_mode():
            truth = precise(torch.from_numpy(images).double()).numpy()
        scale = max(1.0, float(np.abs(truth).max()))
        apart = [float(np.abs(ours - other).max()) / scale for other in (theirs, truth)]
        found = Agreement(*(max(pair) for pair in zip(found, apart, strict=True)))
    return found


def checked(network: ConvolutionalNetwork, model: bytes) -> Agreement:
    """The same, if they agree.

    Raises:
        ExportError: they do not.
    """
    found = agreement(network, model)
    if not found.holds:
        raise ExportError(
            f"{network.architecture.name}: outputs of its ONNX file differ by "
            f"{found.difference:.2g} from PyTorch's; {TOLERANCE:g} is allowed"
        )
    return found
