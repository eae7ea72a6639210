"""What of study 3 runs again after which change; the other studies are left alone."""

import json
import re
import shutil

import pytest

from tests.workflow.checkout import SMALL, Checkout
from tests.workflow.test_searches_rerun import put_digits

pytestmark = [pytest.mark.workflow, pytest.mark.slow]

SHORT = {"batch_size": 40, "learning_rate": 0.1, "schedule": "cosine", "milestones": "steps"}
A = {
    "dataset": {"generator": "digits", "rows": 320, "validation_part": 4},
    "network": "resnet8",
    "widths": [[5, 9, 17]],
    "base": {**SHORT, "epochs": 1.0},
    "retrain": {**SHORT, "epochs": 0.5},
}
STUDY = {
    "tasks": {
        "a": A,
        "b": A | {"network": "convnet6", "widths": [[5, 5, 10, 10, 19, 19]]},
        "c": A | {"network": "preresnet8", "widths": [[4, 4, 8, 8, 16, 16]]},
    },
    "bases": 1,  # not the three of the config below it
    "scoring": {"per_class": 6},
    "seed_functions": ["l1", "fisher"],
    "evolution": {"generations": 2, "copies": 1, "population": 3, "parents": 1},
    "transfer": {
        "tasks": ["a", "c"],
        "functions": ["l1", "xi_a"],
        "inverted": ["l1"],
        "seeds": 1,
        "champion_seeds": 1,
    },
    "arms": [
        {"variants": ["repaired"], "tasks": [["a", "b"]], "seeds": 2},
        {"variants": ["faithful"], "searches": ["random"], "tasks": [["b"]], "seeds": 1},
    ],
}
TABLE = "results/pruning_functions/runs.csv"
AB, B = {"repaired-gp-a+b/1", "repaired-gp-a+b/2"}, {"faithful-random-b/1"}
"""Runs."""
BASES = {"a/1", "b/1", "c/1"}
TRANSFERS = {"a/1", "c/1"}


def configured(**changes):
    """A config of study 3 alone, with values at dotted paths (__ for the dots) replaced."""
    values = {
        "autoencoder": {"arms": []},
        "filter_criteria": {"arms": []},
        "pruning_functions": json.loads(json.dumps(STUDY)),
    }
    for path, value in changes.items():
        *parents, last = path.split("__")
        node = values["pruning_functions"]
        for part in parents:
            node = node[int(part)] if part.isdigit() else node.setdefault(part, {})
        node[last] = value
    return values


@pytest.fixture(scope="module")
def evolved(tmp_path_factory) -> Checkout:
    """A checkout whose study is done up to its tables; tests must not change it."""
    checkout = Checkout(tmp_path_factory.mktemp("evolved"))
    put_digits(checkout)
    checkout.configure(configured())
    said = checkout.snakemake(TABLE)
    jobs = {
        rule: said.count(f"rule {rule}:") for rule in ("images", "base", "evolve", "contenders")
    }
    assert jobs == {"images": 1, "base": 3, "evolve": 3, "contenders": 1}
    assert said.count("rule transfer:") == 2
    return checkout


@pytest.fixture
def checkout(evolved, tmp_path) -> Checkout:
    """A copy of it."""
    return Checkout.copy_of(evolved, tmp_path / "checkout")


def jobs(said: str) -> dict[str, set[str]]:
    """Names and numbers of the jobs of each rule of the study that a dry run names."""
    found: dict[str, set[str]] = {}
    rule = ""
    for line in map(str.strip, said.splitlines()):
        if line.startswith("rule "):
            rule = line.removeprefix("rule ").rstrip(":")
        named = re.match(r"wildcards: name=([^,]+), (?:seed|number)=(\d+)$", line)
        if named:
            found.setdefault(rule, set()).add(f"{named[1]}/{named[2]}")
    return found


def planned(checkout: Checkout) -> dict[str, set[str]]:
    return jobs(checkout.snakemake("--dry-run", TABLE))


def test_a_second_run_does_nothing(evolved):
    assert evolved.planned(TABLE) == {}
    tables = sorted(p.name for p in (evolved.folder / "results/pruning_functions").glob("*.csv"))
    assert tables == [
        "functions.csv",
        "generations.csv",
        "parity.csv",
        "runs.csv",
        "timings.csv",
        "transfer.csv",
    ]


def test_more_seeds_evolve_only_those(checkout):
    checkout.configure(configured(arms__1__seeds=3))
    found = planned(checkout)
    assert found["evolve"] == {"faithful-random-b/2", "faithful-random-b/3"}
    assert "base" not in found


