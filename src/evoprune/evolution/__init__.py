"""Evolution: genomes, how they vary, which survive, and the searches made of these parts."""
