"""What a convolutional network is built from; with it and its tensors one can be built again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from evoprune.errors import ConfigError

Image = tuple[int, int, int]
"""Channels, height and width."""


@dataclass(frozen=True)
class Architecture:
    """A name, sizes and switches.

    Attributes:
        name: as registered.
        classes: number of outputs.
        image: channels, height and width of an input.
        widths: filters of each prunable group, in module order.
        switches: named departures that are on or off, sorted by name.
    """

    name: str
    classes: int
    image: Image
    widths: tuple[int, ...] = ()
    switches: tuple[tuple[str, bool], ...] = ()

    @classmethod
    def checked(
        cls, name: str, classes: int, image: Image, switches: Mapping[str, bool]
    ) -> "Architecture":
        """An architecture whose widths are not known yet.

        Raises:
            ConfigError: there are no classes, or the image is not a square of channels.
        """
        channels, height, width = image
        if min(classes, channels, height) < 1 or height != width:
            raise ConfigError(f"{name}: {classes} classes of images {image}: not square, or empty")
        return cls(name, classes, (channels, height, width), (), tuple(sorted(switches.items())))

    def refuse_unknown(self, known: Collection[str]) -> None:
        """Raise a ConfigError if there is a switch that the network does not have."""
        for switch, _ in self.switches:
            if switch not in known:
                allowed = ", ".join(known) or "none"
                raise ConfigError(f"{self.name}: unknown switch '{switch}'; allowed: {allowed}")

    def with_widths(self, widths: tuple[int, ...]) -> "Architecture":
        """The same with other widths."""
        return replace(self, widths=widths)

    def describe(self) -> dict[str, Any]:
        """The architecture as JSON."""
        return {
            "name": self.name,
            "classes": self.classes,
            "image": list(self.image),
            "widths": list(self.widths),
            "switches": dict(self.switches),
        }

    @classmethod
    def described(cls, description: Mapping[str, Any]) -> "Architecture":
        """The inverse of `describe`.

        Raises:
            ConfigError: it describes nothing that could be built.
        """
        try:
            channels, height, width = description["image"]
            sizes = (description["classes"], (channels, height, width), description["switches"])
            checked = cls.checked(description["name"], *sizes)
            return checked.with_widths(tuple(description["widths"]))
        except (KeyError, TypeError, ValueError) as error:
            raise ConfigError(f"not an architecture: {description} ({error})") from error
