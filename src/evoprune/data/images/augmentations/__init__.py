"""Augmentations by name: each file holds the settings of one, with `images(part, rows, ...)`.

All are functions of epoch and row alone, so batches, chunks and workers change nothing.
"""

AUGMENTATIONS: dict[str, str] = {
    "none": "evoprune.data.images.augmentations.none:Unchanged",
    "shift": "evoprune.data.images.augmentations.shift:Shift",
    "crop_and_flip": "evoprune.data.images.augmentations.crop_and_flip:CropAndFlip",
    "random_resized_crop": (
        "evoprune.data.images.augmentations.random_resized_crop:RandomResizedCrop"
    ),
}
