"""Filter pruning: widths from ratios, sub-networks that share weights, counting, files."""
