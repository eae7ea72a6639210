"""The large autoencoder: D-60-30-10-30-60-D, 125,390 parameters at D = 1000."""

from evoprune.networks.architecture import Architecture, Dense


def build(dimensions: int) -> Architecture:
    """Two hidden layers on either side of ten latent units.

    Source: spec section 2, `AutoencoderBinaryClustering_Large`.
    """
    return Architecture(
        encoder=(Dense(dimensions, 60, "relu"), Dense(60, 30, "relu"), Dense(30, 10, "relu")),
        decoder=(Dense(10, 30, "relu"), Dense(30, 60, "relu"), Dense(60, dimensions, "sigmoid")),
    )
