"""Configs: what is refused and how it is said, overlays, the grid, schema and reference."""

import copy
from pathlib import Path

import jsonschema
import pytest
import yaml

from evoprune import config_reference
from evoprune.config import Config, json_schema, parse, read, sections
from evoprune.errors import ConfigError
from evoprune.pruning.operators import OPERATORS
from evoprune.studies.autoencoder.grid import arms, find
from evoprune.studies.filter_criteria.grid import arms as searched
from evoprune.workflow import Workflow
from evoprune.yaml_files import numbers

ROOT = Path(__file__).resolve().parents[2]
CONFIGS = sorted(p for p in (ROOT / "config").glob("*.yaml") if p.name != "claims.yaml")
BASE = yaml.safe_load((ROOT / "config/config.yaml").read_text())


def changed(path, value):
    """The default config with the value at a dotted path replaced."""
    values = copy.deepcopy(BASE)
    *parents, last = path.split(".")
    node = values
    for part in parents:
        node = node[int(part)] if part.isdigit() else node.setdefault(part, {})
    node[int(last) if last.isdigit() else last] = value
    return values


BAD = [
    (
        "autoencoder.arms.0.operators.0",
        "magic",
        ["autoencoder.arms.0.operators.0", "'magic'", "'conjunctive'"],
    ),
    ("autoencoder.arms.1.schedules.0", "often", ["schedules.0", "'often'", "'exponential'"]),
    ("autoencoder.arms.0.modes.0", "alone", ["modes.0", "'alone'", "'canonical'", "'lipi'"]),
    ("autoencoder.environment", "huge", ["autoencoder.environment", "'huge'", "'plain'"]),
    (
        "autoencoder.protocol.epoch",
        3,
        ["autoencoder.protocol.epoch", "unknown key", "epochs, batch_size"],
    ),
    (
        "autoencoder.operators.random.amuont",
        0.2,
        ["operators.random.amuont", "unknown key", "amount"],
    ),
    (
        "autoencoder.operators.magic",
        {},
        ["autoencoder.operators.magic", "unknown key", "none, random"],
    ),
    (
        "autoencoder.protocol.epochs",
        "many",
        ["autoencoder.protocol.epochs", "valid integer", "'many'"],
    ),
    ("autoencoder.protocol.epochs", 0, ["protocol.epochs", "greater than or equal to 1", "0"]),
    ("autoencoder.protocol.learning_rate", "low", ["learning_rate", "valid number", "'low'"]),
    ("autoencoder.protocol.batch_size", 1001, ["batch_size (1001) must not exceed", "(1000)"]),
    ("autoencoder.operators.random.amount", 1.0, ["operators.random.amount", "less than 1"]),
    ("autoencoder.dataset.examples", 15, ["examples (15) must be a multiple of clusters (10)"]),
    ("compute.engine", "abacus", ["compute.engine", "'abacus'", "'torch'"]),
    ("compute.device", "tpu", ["compute.device", "'tpu'"]),
    ("compute.chunk.lipi", 0, ["compute.chunk.lipi", "greater than or equal to 1"]),
    ("results", "../elsewhere", ["results", "'../elsewhere'"]),
    ("results", "a b", ["results", "'a b'"]),
    ("results", "x;touch pwned", ["results", "x;touch pwned"]),
    ("plot.width", 3, ["plot.width", "unknown key", "width_cm"]),
    ("seeds", 3, ["seeds", "unknown key", "results, root_seed"]),
]


@pytest.mark.parametrize(("path", "value", "said"), BAD)
def test_what_is_wrong_is_named_with_its_value_and_what_is_allowed(path, value, said):
    with pytest.raises(ConfigError) as refused:
        parse(changed(path, value), "mine.yaml")
    message = str(refused.value)
    assert message.startswith("mine.yaml is not valid:")
    for words in said:
        assert words in message


def test_all_mistakes_are_told_at_once():
    values = changed("autoencoder.protocol.epochs", 0)
    values["seeds"] = 3
    with pytest.raises(ConfigError) as refused:
        parse(values)
    assert len(str(refused.value).splitlines()) == 3


@pytest.mark.parametrize("text", ["2e-05", "2E-5", "+20e-6"])
def test_numbers_without_a_point_are_numbers_too(tmp_path, text):
    assert yaml.safe_load(text) == text  # to PyYAML
    config = tmp_path / "small.yaml"
    config.write_text(yaml.safe_dump(changed("autoencoder.protocol.learning_rate", "RATE")))
    config.write_text(config.read_text().replace("RATE", text))
    assert read([config]).autoencoder.protocol.learning_rate == 2e-5


