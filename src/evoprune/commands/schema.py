"""Print the JSON Schema of the config, for editors."""

import argparse
import json

from evoprune.config import json_schema


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """There are none."""
    del parser


def run(arguments: argparse.Namespace) -> int:
    """Print the schema."""
    del arguments
    print(json.dumps(json_schema(), indent=1))
    return 0
