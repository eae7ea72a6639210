"""Lipi-AE-S with the replacement loss measured after pruning."""

from typing import ClassVar

from evoprune.training.modes.lipi import Lipi


class LipiPruneThenEvaluate(Lipi):
    """As `lipi`, but an event comes before the replacement loss, which so sees it. Spec 4.3."""

    prunes_first: ClassVar[bool] = True
