"""What training on a CUDA device needs: settings for repeatable bits, and graphs."""

import os
from collections.abc import Callable

import torch


def prepare(device: torch.device) -> None:
    """Make the device the current one, if it has a number, and its arithmetic repeatable.

    These settings hold for the whole process, as the number of threads does.
    """
    # Read when the first matrix product makes its workspace, which has to be of fixed size.
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    if device.index is not None:
        torch.cuda.set_device(device)
    # Full float32 products: TF32 rounds the factors to 10 bits.
    torch.set_float32_matmul_precision("highest")
    # An operation without deterministic algorithm warns: none that the engine uses should.
    torch.set_deterministic_debug_mode("warn")
    # Or else every new tensor would be filled before it is written.
    torch.utils.deterministic.fill_uninitialized_memory = False  # type: ignore[attr-defined]


def capture(work: Callable[[], None]) -> Callable[[], None]:
    """A CUDA graph of some work on fixed buffers; the work is done once before, to warm up."""
    # Libraries set themselves up at first use, which must not happen within a capture.
    stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        work()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        work()
    return graph.replay
