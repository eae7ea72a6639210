"""Reproduces three studies on evolving how neural networks are pruned, and decides their claims."""

__version__ = "0.1.0"
