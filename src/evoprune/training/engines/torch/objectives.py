"""What training minimises, as losses of single entries and their gradients by the logits.

Shapes: S networks, B rows of a batch, n of them present, D values of a row.

Rows hold zeros and ones, so both objectives are functions of the logit z and of a coefficient
c = (1 - 2x)/(n D) alone: the sign of c tells the target x, its size is the weight of the entry in
the mean. Entries that do not count, padding and missing rows, have a coefficient of zero.
"""

from typing import Protocol

import torch

from evoprune.errors import ConfigError
from evoprune.training.engines.torch.elementwise import sigmoid_, softplus_


class Objective(Protocol):
    """A mean over entries."""

    def constants(self, means: torch.Tensor) -> torch.Tensor:
        """Part of each row's loss that no output changes.

        Args:
            means: mean of each data row, shape (N,).
        """
        ...

    def entries(self, logits: torch.Tensor, coefficients: torch.Tensor) -> torch.Tensor:
        """What each entry adds to the loss, less the constants; overwrites the contiguous `logits`.

        `coefficients` have the shape of `logits`, or one that broadcasts to it.
        """
        ...

    def gradient(
        self, logits: torch.Tensor, coefficients: torch.Tensor, losses: torch.Tensor
    ) -> torch.Tensor:
        """Gradient by the logits, shape (S, B, padded D); overwrites `logits`.

        Args:
            logits: shape (S, B, padded D).
            coefficients: same shape.
            losses: receives the losses less the constants, shape (S,).
        """
        ...


class L1:
    """Mean absolute error of the outputs s = sigmoid(z): |s - x| = x + (1 - 2x) s.

    The loss is mean(x) + sum(c s), so its gradient is c s (1 - s).
    """

    def constants(self, means: torch.Tensor) -> torch.Tensor:
        """The mean of x."""
        return means

    def entries(self, logits: torch.Tensor, coefficients: torch.Tensor) -> torch.Tensor:
        """The coefficient times the output: c s."""
        return sigmoid_(logits) * coefficients

    def gradient(
        self, logits: torch.Tensor, coefficients: torch.Tensor, losses: torch.Tensor
    ) -> torch.Tensor:
        """The gradient c s (1 - s)."""
        output = sigmoid_(logits)
        entries = output * coefficients
        torch.sum(entries, dim=(1, 2), out=losses)
        return entries.mul_(torch.rsub(output, 1.0))


class BinaryCrossEntropy:
    """Mean binary cross-entropy: softplus(z) - x z = softplus(u) with u = (1 - 2x) z.

    Nothing overflows or cancels, however large the logits. The gradient (sigmoid(z) - x)/(n D) is
    c sigmoid(u).
    """

    def constants(self, means: torch.Tensor) -> torch.Tensor:
        """Nothing."""
        return torch.zeros_like(means)

    def entries(self, logits: torch.Tensor, coefficients: torch.Tensor) -> torch.Tensor:
        """The size of the coefficient times softplus: |c| softplus(u)."""
        return softplus_(logits.mul_(coefficients.sign())).mul_(coefficients.abs())

    def gradient(
        self, logits: torch.Tensor, coefficients: torch.Tensor, losses: torch.Tensor
    ) -> torch.Tensor:
        """The gradient c sigmoid(u)."""
        facing = logits.mul_(coefficients.sign())
        entries = softplus_(facing.clone()).mul_(coefficients.abs())
        torch.sum(entries, dim=(1, 2), out=losses)
        return sigmoid_(facing).mul_(coefficients)


class NegativeBound:
    """Binary cross-entropy summed over all entries: the reconstruction of a variational network.

    What its latent values add is added where they are passed back through.
    """

    def constants(self, means: torch.Tensor) -> torch.Tensor:
        """Nothing."""
        return torch.zeros_like(means)

    def entries(self, logits: torch.Tensor, coefficients: torch.Tensor) -> torch.Tensor:
        """Softplus of u where an entry counts."""
        return BinaryCrossEntropy().entries(logits, coefficients.sign())

    def gradient(
        self, logits: torch.Tensor, coefficients: torch.Tensor, losses: torch.Tensor
    ) -> torch.Tensor:
        """The gradient sigmoid(z) - x."""
        return BinaryCrossEntropy().gradient(logits, coefficients.sign(), losses)


OBJECTIVES: dict[str, type[Objective]] = {"l1": L1, "bce": BinaryCrossEntropy}


def find(name: str) -> Objective:
    """The objective called `name`.

    Raises:
        ConfigError: there is no such objective.
    """
    if name not in OBJECTIVES:
        raise ConfigError(f"unknown objective '{name}'; allowed: {', '.join(OBJECTIVES)}")
    return OBJECTIVES[name]()
