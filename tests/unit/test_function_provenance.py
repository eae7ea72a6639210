"""Digests of study 3's code: nothing that jobs import is forgotten, and nothing else counts."""

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from evoprune import artifacts, provenance
from evoprune.data.images import IMAGES
from evoprune.evolution.expressions import operators
from evoprune.evolution.expressions.operators import OPERATORS
from evoprune.evolution.expressions.tree import Tree
from evoprune.evolution.genetic_programming.searches import SEARCHES
from evoprune.networks.convolutional import CONVOLUTIONAL
from evoprune.pruning.functions import HANDMADE, PUBLISHED, SEEDS, function
from evoprune.studies.pruning_functions import code
from evoprune.studies.pruning_functions.code import BESIDE_THE_NUMBERS, HERE, KEEPING
from evoprune.studies.pruning_functions.contenders import Contender
from evoprune.studies.pruning_functions.paths import StudyPaths
from tests import drawn_digits, small_functions

ROOT = Path(__file__).resolve().parents[2]
TRIED = ("l1", "xi_a")
ARMS = {
    "gp": small_functions.arm(),
    "random": small_functions.arm({"searches": ["random"], "variants": ["faithful"]}),
    "paper": small_functions.arm({"variants": ["repaired+paper_operators"], "tasks": [["b"]]}),
}
BASES = {name: small_functions.base(name) for name in "ab"}
TASKS = small_functions.study().tasks
WITHOUT = (*BESIDE_THE_NUMBERS, *KEEPING)


def modules(name):
    """What the digest of an arm, a whole network or a transfer begins with."""
    if name in ARMS:
        return code.arm_modules(ARMS[name])
    if name.startswith("base"):
        return code.base_modules(BASES[name[-1]])
    return code.transfer_modules(TASKS[name[-1]], TRIED, ["released"])


def digest(name):
    if name in ARMS:
        return code.arm_code(ARMS[name])
    if name.startswith("base"):
        return code.base_code(BASES[name[-1]])
    if name.startswith("transfer"):
        return code.transfer_code(TASKS[name[-1]], TRIED, ["released"])
    return code.contenders_code(TRIED) if name == "contenders" else code.collect_code()


EVOLUTION = set(ARMS)
WHOLE = {"base a", "base b"}
TRANSFERS = {"transfer a", "transfer b"}
EVERY = [*ARMS, *sorted(WHOLE), *sorted(TRANSFERS), "contenders", "collect"]


def closure(name):
    return set(provenance.import_closure(modules(name), WITHOUT))


# What is loaded

RUN = """
import json, sys
from pathlib import Path
import pytest
from tests import drawn_digits
root, results, spec = Path(sys.argv[2]) / "root", Path(sys.argv[2]) / "results", sys.argv[3]
with pytest.MonkeyPatch.context() as patch:
    drawn_digits.install(root, patch.setattr)
    if sys.argv[1] == "evolve":
        from evoprune.studies.pruning_functions.arm import Arm
        from evoprune.studies.pruning_functions.runs import evolve_runs
        assert evolve_runs(Arm.model_validate_json(spec), [1], results, root) == [1]
    elif sys.argv[1] == "base":
        from evoprune.studies.pruning_functions.bases import train_base
        from evoprune.studies.pruning_functions.jobs import Base
        assert train_base(Base.model_validate_json(spec), results, "other", root)
    else:
        from evoprune.studies.pruning_functions.jobs import TransferJob
        from evoprune.studies.pruning_functions.transfers import transfer
        assert transfer(TransferJob.model_validate_json(spec), results, "code", root) == 2
print(json.dumps(sorted(n for n in sys.modules if n.split(".")[0] == "evoprune")))
"""
FIND_AND_STORE = {
    "evoprune.provenance",
    "evoprune.data.images.code",
    "evoprune.pruning.filters.saving",
    f"{HERE}.bases",  # of which jobs take the digest of the images
    f"{HERE}.code",
    f"{HERE}.spending",
    f"{HERE}.records",
    f"{HERE}.runs",
    f"{HERE}.transfers",
    # Types of configs, and what names are allowed in them.
    "evoprune.config_errors",
    "evoprune.config_sections",
    "evoprune.evolution.genetic_programming.settings",
    "evoprune.studies.image_settings",
    "evoprune.studies.paths",
    "evoprune.studies.pruning_functions.switches",
    "evoprune.studies.varying",
}
"""Modules that ask for, find, name and store but have no part in numbers."""
DEVICES = set(
    provenance.import_closure(["evoprune.training.devices", "evoprune.training.engines.service"])
)
"""What chooses a device, and what its package loads."""


