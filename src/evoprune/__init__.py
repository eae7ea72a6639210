"""Reproduces three studies on evolving how neural networks are pruned, and decides their claims.

Docstrings that name "the spec" or a quirk such as Q14 mean docs/autoencoder.md.
"""

__version__ = "0.1.0"
