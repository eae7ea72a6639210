"""The page of promises: each has its row, each row held, each test that is named is there."""

import ast
import re
from pathlib import Path

import pytest

from tests.promises import BEGIN, END, HEAD, PAGE, ROOT, Collector, Promise, declared, rows

TO_END = (
    "asked to end by SIGTERM or Ctrl-C, the state is saved in time and gone on with, bit by bit"
)
SEARCH_TO_END = "a search asked to end by SIGTERM or Ctrl-C saves in time and goes on, byte by byte"
ASKED = {
    "no partial file under a final name, SIGKILL at any time": 200,
    "killed once anywhere and resumed, the same bits as undisturbed": 20,
    TO_END: 40,
    "a full disk is told and harms nothing that was there, 10 sizes": 10,
    "a spoilt checkpoint is refused by name": 1200,
    "a process that dies at any write, sync or rename leaves a whole checkpoint": 12,
    "Snakemake refuses targets with a hostile name and runs nothing": 30,
    "a study of 5,000 jobs is planned": 5000,
    "a search killed at a random moment goes on and ends with the same bytes": 20,
    SEARCH_TO_END: 20,
    "of two processes on one search one works, the other says so": 10,
}
"""What must not be made less by editing a test."""
LIMITS = {
    TO_END: {"seconds": 10},
    SEARCH_TO_END: {"seconds": 10},
    "read-only results are refused before training": {"seconds": 2},
    "a study of 5,000 jobs is planned": {"seconds": 60, "megabytes": 2000},
    "malicious models, checkpoints and data are refused and run nothing": {
        "seconds": 1,
        "megabytes": 200,
    },
}


def test_what_is_declared_is_what_was_asked_for():
    promises = declared()
    for text, tries in ASKED.items():
        assert promises[text].asked >= tries
    for text, limits in LIMITS.items():
        assert promises[text].limits == limits


def test_every_promise_has_a_row_and_every_row_held():
    table, promises = rows(PAGE.read_text()), declared()
    assert sorted(table) == sorted(promises), "run `make test-reliability`"
    for text, row in table.items():
        promise = promises[text]
        _, asked, tried, held, worst, test = (cell.strip() for cell in row.strip("| ").split(" |"))
        assert int(asked) == promise.asked
        assert int(held) == int(tried) >= promise.asked
        assert test == f"`{promise.test}`"
        measured = re.findall(r"([\d.]+) (?:s|MB) \(([\d.]+)\)", worst)
        assert [float(limit) for _, limit in measured] == list(promise.limits.values())
        assert all(0 < float(value) < float(limit) for value, limit in measured)


def test_every_test_that_the_page_names_is_there():
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE.read_text())
    assert len(named) >= 2 + len(declared())
    for path, name in named:
        tree = ast.parse((ROOT / path).read_text())
        functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert name in functions, f"{path}::{name}"


def made(**limits: float) -> Promise:
    return Promise("all is well", 3, limits, "tests/x.py::test_x")


def test_a_try_that_breaks_does_not_hold():
    promise = made()
    with promise.tried():
        pass
    with pytest.raises(AssertionError), promise.tried(times=2):
        raise AssertionError
    assert (promise.tries, promise.held) == (3, 1)
    assert promise.row() == "| all is well | 3 | 3 | 1 |  | `tests/x.py::test_x` |"


def test_the_worst_is_kept_and_a_limit_is_one():
    promise = made(seconds=2, megabytes=200)
    for seconds in (0.5, 1.25, 0.25):
        promise.took(seconds)
    promise.used(150.4)
    assert promise.row().split(" | ")[4] == "1.2 s (2), 150 MB (200)"
    quick = made(seconds=2)
    quick.took(0.0123)
    assert quick.row().split(" | ")[4] == "0.012 s (2)"
    with pytest.raises(AssertionError, match=r"all is well: 2\.0 seconds"):
        promise.took(2.0)


def page(folder: Path, *lines: str) -> Path:
    path = folder / "page.md"
    path.write_text(f"before\n{BEGIN}\n\n{HEAD}" + "\n".join(lines) + f"\n\n{END}\nafter\n")
    return path


def test_what_was_tried_in_full_replaces_its_row(tmp_path):
    first, second = list(declared().values())[:2]
    old = [f"| {name} | 1 | 1 | 1 |  | `x` |" for name in (first.text, second.text, "forgotten")]
    path = page(tmp_path, *old)
    collector = Collector()
    collector.promises = {first.text: first, second.text: second}
    first.tries = first.held = first.asked
    second.tries = second.held = second.asked - 1
    collector.write(path)
    assert rows(path.read_text()) == {first.text: first.row(), second.text: old[1]}
    text = path.read_text()
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    collector.write(path)
    assert path.read_text() == text
