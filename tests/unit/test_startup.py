"""What commands load before they begin: a study is a hundred of them, one process each."""

import json
import subprocess
import sys

import pytest

from evoprune.studies import STUDIES

SECONDS_EACH = ("torch", "numba", "scipy.stats", "statsmodels", "onnx", "sklearn")
PRESENT = """
import importlib, json, sys
from evoprune.commands import figure, table
from evoprune.report import style, tables
from evoprune.studies import part
part(sys.argv[1], "results")
for family in ("figures", "tables"):
    entries = getattr(part(sys.argv[1], family), family.upper())
    for entry in entries.values():
        importlib.import_module(entry.module)
print(json.dumps(sorted(sys.modules)))
"""


def loaded(code, *words):
    """Modules that are there after some code has run in a process of its own."""
    command = [sys.executable, "-c", code, *words]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(json.loads(shown.stdout.splitlines()[-1]))


@pytest.mark.parametrize("study", STUDIES)
def test_no_figure_or_table_loads_what_only_training_or_a_few_tests_need(study):
    there = loaded(PRESENT, study)
    assert {"matplotlib.figure", "pandas"} <= there
    assert there.isdisjoint(SECONDS_EACH)


@pytest.mark.parametrize("command", ["figure", "table", "collect", "metrics"])
def test_a_command_is_loaded_without_the_others(command):
    code = (
        "import json, sys; from evoprune.cli import _parser;"
        "_parser([sys.argv[1]]); print(json.dumps(sorted(sys.modules)))"
    )
    there = loaded(code, command)
    assert {name for name in there if name.startswith("evoprune.commands.")} <= {
        "evoprune.commands.options",
        f"evoprune.commands.{command}",
    }
    assert f"evoprune.commands.{command}" in there
    assert "evoprune.config" not in there
