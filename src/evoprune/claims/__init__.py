"""Claims of the studies: cards that say what is tested and how, and what became of them."""
