"""Data sets by name: each file holds the settings of one generator or reader."""

DATASETS: dict[str, str] = {
    "binary_clusters": "evoprune.data.binary_clusters:BinaryClusters",
    "mnist": "evoprune.data.mnist:Mnist",
    "fashion_mnist": "evoprune.data.fashion_mnist:FashionMnist",
}
