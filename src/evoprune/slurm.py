"""What of a SLURM cluster has to be known before Snakemake waits for jobs there.

Snakemake asks for the state of its jobs. Where the answer leaves out jobs that have ended, it waits
for ever and says nothing; so the settings that lead there are told before anything is submitted.
"""

import re
import subprocess

from evoprune.errors import EvopruneError, MissingToolError

LONGEST_POLL_S = 180
"""Snakemake asks less and less often while nothing ends, but at least that often."""


class ClusterError(EvopruneError):
    """Settings under which jobs that have ended would never be noticed."""


def check_status(command: str | None, first_poll_s: int) -> list[str]:
    """Check that the end of a job will be noticed on this cluster.

    Args:
        command: how Snakemake asks for states, `squeue` or `sacct`.
        first_poll_s: seconds before it first asks.

    Returns:
        Warnings.

    Raises:
        ClusterError: no end would be noticed.
        MissingToolError: the cluster does not answer.
    """
    settings = _settings()
    if settings.get("AccountingStorageType", "").removeprefix("accounting_storage/") == "slurmdbd":
        return []
    if command == "sacct":
        raise ClusterError(
            "accounting is off on this cluster, so `sacct` knows no job and Snakemake would wait "
            "for ever; set `slurm-status-command: squeue` in profiles/slurm/profile.yaml"
        )
    age = _seconds(settings.get("MinJobAge", ""))
    if age < 3 * first_poll_s:
        # The executor would then ask `sacct` instead.
        raise ClusterError(
            f"accounting is off on this cluster and jobs leave `squeue` {age} s after their end "
            "(MinJobAge), so Snakemake would wait for ever; set "
            f"`slurm-init-seconds-before-status-checks: {max(1, age // 3)}` in "
            "profiles/slurm/profile.yaml, or ask for accounting"
        )
    if age <= LONGEST_POLL_S:
        return [
            f"jobs leave `squeue` {age} s after their end (MinJobAge); Snakemake may look every "
            f"{LONGEST_POLL_S} s only and miss one. If it waits without end: Ctrl-C, start again"
        ]
    return []


def _settings() -> dict[str, str]:
    """The cluster's configuration."""
    try:
        done = subprocess.run(
            ["scontrol", "show", "config"], capture_output=True, text=True, timeout=60, check=True
        )
    except FileNotFoundError:
        raise MissingToolError(
            "there is no `scontrol` here: start Snakemake on a login node"
        ) from None
    except subprocess.CalledProcessError as error:
        raise MissingToolError(f"the cluster does not answer: {error.stderr.strip()}") from None
    except subprocess.TimeoutExpired:
        raise MissingToolError("the cluster does not answer within a minute") from None
    return dict(re.findall(r"^(\w+)\s*=\s*(.*?)\s*$", done.stdout, re.M))


def _seconds(value: str) -> int:
    """Seconds in a value such as `300 sec`."""
    match = re.match(r"\d+", value)
    return int(match[0]) if match else 0
