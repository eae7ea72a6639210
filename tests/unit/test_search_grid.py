"""The grid of study 2: what arms are called, what they hold, and what is refused."""

import re
from pathlib import Path

import pytest
import yaml

from evoprune.config import parse, read
from evoprune.errors import ConfigError
from evoprune.names import NAME
from evoprune.studies.filter_criteria.grid import arms
from evoprune.studies.filter_criteria.variants import VARIANTS
from evoprune.studies.filter_criteria.workflow import FilterCriteriaWorkflow
from tests import small_search
from tests.unit.test_config import BASE, reversed_keys

ROOT = Path(__file__).resolve().parents[2]


def seeded(*blocks, **study):
    """Arms of some blocks with their seeds, through the config as a whole."""
    section = small_search.STUDY | study | {"arms": [{"seeds": 2, **block} for block in blocks]}
    config = parse({"autoencoder": BASE["autoencoder"], "filter_criteria": section})
    return arms(config.filter_criteria, config.root_seed)


def grid(*blocks, **study):
    return {found.arm.name: found.arm for found in seeded(*blocks, **study)}


def test_names_say_what_differs_from_the_release():
    found = grid(
        {"criteria": ["mixed", "l1"], "variants": ["faithful", "repaired+momentum_kept"]},
        {"searches": ["random", "uniform"]},
        {"weights": ["scratch"]},
        {"starts": ["pretrained"], "networks": ["resnet14"], "criteria": ["gm"]},
        {"criteria": ["none"], "networks": ["resnet8", "vgg16"]},
        {"datasets": [{"generator": "mnist", "rows": 1000}], "criteria": ["front"]},
    )
    assert list(found) == [
        "faithful-mixed",
        "repaired+momentum_kept-mixed",
        "faithful-l1",
        "repaired+momentum_kept-l1",
        "faithful-mixed-random_search",
        "faithful-mixed-uniform_search",
        "faithful-mixed-scratch",
        "faithful-gm-pretrained-resnet14",
        "dense",
        "dense-vgg16",
        "faithful-front-mnist_1000",
    ]
    assert all(re.fullmatch(NAME, name) for name in found)


def test_an_arm_holds_what_concerns_it_alone():
    found = grid(
        {"ranking": True},
        {"weights": ["scratch"]},
        {"starts": ["pretrained"]},
        {"criteria": ["none"]},
    )
    sections = ("training", "scoring", "switches", "pretraining", "scratch", "ranking")
    there = {
        name: [s for s in sections if getattr(arm, s) is not None] for name, arm in found.items()
    }
    assert there == {
        "faithful-mixed": ["training", "scoring", "switches", "ranking"],
        "faithful-mixed-scratch": ["training", "scoring", "switches", "scratch"],
        "faithful-mixed-pretrained": ["training", "scoring", "switches", "pretraining"],
        "dense": [],
    }
    assert found["dense"].search_settings == {}
    assert not found["dense"].searches


SECTIONS = {
    "scratch": ({"epochs": 7.0}, {"faithful-mixed-scratch"}),
    "pretraining": ({"epochs": 7.0}, {"faithful-mixed-pretrained"}),
    "ranking": ({"candidates": 9}, {"faithful-l1"}),
    "search": (
        {"population": 9, "offspring": 3, "generations": 3, "eta": 3.0},
        {
            "faithful-mixed-scratch",
            "faithful-mixed-pretrained",
            "faithful-l1",
            "faithful-mixed-random_search",
        },
    ),
}
EACH = (
    {"weights": ["scratch"]},
    {"starts": ["pretrained"]},
    {"criteria": ["l1"], "ranking": True},
    {"searches": ["random"]},
    {"criteria": ["none"]},
)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_changed_setting_changes_the_arms_that_it_concerns(section):
    values, concerned = SECTIONS[section]
    before, after = grid(*EACH), grid(*EACH, **{section: values})
    assert {name for name in before if before[name] != after[name]} == concerned
    digests = [{n: a.run_digest(1, "c", "d") for n, a in g.items()} for g in (before, after)]
    assert {n for n in before if digests[0][n] != digests[1][n]} == concerned


def test_settings_of_nsga2_alone_are_not_those_of_random_search():
    search = small_search.STUDY["search"] | {"eta": 9.0}
    before, after = grid(*EACH), grid(*EACH, search=search)
    assert before["faithful-mixed-random_search"] == after["faithful-mixed-random_search"]
    assert before["faithful-l1"] != after["faithful-l1"]


def test_the_name_of_an_arm_is_not_part_of_its_identity():
    (arm,) = grid({}).values()
    renamed = arm.model_copy(update={"name": "other"})
    assert renamed.run_digest(1, "c", "d") == arm.run_digest(1, "c", "d")
    assert len({arm.run_digest(s, c, d) for s in (1, 2) for c in "ab" for d in "xy"}) == 8


@pytest.mark.parametrize("name", [name for name in VARIANTS if name != "faithful"])
def test_a_variant_changes_what_it_says_and_nothing_else(name):
    found = grid({"variants": ["faithful", name]})
    plain, changed = found["faithful-mixed"].model_dump(), found[f"{name}-mixed"].model_dump()
    expected = dict(VARIANTS[name].changes)

    def leaves(value, path=""):
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from leaves(inner, f"{path}.{key}" if path else key)
        else:
            yield path, value

    before = dict(leaves(plain))
    differ = {k: v for k, v in leaves(changed) if v != before[k]}
    differ = {k: v for k, v in differ.items() if k not in ("name", "variant")}
    anew = {"search_settings.reevaluate_survivors": True}
    expected |= anew if "switches.reevaluate_survivors" in expected else {}
    assert differ == expected


