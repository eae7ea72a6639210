"""Kinds of packages that hold data sets, by name: each file downloads one and opens it."""

PACKAGES: dict[str, str] = {
    "npm": "evoprune.data.sources.npm",
    "debian": "evoprune.data.sources.debian",
}
