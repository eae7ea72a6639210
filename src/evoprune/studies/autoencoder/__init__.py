"""Study 1: activation-guided pruning of autoencoders, alone and in a ring (GECCO 2025)."""

STUDY = "autoencoder"
"""Name of the study in paths and random streams."""
