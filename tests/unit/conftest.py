"""Tiny image data sets that stand in for the real ones."""

import pytest

from tests.unit import tiny_pictures
from tests.unit.tiny_images import COUNTS, install


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    """A data root of its own and a manifest of tiny files; none of them is there yet."""
    return install(monkeypatch, tmp_path)


@pytest.fixture
def there(tiny):
    """The same with all files in place."""
    for name in COUNTS:
        tiny.put(name, tiny.root / name)
    return tiny


@pytest.fixture
def pictures(tmp_path, monkeypatch):
    """A data root of its own and a manifest of tiny images; none of their files is there yet."""
    return tiny_pictures.install(monkeypatch, tmp_path)
