"""The room that weights need on the disk."""

from __future__ import annotations

import shutil
from pathlib import Path

from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.weights.manifest import WeightsManifest

_SPARE_BYTES = 16 << 20
"""A disk filled to the last byte harms whatever else runs."""


def require_space(folder: Path, needed_bytes: int, manifest: WeightsManifest) -> None:
    """Raise where the disk of `folder` has no room for `needed_bytes` more.

    Raises
    ------
    SeparationError
        Naming the folder, what is needed, and what there is.
    """
    free = shutil.disk_usage(folder).free
    needed = needed_bytes + _SPARE_BYTES
    if free < needed:
        raise SeparationError(
            f"{folder}: the weights of {manifest.name!r} need {needed / 1e6:,.0f} MB here, and "
            f"{free / 1e6:,.0f} MB are free.",
            remedy="Free some space, or let SEPGENRE_WEIGHTS name a folder on another disk; "
            "`--separator hpss` needs no weights.",
        )
