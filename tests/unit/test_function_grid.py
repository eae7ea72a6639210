"""The grid of study 3: arms, their names and identities, and what is refused with its place."""

import json
import re
from pathlib import Path

import pytest
import yaml

from evoprune.config import parse, read
from evoprune.errors import ConfigError
from evoprune.names import NAME
from evoprune.studies.pruning_functions.arm import Arm
from evoprune.studies.pruning_functions.grid import arms
from evoprune.studies.pruning_functions.variants import VARIANTS
from evoprune.studies.pruning_functions.workflow import PruningFunctionsWorkflow
from evoprune.studies.varying import FAITHFUL
from tests import small_functions
from tests.unit.test_config import BASE

ROOT = Path(__file__).resolve().parents[2]


def config(*blocks, **changes):
    """A config with blocks of arms, of both tasks and one seed unless they say otherwise."""
    section = json.loads(json.dumps(small_functions.STUDY))
    section["arms"] = [{"tasks": [["a", "b"]], "seeds": 1, **block} for block in blocks]
    for path, value in changes.items():
        *parents, last = path.split("__")
        node = section
        for part in parents:
            node = node.setdefault(part, {})
        node[last] = value
    return parse({"autoencoder": BASE["autoencoder"], "pruning_functions": section})


def seeded(*blocks, **changes):
    own = config(*blocks, **changes)
    return arms(own.pruning_functions, own.root_seed)


def grid(*blocks, **changes):
    return {found.arm.name: found.arm for found in seeded(*blocks, **changes)}


def test_names_say_variant_search_and_tasks():
    found = grid(
        {"variants": ["faithful", "repaired+typed"], "searches": ["gp", "random"]},
        {"tasks": [["a"], ["b", "a"]], "variants": ["repaired"]},
        {"searches": ["seeds"]},
    )
    assert list(found) == [
        "faithful-gp-a+b",
        "repaired+typed-gp-a+b",
        "faithful-random-a+b",
        "repaired+typed-random-a+b",
        "repaired-gp-a",
        "repaired-gp-a+b",
        "faithful-seeds-a+b",
    ]
    assert all(re.fullmatch(NAME, name) for name in found)
    arm = found["repaired-gp-a+b"]
    assert list(arm.tasks) == ["a", "b"]
    assert Arm.model_validate_json(arm.json_text()) == arm
    assert Arm.model_validate_json(arm.json_text()).json_text() == arm.json_text()
    assert found["repaired-gp-a"].task_names == "a"


def test_an_arm_named_twice_joins_its_seeds():
    (found,) = seeded({"seeds": 2}, {"seeds": 2, "first_seed": 5}, {"seeds": 1, "first_seed": 2})
    assert found.seeds == (1, 2, 5, 6)
    with pytest.raises(ConfigError, match=r"arms.1: faithful-gp-a.b stands in two blocks that"):
        seeded({}, {"replicates": 2})


def test_runs_take_whole_networks_in_turn():
    (arm,) = grid({}, bases=3).values()
    assert [arm.base(seed) for seed in (1, 2, 3, 4, 7)] == [1, 2, 3, 1, 1]
    assert (arm.labels(4)["arm"], arm.labels(4)["tasks"]) == ("faithful-gp-a+b", "a+b")


def test_identity_is_what_decides_numbers():
    def digest(block=None, seed=1, code="c", networks="n", **changes):
        ((arm, _),) = seeded(block or {}, **changes)
        return arm.run_digest(seed, code, networks)

    plain = digest()
    # What other whole networks there are, and transfer, are nothing to a run.
    assert plain == digest(bases=3) == digest(transfer__seeds=9)
    assert plain == digest(tasks__c=small_functions.A)
    others = [
        digest(seed=2),
        digest(code="other"),
        digest(networks="other"),
        digest({"variants": ["repaired"]}),
        digest({"searches": ["random"]}),
        digest({"tasks": [["b"]]}),
        digest({"replicates": 2}),
        digest(evolution__mutation=0.5),
        digest(scoring__tap="after_act"),
        digest(seed_functions=["l1", "t"]),
        digest(tasks__a__widths=[[4, 9, 17]]),
        digest(tasks__b__retrain__epochs=9.0),
        digest(fitness__validation_images=9),
        digest(switches__looks=3),
    ]
    assert len({plain, *others}) == 15
    (arm,) = grid({}).values()
    renamed = arm.model_copy(update={"name": "other"})
    assert renamed.run_digest(1, "c", "n") == plain


# Variants


