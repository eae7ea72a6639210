"""Errors a user can act on; each class carries the exit code of the command that raises it."""


class EvopruneError(Exception):
    """Anything that went wrong for a reason we can name."""

    exit_code = 1


class ConfigError(EvopruneError):
    """A config, an argument or a name that is not allowed."""

    exit_code = 2


class MissingDataError(EvopruneError):
    """A data set or a result that should be there is not."""

    exit_code = 3


class CorruptFileError(EvopruneError):
    """A file whose content does not match its checksum."""

    exit_code = 4


class MissingToolError(EvopruneError):
    """A program, a library or the network is absent."""

    exit_code = 5


class WriteError(EvopruneError):
    """A file cannot be written: no space, no permission, a file system that is read-only."""
