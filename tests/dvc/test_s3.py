"""The same through an S3-compatible server, on loopback."""

import pytest

from tests.s3 import Bucket, server

pytestmark = [pytest.mark.dvc, pytest.mark.slow]


@pytest.fixture(scope="module")
def endpoint():
    """Address of a server that ends with the tests."""
    with server() as address:
        yield address


def use(repository, endpoint):
    """What the README says about S3, in a file that Git ignores."""
    repository.dvc("remote", "add", "--local", "--default", "s3", "s3://results/evoprune")
    repository.dvc("remote", "modify", "--local", "s3", "endpointurl", endpoint)


def test_a_clone_is_complete_after_a_pull_from_s3(repository, endpoint):
    Bucket(endpoint, "results")
    use(repository, endpoint)
    assert "files pushed" in repository.dvc("push")
    assert repository.dvc("push").strip() == "Everything is up to date."
    assert repository.run("git", "status", "--porcelain") == ""
    clone = repository.clone(repository.folder.parent / "clone")
    use(clone, endpoint)
    clone.dvc("pull")
    assert clone.stored() == repository.stored()
    assert clone.planned() == {}
