"""A finished small study, made once, and copies of it."""

import pytest

from tests.workflow.checkout import Checkout


@pytest.fixture(scope="session")
def finished(tmp_path_factory) -> Checkout:
    """A checkout whose small study is done; tests must not change it."""
    checkout = Checkout(tmp_path_factory.mktemp("finished"))
    checkout.snakemake()
    return checkout


@pytest.fixture
def checkout(finished, tmp_path) -> Checkout:
    """A copy of the finished checkout, with its results and Snakemake's records."""
    return Checkout.copy_of(finished, tmp_path / "checkout")
