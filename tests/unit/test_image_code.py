"""The digest of code of a data set of images covers every module that reading it loads."""

import json
import subprocess
import sys

import pytest

from evoprune.data.images import IMAGES
from evoprune.data.images.code import modules
from evoprune.errors import ConfigError
from evoprune.provenance import import_closure, source_file

LOADED = """
import json, sys
from pathlib import Path
from evoprune.data.images.cifar10 import Cifar10
from evoprune.data.images.batches import Batches
from evoprune.randomness import Streams
from tests.unit import tiny_pictures
import pytest
with pytest.MonkeyPatch.context() as patch:
    pictures = tiny_pictures.install(patch, Path(sys.argv[1]))
    pictures.put("cifar_python", "cifar10")
    data = Cifar10()
    train = data.splits(pictures.root).train
    norm = data.normalised_by(train)
    Batches(train, 8, Streams(1, "a", 1), data.augmentation(), norm).batch(3)
print(json.dumps([name for name in sys.modules if name.startswith("evoprune.")]))
"""


def test_what_reading_and_augmenting_load_is_in_the_closure(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", LOADED, str(tmp_path)], capture_output=True, text=True, check=True
    )
    loaded = {name for name in json.loads(done.stdout) if source_file(name).stem != "__init__"}
    closure = set(import_closure([*modules("cifar10"), "evoprune.data.images.batches"]))
    assert loaded <= closure
    assert "evoprune.data.images.formats.pickled" in loaded
    assert "evoprune.data.images.augmentations.crop_and_flip" in loaded


@pytest.mark.parametrize("name", list(IMAGES))
def test_no_registry_is_in_it(name):
    found = import_closure(modules(name))
    assert not [module for module in found if source_file(module).stem == "__init__"]


@pytest.mark.parametrize("name", list(IMAGES))
def test_every_data_set_has_its_modules(name):
    assert modules(name)[0] == f"evoprune.data.images.{name}"
    assert set(modules(name)) <= set(import_closure(modules(name)))


def test_unknown_names_are_refused():
    with pytest.raises(ConfigError, match="unknown data set of images 'cifar'"):
        modules("cifar")
