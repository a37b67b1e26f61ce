"""The weights of a network as a file: written by Keras, checked before Keras reads them.

HDF5 files may point into other files and promise arrays of any size. Nothing is read but the very
arrays that the network has, by their names, shapes and types.
"""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import Any

import h5py

from sepgenre_training.audio.files import printable
from sepgenre_training.errors import ClassifierError

WEIGHTS_SUFFIX = ".weights.h5"
"""Keras takes no other."""

Layout = dict[str, tuple[tuple[int, ...], str]]
"""Shape and type of each array by its place in the file."""

_AGAIN = "Import or train the classifier again."


def dump_weights(model: Any) -> bytes:
    """Return the weights of a Keras `model` as the content of a ``.weights.h5``."""
    with tempfile.TemporaryDirectory(prefix="sepgenre-weights-") as folder:
        path = Path(folder) / f"network{WEIGHTS_SUFFIX}"
        model.save_weights(path)
        return path.read_bytes()


def load_weights(model: Any, path: Path, *, sha256: str) -> None:
    """Give `model` the weights in `path`.

    Parameters
    ----------
    model : keras.Model
        Of the architecture that the weights are of.
    path : Path
        A ``.weights.h5`` that `dump_weights` wrote.
    sha256 : str
        Of its content.

    Raises
    ------
    ClassifierError
        Where the file is missing, is not that file, or does not hold this network's arrays and
        nothing else.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ClassifierError(
            f"{printable(path)}: the weights cannot be read ({error.strerror}).", remedy=_AGAIN
        ) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ClassifierError(
            f"{printable(path)}: these are not the weights that the classifier was stored with.",
            remedy=_AGAIN,
        )
    with tempfile.TemporaryDirectory(prefix="sepgenre-weights-") as folder:
        # A copy: what was checked is what is read, whatever happens to the file meanwhile.
        copy, fresh = (Path(folder) / f"{name}{WEIGHTS_SUFFIX}" for name in ("copy", "fresh"))
        copy.write_bytes(content)
        model.save_weights(fresh)
        if _layout(copy, path) != _layout(fresh, fresh):
            raise ClassifierError(
                f"{printable(path)}: these weights are of another network than the classifier's.",
                remedy=_AGAIN,
            )
        model.load_weights(copy)


def _layout(path: Path, shown: Path) -> Layout:
    """Return the arrays in `path`, none of which is read.

    Raises
    ------
    ClassifierError
        Where it is no HDF5 file, or something in it lies elsewhere; about `shown`.
    """
    layout: Layout = {}
    try:
        with h5py.File(path, "r") as file:
            _walk(file, "", layout)
    except (OSError, RuntimeError, KeyError, ValueError) as error:
        raise ClassifierError(
            f"{printable(shown)}: these are no weights that can be used ({error}).", remedy=_AGAIN
        ) from error
    return layout


def _walk(group: Any, place: str, layout: Layout) -> None:
    for name in group:
        link = group.get(name, getlink=True)
        if not isinstance(link, h5py.HardLink):
            raise ValueError(f"{place}/{name} is a link")  # noqa: TRY004
        child = group[name]
        if isinstance(child, h5py.Group):
            # Hard links may form a circle.
            if len(place) > 500 or len(layout) > 10_000:
                raise ValueError("it has too many parts")
            _walk(child, f"{place}/{name}", layout)
        elif isinstance(child, h5py.Dataset) and not (child.external or child.is_virtual):
            layout[f"{place}/{name}"] = (child.shape, str(child.dtype))
        else:
            raise ValueError(f"{place}/{name} lies in another file")
