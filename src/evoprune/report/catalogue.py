"""Catalogues of figures and tables: listing one imports nothing, drawing one imports its module."""

import importlib
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from evoprune.errors import ConfigError
from evoprune.names import checked

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from evoprune.report.settings import PlotSettings
    from evoprune.report.tables import Table


class Entry(NamedTuple):
    """Where a figure or table is made, and when there is one.

    Attributes:
        module: dotted name.
        scoped: whether there is one for each scope, that is mode and network.
        needs: content without which it would be empty; none is always there. `population` is a
            scope with several cells, everything else is what a study says it holds.
        reads: files that it is made from besides the runs: `trade_off`, `claims`.
    """

    module: str
    scoped: bool
    needs: str = ""
    reads: tuple[str, ...] = ()


class Catalogue:
    """Figures or tables of a study by name.

    Args:
        family: what they are, for messages.
        entries: by name.
    """

    def __init__(self, family: str, entries: Mapping[str, Entry]) -> None:
        self._family, self._entries = family, entries

    def available(self, scopes: Sequence[str], contents: Collection[str] = ()) -> list[str]:
        """Ids of all items: `NAME_SCOPE` for each scope, `NAME` for those that show all of them.

        Args:
            scopes: modes, or modes and networks, e.g. `lipi`, `lipi_small`.
            contents: what the study holds besides.
        """
        ids = []
        for name, entry in self._entries.items():
            if entry.needs not in ("", "population", *contents):
                continue
            alone = entry.needs == "population"
            of_entry = [scope for scope in scopes if not (alone and scope.startswith("canonical"))]
            ids += [f"{name}_{scope}" for scope in of_entry] if entry.scoped else [name]
        return ids

    def module(self, item: str) -> str:
        """Dotted name of the module that makes an item; imports nothing.

        Raises:
            ConfigError: there is no such item.
        """
        return self._find(item)[0].module

    def reads(self, item: str) -> tuple[str, ...]:
        """Files besides the runs that an item is made from, e.g. `claims`; imports nothing.

        Raises:
            ConfigError: there is no such item.
        """
        return self._find(item)[0].reads

    def resolve(self, item: str) -> tuple[Any, tuple[str, ...]]:
        """The module that makes an item, and its scope as a tuple of one or, for all, none.

        Raises:
            ConfigError: there is no such item.
        """
        entry, scope = self._find(item)
        return importlib.import_module(entry.module), scope

    def _find(self, item: str) -> tuple[Entry, tuple[str, ...]]:
        checked(item, self._family)
        for name in sorted(self._entries, key=len, reverse=True):
            entry = self._entries[name]
            if entry.scoped and item.startswith(f"{name}_"):
                return entry, (checked(item.removeprefix(f"{name}_"), "scope"),)
            if not entry.scoped and item == name:
                return entry, ()
        names = ", ".join(f"{n}_MODE" if e.scoped else n for n, e in self._entries.items())
        raise ConfigError(f"unknown {self._family} '{item}'; expected one of: {names}")


class Figures(Catalogue):
    """Figures of a study by name: modules with `CAPTION` and `draw(results, plot, *scope)`."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        super().__init__("figure", entries)

    def draw(self, figure_id: str, results: Any, plot: "PlotSettings") -> "Figure":
        """Draw one figure; what has no runs gives a figure that says so.

        Raises:
            ConfigError: there is no such figure.
        """
        from evoprune.report import style

        drawing, scope = self.resolve(figure_id)
        with style.rc(plot):
            figure: Figure = drawing.draw(results, plot, *scope)
            return style.freeze(figure)

    def caption(self, figure_id: str) -> str:
        """What the figure shows, for the report and the paper.

        Raises:
            ConfigError: there is no such figure.
        """
        drawing, scope = self.resolve(figure_id)
        return str(drawing.CAPTION).format(mode=scope[0] if scope else "")


class Tables(Catalogue):
    """Tables of a study by name: modules with `build(results, *scope)`."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        super().__init__("table", entries)

    def build(self, table_id: str, results: Any) -> "Table":
        """Build one table; what has no runs gives a table without rows.

        Raises:
            ConfigError: there is no such table.
        """
        making, scope = self.resolve(table_id)
        table: Table = making.build(results, *scope)
        return table
