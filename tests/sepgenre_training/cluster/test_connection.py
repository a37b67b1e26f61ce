"""Which clusters are refused, and what is said: real schedulers and workers."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from sepgenre_training.cluster import connection as connections
from sepgenre_training.cluster.address import ClusterAddress
from sepgenre_training.cluster.certificates import write_certificate
from sepgenre_training.cluster.connection import ClusterConnection
from sepgenre_training.errors import ClusterError
from tests.cluster import LocalCluster, local_cluster

OLD_NUMPY = """
from sepgenre_training.cluster import versions
from sepgenre_training.versions import package_versions
versions.package_versions = lambda names: package_versions(names) | {"numpy": "1.0"}
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """A scheduler without workers; a test that starts one ends it."""
    with local_cluster(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_CONNECT_S", 2.0)


def refusal(address: ClusterAddress, *, first_worker_s: float = 30.0) -> str:
    with pytest.raises(ClusterError) as caught:
        ClusterConnection(address, first_worker_s=first_worker_s)
    return str(caught.value)


def test_a_scheduler_without_workers_is_waited_for_a_while(cluster: LocalCluster) -> None:
    said = refusal(cluster.address(), first_worker_s=0.5)
    assert "no worker of it was for 0.5 s" in said
    assert "Start workers" in said


def test_whoever_waits_for_workers_may_think_better_of_it(cluster: LocalCluster) -> None:
    def stop() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        ClusterConnection(cluster.address(), while_waiting=stop)


def test_another_certificate_is_not_trusted(
    cluster: LocalCluster, impatient: None, tmp_path: Path
) -> None:
    foreign = write_certificate(tmp_path / "foreign")
    address = attrs.evolve(
        cluster.address(),
        ca_file=foreign.certificate,
        certificate=foreign.certificate,
        key=foreign.key,
    )
    said = refusal(address)
    assert cluster.scheduler in said
    assert "certificates of the same authority" in said


def test_where_nobody_answers_that_is_said(cluster: LocalCluster, impatient: None) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        said = refusal(attrs.evolve(cluster.address(), scheduler=f"tls://127.0.0.1:{port}"))
    assert f"tls://127.0.0.1:{port}: no connection" in said


def test_a_worker_with_other_versions_is_refused(cluster: LocalCluster, tmp_path: Path) -> None:
    preload = tmp_path / "old_numpy.py"
    preload.write_text(OLD_NUMPY)
    worker = cluster.add_worker(None, "--preload", str(preload))
    try:
        said = refusal(cluster.address())
    finally:
        cluster.kill(worker)
    assert "numpy 1.0 there" in said
    assert said.count(" there, ") == 1


def test_a_worker_without_sepgenre_is_refused(cluster: LocalCluster, tmp_path: Path) -> None:
    broken = tmp_path / "sepgenre_training"
    broken.mkdir()
    (broken / "__init__.py").write_text("raise ImportError('not here')")
    worker = cluster.add_worker({"PYTHONPATH": f"{tmp_path}{os.pathsep}."})
    try:
        said = refusal(cluster.address())
    finally:
        cluster.kill(worker)
    assert "cannot load SepGenre" in said
    assert "Install SepGenre" in said


def test_a_worker_of_several_threads_is_refused(cluster: LocalCluster) -> None:
    worker = cluster.add_worker(None, "--nthreads", "2")
    try:
        said = refusal(cluster.address())
    finally:
        cluster.kill(worker)
    assert "has 2 threads" in said
    assert "--nthreads 1" in said


def test_a_shared_folder_has_to_be_seen_by_every_worker(
    cluster: LocalCluster, tmp_path: Path
) -> None:
    shared, elsewhere = tmp_path / "shared", tmp_path / "elsewhere"
    shared.mkdir()
    elsewhere.mkdir()
    worker = cluster.add_worker({"SEPGENRE_SHARED_FOLDER": str(elsewhere)})
    try:
        said = refusal(cluster.address(shared_folder=shared))
    finally:
        cluster.kill(worker)
    assert f"does not see the shared folder {shared}" in said
    assert "SEPGENRE_SHARED_FOLDER" in said
    assert not list(shared.iterdir())


def test_a_lost_scheduler_is_told(tmp_path: Path) -> None:
    with local_cluster(tmp_path, encrypted=False) as cluster:
        cluster.add_worker()
        with ClusterConnection(cluster.address()) as connection:
            assert [worker.n_threads for worker in connection.refresh()] == [1]
            cluster.kill(0)
            deadline = time.monotonic() + 30
            while connection.is_open and time.monotonic() < deadline:
                time.sleep(0.1)
            with pytest.raises(ClusterError, match="was lost") as caught:
                connection.refresh()
    assert "what had ended is kept" in str(caught.value)
