"""Networks by name: `build(dimensions)` gives the architecture. One file and one line each."""

from evoprune.networks.architecture import Architecture
from evoprune.registry import load

NETWORKS: dict[str, str] = {
    "plain": "evoprune.networks.plain:build",
    "small": "evoprune.networks.small:build",
    "large": "evoprune.networks.large:build",
    "denoising": "evoprune.networks.denoising:build",
    "variational": "evoprune.networks.variational:build",
}


def build(name: str, dimensions: int) -> Architecture:
    """The architecture called `name` for inputs of `dimensions` values.

    Raises:
        ConfigError: there is no such network.
    """
    architecture: Architecture = load("network", NETWORKS, name)(dimensions)
    return architecture
