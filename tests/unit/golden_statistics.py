"""Data without random numbers, and what is known of them, for the tests of statistics.

Source: statistics spec, section 2.5.
"""

import numpy as np

I = np.arange(1, 31)  # noqa: E741  (the index of the golden data)
BASE = 0.20 + 0.010 * np.sin(1.7 * I)
ARMS = {
    "random": BASE + 0.006 * np.sin(2.3 * I),
    "activation": BASE + 0.004 + 0.006 * np.sin(3.1 * I + 0.5),
    "conjunctive": BASE - 0.005 + 0.006 * np.sin(4.7 * I + 1),
    "none": BASE - 0.0055 + 0.006 * np.sin(5.9 * I + 2),
}
BY_SEED = {arm: dict(enumerate(values.tolist(), start=1)) for arm, values in ARMS.items()}

DIFFERENCES = ARMS["conjunctive"] - ARMS["random"]
MEAN, SD, CORRELATION = -0.005265014, 0.005912959, 0.811392
RANK_SUM, P = 48, 4.40758e-05
EFFECT, INTERVAL = -0.005028758, (-0.007596480, -0.002879138)
P_OUTSIDE, P_INSIDE = 0.04971, 0.05226
"""Of the test just outside and just inside the ends of the interval."""
WINS = 24

PAIRS = (
    ("random", "activation"),
    ("random", "conjunctive"),
    ("random", "none"),
    ("activation", "conjunctive"),
    ("activation", "none"),
    ("conjunctive", "none"),
)
RAW = (7.97898e-4, 4.40758e-5, 1.59778e-5, 1.86265e-9, 1.86265e-9, 0.715133)
HOLM = (1.59580e-3, 1.32227e-4, 6.39111e-5, 1.11759e-8, 1.11759e-8, 0.715133)
