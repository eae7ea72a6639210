"""Images of MNIST and of data sets in its format, as grey levels."""

from pathlib import Path
from typing import ClassVar

from evoprune.data import reading
from evoprune.data.images.augmentations.base import Augmentation
from evoprune.data.images.augmentations.shift import Shift
from evoprune.data.images.base import ImageData
from evoprune.data.images.labelled import Labelled, Official
from evoprune.data.places import data_root


class IdxImages(ImageData):
    """Images of 28 x 28 grey levels; files are those of the data set of bits of the same name."""

    image_shape: ClassVar[tuple[int, int, int]] = (1, 28, 28)
    classes: ClassVar[int] = 10
    augmented_by: ClassVar[type[Augmentation]] = Shift
    files: ClassVar[str]
    """Name of the data set whose files are read."""

    def official(self, root: Path | None = None) -> Official:
        """All images as published; see `ImageData.official`."""
        arrays = reading.read(self.files, data_root(root))
        train, test = (
            Labelled(arrays[f"{split}_images"][:, None], arrays[f"{split}_labels"].astype("int64"))
            for split in ("train", "test")
        )
        return Official(train, test)
