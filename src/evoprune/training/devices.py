"""Where training with PyTorch happens, and what makes its bits repeatable there."""

import torch

from evoprune.errors import ConfigError
from evoprune.training.engines.torch.cuda import prepare


def chosen(name: str) -> torch.device:
    """The device called `name`; with `auto` a GPU if there is one.

    One thread does the arithmetic of the process: more of them change bits.

    Raises:
        ConfigError: there is no such device.
    """
    torch.set_num_threads(1)
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    device = torch.device(name)
    if device.type == "cuda":
        if not torch.cuda.is_available():
            raise ConfigError(f"device '{name}': PyTorch finds no GPU here; `cpu` or `auto` work")
        prepare(device)
    return device
