"""Training modes by name: who trains. One file and one line each."""

MODES: dict[str, str] = {
    "canonical": "evoprune.training.modes.canonical:Canonical",
    "lipi": "evoprune.training.modes.lipi:Lipi",
}