@pytest.mark.slow
@pytest.mark.parametrize("what", ["evolve", "base", "transfer"])
def test_every_module_that_a_job_loads_is_in_the_digest(tmp_path, what):
    results = tmp_path / "results"
    with pytest.MonkeyPatch.context() as patch:
        root = drawn_digits.install(tmp_path / "seen", patch.setattr)
        small_functions.train_bases(root, results)
    tried = [
        Contender(name=n, kind="handmade", tree=list(function(n).TREE), seeds=1) for n in TRIED
    ]
    artifacts.write_json(StudyPaths(results).contenders, [c.model_dump() for c in tried])
    name = {"evolve": "gp", "base": "base a", "transfer": "transfer a"}[what]
    spec = {
        "evolve": ARMS["gp"].json_text(),
        "base": BASES["a"].json_text(),
        "transfer": small_functions.job().json_text(),
    }[what]
    done = subprocess.run(
        [sys.executable, "-c", RUN, what, tmp_path, spec],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "OMP_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    found = closure(name)
    assert len(loaded & found) > 20
    packages = {n for n in loaded if provenance.source_file(n).name == "__init__.py"}
    # Types of configs load every registered data set; arms know the closed forms' modules, of
    # which they need the expressions.
    types = [f"evoprune.data.images.{n}" for n in IMAGES if n != "digits"]
    others = set(provenance.import_closure(types))
    if what == "evolve":
        forms = [entry for n, entry in HANDMADE.items() if n in SEEDS]
        others |= set(provenance.import_closure(forms)) - set(WITHOUT)
    beside = packages | others | DEVICES | FIND_AND_STORE | set(WITHOUT)
    assert " ".join(sorted(loaded - found - beside)) == ""


@pytest.mark.parametrize("name", EVERY[:-2])
def test_jobs_do_not_depend_on_the_names_of_others(name):
    found = closure(name)
    assert [m for m in found if provenance.source_file(m).name == "__init__.py"] == [HERE]
    networks = {n for n in CONVOLUTIONAL if CONVOLUTIONAL[n].partition(":")[0] in found}
    tasks = {"resnet8": "a", "convnet6": "b"}
    own = {"paper": "b"}.get(name, name[-1] if name[-1] in "ab" and " " in name else "ab")
    assert {tasks[n] for n in networks & set(tasks)} == set(own)
    assert networks <= {"resnet8", "resnet14", "resnet20", "convnet6"}  # a module of three
    assert [n for n in IMAGES if f"evoprune.data.images.{n}" in found] == ["digits"]
    searches = {n for n, entry in SEARCHES.items() if entry.partition(":")[0] in found}
    assert searches == ({"paper": {"gp"}}.get(name, {name}) if name in ARMS else set())
    known = {n for n, entry in {**HANDMADE, **PUBLISHED}.items() if entry in found}
    assert known == (set(TRIED) if name in TRANSFERS else set())
    drawn = {n for n, entry in OPERATORS.items() if entry.partition(":")[0] in found}
    if name in WHOLE:
        assert drawn == set()
    else:
        assert set(operators.SETS["released"]) <= drawn
        assert ("rbf" in drawn) == (name == "paper")
    assert not [m for m in found if m.startswith(("evoprune.cli", "evoprune.studies.f"))]


def test_limits_and_operators_of_evolution_are_inside():
    for module in (f"{HERE}.evaluating", "evoprune.evolution.genetic_programming.validity"):
        assert module in closure("gp")
    assert f"{HERE}.evaluating" in closure("transfer a")
    for module in ("variation", "breeding", "selection", "proposing", "champion", "searches.base"):
        assert f"evoprune.evolution.genetic_programming.{module}" in closure("gp")
    assert f"{HERE}.parity" in closure("transfer a")


def test_what_is_beside_the_numbers_is_there():
    for module in (*WITHOUT, *FIND_AND_STORE, *code.CORE):
        assert provenance.source_file(module) is not None, module


# What a change changes


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """A copy of the sources, and all digests by it; what was parsed once is not parsed again."""
    root, known = tmp_path_factory.mktemp("sources"), {}
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    home = shutil.copytree(ROOT / "src/evoprune", root / "evoprune", ignore=ignored)

    def parsed(module):
        text = provenance.source_file(module).read_text()
        if (module, text) not in known:
            tree = provenance._WithoutDocstrings().visit(ast.parse(text))
            dumped = ast.dump(tree, include_attributes=False)
            known[module, text] = dumped, tuple(provenance._imported(tree))
        return known[module, text]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(provenance, "ROOT", root)
        patch.setattr(provenance, "_parsed", lambda module: parsed(module)[0])
        patch.setattr(provenance, "_imports", lambda module: parsed(module)[1])

        def digests():
            provenance._digest.cache_clear()
            return {name: digest(name) for name in EVERY}

        yield home, digests, digests()
    provenance._digest.cache_clear()


@pytest.fixture
def sources(copied):
    """That copy, which is as it was afterwards."""
    home, digests, before = copied
    whole: dict[Path, str] = {}
    yield home, digests, before, whole
    for path, text in whole.items():
        path.write_text(text)


def differing(sources, change):
    """What has another digest after a change, which says what it wrote to."""
    home, digests, before, whole = sources
    change(home, whole)
    after = digests()
    return {name for name in EVERY if after[name] != before[name]}


def edited(name, old, new):
    def change(home, whole):
        text = whole.setdefault(home / name, (home / name).read_text())
        assert old in text
        (home / name).write_text(text.replace(old, new, 1))

    return change


ALL = EVOLUTION | WHOLE | TRANSFERS
TREES = EVOLUTION | TRANSFERS
EDITS = [
    ("pruning/functions/handmade/l1.py", "return", "return 0 *", TRANSFERS),
    ("pruning/functions/handmade/t.py", "return", "return 0 *", set()),
    ("pruning/functions/published/xi_a.py", "return", "return 0 *", TRANSFERS),
    ("pruning/functions/layer.py", "return", "return 0 or", TREES),
    ("pruning/functions/controls.py", "return -scores", "return scores", TRANSFERS),
    ("evolution/expressions/operators/abs.py", "class", "X = 1\n\n\nclass", TREES | {"collect"}),
    ("evolution/expressions/operators/rbf.py", "class", "X = 1\n\n\nclass", {"paper", "collect"}),
    ("evolution/expressions/interpreter.py", "262_144", "1_000", TREES | {"contenders"}),
    ("evolution/expressions/random_trees.py", "height + 1", "height + 2", EVOLUTION),
    ("evolution/genetic_programming/variation.py", "integers(1,", "integers(0,", EVOLUTION),
    ("evolution/genetic_programming/validity.py", "elements=1_0", "elements=2_0", EVOLUTION),
    ("evolution/genetic_programming/searches/random.py", "- len(slots)", "- 0", {"random"}),
    ("evolution/genetic_programming/searches/seeds.py", "return", "return 0 *", set()),
    ("studies/pruning_functions/evaluating.py", "height=80", "height=9", TREES | {"contenders"}),
    ("studies/pruning_functions/bench.py", "looks)", "looks + 1)", TREES | {"contenders"}),
    ("studies/pruning_functions/parity.py", "or 1.0", "or 2.0", TRANSFERS),
    ("studies/pruning_functions/variants.py", '"switches.retries": 20', '"x": 2', set()),
    ("studies/pruning_functions/paths.py", '"bases"', '"whole"', set()),
    ("studies/pruning_functions/grid.py", "wanted", "asked", set()),
    ("networks/convolutional/vgg16.py", "HIDDEN", "WIDE", set()),
    ("data/images/digits.py", "TEST_SHARE = 5", "TEST_SHARE = 4", ALL),
    ("training/classifiers/trainer.py", "zero_grad()", "zero_grad(True)", ALL | {"contenders"}),
    ("locks.py", "LOCK_NB", "LOCK_EX", set()),
    ("studies/pruning_functions/contenders.py", "kind != ", "kind == ", TRANSFERS | {"contenders"}),
]


@pytest.mark.parametrize(
    ("name", "old", "new", "changed"),
    EDITS,
    ids=lambda value: value if isinstance(value, str) and value.endswith(".py") else "",
)
def test_exactly_what_code_concerns_has_another_digest(sources, name, old, new, changed):
    found = differing(sources, edited(name, old, new))
    assert found - {"collect", "contenders"} == changed - {"collect", "contenders"}
    if "collect" in changed or "contenders" in changed:
        assert changed <= found


def test_code_of_a_network_concerns_its_tasks(sources):
    found = differing(
        sources, edited("networks/convolutional/convnet6.py", "from", "OTHER = 1\nfrom")
    )
    assert found == {*ARMS, "base b", "transfer b"}


@pytest.mark.parametrize(
    ("name", "registry"),
    [
        ("pruning/functions/__init__.py", HANDMADE),
        ("evolution/genetic_programming/searches/__init__.py", SEARCHES),
        ("networks/convolutional/__init__.py", CONVOLUTIONAL),
        ("data/images/__init__.py", IMAGES),
    ],
)
def test_a_new_entry_of_a_registry_changes_no_digest(sources, name, registry, monkeypatch):
    first = next(iter(registry))

    def change(home, whole):
        line = f'    "{first}":'
        edited(name, line, f'    "new": "{registry[first]}",\n{line}')(home, whole)
        monkeypatch.setitem(registry, "new", registry[first])

    assert differing(sources, change) == set()


def test_a_new_operator_changes_what_draws_from_its_set(sources, monkeypatch):
    def change(home, whole):
        new = home / "evolution/expressions/operators/new.py"
        shutil.copy(new.with_name("abs.py"), new)
        monkeypatch.setitem(OPERATORS, "new", "evoprune.evolution.expressions.operators.new:Abs")
        sets = operators.SETS | {"paper": (*operators.SETS["paper"], "new")}
        monkeypatch.setattr(code, "SETS", sets)

    assert differing(sources, change) == {"paper", "collect"}


def test_the_order_of_a_set_decides_what_is_drawn(sources, monkeypatch):
    released = operators.SETS["released"]

    def change(home, whole):
        other = operators.SETS | {"released": released[::-1]}
        monkeypatch.setattr(code, "SETS", other)

    assert differing(sources, change) == {"gp", "random"}


def test_operators_of_controls_concern_transfer():
    own = [Tree(("sum", "rbf", "X", "X"))]
    (rbf,) = (entry.partition(":")[0] for name, entry in OPERATORS.items() if name == "rbf")
    without = code.transfer_modules(TASKS["a"], TRIED, ["released"])
    assert rbf not in without
    assert {*code.transfer_modules(TASKS["a"], TRIED, ["released"], own)} == {*without, rbf}
    assert code.transfer_code(TASKS["a"], TRIED, ["released"], own) != digest("transfer a")


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("l1", EVOLUTION | {"contenders"}),
        ("fisher", EVOLUTION),
        ("xi_a", {"contenders"}),
        ("xi_b", set()),
    ],
)
def test_another_expression_concerns_who_begins_with_it_or_tries_it(
    sources, name, changed, monkeypatch
):
    """Transfer gets the expressions in a file, and the closed form has its module's digest."""

    def change(home, whole):
        monkeypatch.setattr(function(name), "TREE", ("sum", "mX"))

    found = differing(sources, change)
    # That an operator is no longer used is another matter.
    assert found - TRANSFERS == changed
