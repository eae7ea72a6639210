"""Decide the claims of a study, check their cards, or register them before the runs."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from evoprune.commands.options import add_study
from evoprune.studies import part

if TYPE_CHECKING:
    from evoprune.claims.decide import Decision

CARDS = Path("config/claims.yaml")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what can be done with claims."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True, dest="action")
    decide = actions.add_parser("decide", help="write claims.json and claims.csv from the runs")
    add_study(decide)
    decide.add_argument("--results", type=Path, default=Path("results"), help="results folder")
    check = actions.add_parser("check", help="check the cards and say which are registered")
    register = actions.add_parser(
        "register", help="write down that the cards stand as they are now, before their runs"
    )
    for action in (decide, check, register):
        action.add_argument("--claims", type=Path, default=CARDS, help="file of the cards")


def run(arguments: argparse.Namespace) -> int:
    """Do it."""
    actions = {"decide": _decide, "check": _check, "register": _register}
    return actions[arguments.action](arguments)


def decisions_of(study: str, results: Path, cards: Path = CARDS) -> "list[Decision]":
    """What the runs in a results folder decide about the claims of a study.

    Args:
        study: its name.
        results: the folder.
        cards: file of the cards.

    Raises:
        MissingDataError, CorruptFileError: tables of runs are not there or not whole.
        ConfigError: a card is wrong.
    """
    from evoprune.claims import files, registration
    from evoprune.claims.decide import decide

    paths = part(study, "paths").StudyPaths(results)
    samples, filed = part(study, "samples"), files.of_study(cards, study)
    times = samples.finished(paths)
    return decide(
        filed.cards,
        study,
        samples.RunSamples(paths),
        lambda claim: registration.standing(claim, filed.cards.digest(claim), filed.known, times),
    )


def _decide(arguments: argparse.Namespace) -> int:
    from evoprune.claims import output

    decisions = decisions_of(arguments.study, arguments.results, arguments.claims)
    paths = part(arguments.study, "paths").StudyPaths(arguments.results)
    output.write(decisions, paths.claims, paths.claims_table)
    for decision in decisions:
        print(f"{decision.claim.id:4} {decision.verdict:32} {decision.claim.statement}")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from evoprune.claims import files, registration

    for filed in files.every(arguments.claims):
        for claim in filed.cards.claims:
            digest = filed.cards.digest(claim)
            standing = registration.standing(claim, digest, filed.known, {})
            said = standing.reason or claim.statement
            print(f"{claim.study:16} {claim.id:4} {standing.status:13} {said}")
    return 0


def _register(arguments: argparse.Namespace) -> int:
    from evoprune.artifacts import write_text
    from evoprune.claims import files, registration

    now = datetime.now(UTC)
    for filed in files.every(arguments.claims):
        merged = registration.register(filed.cards, filed.known, now)
        new = sum(merged[name] != filed.known.get(name) for name in merged)
        if new:
            write_text(filed.register, registration.text(merged))
        count = len(filed.cards.claims)
        print(f"{filed.register}: {new} of {count} cards registered now, the others before")
    return 0
