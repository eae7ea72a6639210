"""Engines by name; all serve the interface of `evoprune.training.engines.base`."""

from evoprune.errors import ConfigError

ENGINES: dict[str, str] = {
    "torch": "evoprune.training.engines.torch.engine:TorchEngine",
}


def resolve(name: str) -> str:
    """The engine that `name` stands for: `auto` takes the fastest one that is there.

    Raises:
        ConfigError: there is no such engine.
    """
    if name == "auto":
        return "torch"
    if name not in ENGINES:
        raise ConfigError(f"unknown engine '{name}'; allowed: auto, {', '.join(ENGINES)}")
    return name
