"""The checked config, and the interpreter that runs the steps."""

import os
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError

SOURCES = Path(workflow.basedir) / "src"
sys.path.insert(0, str(SOURCES))
# Jobs run the code of this checkout, whatever is installed beside it.
os.environ["PYTHONPATH"] = os.pathsep.join(
    filter(None, [str(SOURCES), os.environ.get("PYTHONPATH")])
)
PYTHON = sys.executable

from evoprune.errors import ConfigError
from evoprune.names import NAME
from evoprune.workflow import Workflow

try:
    STUDY = Workflow(config)
except ConfigError as error:
    raise WorkflowError(str(error)) from None


def grows(first):
    """A resource that doubles with the second attempt, trebles with the third."""
    return lambda wildcards, attempt: first * attempt


wildcard_constraints:
    # One pattern for every name in a path: nothing that a shell or a file system could misread.
    name=NAME,


if workflow.is_main_process:
    # A file that is no longer what was written counts as missing, and is made again.
    STUDY.move_corrupt_aside()
    # So is a file that nobody knows the settings of.
    STUDY.mark_unrecorded()
