"""What runs again after which change: exactly what depends on it."""

import copy
import hashlib
import shutil

import pytest
import yaml

from evoprune.studies.autoencoder import figures, tables
from tests.workflow.checkout import SMALL

pytestmark = [pytest.mark.workflow, pytest.mark.slow]

MODES = ["canonical", "lipi"]
FIGURES, TABLES = len(figures.available(MODES)), len(tables.available(MODES))
COMPARED = {"metrics": 1, "plots": 1}
PRESENTED = (
    COMPARED | {"collect": 1, "trade_off": 1, "claims": 1} | {"figure": FIGURES, "table": TABLES}
)
OF_CLAIMS = COMPARED | {
    "claims": 1,
    "figure": sum("claims" in figures.reads(name) for name in figures.available(MODES)),
    "table": sum("claims" in tables.reads(name) for name in tables.available(MODES)),
}


def small(**changes):
    """The small config with values at dotted paths (__ for the dots) replaced."""
    values = copy.deepcopy(SMALL)
    for path, value in changes.items():
        *parents, last = path.split("__")
        node = values
        for part in parents:
            node = node[int(part)] if part.isdigit() else node.setdefault(part, {})
        node[last] = value
    return values


def hashes(checkout, pattern="**/*"):
    folder = checkout.folder / "results/autoencoder"
    files = sorted(path for path in folder.glob(pattern) if path.is_file())
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def written(checkout):
    """When each run was written; Snakemake touches outputs, but not the checksums beside them."""
    folder = checkout.folder / "results/autoencoder/runs"
    files = folder.glob("**/*.json.sha256")
    return {f"{p.parent.name}/{p.name.split('.')[0]}": p.stat().st_mtime_ns for p in files}


def test_a_second_run_does_nothing(finished):
    assert finished.planned() == {}


def test_touching_every_file_does_nothing(checkout):
    for path in checkout.folder.rglob("*"):
        if path.is_file() and ".snakemake" not in path.parts:
            path.touch()
    assert checkout.planned() == {}


def test_without_snakemakes_records_runs_are_kept_and_the_rest_is_made_again(checkout):
    """Nobody knows what such files were made with: jobs look, and keep the runs that are right."""
    records = written(checkout)
    shutil.rmtree(checkout.folder / ".snakemake")
    checkout.configure(small(autoencoder__operators__conjunctive={"threshold": 0.2}))
    assert sum(count for job, count in checkout.planned().items() if "train" in job) == 12
    checkout.snakemake()
    changed = {run for run, when in written(checkout).items() if when != records[run]}
    assert changed == {run for run in records if "conjunctive" in run}
    assert checkout.planned() == {}


def test_a_plot_setting_draws_figures_only(checkout):
    checkout.configure(small(plot__font_size_pt=9.0))
    assert checkout.planned() == {"figure": FIGURES}


def test_a_margin_decides_claims_anew_and_shows_them(checkout):
    before, records = hashes(checkout), written(checkout)
    checkout.edit("config/claims.yaml", "l1: {value: 0.01", "l1: {value: 0.02")
    assert checkout.planned() == OF_CLAIMS
    checkout.snakemake()
    assert written(checkout) == records
    after = hashes(checkout)
    changed = {name for name in before if after[name] != before[name]}
    assert {"claims.json", "claims.csv", "tables/claims.md"} <= changed
    assert not any(name.startswith(("runs", "history", "models", "trade_off")) for name in changed)
    margins = checkout.path("claims.csv").read_text()
    assert "the card is changed since it was registered" in checkout.path("claims.json").read_text()
    assert ",0.02," in margins
    assert checkout.planned() == {}


def test_a_claim_about_another_study_is_not_this_ones_business(checkout):
    path = checkout.folder / "config/claims.yaml"
    # A study with a file of its own has all its cards in that.
    path.with_suffix("").joinpath("pruning_functions.yaml").unlink()
    values = yaml.safe_load(path.read_text())
    card = copy.deepcopy(values["claims"][1])
    values["claims"].append({**card, "id": "Z1", "study": "pruning_functions"})
    path.write_text(yaml.safe_dump(values))
    assert checkout.planned() == {}


