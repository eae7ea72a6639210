"""Which code makes the images of a data set: a format, chosen by its name, is no import."""

from evoprune.data.images import IMAGES
from evoprune.data.images.known import known_files
from evoprune.data.images.reading import FORMATS
from evoprune.registry import load, module_of


def modules(name: str) -> list[str]:
    """Modules to start a digest of code from: data set and formats of its files.

    Args:
        name: of the data set, e.g. `cifar10`.

    Raises:
        ConfigError: there is none of that name.
    """
    load("data set of images", IMAGES, name)
    entry = known_files(name)
    formats = [form.format for form in entry.forms] if entry else []
    return [module_of(IMAGES, name), *(f"{FORMATS}.{form}" for form in formats)]
