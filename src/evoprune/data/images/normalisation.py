"""Makes float32 tensors of bytes, with constants that come from training images only."""

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from evoprune.data.images.labelled import Part
from evoprune.errors import ConfigError

if TYPE_CHECKING:  # a config is read without PyTorch, which takes seconds to import
    import torch

NormalisationName = Literal["channel", "global", "unit", "published"]
CHUNK = 4096
"""Images that are counted at once."""


class Normalisation(NamedTuple):
    """A linear map of pixels: (x / white - mean) / sd, channel by channel.

    Attributes:
        mean: of each channel, in units of white.
        sd: the same for standard deviations.
        white: the largest value that a pixel has.
    """

    mean: tuple[float, ...]
    sd: tuple[float, ...]
    white: int = 255

    def __call__(self, images: np.ndarray, device: "torch.device | str" = "cpu") -> "torch.Tensor":
        """float32 of the same shape on a device, of uint8 (rows, channels, height, width)."""
        import torch

        shape = (1, -1, 1, 1)
        scale = torch.tensor([1 / (self.white * sd) for sd in self.sd], device=device)
        offset = torch.tensor([m / sd for m, sd in zip(self.mean, self.sd, strict=True)])
        pixels = torch.from_numpy(images).to(device).to(torch.float32)
        return pixels.mul_(scale.view(shape)).sub_(offset.to(device).view(shape))


def normalisation(
    kind: NormalisationName, train: Part, white: int, published: Normalisation | None
) -> Normalisation:
    """The map of a kind: moments of each channel or of all, the division alone, or as published.

    Raises:
        ConfigError: nothing was published for this data set, or a channel has one value only.
    """
    channels = train.source.images.shape[1]
    if kind == "published":
        if published is None:
            raise ConfigError("normalisation 'published': no constants are known of this data set")
        return published
    if kind == "unit":
        return Normalisation((0.0,) * channels, (1.0,) * channels, white)
    counts = histogram(train)
    if kind == "global":
        counts = np.broadcast_to(counts.sum(axis=0), counts.shape)
    mean, sd = moments(counts / counts.sum(axis=1, keepdims=True))
    if (sd == 0).any():
        raise ConfigError(f"normalisation '{kind}': a channel of the training images is constant")
    return Normalisation(tuple((mean / white).tolist()), tuple((sd / white).tolist()), white)


def histogram(part: Part) -> np.ndarray:
    """How often each value occurs in each channel, int64 of shape (channels, 256).

    Whole numbers, so that neither order nor chunks change a digit of what follows.
    """
    channels = part.source.images.shape[1]
    counts = np.zeros((channels, 256), np.int64)
    for start in range(0, part.size, CHUNK):
        images = part.source.images[part.rows[start : start + CHUNK]]
        for channel in range(channels):
            counts[channel] += np.bincount(images[:, channel].ravel(), minlength=256)
    return counts


def moments(shares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of pixels by channel, from shares of shape (channels, 256)."""
    values = np.arange(256)
    mean = shares @ values
    variance = (shares * (values - mean[:, None]) ** 2).sum(axis=1)
    return mean, np.sqrt(variance)
