"""Commands by name; each module has `add_arguments(parser)` and `run(arguments)`."""

COMMANDS: dict[str, str] = {
    name: f"evoprune.commands.{name}"
    for name in (
        "doctor",
        "plan",
        "list",
        "schema",
        "reference",
        "data",
        "warm",
        "train",
        "search",
        "deploy",
        "base",
        "evolve",
        "contenders",
        "transfer",
        "collect",
        "trade_off",
        "claims",
        "figure",
        "table",
        "metrics",
        "plots",
        "verify",
        "compare",
        "benchmark",
    )
}
