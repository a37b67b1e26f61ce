"""How TensorFlow runs in a worker: threads, and the same result for the same input."""

from __future__ import annotations

import functools
import os


@functools.cache
def prepare_tensorflow() -> None:
    """Make TensorFlow deterministic and keep it to the threads of this worker.

    Called before the first operation; later calls do nothing.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow as tf

    threads = int(os.environ.get("TF_NUM_INTRAOP_THREADS", "0"))
    if threads:
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.config.experimental.enable_op_determinism()
    for device in tf.config.list_physical_devices("GPU"):
        tf.config.experimental.set_memory_growth(device, enable=True)
