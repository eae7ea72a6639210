"""Functions that score channels, as trees of operators over statistics of a layer."""
