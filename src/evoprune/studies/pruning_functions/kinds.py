"""What kinds of functions are called in figures and tables, and which are ranked."""

from evoprune.studies.pruning_functions.judging import KNOWN
from evoprune.studies.pruning_functions.words import CHANGED

NAMES = {
    "evolved": "evolved",
    "champion": "champion of a run",
    "handmade": "hand-made",
    "published": "published",
    "random": "random",
    "inverted": "inverted",
    "shuffled": "labels shuffled",
    "control": "control",
}
"""By kind, in the order of legends."""
RANKED = ("evolved", *KNOWN)
"""Kinds that are ranked with each other: all have as many trials."""
CONTROLS = (*CHANGED, "control")
"""Kinds that are placed among them without moving them."""
