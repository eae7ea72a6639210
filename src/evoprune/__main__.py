"""`python -m evoprune`: every step of the workflow as a command."""

import sys

from evoprune.cli import main

if __name__ == "__main__":
    sys.exit(main())
