"""Benchmarks: how fast the engines are on this machine, and what a study would take on it."""
