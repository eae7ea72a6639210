"""A finished study in a repository, made once and pushed, and copies of it with their remote."""

import shutil

import pytest

from tests.dvc.repository import Repository


@pytest.fixture(scope="session")
def pushed(tmp_path_factory) -> Repository:
    """A repository whose study DVC ran, committed and pushed; tests must not change it."""
    repository = Repository(tmp_path_factory.mktemp("dvc") / "first" / "checkout")
    repository.dvc("repro")
    repository.commit("Its results")
    repository.dvc("push")
    return repository


@pytest.fixture
def repository(pushed, tmp_path) -> Repository:
    """A copy with the remote beside it."""
    return pushed.moved(tmp_path / "copy")


@pytest.fixture(scope="session")
def pulled(pushed, tmp_path_factory) -> Repository:
    """A clone that finds the remote beside it, after a pull; tests must not change it."""
    beside = pushed.moved(tmp_path_factory.mktemp("dvc") / "second")
    clone = beside.clone(beside.folder.parent / "clone")
    shutil.rmtree(beside.folder)
    clone.dvc("pull")
    return clone


@pytest.fixture
def clone(pulled, tmp_path) -> Repository:
    """A copy of that clone."""
    return pulled.moved(tmp_path / "copy")
