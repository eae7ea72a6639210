"""The studies: each composes data, networks, pruning and training into arms, runs and results."""
