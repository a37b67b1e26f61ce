"""One worker for each GPU: what its processes see, and that all else sees none.

No machine of these tests has a GPU, so its number alone is what a worker is given.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from sepgenre_training.compute import devices
from sepgenre_training.compute.devices import Gpu, find_gpus, gpus_of, runs_on_gpu, wants_gpu
from sepgenre_training.compute.gpu_pool import GpuPool
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.compute.worker import check_cancelled, report
from sepgenre_training.errors import CancelledError

GPUS = (Gpu(id="2", name="First"), Gpu(id="5", name="Second"))


@runs_on_gpu(lambda task: task >= 0)
def see(task: int) -> tuple[int, str]:
    """Return this process, and which GPU it sees."""
    time.sleep(0.2)
    return os.getpid(), os.environ["CUDA_VISIBLE_DEVICES"]


def see_elsewhere(_: int) -> str:
    return os.environ["CUDA_VISIBLE_DEVICES"]


@runs_on_gpu(lambda _: True)
def wait_for_ever(_: int) -> None:
    while True:
        report("here")
        check_cancelled()
        time.sleep(0.02)


@runs_on_gpu(lambda _: True)
def die(task: int) -> str:
    if task == 1:
        os._exit(1)
    return os.environ["CUDA_VISIBLE_DEVICES"]


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(1, gpus=GPUS) as pool:
        yield pool


def values(pool: WorkerPool, function: Any, tasks: list[int]) -> list[Any]:
    outcomes = sorted(pool.run(function, tasks), key=lambda outcome: outcome.position)
    assert [outcome.error for outcome in outcomes] == [None] * len(tasks)
    return [outcome.value for outcome in outcomes]


def test_each_gpu_has_one_worker_and_each_worker_one_gpu(pool: WorkerPool) -> None:
    seen = values(pool, see, [0, 1, 2, 3, 4, 5])
    assert {gpu for _, gpu in seen} == {"2", "5"}
    assert len({process for process, _ in seen}) == 2
    assert len(set(seen)) == 2


def test_tasks_that_are_not_for_a_gpu_see_none(pool: WorkerPool) -> None:
    assert values(pool, see_elsewhere, [0, 1]) == ["-1", "-1"]
    assert [gpu for _, gpu in values(pool, see, [-1])] == ["-1"]


def test_without_a_gpu_everything_runs_on_the_cores() -> None:
    with WorkerPool(1, gpus=()) as pool:
        assert [gpu for _, gpu in values(pool, see, [0])] == ["-1"]


def test_a_worker_that_dies_leaves_its_gpu_to_the_next(pool: WorkerPool) -> None:
    outcomes = {outcome.position: outcome for outcome in pool.run(die, [0, 1, 2, 3])}
    assert [position for position, each in outcomes.items() if each.error is not None] == [1]
    assert {outcomes[position].value for position in (0, 2, 3)} <= {"2", "5"}


def test_it_waits_goes_on_and_is_stopped_from_another_thread() -> None:
    heard: list[str] = []
    raised: list[BaseException] = []

    def run(pool: GpuPool) -> None:
        try:
            for _ in pool.run(wait_for_ever, [0], on_event=heard.append):
                pass
        except CancelledError as error:
            raised.append(error)

    def grows(seconds: float) -> bool:
        before, deadline = len(heard), time.monotonic() + seconds
        while time.monotonic() < deadline:
            if len(heard) > before:
                return True
            time.sleep(0.05)
        return False

    with GpuPool(GPUS[:1]) as pool:
        thread = threading.Thread(target=run, args=(pool,))
        thread.start()
        assert grows(60)
        pool.pause()
        time.sleep(1)
        assert not grows(0.5)
        pool.resume()
        assert grows(30)
        pool.request_stop()
        thread.join(30)
        assert not thread.is_alive()
    assert len(raised) == 1


def test_only_functions_that_are_marked_want_one() -> None:
    assert wants_gpu(see, [1])
    assert not wants_gpu(see, [-1])
    assert not wants_gpu(see, [])
    assert not wants_gpu(see_elsewhere, [1])


@pytest.mark.parametrize(
    ("names", "chosen", "expected"),
    [
        ([], None, []),
        (["A", "B"], None, [("0", "A"), ("1", "B")]),
        (["A", "B"], "3, 1", [("3", "A"), ("1", "B")]),
        (["A"], "GPU-1234,GPU-5678", [("GPU-1234", "A")]),
    ],
)
def test_gpus_are_called_as_the_person_chose_them(
    names: list[str], chosen: str | None, expected: list[tuple[str, str]]
) -> None:
    assert [(gpu.id, gpu.name) for gpu in gpus_of(names, chosen)] == expected


@pytest.mark.slow
def test_a_driver_that_tensorflow_cannot_use_is_no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "_driver_is_there", lambda: True)
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    find_gpus.cache_clear()
    try:
        assert find_gpus() == ()
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")
        assert find_gpus() == ()
    finally:
        find_gpus.cache_clear()
