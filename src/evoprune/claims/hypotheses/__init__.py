"""Hypotheses by name; one file, one line each."""

HERE = "evoprune.claims.hypotheses"

HYPOTHESES: dict[str, str] = {
    "superiority": f"{HERE}.superiority:Superiority",
    "non_inferiority": f"{HERE}.non_inferiority:NonInferiority",
    "equivalence": f"{HERE}.equivalence:Equivalence",
    "rate": f"{HERE}.rate:Rate",
    "ranking": f"{HERE}.ranking:Ranking",
}
