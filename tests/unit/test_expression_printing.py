"""Expressions as formulas: as the field writes them, well formed, and simpler without a change."""

import re

import numpy as np
import pytest
from matplotlib.mathtext import MathTextParser

from evoprune.evolution.expressions.failures import Unscorable
from evoprune.evolution.expressions.kinds import Kind
from evoprune.evolution.expressions.operators import OPERATORS
from evoprune.evolution.expressions.printing import as_latex, as_text, as_typst, simplified
from evoprune.evolution.expressions.random_trees import full
from evoprune.evolution.expressions.scoring import scores
from tests.unit.expressions import WRITTEN, drawn, tree

RATIOS = "sigma^2_+ / (sigma^2_- + 0.05) + sigma^2_- / (sigma^2_+ + 0.05)"
BOTH = "sigma^2_+ + sigma^2_-"
ERROR = "sqrt(sigma^2_+ / n_+ + sigma^2_- / n_- + 0.0001)"
AS_TEXT = {
    "l1": "||w||_1",
    "l2": "||w||_2",
    "geometric_median": "||w - median(W)||_2",
    "snr": "|mu_+ - mu_-| / (sigma_+ + sigma_- + 0.0001)",
    "t": f"|mu_+ - mu_-| / {ERROR}",
    "fisher": f"(mu_+ - mu_-)^2 / ({BOTH} + 0.0001)",
    "symmetric_divergence": f"{RATIOS} + (mu_+ - mu_-)^2 / ({BOTH} + 0.05)",
    "xi_a": f"{RATIOS} + (std(fbar) * sigma^2_- * fbar + sigma^2_+ - mu_-)^2 / ({BOTH} + 0.05)",
    "xi_b": f"sigma^2_+ + (fbar - sigma^2_-)^2 / ({BOTH} + 0.05)",
    "xi_c": f"(fbar - sigma^2_-)^2 / {ERROR}",
    "xi_d": "fbar_- + sigma^2_+ / (sigma^2_- / n_- + 0.05) + |mu_+ - mu_-| + 0.05",
}
PARTS = {
    "sub X sub mP mQ": "X - (fbar_+ - fbar_-)",
    "sub add N num X mX": "n_+ + n - fbar",
    "div N mul N num Q": "n_+ / (n_+ * n_-)",
    "div div N num X N": "n_+ / n / n_+",
    "pow2 var P": "(sigma^2_+)^2",
    "pow2 pow2 mX": "(fbar^2)^2",
    "inv matmul transpose sub X mX sub X mX": "((X - fbar)^T @ (X - fbar))^-1",
    "mul mX mP": "fbar .* fbar_+",
    "mul rho5 N mP": "(n_+ + 0.05) * fbar_+",
    "outer mP add mX mQ": "fbar_+ (x) (fbar + fbar_-)",
    "sum rbf P Q": "sum(k(X_+, X_-))",
    "div inner mP mQ pow2 sum pow2 WI": "<fbar_+, fbar_-> / (||w||_2^2)^2",
    "sqrt sum abs add WI W": "sqrt(||w + W||_1)",
    "mean outer gamma running_mean": "colmean(gamma (x) mu_BN)",
}


@pytest.mark.parametrize("name", AS_TEXT)
def test_functions_read_as_the_field_writes_them(name):
    assert as_text(tree(WRITTEN[name])) == AS_TEXT[name]


@pytest.mark.parametrize("text", PARTS)
def test_brackets_stand_where_they_are_needed(text):
    assert as_text(tree(text)) == PARTS[text]


def test_latex_and_typst():
    t = tree(WRITTEN["t"])
    error = r"\sqrt{\frac{\sigma^{2}_{+}}{n_{+}} + \frac{\sigma^{2}_{-}}{n_{-}} + 10^{-4}}"
    assert as_latex(t) == rf"\frac{{\left|\mu_{{+}} - \mu_{{-}}\right|}}{{{error}}}"
    inside = "frac(sigma^2_+, n_+) + frac(sigma^2_-, n_-) + 10^(-4)"
    assert as_typst(t) == f"frac(abs(mu_+ - mu_-), sqrt({inside}))"
    assert as_latex(tree("sub N sub mX mP")) == r"n_{+} - \left(\bar{f} - \bar{f}_{+}\right)"
    assert as_typst(tree("pow2 var P")) == "(sigma^2_+)^2"