CHANGES = {
    "widths of a task": ({"tasks__a__widths": [[4, 9, 17]]}, set(), AB, TRANSFERS),
    "retraining of a held-out task": ({"tasks__c__retrain__epochs": 0.6}, set(), set(), {"c/1"}),
    "training of a whole network": ({"tasks__b__base__epochs": 1.2}, {"b/1"}, AB | B, TRANSFERS),
    "more retrainings": ({"transfer__seeds": 2}, set(), set(), TRANSFERS),
    "another function": ({"transfer__functions": ["l1", "xi_a", "t"]}, set(), set(), TRANSFERS),
    "another task of transfer": ({"transfer__tasks": ["a", "b", "c"]}, set(), set(), {"b/1"}),
    "another whole network": (
        {"transfer__bases": 2},
        {"a/2", "c/2"},
        set(),
        {"a/2", "c/2"},
    ),
    "longer retrainings": (
        {"transfer__long": {"tasks": ["c"], "factor": 2.0, "seeds": 1}},
        set(),
        set(),
        {"c/1"},
    ),
    "scoring": ({"scoring__per_class": 5}, set(), AB | B, TRANSFERS),
    "evolution": ({"evolution__mutation": 0.5}, set(), AB | B, TRANSFERS),
    "a switch that `repaired` sets": ({"switches__retries": 30}, set(), B, TRANSFERS),
    "a task that nobody needs": ({"tasks__d": A}, set(), set(), set()),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_setting_does_exactly_what_it_concerns_again(checkout, name):
    changes, bases, runs, transfers = CHANGES[name]
    checkout.configure(configured(**changes))
    found = planned(checkout)
    assert found.get("base", set()) == bases
    assert found.get("evolve", set()) == runs
    assert found.get("transfer", set()) == transfers


def test_a_new_function_evolves_nothing_and_the_tables_get_its_rows(checkout):
    before = (checkout.folder / TABLE).read_bytes()
    checkout.configure(configured(transfer__functions=["l1", "xi_a", "t"]))
    said = checkout.snakemake(TABLE)
    assert "rule evolve:" not in said
    assert "rule base:" not in said
    assert (checkout.folder / TABLE).read_bytes() == before
    transfer = (checkout.folder / "results/pruning_functions/transfer.csv").read_text()
    assert sum(",t,handmade," in line for line in transfer.splitlines()) == 2
    assert checkout.planned(TABLE) == {}


def test_a_lost_whole_network_is_made_again_and_nothing_else(checkout):
    lost = checkout.folder / "results/pruning_functions/bases/b/1.safetensors"
    whole = lost.read_bytes()
    lost.unlink()
    found = jobs(checkout.snakemake("--dry-run", str(lost.relative_to(checkout.folder))))
    assert found == {"base": {"b/1"}}
    checkout.snakemake(TABLE)
    assert checkout.planned(TABLE) == {}
    if lost.exists():  # asked for by nothing, it may stay away
        assert lost.read_bytes() == whole
    checkout.snakemake(str(lost.relative_to(checkout.folder)))
    assert lost.read_bytes() == whole
    said = checkout.snakemake(TABLE)
    assert "rule transfer:" not in said
    assert checkout.planned(TABLE) == {}


CODE = {
    "a closed form": ("src/evoprune/pruning/functions/handmade/l1.py", set(), TRANSFERS),
    "a network": ("src/evoprune/networks/convolutional/preresnets.py", set(), {"c/1"}),
    "a search": ("src/evoprune/evolution/genetic_programming/searches/random.py", B, TRANSFERS),
    "a network of nobody": ("src/evoprune/networks/convolutional/vgg16.py", set(), set()),
}


@pytest.mark.parametrize("name", CODE)
def test_changed_code_does_again_what_depends_on_it(checkout, name):
    file, runs, transfers = CODE[name]
    path = checkout.folder / file
    path.write_text(path.read_text() + "\nOTHER = 1\n")
    found = planned(checkout)
    assert found.get("evolve", set()) == runs
    assert found.get("transfer", set()) == transfers
    assert found.get("base", set()) == ({"c/1"} if name == "a network" else set())


def test_a_new_function_and_a_new_operator_do_nothing(checkout):
    folder = checkout.folder / "src/evoprune/pruning/functions"
    shutil.copy(folder / "handmade/l1.py", folder / "handmade/new.py")
    line = '    "l1": f"{_HANDMADE}.l1",'
    new = '    "new": f"{_HANDMADE}.new",'
    checkout.edit("src/evoprune/pruning/functions/__init__.py", line, f"{line}\n{new}")
    checkout.configure(configured())
    assert planned(checkout) == {}


def test_without_arms_nothing_of_the_study_is_planned(checkout):
    """Not even of its transfer."""
    checkout.configure(configured(arms=[]) | {"autoencoder": SMALL["autoencoder"]})
    found = checkout.planned()
    assert any(name.startswith("train_") for name in found)
    own = {"base", "evolve", "contenders", "transfer", "images"}
    assert not {name for name in found if name in own or name.startswith("functions_")}


def test_the_other_studies_are_left_alone(checkout):
    checkout.configure(configured() | {"autoencoder": SMALL["autoencoder"]})
    assert checkout.planned(TABLE) == {}
    jobs = checkout.planned()
    assert any(name.startswith("train_") for name in jobs)
    assert not {"base", "evolve", "contenders", "transfer", "functions_collect"} & set(jobs)


def test_names_of_nothing_are_refused_in_words(checkout):
    target = "results/pruning_functions/bases/zzz/1.json"
    said = checkout.snakemake("--dry-run", target, fails=True)
    assert "no task 'zzz' in pruning_functions; its tasks: a, b, c" in said
