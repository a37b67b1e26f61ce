"""What a worker of a cluster keeps to: signs of life, files in parts, one thread, its own disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sepgenre_training.cluster import connection as connections
from sepgenre_training.cluster.arrivals import (
    NotArrivedError,
    arrived_bytes,
    awaiting,
    give_up,
    take_chunk,
)
from sepgenre_training.cluster.connection import ClusterConnection
from sepgenre_training.cluster.flags import SILENCE_S, flag_of, forget, set_flag
from sepgenre_training.cluster.runner import ClusterRunner
from sepgenre_training.errors import ClusterError
from sepgenre_training.separation.task import SeparationTask, separate_segment
from tests.cluster import LocalCluster, local_cluster
from tests.music import make_track, write_track

RATE_HZ = 8_000


@pytest.fixture
def topic() -> Iterator[str]:
    yield "a topic"
    forget("a topic")


def test_calls_wait_and_stop_as_they_are_told(topic: str) -> None:
    flag = flag_of(topic)
    assert (flag.is_set(), flag.is_paused()) == (False, False)
    set_flag(topic, stop=False, hold=True)
    assert (flag.is_set(), flag.is_paused()) == (False, True)
    set_flag(topic, stop=True, hold=False)
    assert (flag.is_set(), flag.is_paused()) == (True, False)


def test_a_silent_machine_holds_and_keeps_nobody(topic: str) -> None:
    set_flag(topic, stop=False, hold=True)
    flag = flag_of(topic)
    flag.heard_at_s -= SILENCE_S / 2
    assert (flag.is_set(), flag.is_paused()) == (False, False)
    flag.heard_at_s -= SILENCE_S
    assert flag.is_set()
    set_flag(topic, stop=False, hold=False)
    assert not flag.is_set()


def test_a_file_arrives_in_parts(tmp_path: Path) -> None:
    place = tmp_path / "part"
    with awaiting(place):
        assert arrived_bytes(place) == 0
        take_chunk(str(place), 0, b"some")
        take_chunk(str(place), 4, b"thing")
        assert arrived_bytes(place) == 9
        assert place.read_bytes() == b"something"
    assert not place.exists()


def test_a_file_that_nobody_waits_for_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        take_chunk(str(tmp_path / "part"), 0, b"late")
    assert not list(tmp_path.iterdir())


def test_why_a_file_does_not_come_is_told(tmp_path: Path) -> None:
    place = tmp_path / "part"
    with awaiting(place):
        give_up(str(place), "it has changed meanwhile")
        with pytest.raises(NotArrivedError, match="changed meanwhile"):
            arrived_bytes(place)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[LocalCluster]:
    with local_cluster(tmp_path / "cluster") as cluster:
        yield cluster


def _task(folder: Path, name: str) -> SeparationTask:
    # Of two files with the same content, either is sent.
    samples = make_track(0, len(name), duration_s=2.0, rate_hz=RATE_HZ)
    path = write_track(folder / f"{name}.wav", samples, rate_hz=RATE_HZ)
    return SeparationTask(
        path=path,
        content_hash="0" * 64,
        start_sample=0,
        n_samples=RATE_HZ,
        sample_rate_hz=RATE_HZ,
        separator="hpss",
        cache_root=folder / "cache",
    )


def test_a_worker_that_joins_is_looked_at_as_well(cluster: LocalCluster, tmp_path: Path) -> None:
    cluster.add_worker()
    with ClusterConnection(cluster.address()) as connection:
        assert len(connection.refresh()) == 1
        cluster.add_worker(None, "--nthreads", "2")
        with pytest.raises(ClusterError, match="has 2 threads"):
            connection.refresh()


def test_an_item_whose_file_goes_away_fails_alone(
    cluster: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster.add_worker()
    tasks = [_task(tmp_path, name) for name in ("first", "second")]
    with ClusterRunner(cluster.address()) as runner:
        publish = runner._publisher.publish

        def publish_and_remove(path: Path) -> Any:
            reference = publish(path)
            if path.name == "first.wav":
                path.unlink()
            return reference

        monkeypatch.setattr(runner._publisher, "publish", publish_and_remove)
        outcomes = {outcome.position: outcome for outcome in runner.run(separate_segment, tasks)}
    # Of the second, the worker says that its hash is another: so it had arrived.
    assert "could not be brought to the worker" in str(outcomes[0].error)
    assert str(tasks[0].path) in str(outcomes[0].error)
    assert "the file has changed since it was added" in str(outcomes[1].error)
    assert str(tasks[1].path) in str(outcomes[1].error)


def test_a_scheduler_that_goes_in_the_middle_is_told(
    cluster: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "_ANSWER_S", 5.0)
    cluster.add_worker()
    tasks = [_task(tmp_path, name) for name in ("first", "second", "third")]
    with ClusterRunner(cluster.address()) as runner:
        running = runner.run(separate_segment, tasks)
        next(running)
        cluster.kill(0)
        with pytest.raises(ClusterError, match="was lost"):
            list(running)