def random_trees(count, ops="paper"):
    """Trees with and without regard to kinds, of heights up to 4."""
    rng = np.random.default_rng(11)
    kinds = [None, Kind.SCALAR, Kind.MAP, Kind.SAMPLES, Kind.MATRIX, Kind.FILTER]
    return [
        full(rng, int(rng.integers(5)), ops, kinds[rng.integers(len(kinds))]) for _ in range(count)
    ]


def balanced(text, pairs):
    stack = []
    for sign in text:
        if sign in pairs.values():
            stack.append(sign)
        elif sign in pairs and (not stack or stack.pop() != pairs[sign]):
            return False
    return not stack


def test_whatever_is_written_is_well_formed():
    seen = set()
    parser = MathTextParser("path")
    for number, of_tree in enumerate(random_trees(400)):
        seen |= set(of_tree.symbols)
        latex, typst, text = (write(of_tree) for write in (as_latex, as_typst, as_text))
        assert balanced(latex, {"}": "{"}), latex
        assert latex.count(r"\left") == latex.count(r"\right")
        assert re.search(r"(\^|_)\{[^{}]*\}\1", latex) is None, latex
        assert balanced(typst, {")": "("}), typst
        assert balanced(text, {")": "("}), text
        assert text.isascii()
        if number < 50:
            parser.parse(f"${latex}$")
    assert set(OPERATORS) <= seen


def test_different_functions_read_differently():
    trees = {simplified(of_tree) for of_tree in random_trees(400)}
    assert len({as_text(of_tree) for of_tree in trees}) > 0.98 * len(trees)


SIMPLER = {
    "abs abs mX": "abs mX",
    "abs pow2 sub mX mP": "pow2 sub mX mP",
    "abs add var P std Q": "add var P std Q",
    "abs sub var P std Q": "abs sub var P std Q",
    "transpose transpose P": "P",
    "sum transpose abs P": "sum abs P",
    "trace transpose g_mean P": "g_mean P",
    "sum sum X": "sum X",
    "inv inv N": "N",
    "inv inv mX": "inv inv mX",
    "sqrt pow2 mX": "abs mX",
    "sqrt pow2 var P": "var P",
    "pow2 abs mX": "pow2 mX",
    "div mX div N N": "mX",
    "mul div var P var P mX": "mX",
    "add mX sub N N": "mX",
    "sub sub N N mX": "sub sub N N mX",
    "div mX div mX mX": "div mX div mX mX",
    "matmul N mX": "mul N mX",
    "abs abs transpose abs transpose mX": "transpose abs transpose mX",
}


@pytest.mark.parametrize("text", SIMPLER)
def test_what_changes_nothing_is_left_out(text):
    assert simplified(tree(text)) == tree(SIMPLER[text])


@pytest.mark.parametrize("name", WRITTEN)
def test_written_functions_read_the_same_when_simplified(name):
    found = simplified(tree(WRITTEN[name]))
    assert found.size <= tree(WRITTEN[name]).size
    assert as_text(found) == AS_TEXT[name]


@pytest.mark.parametrize(("positions", "inputs"), [(5, (3, 2, 4)), (1, (4,))])
def test_simpler_trees_score_the_same(positions, inputs):
    of_layer = drawn(np.random.default_rng(0), 3, (6, 3), positions, inputs, paper=True)
    simpler = scored = 0
    for of_tree in random_trees(1800):
        found = simplified(of_tree)
        if found == of_tree:
            continue
        try:
            expected = scores(of_tree, of_layer)
        except Unscorable:
            continue
        np.testing.assert_allclose(scores(found, of_layer), expected, rtol=1e-10, atol=1e-12)
        assert simplified(found) == found
        assert found.size <= of_tree.size
        simpler += found.size < of_tree.size
        scored += 1
    assert scored > 120
    assert simpler > 90
