"""Where a job's tasks run that are not for the shared workers."""

from __future__ import annotations

import os
import threading
import time

import pytest

from sepgenre_gui.jobs.queue.elsewhere import Elsewhere
from sepgenre_gui.jobs.queue.job import Priority
from sepgenre_gui.jobs.queue.pool import JobPool
from sepgenre_gui.jobs.queue.workers import Workers
from sepgenre_training.compute.devices import Gpu, runs_on_gpu
from sepgenre_training.compute.worker import check_cancelled
from sepgenre_training.errors import CancelledError

GPUS = (Gpu(id="7", name="A model"),)


@runs_on_gpu(lambda _: True)
def on_gpu(_: int) -> str:
    return os.environ["CUDA_VISIBLE_DEVICES"]


def on_cores(_: int) -> str:
    return os.environ["CUDA_VISIBLE_DEVICES"]


@runs_on_gpu(lambda _: True)
def for_ever(_: int) -> None:
    while True:
        check_cancelled()
        time.sleep(0.02)


def test_a_job_uses_the_gpu_for_what_is_for_it_and_says_so() -> None:
    log: list[str] = []
    workers = Workers(1)
    elsewhere = Elsewhere(None, log.append, find_gpus=lambda: GPUS)
    pool = JobPool(1, Priority.NORMAL, workers, elsewhere)
    try:
        assert [outcome.value for outcome in pool.run(on_cores, [0])] == ["-1"]
        assert log == []
        assert [outcome.value for outcome in pool.run(on_gpu, [0, 1])] == ["7", "7"]
        assert log == ["Works on A model."]
    finally:
        pool.close()
        workers.close()


def test_without_gpu_and_cluster_there_is_nothing_elsewhere() -> None:
    elsewhere = Elsewhere(None, lambda _: None, find_gpus=lambda: ())
    assert elsewhere.runner_for(on_gpu, [0]) is None
    assert elsewhere.place == "this machine"
    elsewhere.close()


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_job_on_a_gpu_is_stopped(when: str) -> None:
    workers = Workers(1)
    pool = JobPool(
        1, Priority.NORMAL, workers, Elsewhere(None, lambda _: None, find_gpus=lambda: GPUS)
    )
    try:
        if when == "before":
            pool.stop()
        else:
            threading.Timer(2.0, pool.stop).start()
        with pytest.raises(CancelledError):
            list(pool.run(for_ever, [0]))
    finally:
        pool.close()
        workers.close()
