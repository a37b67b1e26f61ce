"""A real disk that is small: a tmpfs, which fills up and can be made write-protected."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs
import pytest


@attrs.frozen
class SmallDisk:
    """A disk mounted at `root`."""

    root: Path

    @property
    def free_bytes(self) -> int:
        status = os.statvfs(self.root)
        return status.f_bavail * status.f_frsize

    @property
    def filler(self) -> Path:
        """What somebody else has on the disk."""
        return self.root / "filler"

    def fill(self, *, leave_bytes: int = 0) -> None:
        """Fill the disk until `leave_bytes` are free, in whole pages."""
        left = self.free_bytes - leave_bytes
        with self.filler.open("ab") as file:
            while left > 0:
                left -= file.write(bytes(min(left, 1 << 20)))

    def empty(self) -> None:
        """Remove what `fill` wrote."""
        self.filler.unlink()

    def protect(self) -> None:
        """Let nobody write, not even root, whom permissions do not stop."""
        _run("mount", "-o", "remount,ro", self.root)

    def unprotect(self) -> None:
        """Let everybody write again."""
        _run("mount", "-o", "remount,rw", self.root)


@contextmanager
def mounted(root: Path, n_bytes: int) -> Iterator[SmallDisk]:
    """Mount a disk of `n_bytes` at `root`; skips the test where that is not permitted."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux can mount a small disk")
    root.mkdir(parents=True, exist_ok=True)
    done = _run("mount", "-t", "tmpfs", "-o", f"size={n_bytes}", "tmpfs", root)
    if done.returncode:
        pytest.skip(f"a small disk cannot be mounted: {done.stderr.strip()}")
    try:
        yield SmallDisk(root)
    finally:
        # Lazily: a worker that ends may hold a file open for another moment.
        _run("umount", "-l", root)


def _run(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*map(str, words)], capture_output=True, text=True, check=False)
