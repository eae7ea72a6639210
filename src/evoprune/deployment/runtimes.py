"""What runs a network: PyTorch, or ONNX Runtime with an exported file; each with one thread."""

from collections.abc import Callable, Mapping

import numpy as np
import onnxruntime
import torch

from evoprune.deployment.onnx_files import INPUT
from evoprune.networks.convolutional.network import ConvolutionalNetwork

Runner = Callable[[np.ndarray], np.ndarray]
"""From images, float32 of shape (batch, channels, height, width), to logits, (batch, classes)."""


def torch_runner(network: ConvolutionalNetwork) -> Runner:
    """A network as PyTorch runs it, on the CPU and in eval mode."""
    network.eval()

    def run(images: np.ndarray) -> np.ndarray:
        with torch.inference_mode():
            logits: np.ndarray = network(torch.from_numpy(images)).numpy()
        return logits

    return run


def onnx_runner(model: bytes) -> Runner:
    """An exported network as ONNX Runtime runs it on the CPU."""
    options = onnxruntime.SessionOptions()
    # No pool of threads: all work is done in the caller's, whose time is measured.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def run(images: np.ndarray) -> np.ndarray:
        return np.asarray(session.run(None, {INPUT: images})[0])

    return run


def runners(network: ConvolutionalNetwork, model: bytes) -> Mapping[str, Runner]:
    """Both of them by name."""
    return {"torch": torch_runner(network), "onnxruntime": onnx_runner(model)}


def some_images(network: ConvolutionalNetwork, batch: int, seed: int = 0) -> np.ndarray:
    """Standard normal images of a network's size, float32; the same for a seed."""
    rng = np.random.Generator(np.random.Philox(key=seed))
    return rng.standard_normal((batch, *network.architecture.image), dtype=np.float32)
