"""`base`, `evolve`, `contenders`, `transfer` and `collect` as they are typed."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
import yaml

from evoprune import artifacts
from evoprune.cli import main
from evoprune.studies.pruning_functions.collect import collect
from evoprune.studies.pruning_functions.paths import StudyPaths
from evoprune.studies.pruning_functions.results import Results
from evoprune.studies.pruning_functions.settings import Transfer
from tests import drawn_digits, small_functions
from tests.unit.test_config import BASE

SIZES = {"generations": 2, "copies": 1, "population": 4, "parents": 2}
BLOCK = {"variants": ["repaired"], "tasks": [["a"]], "seeds": 1}
ARM = small_functions.arm(BLOCK, evolution=SIZES, seed_functions=["l1", "fisher"])
TRANSFER = Transfer(
    tasks=["a"],
    functions=["l1", "t", "xi_a"],
    inverted=["l1"],
    champions_of=ARM.name,
    seeds=2,
    champion_seeds=1,
)
SPEC = json.dumps(TRANSFER.model_dump(exclude={"tasks", "bases", "long"}))
RUNS = f"{ARM.name}=1"
PATHS = StudyPaths(Path("out"))


@pytest.fixture
def command(tmp_path, monkeypatch, capsys):
    """Run a command in an empty folder; returns the exit code and what was said."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    def run(*words):
        try:
            code = main([str(word) for word in words])
        except SystemExit as ended:
            code = ended.code
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        said = (captured.out + captured.err).splitlines()
        return code, "\n".join(line for line in said if "done in" not in line)

    return run


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A data root, which the manifest knows."""
    with pytest.MonkeyPatch.context() as patch:
        yield drawn_digits.install(tmp_path_factory.mktemp("images") / "root", patch.setattr)


@pytest.fixture(autouse=True)
def placed(root, monkeypatch):
    monkeypatch.setenv("DATA_ROOT", str(root))


@pytest.fixture(scope="module")
def made(root, tmp_path_factory):
    """Results by the commands themselves, from the whole network to the tables."""
    results = tmp_path_factory.mktemp("made") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_ROOT", str(root))
        small_functions.look(root, results)
        end = ["--results", str(results), "--device", "cpu"]
        base = small_functions.base()
        assert main(["base", "--spec", base.json_text(), *end]) == 0
        assert main(["evolve", "--spec", ARM.json_text(), "--seeds", "1", *end]) == 0
        gathered = ["--spec", SPEC, "--runs", RUNS, *end[:2]]
        assert main(["contenders", *gathered]) == 0
        job = small_functions.job().json_text()
        assert main(["transfer", "--spec", job, "--code", "c", *end]) == 0
        words = ["--study", "pruning_functions", "--runs", RUNS, "--tasks", "a=1", *end[:2]]
        assert main(["collect", *words]) == 0
    return results


@pytest.fixture
def out(made, command):
    """A copy of these results below the folder that commands run in."""
    shutil.copytree(made, "out")
    return Path("out")


def base(command, *words, spec=None):
    spec = spec or small_functions.base().json_text()
    return command("base", "--spec", spec, "--results", "out", "--device", "cpu", *words)


def evolve(command, *words, spec=None):
    spec = spec or ARM.json_text()
    given = ["--seeds", "1", "--results", "out", "--device", "cpu", *words]
    return command("evolve", "--spec", spec, *given)


def gather(command, spec=SPEC, runs=RUNS):
    return command("contenders", "--spec", spec, "--results", "out", "--runs", runs)


def transfer(command, *words, spec=None):
    spec = spec or small_functions.job().json_text()
    given = ["--code", "c", "--results", "out", "--device", "cpu", *words]
    return command("transfer", "--spec", spec, *given)


# What goes well


def test_a_run_is_done_once_and_kept(out, command):
    own = PATHS.run(ARM.name, 1)
    before = [path.read_bytes() for path in own.all()]
    assert evolve(command) == (0, f"{ARM.name}: 0 runs done, 1 were there")
    assert [path.read_bytes() for path in own.all()] == before
    own.evaluations.write_bytes(b"{}\n")
    assert evolve(command)[0] == 0
    assert own.evaluations.read_bytes() == before[1]
    record, again = json.loads(before[0]), artifacts.read_json(own.record)
    assert record.pop("timing").keys() == again.pop("timing").keys()
    assert record == again
    assert list(PATHS.unfinished.iterdir()) == []


@pytest.mark.slow
def test_a_whole_network_is_trained_once_and_kept(out, command):
    own = PATHS.base("a", 1)
    before = [path.read_bytes() for path in own.all()]
    assert base(command) == (0, "base 1 of a: was there")
    own.model.unlink()
    assert base(command) == (0, "base 1 of a: trained")
    assert [path.read_bytes() for path in own.all()] == before


@pytest.mark.slow
def test_functions_and_trials_are_counted(out, command):
    assert gather(command) == (0, "out/pruning_functions/contenders.json: 7 functions")
    assert transfer(command) == (0, "a, base 1: 13 trials")


@pytest.mark.slow
def test_by_hand_everything_comes_from_the_config(command, root):
    Path("config").mkdir()
    section = small_functions.STUDY | {
        "evolution": SIZES,
        "seed_functions": ["l1", "fisher"],
        "arms": [BLOCK],
        "transfer": {"tasks": ["a"]} | json.loads(SPEC),
    }
    values = BASE | {"pruning_functions": section, "results": "out"}
    Path("config/config.yaml").write_text(yaml.safe_dump(values))
    assert base_by_hand(command, "a") == (0, "base 1 of a: trained")
    assert base_by_hand(command, "a") == (0, "base 1 of a: was there")
    code, said = command("evolve", "--arm", ARM.name, "--device", "cpu")
    assert code == 0
    assert f"{ARM.name}: 1 runs done, 0 were there" in said
    code, said = command("evolve", "--arm", "none")
    assert (code, "no arm 'none' in pruning_functions; its arms: " in said) == (2, True)
    code, said = base_by_hand(command, "zzz")
    assert (code, "no task 'zzz' in pruning_functions; its tasks: a, b" in said) == (2, True)
    code, said = command("base", "--task", "a", "--number", "0")
    assert (code, said) == (2, "evoprune: --number: whole networks are numbered from 1")


def base_by_hand(command, task):
    return command("base", "--task", task, "--device", "cpu")


# What does not


def test_without_images_their_note_is_named(command, root):
    for words in (base(command), evolve(command), transfer(command)):
        assert words[0] == 3
    assert "out/data/digits.json" in base(command)[1]


def test_without_a_whole_network_it_is_named(command, root):
    small_functions.look(root, Path("out"))
    for run in (evolve, transfer):
        code, said = run(command)
        assert code == 3
        assert "out/pruning_functions/bases/a/1.safetensors: no such file" in said


def test_without_the_files_of_the_images_the_next_step_is_told(out, command, monkeypatch):
    monkeypatch.setenv("DATA_ROOT", "nowhere")
    PATHS.run(ARM.name, 1).record.unlink()
    for run in (evolve, transfer):
        code, said = run(command)
        assert code == 3
        assert "data fetch digits" in said


def test_a_spoilt_whole_network_is_named(out, command):
    model = PATHS.base("a", 1).model
    model.write_bytes(model.read_bytes()[:-1])
    PATHS.run(ARM.name, 1).record.unlink()
    for run in (evolve, transfer):
        code, said = run(command)
        assert (code, str(model) in said) == (4, True)


def test_without_functions_or_runs_they_are_named(out, command):
    PATHS.contenders.unlink()
    code, said = transfer(command)
    assert (code, f"{PATHS.contenders}: no such file" in said) == (3, True)
    PATHS.run(ARM.name, 1).record.unlink()
    code, said = gather(command)
    assert (code, f"{PATHS.run(ARM.name, 1).record}: no such file" in said) == (3, True)


def test_a_champion_of_an_arm_without_runs_ends_with_2(out, command):
    code, said = gather(command, spec=SPEC.replace(ARM.name, "other"))
    assert code == 2
    assert f"champions_of: no arm 'other'; there are: {ARM.name}" in said


def changed(value, **changes):
    return json.dumps({**json.loads(value), **changes})


BASE_SPEC, JOB = small_functions.base().json_text(), small_functions.job().json_text()


@pytest.mark.parametrize(
    ("run", "spec", "said"),
    [
        (run, broken, said)
        for run, good in ((base, BASE_SPEC), (evolve, ARM.json_text()), (transfer, JOB))
        for broken, said in (("{", "--spec"), ("{}", "--spec"), (changed(good, x=1), "x\n"))
    ]
    + [
        (base, changed(BASE_SPEC, name="../x"), "name"),
        (base, changed(BASE_SPEC, number=0), "number"),
        (base, changed(BASE_SPEC, network="lenet"), "'lenet5'"),
        (evolve, changed(ARM.json_text(), name="../x"), "name"),
        (evolve, changed(ARM.json_text(), search="pso"), "'gp', 'random' or 'seeds'"),
        (evolve, changed(ARM.json_text(), seed_functions=["l3"]), "'l1'"),
        (transfer, changed(JOB, name="a/b"), "name"),
        (transfer, changed(JOB, base=0), "base"),
        (transfer, changed(JOB, base=True), "base"),
    ],
    ids=str,
)
def test_a_spec_that_describes_nothing_ends_with_2(command, run, spec, said):
    code, text = run(command, spec=spec)
    assert code == 2
    assert said in text
    assert not Path("out").exists()


def test_what_has_to_be_said_with_a_spec(command):
    for words in (
        ("base",),
        ("base", "--spec", BASE_SPEC),
        ("base", "--spec", BASE_SPEC, "--task", "a"),
        ("evolve",),
        ("evolve", "--spec", ARM.json_text(), "--results", "out"),
        ("evolve", "--spec", ARM.json_text(), "--seeds", "1"),
        ("transfer", "--spec", JOB, "--code", "c"),
        ("transfer", "--spec", JOB, "--results", "out"),
        ("contenders", "--spec", "{", "--results", "out", "--runs", RUNS),
        ("contenders", "--spec", SPEC, "--results", "out"),
        ("contenders", "--spec", SPEC, "--results", "out", "--runs", "x"),
    ):
        assert command(*words)[0] == 2, words


# Tables


def test_the_same_files_give_the_same_tables_without_times(made, tmp_path):
    results = tmp_path / "out"
    shutil.copytree(made, results)
    paths = StudyPaths(results)
    tables = [
        paths.runs,
        paths.generations,
        paths.evaluations,
        paths.functions,
        paths.transfer,
        paths.parity,
        paths.timings,
    ]
    first = [path.read_bytes() for path in tables]
    assert collect(results, [(ARM.name, [1])], [("a", [1])]) == {"ok": 1}
    assert [path.read_bytes() for path in tables] == first
    assert collect(results, [(ARM.name, [1])]) == {"ok": 1}  # without words: what is there
    assert [path.read_bytes() for path in tables] == first
    for path in tables[:-1]:
        header = pd.read_csv(path).columns if path.suffix == ".csv" else []
        assert not [name for name in header if "second" in name or "finished" in name]
    assert "cpu_seconds_retraining" in pd.read_csv(paths.timings).columns


def test_tables_hold_what_was_found(made):
    results = Results.load(StudyPaths(made))
    (run,) = results.runs.to_dict("records")
    assert (run["arm"], run["tasks"], run["seed"], run["status"]) == (ARM.name, "a", 1, "ok")
    assert (run["evaluations"], len(results.evaluations)) == (2 + 4, 6)
    assert results.generations["evaluations"].to_list() == [2, 4]
    own = results.evaluations
    assert own["evaluated"].all()
    assert own["tree"][0] == ["sum", "abs", "WI"]
    assert own["accuracies"][0]["a"] == [pytest.approx(own["fitness"][0])]
    kinds = results.functions.set_index("function")["kind"].to_dict()
    assert kinds == {
        "evolved": "evolved",
        f"{ARM.name}.1": "champion",
        "l1": "handmade",
        "t": "handmade",
        "xi_a": "published",
        "random": "random",
        "l1-inverted": "inverted",
    }
    formulas = results.functions.set_index("function")["formula"]
    assert pd.isna(formulas["random"])
    assert formulas["l1"] == formulas["l1-inverted"] != formulas["t"]
    assert len(results.transfer) == 6 * 2 + 1
    assert results.transfer["accuracy_test"].between(0, 1).all()
    assert set(results.parity["function"]) == {"l1", "t", "xi_a", "removal"}
    assert (results.tasks, results.evolved_on) == (["a"], ["a"])
    record = artifacts.read_json(StudyPaths(made).run(ARM.name, 1).record)
    best = own[(own["generation"] == record["champion"]["generation"])]
    best = best[best["slot"] == record["champion"]["slot"]]
    assert best["tree"].to_list() == [record["champion"]["tree"]]
    assert run["fitness"] == pytest.approx(
        own.loc[own["digest"] == best["digest"].iloc[0], "fitness"].mean()
    )


def test_runs_alone_make_tables_without_trials(made, tmp_path):
    shutil.copytree(made, tmp_path / "out")
    collect(tmp_path / "out", [(ARM.name, [1])], [])
    results = Results.load(StudyPaths(tmp_path / "out"))
    assert len(results.runs) == 1
    assert results.transfer.empty
    assert results.functions.empty
    assert results.parity.empty
    assert results.tasks == []
