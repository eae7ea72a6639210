"""Study 1: activation-guided pruning of autoencoders, alone and in a ring (GECCO 2025)."""

STUDY = "autoencoder"
"""Name of the study in paths and random streams."""

LABELS = ("arm", "mode", "operator", "schedule", "variant", "dataset", "environment", "seed")
"""The name columns of every table about runs, in order."""
