"""Study 2: evolve a pruning criterion and ratio for each layer, with inheritance (EvoFC, 2024)."""

STUDY = "filter_criteria"
"""Name of the study in paths and random streams."""

LABELS = (
    "arm",
    "variant",
    "criteria",
    "search",
    "weights",
    "start",
    "dataset",
    "network",
    "seed",
)
"""The name columns of every table about runs, in order."""
