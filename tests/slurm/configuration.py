"""What the configuration files of the loopback cluster say."""

import platform
from dataclasses import dataclass
from getpass import getuser
from pathlib import Path

PARTITIONS = (
    ("cpu", "Default=YES MaxTime=1-0 PriorityTier=1 PreemptMode=REQUEUE"),
    ("gpu", "Default=NO MaxTime=1-0 PriorityTier=1 PreemptMode=REQUEUE GraceTime=20"),
    # Its jobs take the place of those in the other two; in one of them after a time of grace.
    ("urgent", "Default=NO MaxTime=1-0 PriorityTier=10 PreemptMode=OFF"),
)


@dataclass(frozen=True)
class Shape:
    """What the cluster claims to be.

    Attributes:
        nodes: number of nodes.
        cpus: processors of a node.
        memory_mb: memory of a node.
        gpus: GPUs of a node.
        port: first of the ports that are used, all on loopback.
        accounting: whether jobs are kept in a data base, as `sacct` wants it.
    """

    nodes: int = 2
    cpus: int = 4
    memory_mb: int = 16_000
    gpus: int = 2
    port: int = 26817
    accounting: bool = False

    @property
    def names(self) -> list[str]:
        """Names of the nodes."""
        return [f"n{number + 1}" for number in range(self.nodes)]


def slurm(folder: Path, shape: Shape) -> str:
    """The main file: controller, nodes and partitions."""
    host = platform.node().split(".")[0]
    lines = [
        "ClusterName=loopback",
        f"SlurmctldHost={host}(127.0.0.1)",
        f"SlurmctldPort={shape.port}",
        # Bind to the address above, not to all.
        "CommunicationParameters=NoCtldInAddrAny,NoInAddrAny",
        f"SlurmUser={getuser()}",
        f"SlurmdUser={getuser()}",
        "AuthType=auth/munge",
        "CredType=cred/munge",
        f"AuthInfo=socket={folder}/run/munge.socket",
        f"SlurmctldPidFile={folder}/run/slurmctld.pid",
        f"SlurmdPidFile={folder}/run/slurmd-%n.pid",
        f"SlurmctldLogFile={folder}/log/slurmctld.log",
        f"SlurmdLogFile={folder}/log/slurmd-%n.log",
        f"StateSaveLocation={folder}/state",
        f"SlurmdSpoolDir={folder}/spool/%n",
        # Neither root nor cgroups nor systemd: memory is watched by polling.
        "ProctrackType=proctrack/linuxproc",
        "TaskPlugin=task/none",
        "SwitchType=switch/none",
        "MpiDefault=none",
        "JobAcctGatherType=jobacct_gather/linux",
        "JobAcctGatherFrequency=task=1",
        "JobAcctGatherParams=OverMemoryKill",
        "SelectType=select/cons_tres",
        "SelectTypeParameters=CR_Core_Memory",
        # Nodes claim more processors and memory than the machine may have.
        "SlurmdParameters=config_overrides",
        "SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0",
        "PreemptType=preempt/partition_prio",
        "PreemptMode=REQUEUE",
        "ReturnToService=2",
        # Tests look at jobs long after their end.
        "MinJobAge=1800",
        "KillWait=15",
        "SlurmdTimeout=10",
        "InactiveLimit=0",
        "GresTypes=gpu",
        "DefMemPerCPU=256",
        "LaunchParameters=disable_send_gids",
        *_accounting(folder, shape),
    ]
    for number, name in enumerate(shape.names):
        lines.append(
            f"NodeName={name} NodeHostname={host} NodeAddr=127.0.0.1"
            f" Port={shape.port + 10 + number} CPUs={shape.cpus}"
            f" RealMemory={shape.memory_mb} Gres=gpu:{shape.gpus} State=UNKNOWN"
        )
    lines += [f"PartitionName={name} Nodes=ALL State=UP {more}" for name, more in PARTITIONS]
    return "\n".join(lines) + "\n"


def _accounting(folder: Path, shape: Shape) -> list[str]:
    if not shape.accounting:
        return ["AccountingStorageType=accounting_storage/none"]
    return [
        "AccountingStorageType=accounting_storage/slurmdbd",
        "AccountingStorageHost=127.0.0.1",
        f"AccountingStoragePort={shape.port + 2}",
        # Snakemake says there which rule a job is of.
        "AccountingStoreFlags=job_comment",
        # Which munge to ask; clients would hang on the usual one.
        f"AccountingStoragePass={folder}/run/munge.socket",
    ]


def gpus(folder: Path, shape: Shape) -> str:
    """GPUs, each with a device file: one without is dropped, and its node is invalid."""
    lines = ["AutoDetect=off"]
    for name in shape.names:
        lines.append(f"NodeName={name} Name=gpu File={folder}/dev/{name}-gpu[0-{shape.gpus - 1}]")
    return "\n".join(lines) + "\n"


def cgroups() -> str:
    """Names a version, as its plugin is asked even where none is used."""
    return "CgroupPlugin=cgroup/v1\nCgroupAutomount=no\nConstrainCores=no\nConstrainRAMSpace=no\n"


def data_base(folder: Path, shape: Shape) -> str:
    """The server that keeps jobs."""
    return "\n".join(
        [
            "AuthType=auth/munge",
            f"AuthInfo=socket={folder}/run/munge.socket",
            f"DbdHost={platform.node().split('.')[0]}",
            "DbdAddr=127.0.0.1",
            f"DbdPort={shape.port + 2}",
            f"SlurmUser={getuser()}",
            f"PidFile={folder}/run/slurmdbd.pid",
            f"LogFile={folder}/log/slurmdbd.log",
            "StorageType=accounting_storage/mysql",
            "StorageHost=127.0.0.1",
            f"StoragePort={shape.port + 3}",
            "StorageUser=slurm",
            "StoragePass=slurm",
            "StorageLoc=slurm_acct",
            "",
        ]
    )
