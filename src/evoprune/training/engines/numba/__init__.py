"""The fast engine for a CPU: one compiled kernel a pass over the data, explicit vectors."""