def leaves(value, path=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    else:
        yield path, value


@pytest.mark.parametrize("name", [name for name in VARIANTS if name != FAITHFUL])
def test_a_variant_changes_what_it_says_and_nothing_else(name):
    plain, changed = (
        dict(leaves(arm.model_dump())) for arm in grid({"variants": [FAITHFUL, name]}).values()
    )
    differ = {key: value for key, value in changed.items() if value != plain[key]}
    assert {k: v for k, v in differ.items() if k not in ("name", "variant")} == dict(
        VARIANTS[name].changes
    )
    assert VARIANTS[name].says


def test_repaired_is_what_matters_of_the_corrections():
    arm = grid({"variants": ["repaired"]})["repaired-gp-a+b"]
    assert arm.switches.model_dump() == {
        "ops": "released",
        "typed": False,
        "checks": "telling",
        "retries": 20,
        "nodes": 60,
        "height": 10,
        "fitness_of": "tree",
        "reevaluate_elites": True,
        "smaller_first": True,
        "random_numbers": "common",
        "not_finite": "refused",
        "accuracy": "last",
        "looks": 10,
    }
    released = grid({})["faithful-gp-a+b"].switches
    assert (released.nodes, released.height, released.not_finite) == (None, None, "highest")
    assert (released.fitness_of, released.accuracy, released.random_numbers) == (
        "evaluation",
        "best",
        "own",
    )


def test_published_sizes_are_the_defaults():
    evolution = parse({"autoencoder": BASE["autoencoder"]}).pruning_functions.evolution
    assert evolution.model_dump() == {
        "generations": 10,
        "copies": 2,
        "mutants": 0,
        "population": 14,
        "parents": 6,
        "reserve": 0,
        "selection": "truncation",
        "tournament": 3,
        "crossover": 0.75,
        "mutation": 0.75,
        "mutation_height": 4,
    }


# What is refused


CUP = {"generations": 2, "copies": 1, "population": 14, "parents": 3, "selection": "tournament"}


@pytest.mark.parametrize(
    ("block", "changes", "said"),
    [
        ({"variants": ["better"]}, {}, "arms.0: unknown variant 'better'; allowed: faithful, rep"),
        ({"variants": ["repaired+repaired"]}, {}, "arms.0: variant 'repaired' changes nothing"),
        ({"tasks": [["a", "a"]]}, {}, r"arms.0: a task stands twice in \['a', 'a'\]"),
        ({"tasks": [["a", "z"]]}, {}, "arms.0.tasks: no task 'z'; there are: a, b"),
        ({"searches": ["pso"]}, {}, "arms.0.searches.0"),
        ({"seeds": 0}, {}, "arms.0.seeds"),
        ({"tasks": [[]]}, {}, "arms.0.tasks.0"),
        ({}, {"evolution": CUP}, "arms.0: faithful-gp-a.b: 3 tournaments of 3 need 9 candidates, "),
        ({}, {"evolution__parents": 9}, "evolution.*9 parents and 0 functions put in again"),
        ({}, {"seed_functions": []}, "seed_functions"),
        ({}, {"seed_functions": ["l1", "l1"]}, "seed_functions.*'l1' stands twice"),
        ({}, {"seed_functions": ["l3"]}, "seed_functions.0"),
        ({}, {"transfer__functions": ["t", "t"]}, "transfer.functions.*'t' stands twice"),
        ({}, {"transfer__inverted": ["t", "t"]}, "transfer.inverted.*'t' stands twice"),
        ({}, {"transfer__shuffled": ["entropy"]}, "transfer.shuffled.0"),
        ({}, {"transfer__controls": {"own": []}}, "transfer.controls.own"),
        ({}, {"transfer__controls": {"own": ["var", "$X"]}}, "transfer.controls.own.1"),
        ({}, {"transfer__controls": {"My Own": ["N"]}}, "transfer.controls.*My Own"),
        ({}, {"transfer__tasks": ["a", "a"]}, "transfer.tasks.*'a' stands twice"),
        ({}, {"transfer__tasks": ["z"]}, "transfer.tasks: no task 'z'; there are: a, b"),
        (
            {},
            {"transfer__tasks": ["a"], "transfer__long": {"tasks": ["b"]}},
            "transfer.long.tasks: no task 'b'; there are: a",
        ),
        ({}, {"tasks__a__network": "lenet"}, "tasks.a.network"),
        ({}, {"tasks__a__widths": []}, "tasks.a.widths"),
        ({}, {"tasks__a__widths": [[5, 0, 1]]}, "tasks.a.widths.0.1"),
        ({}, {"scoring__per_class": 1}, "scoring.per_class"),
        ({}, {"switches__nodes": 0}, "switches.nodes"),
        ({}, {"fitness__mean": "harmonic"}, "fitness.mean"),
        ({}, {"speed": 1}, "speed.*unknown key"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_means_nothing_is_refused_with_its_place(block, changes, said):
    with pytest.raises(ConfigError, match=f"(?s)pruning_functions.*{said}"):
        seeded(block, **changes)


def test_tournaments_that_a_generation_can_hold_are_not_refused():
    assert seeded({}, evolution=CUP | {"copies": 2, "tournament": 2})
    assert seeded({"searches": ["seeds"]}, evolution=CUP)
    small = CUP | {"copies": 2, "population": 8}
    with pytest.raises(ConfigError, match="a generation has 8"):
        seeded({}, evolution=small)


def test_the_champions_that_are_asked_for_need_an_arm():
    wanted = {"transfer__tasks": ["a"]}
    with pytest.raises(ConfigError) as caught:
        PruningFunctionsWorkflow(config({}, **wanted))
    assert "pruning_functions.transfer.champions_of: no arm 'repaired-gp-a+b'" in str(caught.value)
    assert "its arms: faithful-gp-a+b" in str(caught.value)
    PruningFunctionsWorkflow(config({"variants": ["repaired"]}, **wanted))
    PruningFunctionsWorkflow(config({}, **wanted, transfer__champions_of="faithful-gp-a+b"))


@pytest.mark.parametrize(
    ("name", "symbols", "said"),
    [
        ("own", ["var", "X", "N"], "own: symbol 2: found 'N'; allowed: nothing, the tree is"),
        ("own", ["eval", "X"], "own: symbol 0: found 'eval'; allowed: X, "),
        ("own", ["add", "X"], "own: symbol 2: found the end; allowed: 1 more argument"),
        ("l1", ["N"], "l1: the name is taken"),
        ("xi_d-shuffled", ["N"], "xi_d-shuffled: the name is taken"),
        ("evolved", ["N"], "evolved: the name is taken"),
        ("best_handmade", ["N"], "best_handmade: the name is taken"),
        ("faithful-gp-a", ["N"], "faithful-gp-a: the name is taken"),
    ],
)
def test_a_control_is_an_expression_with_a_name_of_its_own(name, symbols, said):
    wrong = config(
        {"tasks": [["a"]]}, transfer__controls={"good": ["rbf", "X", "X"], name: symbols}
    )
    with pytest.raises(ConfigError) as caught:
        PruningFunctionsWorkflow(wrong)
    assert f"pruning_functions.transfer.controls.{said}" in str(caught.value)


# The plan


def test_whole_networks_are_those_that_runs_and_transfer_need():
    plan = PruningFunctionsWorkflow(
        config(
            {"variants": ["repaired"], "seeds": 2},
            {"tasks": [["a"]], "seeds": 5},
            bases=3,
            transfer={"tasks": ["c"], "bases": 2},
            tasks__c=small_functions.A,
        )
    )
    names = [str(base.model.relative_to(plan.paths.study)) for base in plan.bases]
    expected = {"a": 3, "b": 2, "c": 2}
    assert names == [f"bases/{n}/{i}.safetensors" for n in "abc" for i in range(1, expected[n] + 1)]
    assert len(plan.transferred) == 2
    assert plan.images == ["results/data/digits.json"]
    inputs = plan.run_inputs("repaired-gp-a+b", "2")
    assert [Path(i).name for i in inputs if i.endswith("safetensors")] == ["2.safetensors"] * 2


def test_without_arms_there_is_nothing():
    plan = PruningFunctionsWorkflow(config(transfer={"tasks": ["a"]}))
    assert plan.everything() == plan.bases == plan.images == plan.transferred == []


@pytest.mark.parametrize("call", ["base", "images_of", "transfer_job", "transfer_code", "spec"])
def test_names_that_do_not_exist_are_refused(call):
    plan = PruningFunctionsWorkflow(config({}))
    more = ["1"] if call in ("base", "transfer_job") else []
    with pytest.raises(ConfigError, match=r"no (task|arm) 'zzz' in pruning_functions; its"):
        getattr(plan, call)("zzz", *more)


@pytest.mark.parametrize(
    "path",
    sorted(p for p in (ROOT / "config").glob("*.yaml") if p.name != "claims.yaml"),
    ids=lambda path: path.name,
)
def test_arms_of_shipped_configs_make_sense(path):
    """Every arm can be planned, and one of the same results folder is the same in all of them."""
    base = ROOT / "config/config.yaml"
    plan = PruningFunctionsWorkflow(read([base, path]))
    default = {a.arm.name: a.arm for a in PruningFunctionsWorkflow(read([base])).arms}
    values = yaml.safe_load(path.read_text())
    if values.get("results", "results") == "results":
        for found in plan.arms:
            assert default.get(found.arm.name, found.arm) == found.arm
    assert len(plan.everything()) >= len(plan.runs)
