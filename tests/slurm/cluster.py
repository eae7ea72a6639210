"""A real SLURM cluster on this machine: a controller and two nodes on loopback, in one folder.

    python -m tests.slurm.cluster install            Debian's packages (asks for root)
    python -m tests.slurm.cluster run COMMAND ...    start, run a command as its user, stop
    python -m tests.slurm.cluster start | stop       the same by hand; `start` prints what to export

No service of the system is touched, nothing listens on another address, and processes are ended by
their own process numbers only.
"""

import argparse
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from tests.slurm import configuration
from tests.slurm.configuration import Shape
from tests.slurm.data_base import DataBase

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "squeue", "scancel", "scontrol")
PACKAGES = ("slurm-wlm", "munge")
FOLDERS = ("etc", "run", "log", "state", "spool", "munge", "dev", "bin")
PATH = os.pathsep.join([os.environ["PATH"], "/usr/sbin", "/sbin"])
"""With the folders of daemons, which are not on every user's path."""


def missing(programs: Sequence[str] = PROGRAMS) -> list[str]:
    """Programs that are not installed."""
    return [name for name in programs if shutil.which(name, path=PATH) is None]


def install(packages: Sequence[str] = PACKAGES) -> None:
    """Install Debian's packages; as root, or with `sudo` where it asks no password."""
    apt = [*([] if os.getuid() == 0 else ["sudo", "-n"]), "env", "DEBIAN_FRONTEND=noninteractive"]
    subprocess.run([*apt, "apt-get", "update", "-qq"], check=True)
    options = ["-y", "-qq", "--no-install-recommends"]
    subprocess.run([*apt, "apt-get", "install", *options, *packages], check=True)


