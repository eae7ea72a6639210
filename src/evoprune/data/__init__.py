"""Data sets by name: each file holds the settings of one generator or reader."""

DATASETS: dict[str, str] = {
    "binary_clusters": "evoprune.data.binary_clusters:BinaryClusters",
}