def test_the_threshold_trains_conjunctive_arms_only(checkout):
    checkout.configure(small(autoencoder__operators__conjunctive={"threshold": 0.2}))
    jobs = {
        f"train_{mode}_conjunctive_fixed_{seed}": 1
        for mode in ("canonical", "lipi")
        for seed in (1, 3)
    }
    assert checkout.planned() == jobs | PRESENTED


def test_more_seeds_train_only_those(checkout):
    checkout.configure(small(autoencoder__arms__0__seeds=4))
    # Seed 4 joins the chunk of seed 3.
    jobs = checkout.planned()
    assert {name for name in jobs if name.startswith("train")} == {
        f"train_{mode}_{arm}_3"
        for mode in ("canonical", "lipi")
        for arm in ("none", "random_fixed", "conjunctive_fixed")
    }
    before = written(checkout)
    said = checkout.snakemake("results/autoencoder/models/lipi-none/4.safetensors")
    assert "lipi-none: 1 runs trained, 1 were there" in said
    after = written(checkout)
    assert set(after) - set(before) == {"lipi-none/4"}
    assert {name: after[name] for name in before} == before


@pytest.mark.parametrize("size", [1, 3, 8])
def test_another_chunk_size_trains_nothing(checkout, size):
    checkout.configure(small(compute__chunk={"canonical": size, "lipi": size}))
    assert checkout.planned() == {}


@pytest.mark.parametrize("kind", ["device: auto", "progress_seconds: 1.0"])
def test_where_jobs_run_trains_nothing(checkout, kind):
    key, value = kind.split(": ")
    checkout.configure(small(**{f"compute__{key}": float(value) if "." in value else value}))
    assert checkout.planned() == {}


def test_a_deleted_model_is_remade_alone(checkout):
    before, records = hashes(checkout), written(checkout)
    checkout.path("models/canonical-random-fixed/2.safetensors").unlink()
    jobs = checkout.planned()
    assert [name for name in jobs if name.startswith("train")] == ["train_canonical_random_fixed_1"]
    said = checkout.snakemake()
    assert "canonical-random-fixed: 1 runs trained, 1 were there" in said
    changed = {run for run, time in written(checkout).items() if time != records[run]}
    assert changed == {"canonical-random-fixed/2"}
    same = {n: h for n, h in before.items() if n.startswith(("models", "history", "runs.csv"))}
    assert {name: digest for name, digest in hashes(checkout).items() if name in same} == same
    assert checkout.planned() == {}


def test_a_comment_or_docstring_in_the_source_plans_nothing(checkout):
    name = "src/evoprune/training/modes/canonical.py"
    checkout.edit(name, "import numpy as np\n", "# why\nimport numpy as np\n")
    checkout.edit(name, '"""One network."""', '"""A single network."""')
    assert checkout.planned() == {}


def test_code_of_one_mode_trains_its_arms_only(checkout):
    checkout.edit("src/evoprune/training/neighbours.py", "size=2", "size=1 + 1")
    jobs = checkout.planned()
    trained = {name for name in jobs if name.startswith("train")}
    assert len(trained) == 6
    assert all(name.startswith("train_lipi") for name in trained)


def test_code_of_the_engine_compiles_and_trains_all_anew(checkout):
    checkout.edit(
        "src/evoprune/training/engines/numba/kernels/updates.py",
        "SMALLEST_RATE = 1e-37",
        "SMALLEST_RATE = 2e-37",
    )
    jobs = checkout.planned()
    trained = [name for name in jobs if name.startswith("train")]
    assert len(trained) == 12  # two modes, three arms, two chunks
    assert jobs == {"warm": 1} | dict.fromkeys(trained, 1) | PRESENTED


