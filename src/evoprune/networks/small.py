"""The small autoencoder: D-30-2-30-D, 61,182 parameters at D = 1000."""

from evoprune.networks.architecture import Architecture, Dense


def build(dimensions: int) -> Architecture:
    """As the plain autoencoder, with two latent units instead of ten.

    Source: spec section 2, `AutoencoderBinaryClustering_Small`.
    """
    return Architecture(
        encoder=(Dense(dimensions, 30, "relu"), Dense(30, 2, "relu")),
        decoder=(Dense(2, 30, "relu"), Dense(30, dimensions, "sigmoid")),
    )
