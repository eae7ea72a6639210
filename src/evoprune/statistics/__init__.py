"""Tests, effect sizes and multiplicity: pure functions on arrays, one value a run."""
