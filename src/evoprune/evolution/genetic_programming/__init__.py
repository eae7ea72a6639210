"""Genetic programming of channel-scoring functions. Source: pruning functions, section 1.6."""
