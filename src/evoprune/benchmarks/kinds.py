"""The modes that are timed."""

TIMED = ("canonical", "lipi")
"""Those of the published study. The others make steps of one of these two kinds."""
