"""What must not matter: jobs at a time, order, hash seed, language, time zone, threads, home."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from evoprune.training.engines.numba.cache import cache_folder
from tests.promises import scaled
from tests.workflow.checkout import Checkout
from tests.workflow.test_rerun_table import hashes, small

pytestmark = [pytest.mark.workflow, pytest.mark.slow]

KERNELS = cache_folder()
"""Where compiled kernels lie; a home of its own would have none."""
BESIDE = (".snakemake", "__pycache__")
"""Snakemake's notes, and Python's."""
STEPS = """
import sys
written = []

def note(event, arguments):
    path = arguments[0] if arguments else None
    flags = arguments[2] if event == "open" else 0
    changing = event in CHANGING or (event == "open" and flags and flags & (1 | 2 | 64 | 512))
    if changing and isinstance(path, (str, bytes)):
        written.append(str(path))
    if event in ("os.rename", "os.link"):
        written.append(str(arguments[1]))

CHANGING = {f"os.{name}" for name in ("mkdir", "rename", "remove", "link", "truncate", "chmod")}
sys.addaudithook(note)
from evoprune.cli import main

config = ["--config", "config/small.yaml"]
for arm in ("canonical-random-fixed", "lipi-conjunctive-fixed"):
    assert main(["train", *config, "--arm", arm]) == 0
runs = ["canonical-random-fixed=1-3", "lipi-conjunctive-fixed=1-3"]
for command in ("collect", "trade_off"):
    assert main([command, "--results", "results", "--runs", *runs]) == 0
assert main(["table", "summary_lipi"]) == 0
assert main(["figure", "l1_curves_lipi"]) == 0
print("\\n".join(["written:", *written]))
"""


def own_folders(folder: Path) -> dict[str, str]:
    """A home and a folder of temporary files below `folder`; only compiled kernels are shared."""
    places = {"HOME": folder / "home", "TMPDIR": folder / "tmp"}
    for place in places.values():
        place.mkdir()
    # The kernels' folder stands in one called after the project.
    shared = {"NUMBA_CACHE_DIR": str(KERNELS.parent.parent), "XDG_CACHE_HOME": ""}
    return {name: str(place) for name, place in places.items()} | shared


def files(folder: Path) -> set[str]:
    """Every file below a folder, but for Snakemake's and Python's notes."""
    found = (p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
    return {str(path) for path in found if not set(BESIDE) & set(path.parts)}


WAYS = [("1", {"canonical": 3, "lipi": 1}), ("2", {"canonical": 1, "lipi": 3})]


@pytest.mark.promise(
    "the same runs bit by bit, whatever the jobs at a time, their size and their order", tries=36
)
@pytest.mark.parametrize(("cores", "chunk"), scaled(WAYS, WAYS[:1]))
def test_runs_do_not_depend_on_processes_chunks_or_order(
    finished, tmp_path, monkeypatch, cores, chunk, promise
):
    for name, value in own_folders(tmp_path).items():
        monkeypatch.setenv(name, value)
    fresh = Checkout(tmp_path / "fresh")
    fresh.configure(small(compute__chunk=chunk))
    models = "models/**/*.safetensors"
    targets = [f"results/autoencoder/{name}" for name in hashes(finished, models)]
    random.Random(int(cores)).shuffle(targets)
    before = files(tmp_path)
    fresh.snakemake("--cores", cores, *targets, "results/autoencoder/runs.csv")
    assert fresh.path("runs.csv").read_bytes() == finished.path("runs.csv").read_bytes()
    expected, found = hashes(finished, models), hashes(fresh, models)
    assert len(expected) == 18
    for name, digest in expected.items():
        with promise.tried():
            assert found[name] == digest
    assert outside(files(tmp_path) - before, "fresh") == set()


def outside(names: set[str], checkout: str) -> set[str]:
    """Files that lie neither in the results nor in a cache of the home."""
    return {n for n in names if not n.startswith((f"{checkout}/results/", "home/.c"))}


SURROUNDINGS = [
    {"PYTHONHASHSEED": "1", "LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu", "threads": "4"},
    {"PYTHONHASHSEED": "0"},
    {"PYTHONHASHSEED": "random"},
    {"LC_ALL": "C"},
    {"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"},
    {"TZ": "Pacific/Apia"},
    {"TZ": "America/St_Johns"},
    {"threads": "4"},
]


def steps(folder: Path, surroundings: dict[str, str]) -> tuple[Checkout, list[str]]:
    """Train, collect and draw by hand in a checkout; returns it, and all paths written to."""
    checkout = Checkout(folder)
    more = dict(surroundings)
    threads = more.pop("threads", None)
    if threads:
        more |= dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), threads)
    done = subprocess.run(
        [sys.executable, "-c", STEPS],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": "src", "PYTHONDONTWRITEBYTECODE": "1", **more},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return checkout, done.stdout.split("written:\n")[1].splitlines()


def checksums(checkout: Checkout) -> dict[str, str]:
    """Checksums of results without times in them."""
    differing = (".json", ".json.sha256", "timings.csv", "timings.csv.sha256")
    return {n: d for n, d in hashes(checkout).items() if not n.endswith(differing)}


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> tuple[Checkout, list[str]]:
    """What `steps` leaves in a home of its own."""
    folder = tmp_path_factory.mktemp("plain")
    return steps(folder / "checkout", own_folders(folder))


@pytest.mark.promise(
    "the same checksums, whatever hash seed, language, time zone and number of threads", tries=8
)
def test_surroundings_change_nothing(plain, tmp_path, promise):
    expected = checksums(plain[0])
    assert {"runs.csv", "trade_off.csv", "figures/l1_curves_lipi.svg"} <= set(expected)
    for number, surroundings in enumerate(scaled(SURROUNDINGS, SURROUNDINGS[:1])):
        with promise.tried():
            checkout, _ = steps(tmp_path / str(number), surroundings)
            assert checksums(checkout) == expected, surroundings


@pytest.mark.promise("every path written to lies in the results or in a cache", tries=100)
def test_writes_stay_inside_the_results(plain, tmp_path, promise):
    checkout, written = plain
    place = checkout.folder.parent
    allowed = (checkout.folder / "results", place / "home/.cache", place / "home/.config", KERNELS)
    for name in written:
        path = (checkout.folder / name).resolve()
        with promise.tried():
            assert path == Path(os.devnull) or any(path.is_relative_to(a) for a in allowed), path
    untouched = Checkout(tmp_path / "checkout")
    assert outside(files(place) - files(untouched.folder.parent), "checkout") == set()
