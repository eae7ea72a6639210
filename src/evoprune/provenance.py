"""Digest of the code that a result depends on, so that editing it makes the result anew.

Snakemake compares parameters, not what a package imports. A digest of the parsed sources that a
step imports, passed as a parameter, closes that gap: comments, docstrings and blank lines do not
count.
"""

import ast
import hashlib
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import cast

PACKAGE = "evoprune"
ROOT = Path(__file__).resolve().parent.parent
"""Folder that the package stands in."""


def code_digest(modules: Iterable[str], without: Iterable[str] = ()) -> str:
    """Digest of everything in this package that some modules import, directly or not.

    A package's `__init__` counts only where something is imported from it by name, so that a new
    line in a registry changes no digest.

    Args:
        modules: dotted names to start from.
        without: modules that do not count, nor what they alone import.
    """
    return _digest(tuple(modules), frozenset(without))


@cache
def _digest(modules: tuple[str, ...], without: frozenset[str]) -> str:
    """Digest of an import closure: thousands of jobs share those of a few arms."""
    digest = hashlib.sha256()
    for module in import_closure(modules, without):
        digest.update(module.encode())
        digest.update(_parsed(module).encode())
    return digest.hexdigest()[:16]


def import_closure(modules: Iterable[str], without: Collection[str] = ()) -> list[str]:
    """Dotted names of the package's modules that `modules` import, sorted, themselves included.

    Args:
        modules: dotted names to start from.
        without: modules that are passed over.
    """
    found: set[str] = set()
    waiting = list(modules)
    while waiting:
        module = waiting.pop()
        if module not in found and module not in without:
            found.add(module)
            waiting.extend(_imports(module))
    return sorted(found)


def source_file(module: str) -> Path | None:
    """The file of a dotted name, or nothing if it is no module of this checkout."""
    base = ROOT.joinpath(*module.split("."))
    for candidate in (base.with_suffix(".py"), base / "__init__.py"):
        if candidate.is_file():
            return candidate
    return None


@cache
def _tree(module: str) -> ast.Module:
    path = source_file(module)
    if path is None:
        raise ModuleNotFoundError(f"no module {module} below {ROOT}")
    tree = ast.parse(path.read_text(), filename=str(path))
    return cast(ast.Module, _WithoutDocstrings().visit(tree))


@cache
def _parsed(module: str) -> str:
    return ast.dump(_tree(module), include_attributes=False)


@cache
def _imports(module: str) -> tuple[str, ...]:
    return tuple(_imported(_tree(module)))


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if _ours(alias.name))
        elif isinstance(node, ast.ImportFrom) and node.module and _ours(node.module):
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if source_file(inner) else node.module


class _WithoutDocstrings(ast.NodeTransformer):
    """Drops strings that stand alone: they document and do nothing."""

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        """Keep an expression unless it is a lone string."""
        lone = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        return None if lone else node


def _ours(name: str) -> bool:
    return name == PACKAGE or name.startswith(f"{PACKAGE}.")
