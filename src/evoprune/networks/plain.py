"""The plain autoencoder: D-30-10-30-D, 61,670 parameters at D = 1000."""

from evoprune.networks.architecture import Architecture, Dense


def build(dimensions: int) -> Architecture:
    """D-30-10 and back, ReLU inside (the latent layer too), sigmoid at the output.

    Source: spec section 2, `AutoencoderBinaryClustering`.
    """
    return Architecture(
        encoder=(Dense(dimensions, 30, "relu"), Dense(30, 10, "relu")),
        decoder=(Dense(10, 30, "relu"), Dense(30, dimensions, "sigmoid")),
    )
