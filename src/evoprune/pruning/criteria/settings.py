"""Settings of saliencies; apart from computing them, as a config is read without PyTorch."""

from typing import Literal

from evoprune.settings import Settings


class SaliencySettings(Settings):
    """How saliencies are computed; `published` behaviour is the default."""

    score_source: Literal["reinit", "current"] = "reinit"
    """Convolution weights that are scored: new Xavier normal draws, as released, or the present."""
    score_loss: Literal["nll_logits", "cross_entropy"] = "nll_logits"
    """Loss: minus the mean logit of the right class, as released, or cross-entropy."""
