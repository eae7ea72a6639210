"""Pruning schedules by name: the probability of an event at each epoch. One file, one line each."""

SCHEDULES: dict[str, str] = {
    "fixed": "evoprune.pruning.schedules.fixed:Fixed",
    "increase": "evoprune.pruning.schedules.increase:Increase",
    "decrease": "evoprune.pruning.schedules.decrease:Decrease",
    "population": "evoprune.pruning.schedules.population:Population",
    "exponential": "evoprune.pruning.schedules.exponential:Exponential",
    "final_n": "evoprune.pruning.schedules.final_n:FinalN",
    "prune_after": "evoprune.pruning.schedules.prune_after:PruneAfter",
}