def test_a_lost_list_of_kernels_plans_nothing(checkout):
    (checkout.folder / "results/logs/kernels.txt").unlink()
    assert checkout.planned() == {}


def test_code_of_one_figure_draws_that_figure_only(checkout):
    name = "src/evoprune/studies/autoencoder/figures/agreement.py"
    path = checkout.folder / name
    path.write_text(path.read_text() + "\n\nUNUSED = 1\n")
    assert checkout.planned() == {"figure": 1}


MAGNITUDE = '''"""Magnitude pruning: the smallest weights of each layer."""

import numpy as np

from evoprune.pruning.keep_mask import KeepMask
from evoprune.pruning.operators.base import Operator, PruneContext


class MagnitudePruning(Operator):
    """Zero the smaller half of each weight matrix; biases stay."""

    def keep_masks(self, context: PruneContext, rng: np.random.Generator) -> list[KeepMask]:
        """Keep what is above the median magnitude."""
        masks = []
        for layer in context.layers:
            size = np.abs(layer.weight)
            masks.append(KeepMask(size > np.median(size), np.ones(len(layer.bias), dtype=bool)))
        return masks
'''


def test_a_new_operator_plans_no_old_run_and_trains_its_own_arm(checkout):
    operators = checkout.folder / "src/evoprune/pruning/operators"
    (operators / "magnitude.py").write_text(MAGNITUDE)
    checkout.edit(
        "src/evoprune/pruning/operators/__init__.py",
        "OPERATORS: dict[str, str] = {\n",
        'OPERATORS: dict[str, str] = {\n    "magnitude": '
        '"evoprune.pruning.operators.magnitude:MagnitudePruning",\n',
    )
    assert checkout.planned() == {}
    values = small()
    values["autoencoder"]["arms"].append(
        {"modes": ["canonical"], "operators": ["magnitude"], "schedules": ["fixed"], "seeds": 1}
    )
    checkout.configure(values)
    assert checkout.planned() == {"train_canonical_magnitude_fixed_1": 1} | PRESENTED
    checkout.snakemake()
    assert "canonical-magnitude-fixed" in checkout.path("runs.csv").read_text()
    assert "magnitude" in checkout.path("figures/heatmap_loss_canonical.svg").read_text()


EVENTS = '''"""Number of pruning events of each run."""

from matplotlib.figure import Figure

from evoprune.report import style
from evoprune.report.settings import PlotSettings
from evoprune.studies.autoencoder.results import Results

CAPTION = "Pruning events of each run."


def draw(results: Results, plot: PlotSettings) -> Figure:
    """A histogram over the runs."""
    figure = style.new_figure(plot, height_to_width=0.6)
    axes = figure.add_subplot()
    axes.hist(results.completed["events"])
    axes.set_xlabel("pruning events of a run")
    axes.set_ylabel("runs")
    return figure
'''


def test_a_new_figure_draws_itself_only(checkout):
    figures = checkout.folder / "src/evoprune/studies/autoencoder/figures"
    (figures / "events.py").write_text(EVENTS)
    checkout.edit(
        "src/evoprune/studies/autoencoder/figures/__init__.py",
        "FIGURES: dict[str, Entry] = {\n",
        'FIGURES: dict[str, Entry] = {\n    "events": Entry(f"{HERE}.events", scoped=False),\n',
    )
    assert checkout.planned() == {"figure": 1}
    checkout.snakemake()
    assert "pruning events of a run" in checkout.path("figures/events.svg").read_text()


def test_another_study_leaves_the_first_untouched(checkout):
    before = hashes(checkout)
    other = small(results="results/other", autoencoder__protocol__epochs=1)
    path = checkout.configure(other, "other")
    checkout.snakemake("results/other/autoencoder/runs.csv", config=path)
    assert hashes(checkout) == before
    assert checkout.planned() == {}
