"""Accounting of the loopback cluster: SLURM's data base server on a MariaDB of its own."""

import subprocess
import time
from contextlib import suppress
from getpass import getuser
from typing import TYPE_CHECKING

from tests.slurm import configuration

if TYPE_CHECKING:
    from tests.slurm.cluster import Cluster

PROGRAMS = ("slurmdbd", "mariadbd", "mariadb-install-db", "sacct")
PACKAGES = ("slurmdbd", "mariadb-server")
USERS = """CREATE DATABASE IF NOT EXISTS slurm_acct;
CREATE USER IF NOT EXISTS 'slurm'@'127.0.0.1' IDENTIFIED BY 'slurm';
CREATE USER IF NOT EXISTS 'slurm'@'localhost' IDENTIFIED BY 'slurm';
GRANT ALL ON slurm_acct.* TO 'slurm'@'127.0.0.1';
GRANT ALL ON slurm_acct.* TO 'slurm'@'localhost';
"""


class DataBase:
    """What keeps the jobs of a cluster after they ended."""

    def __init__(self, cluster: "Cluster") -> None:
        self.cluster = cluster
        self.folder = cluster.folder / "mysql"
        self.socket = cluster.folder / "run/mariadb.sock"

    def start(self) -> None:
        """Start both servers and tell them of the cluster and its user."""
        path = self.cluster.folder / "etc/slurmdbd.conf"
        path.write_text(configuration.data_base(self.cluster.folder, self.cluster.shape))
        path.chmod(0o600)
        self._start_mariadb()
        self.cluster._daemon("slurmdbd", ["slurmdbd"])
        end = time.monotonic() + 60
        while not self._answers("sacctmgr", "-n", "list", "cluster"):
            if time.monotonic() > end:
                raise TimeoutError("slurmdbd does not answer")
            time.sleep(0.2)
        for what in (
            ["cluster", "loopback"],
            ["account", "study", "Cluster=loopback"],
            ["user", getuser(), "Account=study"],
        ):
            self.cluster.ask("sacctmgr", "-i", "add", *what, fails=True)

    def stop(self) -> None:
        """End both, if they run."""
        self.cluster.end("slurmdbd")
        self.cluster.end("mariadb")

    def _start_mariadb(self) -> None:
        if self.cluster.pid("mariadb"):
            return
        if not (self.folder / "mysql").is_dir():
            self.folder.mkdir(parents=True, exist_ok=True)
            options = ["--auth-root-authentication-method=normal", "--skip-test-db"]
            where = [f"--user={getuser()}", f"--datadir={self.folder}"]
            self.cluster.ask("mariadb-install-db", "--no-defaults", *where, *options)
        run = self.cluster.folder / "run"
        with (self.cluster.folder / "log/mariadb.out").open("w") as out:
            # It does not leave for the background by itself.
            subprocess.run(
                [
                    "setsid",
                    "--fork",
                    "mariadbd",
                    "--no-defaults",
                    f"--user={getuser()}",
                    f"--datadir={self.folder}",
                    "--bind-address=127.0.0.1",
                    f"--port={self.cluster.shape.port + 3}",
                    f"--socket={self.socket}",
                    f"--pid-file={run / 'mariadb.pid'}",
                    "--innodb-buffer-pool-size=128M",
                    "--innodb-lock-wait-timeout=900",
                ],
                env=self.cluster.environment,
                stdout=out,
                stderr=out,
                check=True,
            )
        client = ["mariadb", "--no-defaults", "-S", str(self.socket), "-u", "root"]
        end = time.monotonic() + 60
        while not self._answers(*client, "-e", "SELECT 1"):
            if time.monotonic() > end:
                raise TimeoutError("MariaDB does not answer")
            time.sleep(0.2)
        self.cluster.ask(*client, "-e", USERS)

    def _answers(self, *command: str) -> bool:
        with suppress(subprocess.TimeoutExpired):
            return (
                subprocess.run(
                    command, env=self.cluster.environment, capture_output=True, timeout=10
                ).returncode
                == 0
            )
        return False
