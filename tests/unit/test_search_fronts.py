"""Tables of fronts of study 2."""

from evoprune import artifacts
from evoprune.studies.filter_criteria import LABELS
from evoprune.studies.filter_criteria.collect import collect
from evoprune.studies.filter_criteria.metrics import NAMES
from evoprune.studies.filter_criteria.paths import StudyPaths
from evoprune.studies.filter_criteria.results import read_table


def test_tables_of_fronts_say_which_member_was_taken_and_what_was_wanted(tmp_path):
    paths = StudyPaths(tmp_path)
    members = [{"number": 3, "error": 0.4, "flops_share": 0.2}, {"number": 1, "error": 0.2}]
    found = {"front": members, "pick": members[1]}
    for arm, more in (("dense", {}), ("searched", found)):
        run = paths.run(arm, 1)
        record = {
            "labels": dict.fromkeys(LABELS, "x") | {"arm": arm, "seed": 1},
            "status": "ok",
            "metrics": dict.fromkeys(NAMES) | {"flops": 100, "flops_share": 0.5},
            "timing": {"seconds": 1.0},
            "spec": {"final": {"target_flops": 0.35}},
        }
        artifacts.write_json(run.record, record | more)
        artifacts.write_bytes(run.evaluations, b"")
    assert collect(tmp_path, [("dense", [1]), ("searched", [1])]) == {"ok": 2}
    fronts = read_table(paths.fronts)
    assert fronts["arm"].tolist() == ["searched"] * 2
    assert fronts["picked"].tolist() == [False, True]
    assert fronts["target_share"].tolist() == [0.35] * 2
    collect(tmp_path, [("dense", [1])])
    assert {"picked", "target_share"} <= set(read_table(paths.fronts))
