"""Random search."""

from evoprune.evolution.genome import Box
from evoprune.evolution.listed import ListedCandidates
from evoprune.evolution.search import Search, SearchSettings
from evoprune.randomness import Streams


class RandomSearch(SearchSettings):
    """Random search: genomes drawn uniformly; the first ones are those that NSGA-II starts from."""

    def start(self, box: Box, streams: Streams) -> Search:
        """A search over uniform draws."""
        drawn = box.uniform(self.new_candidates, streams.generator("search_initial"))
        return ListedCandidates(self, drawn)
