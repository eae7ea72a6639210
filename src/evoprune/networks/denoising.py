"""The denoising autoencoder: the plain one, meant to be trained on noisy inputs."""

from evoprune.networks.architecture import Architecture
from evoprune.networks.plain import build as build_plain


def build(dimensions: int) -> Architecture:
    """The plain network; as released no noise is added (Q20), the setting `input_noise` adds it.

    Source: spec section 2, `DenoisingAutoencoderBinaryClustering`.
    """
    return build_plain(dimensions)
