"""The variational autoencoder: D-30-(10 means, 10 log-variances), 10-30-D, 61,980 parameters."""

from evoprune.networks.architecture import Architecture, Dense


def build(dimensions: int) -> Architecture:
    """Both heads of the encoder are one layer of 20 units without activation.

    Source: spec section 2, `VariationalAutoencoderBinaryClustering`.
    """
    return Architecture(
        encoder=(Dense(dimensions, 30, "relu"), Dense(30, 20, "linear")),
        decoder=(Dense(10, 30, "relu"), Dense(30, dimensions, "sigmoid")),
        variational=True,
    )
