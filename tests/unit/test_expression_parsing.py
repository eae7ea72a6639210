"""What is read as an expression: valid ones, and nothing else."""

import builtins
import collections
import contextlib
import io
import json
import os
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest

from evoprune.errors import ConfigError
from evoprune.evolution.expressions.parsing import HEIGHT, NODES, allowed, parsed
from evoprune.evolution.expressions.scanning import ExpressionError
from tests.unit.expressions import WRITTEN, tree
from tests.unit.fuzzed_expressions import CANARY, WAYS, spoilt, valid

OPS = ("released", "paper")


WATCHED = [(builtins, name) for name in ("eval", "exec", "compile", "open", "__import__")]
WATCHED += [(io, "open"), (os, "system"), (os, "popen"), (subprocess, "Popen")]
"""Whatever could run or open something."""


@contextlib.contextmanager
def nothing_runs():
    """All that is watched fails, for as long as it lasts."""

    def refused(*arguments, **more):
        raise SystemError("something ran")

    originals = [(module, name, getattr(module, name)) for module, name in WATCHED]
    try:
        for module, name in WATCHED:
            setattr(module, name, refused)
        yield
    finally:
        for module, name, original in originals:
            setattr(module, name, original)


def test_what_runs_is_noticed():
    with nothing_runs():
        with pytest.raises(SystemError, match="something ran"):
            import wave  # noqa: F401
        with pytest.raises(SystemError, match="something ran"):
            Path("x").write_text("")


def refusal(source, ops="released"):
    """The refusal of a source; none where it is taken."""
    try:
        parsed(source, ops=ops)
    except ExpressionError as error:
        return error
    return None


@pytest.mark.parametrize("name", WRITTEN)
def test_lists_and_their_text_are_the_same_tree(name):
    expected = tree(WRITTEN[name])
    symbols = list(expected.symbols)
    for source in (symbols, tuple(symbols), json.dumps(symbols), json.dumps(symbols, indent=1)):
        assert parsed(source, ops="released") == expected


def test_whatever_is_valid_is_read():
    rng = np.random.default_rng(0)
    for _ in range(500):
        for ops in OPS:
            symbols = valid(rng, ops, 6)
            if len(symbols) <= NODES:
                assert parsed(json.dumps(symbols), ops=ops).symbols == tuple(symbols)


@pytest.mark.parametrize(
    ("source", "position", "problem"),
    [
        (["abs", "os.system"], 1, "found 'os.system'; allowed: X, mX, P"),
        (["abs", "gamma"], 1, "found 'gamma'; allowed: X, mX, P"),
        (["add", "N"], 2, "found the end; allowed: 1 more arguments"),
        (["add", "abs"], 2, "found the end; allowed: 2 more arguments"),
        ([], 0, "found the end; allowed: 1 more arguments"),
        (["N", "N"], 1, "found 'N'; allowed: nothing, the tree is complete"),
        (["abs", 1], 1, "found a value of type int; allowed: X, mX"),
        (["abs"] * HEIGHT + ["abs", "N"], 101, "found a node 101 edges deep; allowed: 100"),
        (["add"] * NODES + ["N"], NODES, "found 1001 symbols; allowed: 1000"),
        (None, 0, "found a value of type NoneType; allowed: a list of names, or its JSON text"),
        ('["abs" "N"]', 7, "found '\"N\"]'; allowed: , or ]"),
        ('["abs", "mN"]', 8, "found 'mN'; allowed: X, mX"),
        ('["abs", "N"', 11, "found the end; allowed: , or ]"),
        ('["abs"]', 6, "found the end; allowed: 1 more arguments"),
        ('["N"] x', 6, "found 'x'; allowed: nothing after the list"),
        ('{"N": 1}', 0, "found '{\"N\": 1}'; allowed: ["),
        ('["\\u004e"]', 1, "found '\"\\\\u004e\"]'; allowed: a name or ]"),
        ("[" * 100_000, 40_000, "found 100000 characters; allowed: 40000"),
        ("[" * 30_000, 1, f"found {'[' * 40!r}...; allowed: a name or ]"),
        ("", 0, "found the end; allowed: ["),
    ],
)
def test_refusals_say_where_and_what_is_allowed(source, position, problem):
    unit = "character" if isinstance(source, str) else "symbol"
    with pytest.raises(ConfigError) as error:
        parsed(source, ops="released", where="seed 3")
    assert str(error.value).startswith(f"seed 3: {unit} {position}: {problem}")
    assert error.value.position == position


