"""What the studies of a config need from outside."""

from evoprune.config import Config
from evoprune.data import manifest
from evoprune.studies.autoencoder.grid import datasets
from evoprune.studies.filter_criteria.grid import arms


def real_data(config: Config) -> list[str]:
    """Data sets whose files are not made here: names as `data ready` and `data fetch` take them."""
    bits = [dataset.generator for dataset in datasets(config).values()]
    images = [
        str(seeded.arm.dataset_settings["generator"])
        for seeded in arms(config.filter_criteria, config.root_seed)
    ]
    return list(dict.fromkeys([*(n for n in bits if n in manifest.known()), *images]))
