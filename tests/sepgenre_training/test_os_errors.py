"""What the system refused, in words: the place, what is wrong, and what to do."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from sepgenre_training.cache import UNFINISHED_PREFIX
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.errors import SepgenreError
from sepgenre_training.os_errors import explain_os_error


def refuse(number: int) -> None:
    raise OSError(number, os.strerror(number), "/songs/cache/stems/ab/x.wav")


@pytest.mark.parametrize(
    ("number", "reason", "remedy"),
    [
        (errno.ENOSPC, "the disk is full", "Free some disk space, or clear the cache"),
        (errno.EDQUOT, "your share (quota) of the disk is used up", "clear the cache"),
        (errno.EACCES, "permission denied", "permission to read and write"),
        (errno.EROFS, "the disk is write-protected", "Make it writable"),
        (errno.EIO, "the disk failed", "Check its cable"),
        (errno.ENOTDIR, "Not a directory", "Check that the place exists"),
    ],
)
def test_each_has_its_remedy(number: int, reason: str, remedy: str) -> None:
    explained = explain_os_error(OSError(number, os.strerror(number), "/songs/cache"))

    assert explained.message.startswith(f"/songs/cache: {reason}")
    assert remedy in explained.remedy
    assert "retry" in explained.remedy


@pytest.mark.parametrize(
    "inner", [f"{UNFINISHED_PREFIX}x.wav", f"{UNFINISHED_PREFIX}x/stems.npy", ""]
)
def test_of_an_unfinished_file_its_folder_is_named(inner: str) -> None:
    path = Path("/songs/cache/tensors/ab") / inner
    explained = explain_os_error(OSError(errno.ENOSPC, "No space left on device", str(path)))

    assert explained.message == "/songs/cache/tensors/ab: the disk is full."


def test_a_name_that_is_no_text_and_no_name_at_all() -> None:
    assert "\\udcff" in explain_os_error(OSError(errno.EIO, "bad", b"/songs/\xff")).message
    assert explain_os_error(OSError("odd")).message == "Reading or writing failed: odd."


def test_a_worker_tells_it_so() -> None:
    with WorkerPool(1) as pool:
        (outcome,) = pool.run(refuse, [errno.ENOSPC])

    assert isinstance(outcome.error, SepgenreError)
    assert outcome.error.message == "/songs/cache/stems/ab/x.wav: the disk is full."
    assert "nothing was lost" in outcome.error.remedy
