"""What is promised, how often it was tried and how often it held: the table in the docs.

A test declares its promise and counts its tries. Both numbers are those of the whole form of the
tests (`make test-reliability`), at whose end the table is written.

    @pytest.mark.promise("no partial file under a final name", tries=200, seconds=10)
    def test_killed(promise):
        for _ in range(scaled(whole=200, short=12)):
            with promise.tried():
                ...

A try that does not end counts as broken. `seconds` and `megabytes` are limits on what `took` and
`used` report.
"""

import ast
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from evoprune.artifacts import write_text

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/reliability.md"
BEGIN, END = "<!-- written by `make test-reliability` -->", "<!-- end of what is written -->"
HEAD = (
    "| promise | to be tried | tried | held | worst (limit) | test |\n|---|---|---|---|---|---|\n"
)
WHOLE = os.environ.get("EVOPRUNE_RELIABILITY") == "whole"
"""Whether the whole form of the tests is asked for, as `make test-reliability` does."""
T = TypeVar("T")


def scaled(whole: T, short: T) -> T:
    """What the whole form of the tests takes, or else the short one."""
    return whole if WHOLE else short


@dataclass
class Promise:
    """A promise and what became of it.

    Attributes:
        text: in words.
        asked: tries that the whole form has to make.
        limits: of seconds and megabytes, where there are any.
        test: where it is tried.
    """

    text: str
    asked: int
    limits: dict[str, float]
    test: str
    tries: int = 0
    held: int = 0

    def __post_init__(self) -> None:
        self.worst = dict.fromkeys(self.limits, 0.0)

    @contextmanager
    def tried(self, times: int = 1) -> Iterator[None]:
        """Count tries, and that they held if nothing is raised inside."""
        self.tries += times
        yield
        self.held += times

    def _measured(self, unit: str, value: float) -> None:
        self.worst[unit] = max(self.worst[unit], value)
        assert value < self.limits[unit], f"{self.text}: {value:.1f} {unit}"

    def took(self, seconds: float) -> None:
        """Report a time, which must be within its limit."""
        self._measured("seconds", seconds)

    def used(self, megabytes: float) -> None:
        """Report a peak of memory, which must be within its limit."""
        self._measured("megabytes", megabytes)

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Report the time that something takes."""
        start = time.monotonic()
        yield
        self.took(time.monotonic() - start)

    def row(self) -> str:
        """Its line of the table."""
        short = {"seconds": "s", "megabytes": "MB"}
        worst = [
            f"{_rounded(value)} {short[unit]} ({self.limits[unit]:g})"
            for unit, value in self.worst.items()
        ]
        cells = (self.text, self.asked, self.tries, self.held, ", ".join(worst), f"`{self.test}`")
        return "| " + " | ".join(f"{cell}" for cell in cells) + " |"


def _rounded(value: float) -> str:
    return f"{value:.2g}" if value < 1 else f"{value:.{0 if value >= 100 else 1}f}"


class Collector:
    """The promises of a session."""

    def __init__(self) -> None:
        self.promises: dict[str, Promise] = {}

    def of(self, item: pytest.Item) -> Promise:
        """The promise of a test; tests that share its words add up."""
        mark = item.get_closest_marker("promise")
        assert mark is not None, "a test that uses `promise` is marked with one"
        test = "::".join([item.location[0], item.location[2].partition("[")[0]])
        made = Promise(*mark.args, **_arguments(mark.kwargs), test=test)
        return self.promises.setdefault(made.text, made)

    def write(self, page: Path = PAGE) -> None:
        """Replace the rows of what was tried in full; others stay as long as they are declared."""
        text = page.read_text()
        known = rows(text)
        tried = {p.text: p.row() for p in self.promises.values() if p.tries >= p.asked}
        lines = {name: row for name, row in (known | tried).items() if name in declared()}
        before, rest = text.split(BEGIN)
        table = "\n".join(lines[name] for name in sorted(lines))
        write_text(page, f"{before}{BEGIN}\n\n{HEAD}{table}\n\n{END}{rest.split(END)[1]}")


def rows(text: str) -> dict[str, str]:
    """Rows of the table in a page by promise."""
    table = text.split(BEGIN)[1].split(END)[0]
    lines = [line for line in table.splitlines() if line.startswith("| ")]
    return {line.split(" | ")[0].removeprefix("| "): line for line in lines[1:]}


def declared() -> dict[str, Promise]:
    """Promises that tests declare, found without importing any."""
    found: dict[str, Promise] = {}
    for path in sorted(Path(__file__).parent.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                for mark in filter(_is_mark, node.decorator_list):
                    (text,) = (ast.literal_eval(argument) for argument in mark.args)
                    values = {k.arg: ast.literal_eval(k.value) for k in mark.keywords}
                    test = f"{path.relative_to(ROOT).as_posix()}::{node.name}"
                    found[text] = Promise(text, **_arguments(values), test=test)
    return found


def _is_mark(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and bool(
        re.fullmatch(r"pytest\.mark\.promise", ast.unparse(decorator.func))
    )


def _arguments(values: dict) -> dict:
    limits = {unit: values[unit] for unit in ("seconds", "megabytes") if unit in values}
    return {"asked": values["tries"], "limits": limits}


@pytest.fixture
def promise(request: pytest.FixtureRequest) -> Promise:
    """The promise that the test is marked with."""
    return request.config.stash[COLLECTOR].of(request.node)


COLLECTOR = pytest.StashKey[Collector]()


def pytest_configure(config: pytest.Config) -> None:
    """Begin to collect."""
    config.stash[COLLECTOR] = Collector()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Write the table, if the whole form was asked for and nothing failed."""
    collector = session.config.stash[COLLECTOR]
    if WHOLE and exitstatus == 0 and collector.promises:
        collector.write()