def wait(until: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait for something.

    Raises:
        TimeoutError: it did not happen in time.
    """
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds:g} s")
        time.sleep(0.1)


class Cluster:
    """A cluster in a folder, whose path has to be short: sockets are in it."""

    def __init__(self, folder: Path, shape: Shape | None = None) -> None:
        self.folder, self.shape = folder, shape or Shape()
        self.environment = {
            **os.environ,
            "PATH": os.pathsep.join([str(folder / "bin"), PATH]),
            "SLURM_CONF": str(folder / "etc/slurm.conf"),
        }

    @contextmanager
    def running(self) -> Iterator["Cluster"]:
        """The cluster, up; down again afterwards, whatever happens."""
        try:
            self.start()
            yield self
        finally:
            self.stop()

    def start(self) -> None:
        """Start what is not running yet, and wait until every node can take jobs."""
        self._configure()
        self._start_munge()
        if self.shape.accounting:
            DataBase(self).start()
        self._daemon("slurmctld", ["slurmctld", "-f", self.environment["SLURM_CONF"]])
        for name in self.shape.names:
            self.start_node(name)
        wait(lambda: self.ready == len(self.shape.names), 60, f"nodes (see {self.folder}/log)")

    def start_node(self, name: str) -> None:
        """Start a node, or start it again."""
        command = ["slurmd", "-f", self.environment["SLURM_CONF"], "-N", name]
        self._daemon(f"slurmd-{name}", command)

    @property
    def ready(self) -> int:
        """Nodes that can take jobs."""
        states = self.ask("sinfo", "-h", "-N", "-p", "cpu", "-o", "%t", fails=True).split()
        return sum(state in ("idle", "mix", "alloc") for state in states)

    def ask(self, *command: str, fails: bool = False) -> str:
        """What a client's command prints."""
        done = subprocess.run(
            command,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=not fails,
        )
        return done.stdout.strip()

    def jobs(self, states: str = "all") -> dict[str, str]:
        """State of each job that the controller remembers, by its number."""
        lines = self.ask("squeue", "-h", f"--states={states}", "-o", "%i %T").splitlines()
        return dict(line.split() for line in lines)

    def pid(self, name: str) -> int | None:
        """Process number of a daemon, if it runs."""
        with suppress(OSError, ValueError, psutil.NoSuchProcess):
            pid = int((self.folder / "run" / f"{name}.pid").read_text())
            # A process that is over may wait for its parent's notice for ever.
            if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                return pid
        return None

    def end(self, name: str, number: int = signal.SIGTERM) -> None:
        """End a daemon and wait until it is gone."""
        pid = self.pid(name)
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
            try:
                wait(lambda: self.pid(name) is None, 10, name)
            except TimeoutError:
                os.kill(pid, signal.SIGKILL)
        (self.folder / "run" / f"{name}.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        """End all jobs, then all daemons."""
        if self.pid("slurmctld"):
            with suppress(subprocess.SubprocessError, TimeoutError):
                self.ask("scancel", "--quiet", f"--user={os.getuid()}", fails=True)
                wait(lambda: not self.jobs("running,completing"), 20, "jobs to end")
        for name in (*(f"slurmd-{node}" for node in self.shape.names), "slurmctld"):
            self.end(name)
        DataBase(self).stop()
        self.end("munged")

    def _configure(self) -> None:
        for part in FOLDERS:
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        (self.folder / "munge").chmod(0o700)
        etc = self.folder / "etc"
        (etc / "slurm.conf").write_text(configuration.slurm(self.folder, self.shape))
        (etc / "gres.conf").write_text(configuration.gpus(self.folder, self.shape))
        (etc / "cgroup.conf").write_text(configuration.cgroups())
        for name in self.shape.names:
            (self.folder / "spool" / name).mkdir(exist_ok=True)
            for number in range(self.shape.gpus):
                self._device(self.folder / "dev" / f"{name}-gpu{number}")
        self._srun()

    def _device(self, path: Path) -> None:
        """A GPU: a copy of /dev/null. An empty file is scheduled too, but no job is told of it."""
        if path.exists():
            return
        try:
            os.mknod(path, 0o20666, os.makedev(1, 3))
        except PermissionError:
            path.touch()

    def _srun(self) -> None:
        """Snakemake's jobs drop SLURM_CONF before they call `srun`: this one knows it."""
        real, wrapper = shutil.which("srun", path=PATH), self.folder / "bin/srun"
        config = shlex.quote(self.environment["SLURM_CONF"])
        wrapper.write_text(f'#!/bin/sh\nSLURM_CONF={config} exec {shlex.quote(str(real))} "$@"\n')
        wrapper.chmod(0o755)

    def _start_munge(self) -> None:
        key = self.folder / "munge/munge.key"
        if not key.exists():
            key.write_bytes(os.urandom(128))
            key.chmod(0o400)
        run, log = self.folder / "run", self.folder / "log"
        files = {
            "key-file": key,
            "socket": run / "munge.socket",
            "pid-file": run / "munged.pid",
            "log-file": log / "munged.log",
            "seed-file": self.folder / "munge/seed",
        }
        # A parent that everyone may write to, as /tmp, is refused without --force.
        self._daemon("munged", ["munged", "--force", *(f"--{k}={v}" for k, v in files.items())])
        wait((run / "munge.socket").is_socket, 10, "munge")

    def _daemon(self, name: str, command: list[str]) -> None:
        if self.pid(name):
            return
        with (self.folder / "log" / f"{name}.out").open("w") as out:
            subprocess.run(
                command, env=self.environment, stdout=out, stderr=out, check=True, timeout=60
            )
        wait(lambda: self.pid(name) is not None, 20, name)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("verb", choices=["install", "start", "stop", "run"])
    parser.add_argument("command", nargs=argparse.REMAINDER, help="with `run`: what to run")
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "loopback-slurm"
    )
    arguments = parser.parse_args()
    cluster = Cluster(arguments.folder)
    if arguments.verb == "install":
        if missing():
            install()
    elif arguments.verb == "stop":
        cluster.stop()
    elif arguments.verb == "start":
        cluster.start()
        for name in ("SLURM_CONF", "PATH"):
            print(f"export {name}={shlex.quote(cluster.environment[name])}")
    else:
        with cluster.running():
            return subprocess.run(arguments.command, env=cluster.environment).returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
