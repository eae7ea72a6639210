"""Study 1: activation-guided pruning of autoencoders, alone and in a ring that co-evolves."""
