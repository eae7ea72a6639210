"""Train, validation and test rows of a data set, and who read the test rows."""

from pathlib import Path

import numpy as np

from evoprune import artifacts

TEST_READERS = ("final", "conjunctive_cases", "reference_test_loss")
"""Who may read the test split: the final evaluation, and the two exemptions of `published`."""


class Splits:
    """The three splits of a data set.

    Attributes:
        train: shape (rows, dimensions), uint8.
        validation: the same.
        test_reads: number of reads of the test split by reader.
    """

    def __init__(self, *, train: np.ndarray, validation: np.ndarray, test: np.ndarray) -> None:
        self.train = train
        self.validation = validation
        self._test = test
        self.test_reads: dict[str, int] = {}

    def read_test(self, reader: str) -> np.ndarray:
        """The test rows, for one of `TEST_READERS`; every read is counted.

        Raises:
            PermissionError: nobody else may look at them.
        """
        if reader not in TEST_READERS:
            raise PermissionError(f"the test split is not for '{reader}', only for {TEST_READERS}")
        self.test_reads[reader] = self.test_reads.get(reader, 0) + 1
        return self._test

    def save(self, path: Path) -> str:
        """Write the splits as safetensors; return the checksum of the file."""
        tensors = {"train": self.train, "validation": self.validation, "test": self._test}
        return artifacts.write_tensors(path, tensors)

    @classmethod
    def load(cls, path: Path) -> "Splits":
        """Read what `save` wrote.

        Raises:
            MissingDataError, CorruptFileError: see `artifacts.read_bytes`.
        """
        tensors, _ = artifacts.read_tensors(path)
        return cls(**tensors)
