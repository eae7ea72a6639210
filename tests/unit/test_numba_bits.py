"""Bits of training do not depend on who compiled the kernels, for what, and when."""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import llvmlite.binding
import pytest

from evoprune.data.binary_clusters import BinaryClusters
from evoprune.studies.autoencoder.paths import StudyPaths

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]

DIGESTS = """
import hashlib, json
import numpy as np
from evoprune.training.engines.numba.engine import NumbaEngine
from evoprune.training.engines.numba.kernels import evaluation, panels, training
from tests.unit.numba_jobs import architecture, batches_of, binary_rows

shape = architecture((113, 60, 9, 60, 113), 2)
digests = []
for objective, fresh in (("l1", False), ("l1", True), ("bce", True)):
    engine, rng = NumbaEngine(shape, 5, "cpu", objective), np.random.default_rng(1)
    rows, stack = engine.rows(binary_rows(113)), engine.stack([shape.initial(rng) for _ in "ab"])
    moments, history = None if fresh else engine.adam(stack), engine.history(2)
    batches, rates = batches_of(5, 2, 200), np.array([1e-3, 1e-5])
    losses = engine.train(stack, rows, batches, rates, moments=moments, history=history)
    by_row = engine.row_losses(stack, 1, rows)
    pairs = engine.pair_losses(stack, np.array([[0, 1]]), rows, batches[0, :1]).losses
    digest = hashlib.sha256()
    for values in (stack.parameters, *history.moments, *(moments or ()), losses, by_row, pairs):
        assert np.isfinite(values).all()
        digest.update(np.ascontiguousarray(values).tobytes())
    digests.append(digest.hexdigest())
kernels = (training.train, evaluation.row_losses, evaluation.pair_losses)
print(json.dumps({
    "digests": digests,
    "panels": [len(panels.FIRST), len(panels.OUTPUT)],
    "hits": [sum(kernel.stats.cache_hits.values()) for kernel in kernels],
    "misses": [sum(kernel.stats.cache_misses.values()) for kernel in kernels],
}))
"""


def python(code, *arguments, **variables):
    """The last line that another process prints, as JSON."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("NUMBA_")}
    environment = {**inherited, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", **variables}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    """Kernels that were compiled for this processor, and where they are kept."""
    kept = tmp_path_factory.mktemp("kernels")
    return python(DIGESTS, NUMBA_CACHE_DIR=str(kept)), kept


def test_kernels_from_the_cache_have_the_bits_of_fresh_ones(compiled):
    fresh, kept = compiled
    assert fresh["hits"] == [0, 0, 0]
    assert fresh["misses"] == [3, 1, 2]
    loaded = python(DIGESTS, NUMBA_CACHE_DIR=str(kept))
    assert loaded["hits"] == fresh["misses"]
    assert loaded["misses"] == [0, 0, 0]
    assert loaded["digests"] == fresh["digests"]
    assert len(set(fresh["digests"])) == 3


def without_avx512():
    """This processor's features, less all that need registers of 512 bits."""
    features = llvmlite.binding.get_host_cpu_features()
    wide = {name: has and not name.startswith("avx512") for name, has in features.items()}
    return ",".join(("+" if has else "-") + name for name, has in sorted(wide.items()))


PROCESSORS = {
    "haswell": "+avx,+avx2,+fma,+f16c,+sse4.2,-avx512f",
    "x86-64-v3": "+avx,+avx2,+fma,-avx512f",
    "host": None,
    "skylake-avx512": "+avx2,+fma,+avx512f,+avx512vl,+avx512dq,+avx512bw,+avx512cd",
}
"""Processors to compile for, by LLVM's names, and features; none: this one's without AVX-512."""


def runnable(features):
    """Whether this processor has what a processor to compile for has."""
    own = llvmlite.binding.get_host_cpu_features()
    needed = [name[1:] for name in features.split(",") if name.startswith("+")]
    return all(own.get(name) for name in needed)


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="names x86 processors")
@pytest.mark.parametrize("name", list(PROCESSORS))
def test_bits_are_those_of_any_processor_that_is_compiled_for(compiled, tmp_path, name):
    features = PROCESSORS[name] or without_avx512()
    if not runnable(features):
        pytest.skip(f"this processor cannot run code for {name}")
    variables = {} if name == "host" else {"NUMBA_CPU_NAME": name}
    other = python(DIGESTS, NUMBA_CPU_FEATURES=features, NUMBA_CACHE_DIR=str(tmp_path), **variables)
    assert other["misses"] == [3, 1, 2]
    assert other["panels"] == ([2, 3] if "+avx512f" in features else [1, 1])
    assert other["digests"] == compiled[0]["digests"]


