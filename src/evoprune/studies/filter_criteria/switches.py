"""Switches between the released behaviour, which is the default, and its corrections."""

from typing import Literal

from pydantic import Field

from evoprune.evolution.genome import GenomeSettings
from evoprune.pruning.criteria.settings import SaliencySettings
from evoprune.settings import Settings


class Switches(SaliencySettings):
    """Where the study departs from the release, if it does. Source: spec sections 6 and 7.1."""

    genes: Literal["all_convs", "prunable"] = "all_convs"
    """Layers with genes: all convolutions, as released, or those that are pruned (quirk 8)."""
    code_borders: Literal["dropped", "floor"] = "dropped"
    """A code at a border of quarters shifts later layers, or belongs to the next one (quirk 7)."""
    gm_epsilon: float = Field(default=0.0, ge=0)
    """Least length of a filter's saliency in `gm`; 0 gives NaN for dead filters (quirk 6)."""
    score_rows: Literal["whole", "training"] = "whole"
    """Images that filters are scored on: with validation images among them, or not (quirk 19)."""
    reevaluate_survivors: bool = False
    """Whether survivors are evaluated anew each generation, as the network learns (quirk 9)."""
    bn: Literal["inherit", "fresh", "recalibrate"] = "inherit"
    """Statistics of batch normalisation: inherited, new in each candidate, or measured anew."""
    recalibration_batches: int = Field(default=4, ge=1)
    """Training batches that they are measured on."""
    momentum: Literal["reset", "keep"] = "reset"
    """Whether momentum is lost with every candidate (quirk 10)."""
    budget: Literal["offspring", "evaluations"] = "offspring"
    """What steps are shared out among: generations of offspring, or real candidates (quirk 12)."""
    lower_bound: Literal["constant", "cosine", "step"] = "constant"
    """How the least ratio grows with depth."""
    lowest_ratio: float = Field(default=0.0, ge=0, le=1)
    """The constant least ratio, or the peak of the cosine."""

    @property
    def saliency(self) -> SaliencySettings:
        """How saliencies are computed."""
        return SaliencySettings(score_source=self.score_source, score_loss=self.score_loss)

    def genome(self, criteria: str) -> GenomeSettings:
        """How genomes are laid out and read."""
        return GenomeSettings(
            genes=self.genes,
            criteria=criteria,
            code_borders=self.code_borders,
            lower_bound=self.lower_bound,
            lowest_ratio=self.lowest_ratio,
        )


class SettingsOfSearch(Settings):
    """What all searches share, and what NSGA-II adds."""

    population: int = Field(default=40, ge=2)
    """Candidates of the first generation, and how many survive each generation."""
    offspring: int = Field(default=40, ge=1)
    """New candidates of every later generation."""
    generations: int = Field(default=30, ge=1)
    """Number of generations; the initial population is the first."""
    eta: float = Field(default=3.0, ge=0)
    """Index of the polynomial mutation."""
    mutation_rate: float | None = Field(default=None, ge=0, le=1)
    """Probability that mutation moves a variable; empty: one over their number."""
