"""Graphics processors: which there are, whether TensorFlow can use them, and for which tasks."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import attrs

Function = TypeVar("Function", bound=Callable[..., Any])

CHOICE_VARIABLE = "CUDA_VISIBLE_DEVICES"
"""Names the graphics processors that a process may use; `NO_GPU` is none."""

NO_GPU = "-1"
"""A choice of none."""

_DRIVER = Path("/proc/driver/nvidia")
_ASK_S = 120.0
_ASK = """
import json
import tensorflow as tf
devices = tf.config.list_physical_devices("GPU")
print(json.dumps([tf.config.experimental.get_device_details(each).get("device_name", "GPU")
                  for each in devices]))
"""


@attrs.frozen(kw_only=True)
class Gpu:
    """A graphics processor that TensorFlow can use.

    Attributes
    ----------
    id : str
        What `CHOICE_VARIABLE` calls it.
    name : str
        Its model.
    """

    id: str
    name: str


def runs_on_gpu(when: Callable[[Any], bool]) -> Callable[[Function], Function]:
    """Mark a function whose tasks are faster on a GPU, where ``when(task)`` is true."""

    def mark(function: Function) -> Function:
        function.runs_on_gpu = when  # type: ignore[attr-defined]
        return function

    return mark


def wants_gpu(function: Callable[[Any], Any], tasks: Sequence[Any]) -> bool:
    """Return whether `tasks` of `function`, which are alike, are for a GPU where there is one."""
    when = getattr(function, "runs_on_gpu", None)
    return bool(tasks) and when is not None and bool(when(tasks[0]))


def threads_beside(gpus: Sequence[Gpu]) -> int:
    """Return with how many threads the worker of each GPU computes what is the cores'."""
    return max(1, (os.cpu_count() or 1) // len(gpus))


@functools.cache
def find_gpus() -> tuple[Gpu, ...]:
    """Return the GPUs that TensorFlow can use, among those that this process may see.

    Where the system shows a driver, TensorFlow is asked in a process of its own, which takes
    seconds; once.
    """
    if not _driver_is_there() or os.environ.get(CHOICE_VARIABLE, "0").strip() in ("", NO_GPU):
        return ()
    return gpus_of(_ask_tensorflow(), os.environ.get(CHOICE_VARIABLE))


def gpus_of(names: Sequence[str], chosen: str | None) -> tuple[Gpu, ...]:
    """Return GPUs by what TensorFlow calls them, in its order, and by the choice of the person."""
    ids = [each.strip() for each in chosen.split(",")] if chosen else list(map(str, range(99)))
    return tuple(Gpu(id=id_, name=name) for id_, name in zip(ids, names, strict=False))


def _driver_is_there() -> bool:
    return _DRIVER.is_dir() or any(Path("/dev").glob("nvidia[0-9]*"))


def _ask_tensorflow() -> list[str]:
    try:
        done = subprocess.run(  # noqa: S603 - this Python, and the text above
            [sys.executable, "-c", _ASK],
            capture_output=True,
            text=True,
            timeout=_ASK_S,
            check=True,
            env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
        )
        return [str(name) for name in json.loads(done.stdout.splitlines()[-1])]
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        # A driver without what TensorFlow needs of it: everything works without.
        return []
