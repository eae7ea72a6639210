"""Where cards lie: in the file that the config names, or in a study's own beside it.

`claims.yaml` may have a folder `claims/` beside it with a file a study, `claims/STUDY.yaml`. Each
file has families, margins and a register of its own.
"""

from pathlib import Path
from typing import NamedTuple

from evoprune.claims import cards, registration
from evoprune.claims.cards import Cards
from evoprune.errors import ConfigError


class Filed(NamedTuple):
    """Cards with the file that they stand in, and what of it is registered."""

    path: Path
    cards: Cards
    known: dict[str, dict[str, str]]

    @property
    def register(self) -> Path:
        """Where the digests of the cards stand."""
        return registration.register_path(self.path)


def every(path: Path) -> list[Filed]:
    """All files of cards.

    Args:
        path: the file that the config names.

    Raises:
        ConfigError: one cannot be read or is wrong, or cards are not where they belong.
    """
    filed = [_filed(path), *(_own(own) for own in sorted(_folder(path).glob("*.yaml")))]
    for other in filed[1:]:
        if filed[0].cards.of_study(other.path.stem):
            raise ConfigError(
                f"{path}: has claims about {other.path.stem}, which has a file of its own: "
                f"{other.path}"
            )
    return filed


def of_study(path: Path, study: str) -> Filed:
    """The file with a study's cards: its own if there is one, or else the one at `path`.

    Raises:
        ConfigError: see `every`.
    """
    filed = every(path)
    return next((f for f in filed[1:] if f.path.stem == study), filed[0])


def _folder(path: Path) -> Path:
    return path.with_suffix("")


def _filed(path: Path) -> Filed:
    return Filed(path, cards.read(path), registration.read(registration.register_path(path)))


def _own(path: Path) -> Filed:
    """A study's own file."""
    filed = _filed(path)
    others = {claim.study for claim in filed.cards.claims} - {path.stem}
    if others:
        raise ConfigError(f"{path}: has claims about {', '.join(sorted(others))}")
    return filed
