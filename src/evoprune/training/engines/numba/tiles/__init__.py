"""Small matrices that live in registers, for kernels whose every operation is spelled out."""
