"""Study 3: evolve transferable functions that score channels (genetic programming, 2022)."""

STUDY = "pruning_functions"
"""Name of the study in paths and random streams."""

LABELS = ("arm", "variant", "search", "tasks", "seed")
"""The name columns of every table about runs, in order."""
