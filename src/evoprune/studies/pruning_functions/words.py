"""Words that stand for a function or a number, where others stand under their names."""

from evoprune.names import checked

EVOLVED = "evolved"
"""The best champion of an arm, by validation."""
RANDOM = "random"
"""Channels by chance."""
BEST_HANDMADE = "best_handmade"
"""The hand-made function that is best by validation on the tasks of evolution."""
ENGINE = "engine"
"""Each whole network: how exact expressions and removal are (`scores`, `removal`)."""
PROXY = "proxy"
"""Each whole network: how short retraining ranks functions (`spearman@TASK`)."""
WORDS = (EVOLVED, RANDOM, BEST_HANDMADE, ENGINE, PROXY)

CHANGED = ("inverted", "shuffled")
"""Kinds that score otherwise than their trees say; their names end with them."""


def champion_name(arm: str, seed: int) -> str:
    """What the champion of a run is called."""
    return checked(f"{arm}.{seed}", "champion")
