"""What is compiled: the passes and steps of one network."""