@pytest.mark.parametrize("text", ["e-5", "2e", "1e-5x", "constant_rate_1e-4", "nan", ""])
def test_other_texts_stay_texts(text):
    assert numbers({"a": [text, 3]}) == {"a": [text, 3]}


def test_operators_with_events_need_schedules():
    with pytest.raises(ConfigError, match="schedules must be named"):
        parse(changed("autoencoder.arms.1.schedules", []))


SEMANTIC = {"batch_size", "examples"}


@pytest.mark.parametrize(("path", "value", "said"), BAD)
def test_the_json_schema_refuses_the_same(path, value, said):
    validator = jsonschema.Draft202012Validator(json_schema())
    if path.rsplit(".", 1)[-1] in SEMANTIC:
        return  # relations between keys are beyond a schema
    assert not validator.is_valid(changed(path, value))


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.name)
def test_shipped_configs_are_valid_for_both(path):
    values = yaml.safe_load(path.read_text())
    config = read([ROOT / "config/config.yaml", path])
    assert isinstance(config, Config)
    if path.name == "config.yaml":
        jsonschema.validate(values, json_schema())


def test_shipped_configs_do_not_overwrite_each_other():
    roots = {p.name: read([ROOT / "config/config.yaml", p]).results for p in CONFIGS}
    assert roots["paper.yaml"] == roots["config.yaml"] == "results"
    assert roots["smoke.yaml"] == "results/smoke"
    assert roots["sweeps.yaml"] == "results/sweeps"


def test_overlays_merge_mappings_and_replace_lists(tmp_path):
    overlay = tmp_path / "o.yaml"
    overlay.write_text(
        "autoencoder:\n  protocol: {epochs: 7}\n"
        "  arms: [{modes: [lipi], operators: [none], seeds: 2}]\n"
    )
    config = read([ROOT / "config/config.yaml", overlay])
    assert config.autoencoder.protocol.epochs == 7
    assert config.autoencoder.protocol.batch_size == 5
    assert [seeded.arm.name for seeded in arms(config)] == ["lipi-none"]


@pytest.mark.parametrize(
    ("content", "said"), [("a: [", "not YAML"), ("- 1", "is a mapping"), (None, "cannot be read")]
)
def test_files_that_are_no_config_are_refused(tmp_path, content, said):
    path = tmp_path / "c.yaml"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ConfigError, match=said):
        read([path])


def test_the_default_study_has_22_canonical_arms_7_of_the_ring_and_9_controls():
    seeded = arms(parse(BASE))
    assert {a.seeds for a in seeded} == {tuple(range(1, 11))}
    published = [a.arm.mode for a in seeded if a.arm.variant == "published"]
    assert [published.count("canonical"), published.count("lipi")] == [22, 7]
    assert len(seeded) - len(published) == 9


def test_a_config_may_leave_out_a_study_but_not_all():
    values = changed("autoencoder.arms", [])
    config = parse(values)
    assert arms(config) == []
    study = Workflow(values)
    assert study.studies == ["filter_criteria", "pruning_functions"]
    others = [*study.filter_criteria.everything(), *study.pruning_functions.everything()]
    assert study.everything() == [*dict.fromkeys(others), study.metrics]
    compared = study.filter_criteria.compared_inputs + study.pruning_functions.compared_inputs
    assert study.metrics_inputs == compared
    assert list(study.training_jobs()) == []
    every = Workflow(BASE)
    assert every.studies == ["autoencoder", "filter_criteria", "pruning_functions"]
    assert every.metrics_inputs == every.compared_inputs + compared
    values["filter_criteria"]["arms"] = []
    assert Workflow(values).studies == ["pruning_functions"]
    values["pruning_functions"]["arms"] = []
    with pytest.raises(ConfigError, match="no study has arms"):
        parse(values)
    other = changed("filter_criteria.arms", [])
    assert Workflow(other).studies == ["autoencoder", "pruning_functions"]


@pytest.mark.parametrize("name", ["filter_criteria", "filter_criteria_paper"])
def test_configs_of_study_2_leave_out_study_1(name):
    config = read([ROOT / "config/config.yaml", ROOT / f"config/{name}.yaml"])
    assert config.autoencoder.arms == []


