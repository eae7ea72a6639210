"""The command line: a table of commands, each in a module of its own."""

import argparse
import os
import sys
from collections.abc import Sequence

# One thread a process, set before any numerical library is loaded: threads change the bits of
# results and, on networks this small, only cost time. Parallel work is Snakemake's.
for _variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

from evoprune import __version__  # noqa: E402
from evoprune.commands import COMMANDS  # noqa: E402
from evoprune.errors import EvopruneError  # noqa: E402
from evoprune.logs import copied_to  # noqa: E402
from evoprune.memory import keep_freed  # noqa: E402
from evoprune.registry import load  # noqa: E402


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code (see `evoprune.errors`)."""
    words = sys.argv[1:] if argv is None else argv
    arguments = _parser(words).parse_args(words)
    keep_freed()
    with copied_to(getattr(arguments, "log", None)):
        return _run(arguments)


def _run(arguments: argparse.Namespace) -> int:
    try:
        code: int = arguments.run(arguments)
    except EvopruneError as error:
        print(f"evoprune: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        # The reader of our output went away (`… | head`): nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="evoprune",
        description="Steps of the evoprune workflow. Most users only need `snakemake`.",
        epilog="Exit codes: 0 ok, 1 other, 2 usage or config, 3 data missing, 4 data or result "
        "corrupt, 5 tool or network absent, 75 interrupted: the same command goes on.",
    )
    parser.add_argument("--version", action="version", version=f"evoprune {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    # A command alone is loaded alone: a study is a hundred of them, and all take half a second.
    for name in words[:1] if words and words[0] in COMMANDS else COMMANDS:
        module = load("command", COMMANDS, name)
        text = module.__doc__
        command = commands.add_parser(name, help=text.splitlines()[0], description=text)
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return parser
