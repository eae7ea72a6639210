"""Searches by name: how genomes are found. One file and one line each."""

SEARCHES: dict[str, str] = {
    "nsga2": "evoprune.evolution.searches.nsga2:Nsga2",
    "random": "evoprune.evolution.searches.random:RandomSearch",
    "uniform": "evoprune.evolution.searches.uniform:UniformRatios",
}
