"""Scopes: a mode and a network, which figures are drawn for; imports nothing."""

ENVIRONMENTS = ("plain", "small", "large", "denoising", "variational")


def mode_and_network(scope: str) -> tuple[str, str]:
    """What a scope stands for: `lipi_small` is mode `lipi` with network `small`."""
    for environment in ENVIRONMENTS[1:]:
        if scope.endswith(f"_{environment}"):
            return scope.removesuffix(f"_{environment}"), environment
    return scope, ENVIRONMENTS[0]


def scope_of(mode: str, environment: str) -> str:
    """The scope of a mode and network."""
    return mode if environment == ENVIRONMENTS[0] else f"{mode}_{environment}"
