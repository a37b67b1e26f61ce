"""A Dask cluster of real processes on this machine, with TLS."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil

from sepgenre_training.cluster.address import ClusterAddress
from sepgenre_training.cluster.certificates import CertificateFiles, write_certificate

_START_S = 60.0


class LocalCluster:
    """A scheduler and workers, each started as `docs/cluster.md` says."""

    def __init__(self, folder: Path, *, encrypted: bool = True) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self.files: CertificateFiles | None = None
        if encrypted:
            self.files = write_certificate(folder / "certificate")
        self._processes: list[subprocess.Popen[bytes]] = []
        port_file = folder / "scheduler.json"
        self._start(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
            "--scheduler-file", str(port_file),
        )  # fmt: skip
        self.scheduler = self._await_address(port_file)

    def add_worker(self, variables: Mapping[str, str] | None = None, *options: str) -> int:
        """Start a worker of one thread, wait until it is ready, and return its position."""
        number = len(self._processes)
        self._start(
            "worker", self.scheduler, "--nthreads", "1", "--no-dashboard", "--no-nanny",
            "--memory-limit", "0", "--host", "127.0.0.1",
            "--local-directory", str(self._folder / f"scratch-{number}"), *options,
            variables=variables,
        )  # fmt: skip
        deadline = time.monotonic() + _START_S
        while "Registered to:" not in self.log(number):
            if self._processes[number].poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"No worker: {self.log(number)}")
            time.sleep(0.1)
        return number

    def address(self, *, shared_folder: Path | None = None) -> ClusterAddress:
        """Return how to reach it."""
        certificate = None if self.files is None else self.files.certificate
        return ClusterAddress(
            scheduler=self.scheduler,
            ca_file=certificate,
            certificate=certificate,
            key=None if self.files is None else self.files.key,
            allow_unencrypted=self.files is None,
            shared_folder=shared_folder,
        )

    def pid(self, number: int) -> int:
        """Return the process that was started so many others after the scheduler."""
        return self._processes[number].pid

    def kill(self, number: int) -> None:
        """Kill a process without a word to it, and what it started."""
        process = psutil.Process(self._processes[number].pid)
        for each in (*process.children(recursive=True), process):
            each.send_signal(signal.SIGKILL)
        self._processes[number].wait(10)

    def log(self, number: int) -> str:
        """Return what a process has said."""
        return (self._folder / f"{number}.log").read_text(errors="replace")

    def close(self) -> None:
        """End everything."""
        for number in reversed(range(len(self._processes))):
            if self._processes[number].poll() is None:
                self.kill(number)

    def _start(self, kind: str, *options: str, variables: Mapping[str, str] | None = None) -> int:
        number = len(self._processes)
        tls = []
        if self.files is not None:
            tls = [
                "--tls-ca-file", str(self.files.certificate),
                "--tls-cert", str(self.files.certificate), "--tls-key", str(self.files.key),
            ]  # fmt: skip
        with (self._folder / f"{number}.log").open("wb") as log:
            self._processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", "distributed.cli.dask_" + kind, *options, *tls],
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    env={**os.environ, **(variables or {})},
                )
            )
        return number

    def _await_address(self, path: Path) -> str:
        import json

        deadline = time.monotonic() + _START_S
        while time.monotonic() < deadline:
            if path.is_file() and (text := path.read_text()):
                return str(json.loads(text)["address"])
            if self._processes[0].poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"No scheduler: {self.log(0)}")


@contextmanager
def local_cluster(folder: Path, *, encrypted: bool = True) -> Iterator[LocalCluster]:
    """Start a scheduler, and end it and its workers."""
    cluster = LocalCluster(folder, encrypted=encrypted)
    try:
        yield cluster
    finally:
        cluster.close()
