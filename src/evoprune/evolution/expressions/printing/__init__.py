"""Expressions as formulas, for people: none of what is made here is ever read or computed."""

from evoprune.evolution.expressions.printing.formulas import as_latex, as_text, as_typst
from evoprune.evolution.expressions.printing.simplifying import simplified

__all__ = ["as_latex", "as_text", "as_typst", "simplified"]
