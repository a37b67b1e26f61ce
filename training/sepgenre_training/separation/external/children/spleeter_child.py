"""The real spleeter package, in its child process; without its weights it refuses.

Left to itself, the package downloads what it misses, and after a failed download separates with
random weights and raises nothing.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

MODEL_FOLDER = "4stems"


def load(_settings: Any) -> Callable[[Any], Any]:
    """Return the separation by the checkpoint in the working folder.

    The function takes ``{"mixture": float32 [shape=(2, samples)]}`` at 44.1 kHz and returns the
    four stems in that shape.
    """
    import numpy as np
    import tensorflow as tf
    from spleeter import separator as package  # type: ignore[import-not-found]
    from spleeter.model.provider.github import (  # type: ignore[import-not-found]
        GithubModelProvider,
    )

    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    GithubModelProvider.download = _refuse_download
    folder = Path.cwd() / MODEL_FOLDER
    first = _measure(folder)
    package.create_estimator = _with_checkpoint(package.create_estimator, folder / "model")
    separator = package.Separator("spleeter:4stems", multiprocess=False)

    def require_weights() -> None:
        # The package reads the files anew at every call.
        latest = tf.train.latest_checkpoint(str(folder))
        if latest is None or _measure(folder) != first:
            raise RuntimeError(f"the weights in {folder} are gone or were changed")

    def separate(arrays: Any) -> Any:
        require_weights()
        stems = separator.separate(np.ascontiguousarray(arrays["mixture"].T))
        require_weights()
        return {name: stem.T for name, stem in stems.items()}

    require_weights()
    return separate


def _with_checkpoint(create: Callable[..., Any], checkpoint: Path) -> Callable[..., Any]:
    # Told which checkpoint to restore, an estimator fails where it is not there; otherwise it
    # goes on with random weights.
    @functools.wraps(create)
    def create_with_checkpoint(*arguments: Any, **options: Any) -> Any:
        estimator = create(*arguments, **options)
        estimator.predict = functools.partial(estimator.predict, checkpoint_path=str(checkpoint))
        return estimator

    return create_with_checkpoint


def _refuse_download(*_: Any) -> None:
    raise RuntimeError("the package wanted to download weights")


def _measure(folder: Path) -> list[tuple[str, int, int]]:
    files = sorted(folder.glob("model.*"))
    return [(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files]
