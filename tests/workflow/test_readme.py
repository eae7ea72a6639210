"""What the README says to type for one's own operator, schedule, figure and criterion."""

import os
import re
import sys
from pathlib import Path

import pytest

from tests.workflow.checkout import ROOT, Checkout

pytestmark = [pytest.mark.workflow, pytest.mark.slow]

MINE = "config/mine.yaml"


class Typing(Checkout):
    """A checkout in which commands run its own code, as in its own environment."""

    def environment(self):
        bin_folder = Path(sys.executable).parent
        return super().environment() | {
            "PATH": os.pathsep.join([str(bin_folder), os.environ["PATH"]]),
            "PYTHONPATH": str(self.folder / "src"),
        }

    def typed(self, section):
        """Run the commands of a section as they stand; returns everything that they printed."""
        text = (ROOT / "README.md").read_text()
        own = text.split(f"\n## {section}\n")[1].split("\n## ")[0]
        blocks = re.findall(r"^```sh\n(.*?)^```", own, re.M | re.S)
        # `make` would make an environment first, which is here already.
        commands = "".join(blocks).replace("make docs", "python -m evoprune reference")
        return self.run("bash", "-euo", "pipefail", "-c", commands)


def test_what_it_says_to_type_works_and_makes_what_it_says(tmp_path):
    checkout = Typing(tmp_path / "checkout")
    checkout.typed("Add an operator")
    assert "autoencoder.operators.magnitude" in (checkout.folder / "config/README.md").read_text()

    said = checkout.typed("Add a schedule")
    assert "28 of 28 steps (100%) done" in said
    arm = checkout.folder / "results/mine/autoencoder/runs/canonical-magnitude-quadratic"
    assert {path.name for path in arm.glob("*.json")} == {"1.json", "2.json"}
    assert checkout.planned(config=MINE) == {}

    said = checkout.typed("Add a figure")
    assert re.search(r"^figure +1$", said, re.M)
    assert "2 of 2 steps (100%) done" in said
    drawn = checkout.folder / "results/mine/autoencoder/figures/events.svg"
    assert "pruning events of a run" in drawn.read_text()

    assert "Standard deviation over a filter's weights" in checkout.typed("Add a criterion")
