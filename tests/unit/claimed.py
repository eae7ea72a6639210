"""Samples and cards whose verdicts are known, for the tests of claims."""

import math

from evoprune.claims.cards import parse

SEEDS = range(1, 31)
MARGIN = {"value": 0.01, "unit": "L1", "why": "a reason that is long enough"}


class Fake:
    """Samples from a dictionary: by arm, or by arm and metric, a function of the seed."""

    def __init__(self, **arms):
        self.arms = arms

    def has(self, arm):
        return arm in self.arms

    def values(self, arm, metric):
        of_arm = self.arms[arm]
        of_arm = of_arm[metric] if isinstance(of_arm, dict) and metric in of_arm else of_arm
        return dict(of_arm) if isinstance(of_arm, dict) else {s: of_arm(s) for s in SEEDS}


def wave(level, phase, size=0.006):
    """A level with a spread that no generator makes."""
    return lambda seed: level + 0.01 * math.sin(1.7 * seed) + size * math.sin(2.3 * seed + phase)


def cards(*claims, families=None):
    """Cards with ids C1, C2, ... of parts given as dictionaries or lists of them."""
    described = [
        {
            "id": f"C{number}",
            "study": "autoencoder",
            "statement": "it is so",
            "source": "a figure",
            "family": "all",
            "parts": claim if isinstance(claim, list) else [claim],
        }
        for number, claim in enumerate(claims, start=1)
    ]
    values = {"families": families or {"all": {"question": "what?"}}, "claims": described}
    return parse(values, "test")


def part(kind, a="a", b="b", **more):
    """A part about the difference of two arms."""
    return {"type": kind, "metric": "l1", "a": a, "b": b, "margin": MARGIN, **more}
