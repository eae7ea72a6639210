"""Operands by name: what an expression can look at. Released ones, and those the paper adds."""

from dataclasses import dataclass

from evoprune.evolution.expressions.kinds import Kind


@dataclass(frozen=True)
class Operand:
    """A leaf of an expression."""

    kind: Kind
    says: str
    """What it is, in words."""
    of_class: bool = False
    """Whether it is another one for each class."""


RELEASED: dict[str, Operand] = {
    "X": Operand(Kind.SAMPLES, "activations of the channel on all samples"),
    "mX": Operand(Kind.MAP, "mean map over all samples"),
    "P": Operand(Kind.SAMPLES, "activations on the samples of the class", of_class=True),
    "Q": Operand(Kind.SAMPLES, "activations on the samples of all other classes", of_class=True),
    "mP": Operand(Kind.MAP, "mean map over the samples of the class", of_class=True),
    "mQ": Operand(Kind.MAP, "mean map over the samples of all other classes", of_class=True),
    "N": Operand(Kind.SCALAR, "number of samples of the class", of_class=True),
    "WI": Operand(Kind.FILTER, "weights of the filter that makes the channel"),
    "W": Operand(Kind.BANK, "weights of all filters of the layer"),
}
ADDED: dict[str, Operand] = {
    "gamma": Operand(Kind.SCALAR, "scale of the channel's batch normalisation"),
    "beta": Operand(Kind.SCALAR, "offset of the channel's batch normalisation"),
    "running_mean": Operand(Kind.SCALAR, "running mean of the channel's batch normalisation"),
    "running_variance": Operand(
        Kind.SCALAR, "running variance of the channel's batch normalisation"
    ),
    "labels": Operand(Kind.LABELS, "classes of all samples, one-hot"),
}
OPERANDS: dict[str, Operand] = RELEASED | ADDED
SETS: dict[str, tuple[str, ...]] = {"released": tuple(RELEASED), "paper": tuple(OPERANDS)}
"""Names of operands by the name of their set."""
