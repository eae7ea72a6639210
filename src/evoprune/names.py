"""Names that become parts of paths: one pattern for all of them.

Nothing that a shell, a file system or a format string could misread passes: no separators, spaces,
quotes, braces or letters that only look like ASCII, no dash or dot in front, no great length.
"""

import re
from typing import Annotated

from pydantic import StringConstraints

from evoprune.errors import ConfigError

NAME = r"[a-z0-9][a-z0-9_.=+-]{0,159}"
"""What a name looks like, as a regular expression without anchors."""

Name = Annotated[str, StringConstraints(pattern=f"^{NAME}$")]
"""A name in a config."""


def checked(name: str, what: str) -> str:
    """The name, if it is one.

    Args:
        name: to check.
        what: what it should name, for the message.

    Raises:
        ConfigError: it could be misread.
    """
    if not re.fullmatch(NAME, name):
        raise ConfigError(
            f"{what} {name!r} is not a name: small ASCII letters, digits and _.=+- after a letter "
            "or digit, 160 at most"
        )
    return name
