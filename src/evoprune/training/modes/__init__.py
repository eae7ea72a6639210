"""Training modes by name: who trains. One file and one line each."""

MODES: dict[str, str] = {
    "canonical": "evoprune.training.modes.canonical:Canonical",
    "lipi": "evoprune.training.modes.lipi:Lipi",
    "lipi_prune_then_evaluate": (
        "evoprune.training.modes.lipi_prune_then_evaluate:LipiPruneThenEvaluate"
    ),
    "epoch_node": "evoprune.training.modes.epoch_node:EpochNode",
    "all_vs_all": "evoprune.training.modes.all_vs_all:AllVsAll",
}
