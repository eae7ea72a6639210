"""Formats of files of labelled images by name: each module has `parse(data, dataset, place)`.

It gives the images of one file, uint8 of shape (rows, channels, height, width), and their labels,
int64 of shape (rows,), and raises CorruptFileError for anything else. The checksum came before.
"""

FORMATS: dict[str, str] = {
    "cifar_python": "evoprune.data.images.formats.cifar_python",
    "cifar_binary": "evoprune.data.images.formats.cifar_binary",
    "svhn": "evoprune.data.images.formats.svhn",
    "digits": "evoprune.data.images.formats.digits",
}
