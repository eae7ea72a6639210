"""Networks in the ONNX format: one input `images`, one output `logits`, any number of images.

PyTorch's exporter writes into the file where the code lay and how each node came about. That is
taken out, so that the same network gives the same bytes everywhere with the same versions.
"""

import copy
import json
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import onnx
import torch

from evoprune.networks.convolutional.network import ConvolutionalNetwork

INPUT, OUTPUT = "images", "logits"


def exported(network: ConvolutionalNetwork) -> bytes:
    """A network as an ONNX file; as it is in eval mode.

    Args:
        network: stays as it is. Its architecture stands in the file's metadata.
    """
    twin = copy.deepcopy(network).cpu().eval()
    # Two images: a size of one would be taken for one that never changes.
    images = torch.zeros(2, *network.architecture.image)
    with _quiet():
        program: Any = torch.onnx.export(
            twin,
            (images,),
            dynamo=True,
            verbose=False,
            input_names=[INPUT],
            output_names=[OUTPUT],
            dynamic_shapes=({0: torch.export.Dim("batch")},),
        )
    model = program.model_proto
    _strip(model)
    described = json.dumps(network.architecture.describe(), sort_keys=True)
    model.metadata_props.add(key="architecture", value=described)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString(deterministic=True))


def _strip(model: Any) -> None:
    """Take out what tells of the machine and of the exporter's steps."""
    graph = model.graph
    parts = (*graph.node, *graph.initializer, *graph.input, *graph.output, *graph.value_info)
    for part in (model, graph, *parts):
        part.ClearField("metadata_props")
        part.ClearField("doc_string")


@contextmanager
def _quiet() -> Iterator[None]:
    """Without what the exporter says of itself: its own use of old names, packages it can spare."""
    logger = logging.getLogger("torch.onnx._internal.exporter._registration")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", ".*LeafSpec", FutureWarning)
            yield
    finally:
        logger.setLevel(level)
