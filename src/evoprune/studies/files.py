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
    names = dict.fromkeys(
        name for block in config.pruning_functions.arms for own in block.tasks for name in own
    )
    tasks = config.pruning_functions.tasks
    transferred = config.pruning_functions.transfer.tasks if config.pruning_functions.arms else []
    pruned = [str(tasks[name].dataset.generator) for name in [*names, *transferred]]
    return list(dict.fromkeys([*(n for n in bits if n in manifest.known()), *images, *pruned]))
