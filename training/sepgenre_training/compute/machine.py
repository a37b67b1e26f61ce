"""How many worker processes this machine bears."""

from __future__ import annotations

import os

import psutil

MAX_WORKERS = 61
"""Windows waits for no more processes at once."""

_BYTES_PER_WORKER = 1_500_000_000


def default_worker_count() -> int:
    """Return how many one-thread workers this machine bears, by cores and by free memory."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    by_memory = psutil.virtual_memory().available // _BYTES_PER_WORKER
    return max(1, min(cores or 1, int(by_memory), MAX_WORKERS))