def test_names_of_the_paper_are_of_its_set():
    assert parsed(["abs", "gamma"], ops="paper") == tree("abs gamma")
    assert set(allowed("released")) < set(allowed("paper"))
    with pytest.raises(ConfigError, match="unknown set of operators 'all'; allowed: released, pap"):
        parsed(["N"], ops="all")


@pytest.mark.promise(
    "a spoilt expression is refused with its place, and nothing runs", tries=10_000
)
def test_spoilt_expressions_are_refused(promise, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(20_211)
    for ops in OPS:
        allowed(ops)
    seen = set()
    sources = [(OPS[i % 2], *spoilt(rng, OPS[i % 2], seen)) for i in range(10_000)]
    assert len(seen) == 10_000
    begun = time.monotonic()
    with nothing_runs():
        errors = [refusal(source, ops) for ops, _, source in sources]
    assert time.monotonic() - begun < 20
    kinds = collections.Counter()
    for (_, kind, source), error in zip(sources, errors, strict=True):
        with promise.tried():
            assert error is not None, (kind, str(source)[:200])
            assert 0 <= error.position <= (len(source) if isinstance(source, str | list) else 0)
            assert str(error).isascii()
            assert len(str(error)) < 1000
        kinds[kind] += 1
    assert sum(kinds.values()) == 10_000
    assert set(kinds) == set(WAYS)
    assert min(kinds.values()) > 100
    assert not (tmp_path / CANARY).exists()
    assert list(tmp_path.iterdir()) == []


class Text(str):
    """A name that runs code when it is compared or hashed."""

    __slots__ = ()

    def __eq__(self, other):
        raise SystemError("compared")

    def __hash__(self):
        raise SystemError("hashed")

    def __repr__(self):
        raise SystemError("shown")


class Items(list):
    """A list that runs code when it is read."""

    def __iter__(self):
        raise SystemError("read")

    def __len__(self):
        raise SystemError("counted")


def looped():
    found = ["abs"]
    found.append(found)
    return found


CRAFTED = {
    "code for a name": ["abs", f"__import__('os').system('touch {CANARY}')"],
    "code for an expression": f"open('{CANARY}', 'w')",
    "code behind an expression": f'["N"]; open("{CANARY}", "w")',
    "an attribute": ["abs", "X.__class__"],
    "a format": ["abs", "{0.__class__.__init__.__globals__}"],
    "a pickle": b"cos\nsystem\n(S'touch canary'\ntR.",
    "text of bytes": bytearray(b'["N"]'),
    "a YAML object": f"!!python/object/apply:os.system ['touch {CANARY}']",
    "a hundred thousand brackets": "[" * 100_000 + "]" * 100_000,
    "brackets within the length": "[" * 19_000 + '"N"' + "]" * 19_000,
    "nested lists": ["abs", ["abs", ["N"]]],
    "a list in itself": looped(),
    "a million nodes": ["add"] * 500_000 + ["N"] * 500_001,
    "a million nodes as text": json.dumps(["abs"] * 1_000_000 + ["N"]),
    "billion laughs": ["outer"] * 1023 + ["X"] * 1024,
    "a comb": ["add", "N"] * 120 + ["N"],
    "a key twice": '{"N": 1, "N": ["abs"]}',
    "a dict": {"sum": ["abs", "WI"]},
    "nothing": ["sum", None],
    "a truth": [True, "N"],
    "a number": ["add", "N", 1e-4],
    "a number of many digits": "[" + "9" * 39_000 + "]",
    "a name with code": [Text("N")],
    "a list with code": Items(["N"]),
    "a name that looks like one": ["\u0430bs", "N"],
}


@pytest.mark.promise("a hostile expression is refused with its place, and nothing runs", tries=25)
def test_crafted_expressions_are_refused(promise, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert len(CRAFTED) == 25
    for ops in OPS:
        allowed(ops)
        for name, source in CRAFTED.items():
            with promise.tried():
                begun = time.monotonic()
                with nothing_runs():
                    error = refusal(source, ops)
                assert time.monotonic() - begun < 1
                assert error is not None, name
                assert error.position >= 0
                assert len(str(error)) < 1000
                assert list(tmp_path.iterdir()) == []
