"""Hostile names are refused wherever a name can be given, before anything is done with them."""

import copy
import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from evoprune.claims import cards
from evoprune.cli import main
from evoprune.config import json_schema, parse
from evoprune.errors import ConfigError
from evoprune.names import NAME
from evoprune.studies.autoencoder.grid import arms
from evoprune.studies.filter_criteria.grid import arms as search_arms
from tests.hostile_names import ARGUMENTS, CANARY, HOSTILE
from tests.unit.test_config import changed

ROOT = Path(__file__).resolve().parents[2]
BLOCK = "autoencoder.arms.0"
SEARCH, SEARCHED = "filter_criteria", "filter_criteria.arms.1"
IN_CONFIG = {
    "mode": lambda name: changed(f"{BLOCK}.modes", [name]),
    "operator": lambda name: changed(f"{BLOCK}.operators", [name]),
    "schedule": lambda name: changed(f"{BLOCK}.schedules", [name]),
    "network": lambda name: changed("autoencoder.environment", name),
    "network of a block": lambda name: changed(f"{BLOCK}.environments", [name]),
    "data set": lambda name: changed("autoencoder.dataset", {"generator": name}),
    "data set of a block": lambda name: changed(f"{BLOCK}.datasets", [{"generator": name}]),
    "variant": lambda name: changed(f"{BLOCK}.variants", [name]),
    "one of two variants": lambda name: changed(f"{BLOCK}.variants", [f"published+{name}"]),
    "own variant": lambda name: changed("autoencoder.variants", {name: {"protocol.epochs": 1}}),
    "setting of a variant": lambda name: changed("autoencoder.variants", {"own": {name: 1}}),
    "value of a variant": lambda name: changed(
        "autoencoder.variants", {"own": {"protocol.best_cell": name}}
    ),
    "factor": lambda name: changed(f"{BLOCK}.sweep", {name: [1]}),
    "value of a factor": lambda name: changed(f"{BLOCK}.sweep", {"solution_concept": [name]}),
    "settings of an operator": lambda name: changed("autoencoder.operators", {name: {}}),
    "mode of a chunk": lambda name: changed("compute", {"chunk": {name: 1}}),
    "engine": lambda name: changed("compute", {"engine": name}),
    "device": lambda name: changed("compute", {"device": name}),
    "criterion": lambda name: changed(f"{SEARCHED}.criteria", [name]),
    "search": lambda name: changed(f"{SEARCHED}.searches", [name]),
    "weights of candidates": lambda name: changed(f"{SEARCHED}.weights", [name]),
    "start of a search": lambda name: changed(f"{SEARCHED}.starts", [name]),
    "variant of a search": lambda name: changed(f"{SEARCHED}.variants", [name]),
    "one of two of a search": lambda name: changed(f"{SEARCHED}.variants", [f"faithful+{name}"]),
    "own variant of a search": lambda name: changed(f"{SEARCH}.variants", {name: {"x.y": 1}}),
    "setting of its variant": lambda name: changed(f"{SEARCH}.variants", {"own": {name: 1}}),
    "value of its variant": lambda name: changed(
        f"{SEARCH}.variants", {"own": {"switches.bn": name}}
    ),
    "convolutional network": lambda name: changed(f"{SEARCH}.network", name),
    "convolutional network of a block": lambda name: changed(f"{SEARCHED}.networks", [name]),
    "images": lambda name: changed(f"{SEARCH}.dataset", {"generator": name}),
    "images of a block": lambda name: changed(f"{SEARCHED}.datasets", [{"generator": name}]),
    "switch": lambda name: changed(f"{SEARCH}.switches", {name: 1}),
    "value of a switch": lambda name: changed(f"{SEARCH}.switches", {"bn": name}),
    "schedule of a training": lambda name: changed(f"{SEARCH}.training.schedule", name),
    "key": lambda name: changed("autoencoder", {**changed("results", "x")["autoencoder"], name: 1}),
}
ALLOWED_IN_PATHS = ("/etc/passwd", "x/y", "Random")
"""Folders may lie anywhere and have capitals; everything else is refused there too."""
PATHS = {
    key: lambda name, key=key: changed(key, name) for key in ("results", "data_root", "claims")
}


def exactly(validator, pattern, instance, schema):
    """`pattern` as JSON Schema means it: `$` is the end, not before a last line feed."""
    if isinstance(instance, str) and not re.search(pattern.replace("$", r"\Z"), instance):
        yield jsonschema.ValidationError(f"{instance!r} does not match {pattern}")


def no_line_feeds(validator, patterns, instance, schema):
    """`patternProperties` in the same way: no key with a line feed matches one of ours."""
    yield from DEFAULT.VALIDATORS["patternProperties"](validator, patterns, instance, schema)
    for key in instance if isinstance(instance, dict) else ():
        if key.endswith("\n"):
            yield jsonschema.ValidationError(f"{key!r} does not match")


DEFAULT = jsonschema.Draft202012Validator
SCHEMA = jsonschema.validators.extend(
    DEFAULT, {"pattern": exactly, "patternProperties": no_line_feeds}
)(json_schema())


def test_there_are_thirty_and_none_is_a_name():
    assert len(set(HOSTILE)) == len(HOSTILE) >= 30
    assert [name for name in HOSTILE if re.fullmatch(NAME, name)] == []


def test_what_is_not_hostile_is_allowed():
    SCHEMA.validate(changed("results", "results"))
    values = changed(f"{BLOCK}.variants", ["published", "own", "constant_rate+persistent_mask"])
    values["autoencoder"]["variants"] = {"own": {"modes.{mode}.walk_sd": 0.0}}
    SCHEMA.validate(values)
    parse(values)


