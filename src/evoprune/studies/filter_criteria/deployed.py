"""Measured networks as a figure and a table show them."""

import pandas as pd

PRUNED = ("masked", "compacted")
"""Forms of a network that something was pruned of, besides the dense one."""


def pruned(deployed: pd.DataFrame) -> pd.DataFrame:
    """Masked and compacted forms, with `flops_cut` of the compacted one of the same network."""
    if deployed.empty:
        return deployed
    compacted = deployed[deployed["form"] == "compacted"].drop_duplicates(["arm", "seed"])
    cut = compacted[["arm", "seed"]].assign(flops_cut=1 - compacted["flops_share"])
    return deployed[deployed["form"].isin(list(PRUNED))].merge(cut, on=["arm", "seed"])


def measured_on(deployed: pd.DataFrame) -> list[str]:
    """Machines and versions of the measurements, a line each."""
    machines = deployed[["processor", "torch", "onnxruntime"]].drop_duplicates()
    return [
        f"Measured on {m['processor']}, PyTorch {m['torch']}, ONNX Runtime {m['onnxruntime']}."
        for m in machines.to_dict("records")
    ]
