"""Ways to search functions, by name."""

SEARCHES: dict[str, str] = {
    "gp": "evoprune.evolution.genetic_programming.searches.gp:GeneticProgramming",
    "random": "evoprune.evolution.genetic_programming.searches.random:RandomSearch",
    "seeds": "evoprune.evolution.genetic_programming.searches.seeds:SeedsOnly",
}