def test_users_may_define_variants_and_combine_them():
    own = {"longer": {"training.epochs": 9.0}, "shy": {"search.population": 6}}
    found = grid({"variants": ["longer+repaired", "shy+longer"]}, variants=own)
    assert list(found) == ["longer+repaired-mixed", "shy+longer-mixed"]
    first, second = found.values()
    assert (first.training.epochs, first.switches.genes) == (9.0, "prunable")
    assert (second.training.epochs, second.search_settings["population"]) == (9.0, 6)


def test_an_arm_named_twice_joins_its_seeds():
    (found,) = seeded({"seeds": 2}, {"seeds": 2, "first_seed": 5}, {"seeds": 1, "first_seed": 2})
    assert found.seeds == (1, 2, 5, 6)


NOTHING = "trains the whole network: no search, start or variant"
REFUSED = [
    ({"criteria": ["none"], "searches": ["random"]}, {}, NOTHING),
    ({"criteria": ["none"], "variants": ["repaired"]}, {}, NOTHING),
    ({"criteria": ["none"], "ranking": True}, {}, NOTHING),
    ({"criteria": ["none"], "weights": ["scratch"]}, {}, NOTHING),
    ({"weights": ["scratch"], "starts": ["pretrained"]}, {}, "no use for a pretrained start"),
    ({"weights": ["scratch"], "criteria": ["l1"]}, {}, "the criterion decides nothing (quirk 1)"),
    ({"weights": ["scratch"], "ranking": True}, {}, "are trained alone already"),
    ({"variants": ["better"]}, {}, "unknown variant 'better'; allowed: faithful, repaired"),
    ({"variants": ["repaired+repaired"]}, {}, "variant 'repaired' changes nothing"),
    ({"variants": ["repaired+evaluated_anew"]}, {}, "'evaluated_anew' changes nothing"),
    ({"variants": ["own"]}, {"variants": {"own": {}}}, "variant 'own' changes nothing"),
    (
        {"variants": ["own"]},
        {"variants": {"own": {"training.epoch": 3}}},
        "variant 'own': there is no setting 'training.epoch'",
    ),
    (
        {"variants": ["own"]},
        {"variants": {"own": {"training.epochs.x": 3}}},
        "there is no setting 'training.epochs.x'",
    ),
    (
        {"variants": ["own"]},
        {"variants": {"own": {"switches.bn": "none"}}},
        "variant 'own'",
    ),
    (
        {"variants": ["own"]},
        {"variants": {"own": {"search.population": 1}}},
        "search.population",
    ),
]


@pytest.mark.parametrize(("block", "study", "said"), REFUSED)
def test_what_means_nothing_is_refused_with_its_place(block, study, said):
    with pytest.raises(ConfigError) as caught:
        grid(block, **study)
    assert "filter_criteria.arms.0" in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ({"network": "resnet9"}, "'resnet8'"),
        ({"arms": [{"criteria": ["hrank"], "seeds": 1}]}, "'l1'"),
        ({"arms": [{"searches": ["pso"], "seeds": 1}]}, "'nsga2'"),
        ({"arms": [{"seeds": 0}]}, "greater than or equal to 1"),
        ({"arms": [{}]}, "seeds"),
        ({"dataset": {"generator": "emnist"}}, "'fashion_mnist'"),
        ({"search": {"population": 1}}, "population"),
        ({"switches": {"lowest_ratio": 1.5}}, "lowest_ratio"),
        ({"switches": {"score_rows": "test"}}, "'training'"),
        ({"final": {"target_flops": 0}}, "target_flops"),
        ({"training": {"batch_size": 1}}, "batch_size"),
        ({"speed": 3}, "unknown key"),
    ],
)
def test_what_is_not_allowed_is_named_with_what_is(section, said):
    with pytest.raises(ConfigError) as caught:
        parse({"autoencoder": BASE["autoencoder"], "filter_criteria": small_search.STUDY | section})
    assert f"filter_criteria.{next(iter(section))}" in str(caught.value)
    assert said in str(caught.value)


def test_no_arms_leave_the_study_out():
    plan = FilterCriteriaWorkflow(
        parse({"autoencoder": BASE["autoencoder"], "filter_criteria": {"arms": []}})
    )
    assert plan.everything() == plan.images == plan.runs == plan.run_arguments == []


def test_the_order_of_keys_changes_no_arm():
    plain, other = (FilterCriteriaWorkflow(parse(v)) for v in (BASE, reversed_keys(BASE)))
    assert len(plain.arms) >= 3
    assert [a.arm.json_text() for a in plain.arms] == [a.arm.json_text() for a in other.arms]
    assert plain.everything() == other.everything()


@pytest.mark.parametrize(
    "path",
    sorted(p for p in (ROOT / "config").glob("*.yaml") if p.name != "claims.yaml"),
    ids=lambda path: path.name,
)
def test_arms_of_shipped_configs_make_sense(path):
    """Every arm can be planned, and one of the same results folder is the same in all of them."""
    base = ROOT / "config/config.yaml"
    plan = FilterCriteriaWorkflow(read([base, path]))
    default = {a.arm.name: a.arm for a in FilterCriteriaWorkflow(read([base])).arms}
    values = yaml.safe_load(path.read_text())
    blocks = values.get("filter_criteria", {}).get("arms", [])
    assert len(plan.arms) >= len(blocks) > 0 or not blocks
    if values.get("results", "results") == "results":
        for found in plan.arms:
            assert default.get(found.arm.name, found.arm) == found.arm
    assert all(plan.images_of(found.arm.name) in plan.images for found in plan.arms)
