"""Slurm on this machine alone, from the distribution's packages, with its state in a folder: no test can harm another."""

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

PACKAGES = ("slurmctld", "slurmd", "slurm-client", "munge")
PROGRAMS = ("slurmctld", "slurmd", "sbatch", "munged")
PATH = f"{os.environ['PATH']}:/usr/sbin:/sbin"
STARTS_WITHIN = 30.0  # seconds

CONF = """
ClusterName=onebox
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmdPort={daemon}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
SlurmUser={user}
SlurmdUser={user}
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
ReturnToService=2
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MailProg=/bin/true
KillWait=2
MinJobAge=60
NodeName={host} NodeAddr=127.0.0.1 CPUs={cores} RealMemory={memory} State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=01:00:00 State=UP OverSubscribe=NO
"""


class Slurm:
    """What a test may do with it: any command of Slurm, in a folder for what jobs leave behind."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *command: object) -> str:
        """What a command of Slurm says."""
        done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=60.0)
        if done.returncode:
            pytest.fail(f"{' '.join(map(str, command))}: {done.stderr}")
        return done.stdout.strip()

    def jobs(self) -> list[str]:
        """The numbers of jobs that run or wait."""
        return self("squeue", "--noheader", "--format", "%i").split()


@contextmanager
def one_node_slurm(folder: Path, ports: tuple[int, int]) -> Iterator[Slurm]:
    """Start it; stop it and everything it runs in the end. A test that needs it fails if it does not start."""
    _install()
    for name in ("state", "spool", "jobs"):
        (folder / name).mkdir()
    conf = folder / "slurm.conf"
    conf.write_text(
        CONF.format(
            host=socket.gethostname().split(".")[0],
            controller=ports[0],
            daemon=ports[1],
            folder=folder,
            user=getpass.getuser(),
            cores=min(2, os.cpu_count() or 1),
            memory=int(0.9 * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")) >> 20,
        )
    )
    (folder / "cgroup.conf").write_text("CgroupAutomount=no\nIgnoreSystemd=yes\n")
    (folder / "munge.key").write_bytes(os.urandom(1024))
    (folder / "munge.key").chmod(0o400)
    os.environ["SLURM_CONF"] = str(conf)
    daemons = []
    try:
        for command in (
            ["munged", "--foreground", "--force", "--socket", f"{folder}/munge.socket", "--key-file",
             f"{folder}/munge.key", "--pid-file", f"{folder}/munged.pid", "--seed-file", f"{folder}/munged.seed",
             "--log-file", f"{folder}/munged.log"],
            ["slurmctld", "-D", "-f", str(conf)],
            ["slurmd", "-D", "-f", str(conf)],
        ):  # fmt: skip
            with (folder / f"{command[0]}.out").open("wb") as out:
                daemons.append(
                    subprocess.Popen(
                        [shutil.which(command[0], path=PATH), *command[1:]], stdout=out, stderr=out
                    )
                )
            if command[0] == "munged":
                _wait(folder, (folder / "munge.socket").exists)
        _wait(folder, _is_idle)
        yield Slurm(folder / "jobs")
    finally:
        with suppress(OSError, subprocess.SubprocessError):
            subprocess.run(["scancel", "--user", getpass.getuser()], capture_output=True, timeout=10.0)
            ends = time.monotonic() + 10.0
            while subprocess.run(["squeue", "-h"], capture_output=True, timeout=10.0).stdout:
                if time.monotonic() > ends:
                    break
                time.sleep(0.2)
        for daemon in reversed(daemons):
            daemon.terminate()
        for daemon in daemons:
            try:
                daemon.wait(10.0)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        del os.environ["SLURM_CONF"]


def _install() -> None:
    """Slurm's packages, where they are missing and can be installed."""
    if _is_missing() and os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]):
            subprocess.run(
                ["apt-get", "-qq", *command],
                capture_output=True,
                timeout=200.0,
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            )
    if missing := _is_missing():
        pytest.fail(
            f"tests/cluster need Slurm, and {', '.join(missing)} is missing; install the packages "
            f"{' '.join(PACKAGES)} (Debian, Ubuntu), and run them again"
        )


def _is_missing() -> list[str]:
    return [name for name in PROGRAMS if shutil.which(name, path=PATH) is None]


def _is_idle() -> bool:
    asked = subprocess.run(["sinfo", "-h", "-o", "%t"], capture_output=True, text=True, timeout=30.0)
    return asked.stdout.strip() == "idle"


def _wait(folder: Path, holds) -> None:
    ends = time.monotonic() + STARTS_WITHIN
    while not holds():
        if time.monotonic() > ends:
            logs = {p.name: p.read_text(errors="replace")[-2000:] for p in folder.glob("*.[lo][ou][gt]")}
            pytest.fail(f"Slurm has not started within {STARTS_WITHIN:.0f} s: {logs}")
        time.sleep(0.1)
