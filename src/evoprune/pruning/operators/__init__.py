"""Pruning operators by name: what an event does to a network. One file and one line each."""

OPERATORS: dict[str, str] = {
    "none": "evoprune.pruning.operators.none:NoPruning",
    "random": "evoprune.pruning.operators.random:RandomPruning",
    "variance": "evoprune.pruning.operators.variance:VariancePruning",
    "conjunctive": "evoprune.pruning.operators.conjunctive:ConjunctivePruning",
}