def test_the_published_scale_of_study_2_has_the_released_budgets_on_whole_sets():
    config = read([ROOT / "config/config.yaml", ROOT / "config/filter_criteria_paper.yaml"])
    found = {a.arm.name: a for a in searched(config.filter_criteria, config.root_seed)}
    assert {a.arm.network for a in found.values()} == {
        "resnet56",
        "vgg16",
        "googlenet",
        "densenet40",
    }
    assert {a.arm.dataset_settings["generator"] for a in found.values()} == {"cifar10", "cifar100"}
    assert {a.arm.dataset_settings["rows"] for a in found.values()} == {None}
    assert {a.arm.dataset_settings["extra_validation"] for a in found.values()} == {0}
    shared, scratch = found["faithful-mixed"].arm, found["released_budget-mixed-scratch"].arm
    assert (shared.search_plan.new_candidates, shared.training.epochs) == (1200, 300)
    assert (scratch.search_plan.new_candidates, scratch.scratch.epochs) == (200, 300)
    assert (scratch.training.batch_size, shared.training.batch_size) == (128, 64)
    assert {a.arm.final.training.schedule for a in found.values()} == {"multi_step"}
    assert config.results != read([ROOT / "config/config.yaml"]).results


PAPER = ("published", "cross_entropy")


def test_the_paper_has_1320_plain_runs_and_contains_the_default_study():
    paper = {a.arm.name: a for a in arms(read([CONFIGS[0], ROOT / "config/paper.yaml"]))}
    runs = {}
    for arm, seeds in paper.values():
        kind = arm.environment, arm.variant
        runs[kind] = runs.get(kind, 0) + len(seeds)
    assert {kind: runs.pop(kind) for kind in list(runs) if kind[1] in PAPER} == {
        ("plain", "published"): 1320,
        ("small", "published"): 120,
        ("plain", "cross_entropy"): 60,
        ("small", "cross_entropy"): 30,
    }
    assert sum(runs.values()) == 25 * 30  # controls
    for default in arms(parse(BASE)):
        assert paper[default.arm.name].arm == default.arm
        assert set(default.seeds) <= set(paper[default.arm.name].seeds)


def test_an_arm_named_twice_joins_its_seeds():
    block = {"modes": ["lipi"], "operators": ["none"]}
    values = changed(
        "autoencoder.arms", [block | {"seeds": 2}, block | {"seeds": 2, "first_seed": 9}]
    )
    assert find(parse(values), "lipi-none").seeds == (1, 2, 9, 10)
    with pytest.raises(ConfigError, match="no arm 'lipi-all' in the config; its arms: lipi-none"):
        find(parse(values), "lipi-all")


def test_an_arm_holds_its_own_settings_only():
    before = {a.arm.name: a.arm for a in arms(parse(BASE))}
    values = changed("autoencoder.operators.conjunctive.threshold", 0.2)
    after = {a.arm.name: a.arm for a in arms(parse(values))}
    differ = {name for name in before if before[name] != after[name]}
    assert differ == {name for name in before if "conjunctive" in name}


def test_every_operator_has_a_section():
    assert set(sections()["autoencoder.operators"].model_fields) == set(OPERATORS)


def test_the_reference_is_as_the_types_say(tmp_path):
    copy_of = tmp_path / "README.md"
    copy_of.write_text((ROOT / "config/README.md").read_text())
    config_reference.write(copy_of)
    current = copy_of.read_text() == (ROOT / "config/README.md").read_text()
    assert current, "config/README.md is not current: run `make docs`"


def test_every_key_is_explained_in_the_reference():
    text = (ROOT / "config/README.md").read_text()
    for section, model in sections().items():
        for name, field in model.model_fields.items():
            key = f"{section}.{name}".lstrip(".")
            assert f"`{key}`" in text, f"{key} is missing from config/README.md: run `make docs`"
            assert field.description, f"{key} has no description"


def reversed_keys(value):
    """The same with the keys of every mapping in the opposite order."""
    if isinstance(value, dict):
        return {key: reversed_keys(value[key]) for key in reversed(value)}
    return [reversed_keys(item) for item in value] if isinstance(value, list) else value


def test_the_order_of_keys_changes_no_job():
    values = {**BASE, "results": "results"}
    assert list(reversed_keys(values)) != list(values)
    plain, other = Workflow(values), Workflow(reversed_keys(values))
    parts = ("name", "specs", "codes", "engine", "data", "records", "models")
    told = [
        [[getattr(job, part) for part in parts] for job in workflow.training_jobs()]
        for workflow in (plain, other)
    ]
    assert len(told[0]) > 30
    assert told[0] == told[1]
    assert (other.plot, other.run_arguments) == (plain.plot, plain.run_arguments)
    assert [other.data_spec(name) for name in other.datasets] == [
        plain.data_spec(name) for name in plain.datasets
    ]
