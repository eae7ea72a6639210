"""Pruning: operators, schedules, keep masks and the counting of what is left."""
