"""Installations that end before their time, two at once, and what removal takes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import attrs
import pytest

from sepgenre_training.compute.events import Progressed
from sepgenre_training.errors import CancelledError, SeparationError
from sepgenre_training.separation.external.environment import (
    EnvironmentState,
    PackageSource,
    environment_status,
)
from sepgenre_training.separation.external.store import (
    install_environment,
    remove_environment,
)
from sepgenre_training.separation.weights.reading import Watch
from tests.sepgenre_training.separation.external.installations import ENVIRONMENT, left_in

_INSTALL = """
import sys
from pathlib import Path
from sepgenre_training.separation.external.store import install_environment
from tests.sepgenre_training.separation.external.small_environment import make_environment
print(install_environment(make_environment(), root=Path(sys.argv[1])).state.value)
"""


def start_installing(root: Path, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _INSTALL, str(root)],
        cwd=Path(__file__).parents[4],
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("step", [0, 1, 2])
def test_a_cancel_leaves_nothing_that_counts_as_installed(root: Path, step: int) -> None:
    reached = False

    def note(event: Progressed) -> None:
        nonlocal reached
        reached = reached or event.done >= step

    def cancel() -> None:
        if reached:
            raise CancelledError("Stopped at your request.")

    watch = Watch(on_event=note, check_cancelled=cancel)
    with pytest.raises(CancelledError):
        install_environment(ENVIRONMENT, root=root, watch=watch)
    assert environment_status(ENVIRONMENT, root=root).state is EnvironmentState.MISSING
    assert not list(root.glob(".part-*"))
    assert install_environment(ENVIRONMENT, root=root).state is EnvironmentState.READY


def test_a_kill_leaves_nothing_that_counts_as_installed(root: Path, tmp_path: Path) -> None:
    log = tmp_path / "starts"
    # Everything is there but the marker: the packages are just being tried.
    with start_installing(root, TOYBOX_LOG=str(log), TOYBOX_SLEEP="3") as installing:
        deadline = time.monotonic() + 60
        while not log.exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        installing.send_signal(signal.SIGKILL)
    assert environment_status(ENVIRONMENT, root=root).state is EnvironmentState.MISSING
    assert len(list(root.glob(".part-*"))) == 1

    assert install_environment(ENVIRONMENT, root=root).state is EnvironmentState.READY
    assert not list(root.glob(".part-*"))


def test_two_processes_do_not_build_at_once(root: Path, tmp_path: Path) -> None:
    log = tmp_path / "starts"
    both = [start_installing(root, TOYBOX_LOG=str(log), TOYBOX_SLEEP="1") for _ in range(2)]
    assert [process.communicate(timeout=60)[0].split()[-1] for process in both] == ["ready"] * 2
    assert log.read_text().count("started") == 1


def test_who_waits_for_another_process_may_stop_waiting(root: Path, tmp_path: Path) -> None:
    log = tmp_path / "starts"
    told: list[str] = []

    def cancel() -> None:
        if told:
            raise CancelledError("Stopped at your request.")

    with start_installing(root, TOYBOX_LOG=str(log), TOYBOX_SLEEP="3") as installing:
        while not log.exists():
            time.sleep(0.05)
        with pytest.raises(SeparationError, match="another process is installing"):
            remove_environment(ENVIRONMENT, root=root)
        watch = Watch(on_event=lambda event: told.append(event.item), check_cancelled=cancel)
        with pytest.raises(CancelledError):
            install_environment(ENVIRONMENT, root=root, watch=watch)
        assert told == ["another process is installing it"]
        assert installing.communicate(timeout=60)[0].split()[-1] == "ready"


def test_removal_takes_all_that_is_left(root: Path) -> None:
    assert not remove_environment(ENVIRONMENT, root=root)
    install_environment(ENVIRONMENT, root=root)
    (root / ".part-toybox.killed").mkdir()
    (root / ".downloads-toybox").mkdir()
    (root / "another").mkdir()
    assert remove_environment(ENVIRONMENT, root=root)
    assert left_in(root) == ["another"]
    assert not remove_environment(ENVIRONMENT, root=root)
    (root / ".downloads-toybox").mkdir()
    assert remove_environment(ENVIRONMENT, root=root)


def test_a_full_disk_and_a_place_without_permission_are_told(root: Path, tmp_path: Path) -> None:
    vast = attrs.evolve(ENVIRONMENT, sources=(PackageSource(size_bytes=10**18),))
    with pytest.raises(SeparationError, match=r"needs 1000000000\.0 GB") as refused:
        install_environment(vast, root=root)
    assert "SEPGENRE_ENVIRONMENTS" in refused.value.remedy

    (tmp_path / "file").touch()
    with pytest.raises(SeparationError, match="is a file, not a folder") as refused:
        install_environment(ENVIRONMENT, root=tmp_path / "file" / "environments")
    assert "SEPGENRE_ENVIRONMENTS" in refused.value.remedy
