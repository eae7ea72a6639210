"""Which engine trains an arm."""

from evoprune.networks import build
from evoprune.studies.autoencoder.arm import Arm
from evoprune.training.engines import Choice, choose


def engine_of(arm: Arm, engine: str, device: str) -> Choice:
    """The engine that `engine` stands for when this arm is trained.

    Raises:
        ConfigError: there is no such engine, or it is not installed or does not serve the arm.
    """
    protocol = arm.protocol
    return choose(
        engine,
        build(arm.environment, arm.dimensions),
        protocol["batch_size"],
        device,
        protocol["objective"],
        input_noise=protocol["input_noise"] > 0,
    )
