"""Nothing in the repository runs text or bytes from a file, and no command takes unquoted words."""

import subprocess
from pathlib import Path

import pytest

from tests.unit.unsafe import in_python, in_rules

ROOT = Path(__file__).resolve().parents[2]
ALLOWED: set[str] = set()
"""Files with exceptions: none."""


def sources() -> list[Path]:
    """Every file of Python or of rules, outside of environments and caches."""
    folders = [ROOT / name for name in ("src", "tests", "workflow", "docs", ".ci", "profiles")]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    kinds = (".py", ".smk")
    found = [p for p in files if p.suffix in kinds and "__pycache__" not in p.parts]
    return sorted([*found, ROOT / "Snakefile"])


def test_every_source_is_looked_at():
    if not (ROOT / ".git").exists():
        pytest.skip("no checkout of git")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    tracked = {ROOT / name for name in listed.stdout.splitlines()}
    ours = {p for p in tracked if p.suffix in (".py", ".smk") or p.name == "Snakefile"}
    assert {path for path in ours if path.exists()} <= set(sources())
    assert len(ours) > 300


@pytest.mark.promise("no file runs text or bytes as a program, no command is unquoted", tries=300)
def test_nothing_unsafe_stands_anywhere(promise):
    for path in sources():
        check = in_python if path.suffix == ".py" else in_rules
        with promise.tried():
            assert [(path.name, hit) for hit in check(path.read_text())] == []
    assert set() == ALLOWED


UNSAFE = [
    "import pickle",
    "import cPickle as safe",
    "from pickle import loads",
    "import dill",
    "import shelve",
    "from marshal import loads as read",
    "import torch\ntorch.load(path)",
    "import torch as t\nt.load(path, weights_only=True)",
    "from torch import load\nload(path)",
    "import pandas as pd\npd.read_pickle(path)",
    "table.to_pickle(path)",
    "import numpy as np\nnp.load(path, allow_pickle=True)",
    "import numpy as np\nnp.load(path, allow_pickle=wanted)",
    "import yaml\nyaml.load(text)",
    "import yaml\nyaml.load(text, Loader=yaml.FullLoader)",
    "import yaml\nyaml.load(text, yaml.Loader)",
    "from yaml import load\nload(text)",
    "import yaml\nyaml.unsafe_load(text)",
    "eval(text)",
    "do = eval",
    "exec(text)",
    "compile(text, name, 'exec')",
    "__import__(name)",
    "import builtins\nbuiltins.eval(text)",
    "import os\nos.system(text)",
    "from os import system as run\nrun(text)",
    "import os\nos.popen(text)",
    "import subprocess\nsubprocess.run(text, shell=True)",
    "import subprocess\nsubprocess.run(text, shell=wanted)",
    "import subprocess\nsubprocess.getoutput(text)",
]
SAFE = """
import ast, re, subprocess, numpy as np, yaml
re.compile(pattern)
model.eval()
ast.literal_eval(text)
np.load(path, allow_pickle=False)
yaml.safe_load(text)
yaml.load(text, Loader=yaml.SafeLoader)
subprocess.run(words, shell=False)
words = "eval(pickle)"
"""


@pytest.mark.parametrize("text", UNSAFE)
def test_what_is_unsafe_is_found(text):
    assert in_python(text) != []
    assert in_python(SAFE + text) != []


def test_what_is_safe_is_not():
    assert in_python(SAFE) == []


RULE = """
rule figure:
    output:
        "{name}.svg",
    shell:
        "draw {output:q} {wildcards.name:q}"
        " --awk '{{print $1}}' %s > {log:q}"
    params:
        x=1,
"""


@pytest.mark.parametrize("name", ["wildcards.name", "params.x", "input", "output[0]", "log", "A.b"])
def test_what_is_not_quoted_is_found_by_its_line(name):
    assert in_rules(RULE % ("{" + name + ":q}")) == []
    assert in_rules(RULE % ("{" + name + "}")) == [(7, "{" + name + "}")]
    assert in_rules(RULE % ("{" + name + ":u}")) == [(7, "{" + name + ":u}")]


@pytest.mark.parametrize(
    "text",
    [
        'rule a:\n    shell: "touch {output}"\n',
        'rule a:\n    run:\n        shell("touch x")\n',
        "import pickle\n",
        "STUDY = eval(config['x'])\n",
        "import os\nos.system('x')\n",
        "subprocess.run(x, shell=True)\n",
    ],
)
def test_what_is_unsafe_in_rules_is_found(text):
    assert len(in_rules(text)) == 1
