"""What must be the same here and on every worker, so that results are what they would be here."""

from __future__ import annotations

import functools
import platform
from collections.abc import Mapping
from importlib import metadata

from sepgenre_training.audio.reading import decoder_version
from sepgenre_training.errors import ClusterError
from sepgenre_training.versions import package_versions

_PACKAGES = (
    "attrs",
    "dask",
    "distributed",
    "keras",
    "librosa",
    "numba",
    "numpy",
    "scikit-learn",
    "scipy",
    "sepgenre",
    "soxr",
    "tensorflow",
)


@functools.cache
def own_versions() -> Mapping[str, str]:
    """Return the version of everything here that a result or a key of the cache depends on.

    Python by its minor version, which decides how functions and values are pickled.
    """
    return {
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "libsndfile": decoder_version(None),
        **package_versions(_PACKAGES),
    }


def require_same_versions(there: Mapping[str, str], worker: str) -> None:
    """Raise where `there`, the `own_versions` of `worker`, are not those of this process.

    Raises
    ------
    ClusterError
        With every difference.
    """
    here = own_versions()
    differences = [
        f"{name} {there.get(name, 'none')} there, {here.get(name, 'none')} here"
        for name in sorted({*here, *there})
        if here.get(name) != there.get(name)
    ]
    if differences:
        raise ClusterError(
            f"The worker {worker} has other versions: {'; '.join(differences)}.",
            remedy="Install the same ones on both (`pip install sepgenre=="
            f"{metadata.version('sepgenre')} --constraint constraints.txt`), then start the "
            "worker again.",
        )
