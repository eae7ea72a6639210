"""How the steps of a search are shared out. Source: spec section 3 and quirk 12."""

import math

from evoprune.studies.filter_criteria.arm import Arm


def steps_per_candidate(arm: Arm, per_epoch: int) -> int:
    """Training steps of each new candidate, at least one.

    Candidates that inherit share the epochs of the search; others have all of theirs each.

    Args:
        arm: what is searched.
        per_epoch: steps of an epoch.
    """
    assert arm.training is not None
    assert arm.switches is not None
    if arm.scratch is not None:
        return max(1, math.floor(per_epoch * arm.scratch.epochs))
    plan = arm.search_plan
    released = arm.switches.budget == "offspring"
    shares = plan.offspring * plan.generations if released else plan.new_candidates
    return max(1, math.floor(per_epoch * arm.training.epochs / shares))
