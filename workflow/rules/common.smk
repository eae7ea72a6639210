"""The checked config, and the interpreter that runs the steps."""

import math
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

from evoprune.artifacts import sidecar
from evoprune.errors import ConfigError
from evoprune.names import NAME
from evoprune.workflow import Workflow

try:
    STUDY = Workflow(config)
except ConfigError as error:
    raise WorkflowError(str(error)) from None


# Where there is no shared file system, jobs read and write copies of what is kept in a store: of the
# files that a rule declares, below a folder that stands for the results.
STORED = workflow.storage_registry.default_storage_provider is not None
RESULTS = str(workflow.modifier.path_modifier.modify(str(STUDY.paths.root)))


def checksums(files):
    """The checksums beside files, where they would not come along undeclared; elsewhere nothing."""
    return [str(sidecar(Path(file))) for file in files] if STORED else []


def checked(files):
    """Files that a rule reads or writes, with their checksums where these have to be declared."""
    names = [str(file) for file in files]
    return names + checksums(names)


# All cores of this machine, for jobs that nothing should run beside; where jobs run elsewhere, one.
EVERY_CORE = (workflow.resource_settings.cores or 1) if workflow.local_exec else 1


def grows(first):
    """A resource that doubles with the second attempt, trebles with the third."""
    return lambda wildcards, attempt: first * attempt


def memory(first):
    """Megabytes that grow likewise; whole gigabytes, as AWS Batch knows no others."""
    return lambda wildcards, attempt: 1024 * math.ceil(first * attempt / 1024)


wildcard_constraints:
    # One pattern for every name in a path: nothing that a shell or a file system could misread.
    name=NAME,


if workflow.is_main_process and not STORED:
    # A file that is no longer what was written counts as missing, and is made again.
    STUDY.move_corrupt_aside()
    # So is a file that nobody knows the settings of.
    STUDY.mark_unrecorded()
