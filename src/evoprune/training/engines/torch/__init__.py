"""The reference engine: stacked networks in PyTorch, backward pass by hand, CPU or CUDA."""
