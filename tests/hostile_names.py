"""Names that a shell, a file system, a format string or a reader could take for something else."""

import os

CANARY = "canary"
"""File that some of them would make, were they ever run."""

HOSTILE = [
    "",
    ".",
    "..",
    "../x",
    "../../../../tmp/x",
    "/etc/passwd",
    "x/../../y",
    "x/y",
    "x\\y",
    f";touch {CANARY}",
    f"x;touch {CANARY};y",
    f"x&touch {CANARY}&",
    f"x|touch {CANARY}",
    f"$(touch {CANARY})",
    f"`touch {CANARY}`",
    f"x\ntouch {CANARY}\n",
    "x\n",
    "x\r",
    "x\x00y",
    "x\ty",
    "x y",
    " x",
    "x ",
    "-rf",
    "--help",
    ".hidden",
    "a" * 300,
    "Random",
    "random\u200b",  # with a space of no width
    "r\u0430ndom",  # with a Cyrillic letter
    "\uff52\uff41\uff4e\uff44\uff4f\uff4d",  # in letters of full width
    "caf\u00e9",
    "x'y",
    'x"y',
    "{wildcards.name}",
    "{mode.__class__}",
    "{0}",
    "%s",
    "*",
    "x?",
    "[a-z]",
    "~root",
    "$HOME",
    f"x>{CANARY}",
    "<x",
    "#x",
    "x!y",
    "\x1b[2J",
    "\ud800",  # half of a character
]


def as_argument(name: str) -> bool:
    """Whether a process can be given it: a NUL ends an argument, half a character is none."""
    try:
        return b"\0" not in os.fsencode(name)
    except UnicodeEncodeError:
        return False


ARGUMENTS = [name for name in HOSTILE if as_argument(name)]
