"""Criteria by name: scores of a layer's filters, higher = keep. One file and one line each."""

CRITERIA: dict[str, str] = {
    "l1": "evoprune.pruning.criteria.l1:L1",
    "l2": "evoprune.pruning.criteria.l2:L2",
    "es": "evoprune.pruning.criteria.es:EmpiricalSensitivity",
    "gm": "evoprune.pruning.criteria.gm:GeometricMedian",
    "weight_magnitude": "evoprune.pruning.criteria.weight_magnitude:WeightMagnitude",
    "fpgm": "evoprune.pruning.criteria.fpgm:Fpgm",
    "bn_scale": "evoprune.pruning.criteria.bn_scale:BatchNormScale",
    "taylor": "evoprune.pruning.criteria.taylor:Taylor",
    "random": "evoprune.pruning.criteria.random:Random",
    "front": "evoprune.pruning.criteria.front:Front",
}