@pytest.mark.promise(
    "a hostile name in a config is refused, by its types and by its schema", tries=1000
)
def test_in_a_config(promise):
    for where, config_with in (IN_CONFIG | PATHS).items():
        for name in HOSTILE:
            if where in PATHS and name in ALLOWED_IN_PATHS:
                continue
            values = config_with(name)
            with promise.tried():
                with pytest.raises(ConfigError):
                    parse(values)
                assert not SCHEMA.is_valid(values), (where, name)


SIDE = {"type": "superiority", "metric": "l1_train", "a": "x", "b": "y"}
MARGIN = {"value": 0.1, "unit": "one", "why": "as good as any other"}
CARDS = {
    "families": {"f": {"question": "?"}},
    "margins": {"m": MARGIN},
    "claims": [
        {
            "id": "A1",
            "study": "autoencoder",
            "statement": "",
            "source": "",
            "family": "f",
            "parts": [{**SIDE, "margin": "m"}],
        }
    ],
}


def card_with(place: str, name: str) -> dict:
    values = copy.deepcopy(CARDS)
    claim = values["claims"][0]
    part = claim["parts"][0]
    if place == "arm":
        part["a"] = name
    elif place == "arm of a term":
        part["a"] = [{"arm": name}, {"arm": "x"}]
    elif place == "arm of a ranking":
        claim["parts"] = [
            {"type": "ranking", "metric": "l1_train", "among": ["x", "y", name], "best": ["x"]}
        ]
    elif place == "arm of a rate":
        rate = {"type": "rate", "metric": "l1_train", "above": 0.4, "a": "x", "b": name}
        claim["parts"] = [rate]
    elif place == "family":
        values["families"][name] = {"question": "?"}
    elif place == "margin":
        values["margins"][name] = MARGIN
    elif place in ("id", "study"):
        claim[place] = name
    return values


@pytest.mark.promise("a hostile name in a claim is refused", tries=300)
def test_in_a_claim(promise):
    places = ("arm", "arm of a term", "arm of a ranking", "arm of a rate", "family", "margin")
    for place in (*places, "id", "study"):
        cards.parse(card_with("nowhere", ""), "test")
        for name in HOSTILE:
            with promise.tried(), pytest.raises(ConfigError):
                cards.parse(card_with(place, name), "test")


def arm_named(name: str) -> str:
    spec = arms(parse(changed("results", "results")))[0].arm.model_dump()
    return json.dumps({**spec, "name": name})


def search_named(**changes: str) -> str:
    found = search_arms(parse(changed("results", "results")).filter_criteria, 1)[1].arm
    return json.dumps({**found.model_dump(), **changes})


RUN = ("--seeds", "1", "--results", "r")
OTHER = ("--study", "filter_criteria", "--results", "r")
FILES = ("--results", "r", "--records", "r/autoencoder/runs/x/1.json")
COMMANDS = {
    "figure": lambda name: ["figure", "--results", "r", "--", name],
    "figure of a mode": lambda name: ["figure", "--results", "r", "--", f"l1_curves_{name}"],
    "table": lambda name: ["table", "--results", "r", "--", name],
    "table of a mode": lambda name: ["table", "--results", "r", "--", f"summary_{name}"],
    "arm": lambda name: ["train", f"--arm={name}", "--results", "r"],
    "arm of a job": lambda name: ["train", "--spec", arm_named(name), *FILES],
    "engine": lambda name: ["train", "--spec", arm_named("x"), *FILES, f"--engine={name}"],
    "runs to collect": lambda name: ["collect", "--results", "r", f"--runs={name}=1"],
    "runs to measure": lambda name: ["trade_off", "--results", "r", f"--runs={name}=1"],
    "data set to fetch": lambda name: ["data", "fetch", "--", name],
    "data set to verify": lambda name: ["data", "verify", "--", name],
    "data set to make": lambda name: [
        *("data", "make", "--output", "r/x", "--spec", json.dumps({"generator": name})),
    ],
    "arm to search": lambda name: ["search", f"--arm={name}", "--results", "r"],
    "arm of a search": lambda name: ["search", "--spec", search_named(name=name), *RUN],
    "criterion of a search": lambda name: ["search", "--spec", search_named(criteria=name), *RUN],
    "network of a search": lambda name: ["search", "--spec", search_named(network=name), *RUN],
    "searches to collect": lambda name: ["collect", *OTHER, f"--runs={name}=1"],
    "figure of searches": lambda name: ["figure", *OTHER, "--", name],
    "table of searches": lambda name: ["table", *OTHER, "--", name],
    "images to look at": lambda name: ["data", "ready", "--output", "r/x", "--", name],
    "family to list": lambda name: ["list", "--", name],
}


@pytest.mark.promise(
    "a hostile name on the command line is refused, and nothing is written", tries=400
)
def test_on_the_command_line(promise, tmp_path, monkeypatch, capsys):
    (tmp_path / "config").mkdir()
    base = yaml.safe_load((ROOT / "config/config.yaml").read_text())
    (tmp_path / "config/config.yaml").write_text(yaml.safe_dump(base))
    (tmp_path / "deep/er").mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.chdir(tmp_path)
    for command in COMMANDS.values():
        for name in ARGUMENTS:
            with promise.tried():
                assert code_of(command(name)) == 2, (command(name), capsys.readouterr())
                assert "Traceback" not in capsys.readouterr().err
    assert not list(tmp_path.rglob(CANARY))
    assert sorted(tmp_path.rglob("*")) == before


def code_of(arguments: list[str]) -> int:
    """Exit code of a command; argparse ends the process itself."""
    try:
        return main(arguments)
    except SystemExit as ended:
        return int(ended.code or 0)
