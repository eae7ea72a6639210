"""One package a study: its arms, runs, tables and figures."""