TRAIN = """
import json, sys
from pathlib import Path
from evoprune.config import parse
from evoprune.studies.autoencoder.arm import SeededArm
from evoprune.studies.autoencoder.grid import find
from evoprune.studies.autoencoder.train import train_runs
values, root, name = json.loads(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
arm = find(parse({"autoencoder": values}), name).arm
trained = train_runs([SeededArm(arm, tuple(map(int, sys.argv[4:])))], root, engine="numba")
print(json.dumps([seed for _, seed in trained]))
"""

DATA = BinaryClusters(clusters=2, examples=20, dimensions=24)
STUDY = {
    "dataset": DATA.model_dump(),
    "protocol": {"epochs": 3, "learning_rate": 1e-3, "report_interval": 2},
    "modes": {"lipi": {"population": 4}},
    "arms": [
        {
            "modes": ["canonical", "lipi"],
            "operators": ["variance"],
            "schedules": ["fixed"],
            "seeds": 3,
        }
    ],
}


def results(root, name):
    """Bytes of the models and histories of three runs, and what their records say of them."""
    paths = [StudyPaths(root).run(name, seed) for seed in (1, 2, 3)]
    records = [json.loads(path.record.read_text()) for path in paths]
    assert {record["timing"]["engine"] for record in records} == {"numba"}
    kept = [(record["metrics"], record["digest"], record["files"]) for record in records]
    return [(path.model.read_bytes(), path.history.read_bytes()) for path in paths], kept


@pytest.mark.parametrize("name", ["canonical-variance-fixed", "lipi-variance-fixed"])
def test_runs_of_an_interrupted_job_are_those_of_a_whole_one(tmp_path, name):
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    for root in (whole, parts):
        DATA.generate().save(StudyPaths(root).dataset(DATA.name))
    study = json.dumps(STUDY)
    assert python(TRAIN, study, whole, name, 1, 2, 3) == [1, 2, 3]
    assert python(TRAIN, study, parts, name, 2) == [2]
    assert python(TRAIN, study, parts, name, 1, 2, 3) == [1, 3]
    assert results(parts, name) == results(whole, name)


MEMORY = """
import json, sys
from pathlib import Path
from evoprune.config import parse
from evoprune.data.binary_clusters import BinaryClusters
from evoprune.studies.autoencoder.arm import SeededArm
from evoprune.studies.autoencoder.grid import find
from evoprune.studies.autoencoder.paths import StudyPaths
from evoprune.studies.autoencoder.train import train_runs
values, root = json.loads(sys.argv[1]), Path(sys.argv[2])
data = BinaryClusters()
data.generate().save(StudyPaths(root).dataset(data.name))
arm = find(parse({"autoencoder": values}), "lipi-variance-fixed").arm
train_runs([SeededArm(arm, tuple(range(1, 9)))], root, engine="numba")
status = Path("/proc/self/status").read_text()
# The peak of `getrusage` may be that of the process that started this one.
print(status.split("VmHWM:")[1].split()[0])
"""


def peak(root, epochs):
    """Peak resident memory of eight rings, in MB."""
    arms = [{"modes": ["lipi"], "operators": ["variance"], "schedules": ["fixed"], "seeds": 8}]
    study = {"protocol": {"epochs": epochs, "report_interval": 2}, "arms": arms}
    return python(MEMORY, json.dumps(study), root) / 1024


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the unit is another")
def test_memory_is_below_a_gigabyte_and_does_not_grow_with_epochs(tmp_path):
    peak(tmp_path / "warm", 1)  # whoever compiles needs more
    short, long = (peak(tmp_path / str(epochs), epochs) for epochs in (2, 6))
    assert long < 1000
    assert abs(long - short) < 10
