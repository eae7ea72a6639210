"""The parts of a data set of labelled images; the test part is behind the guard of `Splits`."""

import hashlib
from collections.abc import Iterator

import numpy as np

from evoprune.data.images.labelled import Labelled, Official, Part
from evoprune.data.splits import Splits
from evoprune.randomness import Streams


class ImageSplits:
    """Who may see which images.

    Attributes:
        train: what weights are fitted to and filters are scored with.
        validation: what candidates are compared on.
        extra_validation: images beside both, for choices after a search; may be empty.
        whole: training and validation rows together, which the released code scores filters with.
        official: every training image as published, for a last training of what was found.
    """

    def __init__(self, official: Official, cut: dict[str, np.ndarray]) -> None:
        """Split a data set.

        Args:
            official: all images.
            cut: rows of the training set by part; see `cut_rows`.
        """
        self.train = Part(official.train, cut["train"])
        self.validation = Part(official.train, cut["validation"])
        self.extra_validation = Part(official.train, cut["extra_validation"])
        self.whole = Part(
            official.train, np.sort(np.concatenate([cut["train"], cut["validation"]]))
        )
        self.official = Part(official.train, np.arange(len(official.train.labels)))
        self._test: Labelled = official.test
        rows = np.arange(len(official.test.labels))
        self._guard = Splits(train=cut["train"], validation=cut["validation"], test=rows)

    def read_test(self, reader: str) -> Part:
        """The test part, for one of `evoprune.data.splits.TEST_READERS`; every read is counted.

        Raises:
            PermissionError: nobody else may look at it.
        """
        return Part(self._test, self._guard.read_test(reader))

    @property
    def test_reads(self) -> dict[str, int]:
        """Number of reads of the test part by reader."""
        return self._guard.test_reads

    @property
    def digest(self) -> str:
        """Digest of which rows are in which part, and of their labels; images have checksums."""
        digest = hashlib.sha256()
        for part in self._parts():
            for array in (np.array([part.size]), part.rows, part.labels):
                digest.update(array.astype("<i8").tobytes())
        return digest.hexdigest()

    def _parts(self) -> Iterator[Part]:
        yield from (self.train, self.validation, self.extra_validation)


def cut_rows(
    rows: int, validation_part: int, extra: int, streams: Streams, of: int
) -> dict[str, np.ndarray]:
    """Rows of the training set by part, in the order of one permutation of all of them.

    The first `rows` of the permutation are cut: of these the first floor((p - 1) rows / p) train,
    where p is `validation_part`, and the others validate. The rows that follow are the extra ones.
    So fewer rows are a subset of more, and with all rows the cut is the published one.

    Source: spec of the filter criteria, section 4.4.

    Args:
        rows: training and validation rows together.
        validation_part: one row in so many validates: 20 gives 19:1.
        extra: number of extra validation rows.
        streams: where the permutation comes from.
        of: rows of the training set.

    Returns:
        int64 arrays by `train`, `validation` and `extra_validation`, without a common row.
    """
    order = streams.generator("cut").permutation(of)
    training = rows * (validation_part - 1) // validation_part
    train, validation, extras, _ = np.split(order, [training, rows, rows + extra])
    return {"train": train, "validation": validation, "extra_validation": extras}
