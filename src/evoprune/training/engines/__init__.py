"""Engines by name; all serve the interface of `evoprune.training.engines.base`."""

from importlib.util import find_spec
from typing import NamedTuple

from evoprune.errors import ConfigError
from evoprune.networks.architecture import Architecture
from evoprune.training.engines.service import numba_refuses

ENGINES: dict[str, str] = {
    "torch": "evoprune.training.engines.torch.engine:TorchEngine",
    "numba": "evoprune.training.engines.numba.engine:NumbaEngine",
}


class Choice(NamedTuple):
    """The engine of a job.

    Attributes:
        name: registered name.
        reason: why it is not the fastest one, in words; empty if it is, or was asked for.
    """

    name: str
    reason: str


def choose(
    name: str,
    architecture: Architecture,
    batch_size: int,
    device: str,
    objective: str = "l1",
    *,
    input_noise: bool = False,
) -> Choice:
    """The engine that `name` stands for: `auto` is numba where it is installed and serves the job.

    Nothing is imported for the answer.

    Raises:
        ConfigError: there is no such engine, or it is not installed or does not serve the job.
    """
    if name not in ("auto", *ENGINES):
        raise ConfigError(f"unknown engine '{name}'; allowed: auto, {', '.join(ENGINES)}")
    if name == "torch" or (name == "auto" and device.startswith("cuda")):
        return Choice("torch", "")
    refused = numba_refuses(architecture, batch_size, device, objective, input_noise=input_noise)
    reason = _against_numba(refused)
    if reason and name == "numba":
        raise ConfigError(f"the numba engine cannot be used: {reason}; choose 'auto' or 'torch'")
    return Choice("torch" if reason else "numba", reason)


def _against_numba(refused: str | None) -> str:
    if refused:
        return f"it does not serve {refused}"
    if find_spec("numba") is None:
        return "numba is not installed (with it a CPU trains six times as fast)"
    return ""
