"""Uniform ratios."""

import numpy as np

from evoprune.evolution.genome import RATIOS, Box
from evoprune.evolution.listed import ListedCandidates
from evoprune.evolution.search import Search, SearchSettings
from evoprune.randomness import Streams


class UniformRatios(SearchSettings):
    """One ratio for all layers: nothing but how much is removed differs between candidates.

    Ratios are evenly spread over 0 to 1, in random order, and nowhere below the least ratio of a
    layer. Codes of criteria are drawn as in random search.
    """

    def start(self, box: Box, streams: Streams) -> Search:
        """A search over evenly spread ratios."""
        count = self.new_candidates
        genomes = box.uniform(count, streams.generator("search_initial"))
        ratios = (streams.generator("search_order").permutation(count) + 0.5) / count
        genomes[:, RATIOS] = np.maximum(ratios[:, None], box.lower[RATIOS])
        return ListedCandidates(self, genomes)
