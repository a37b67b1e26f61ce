"""The separators that a person can choose from, by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import attrs

from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.hpss import HPSS_NAME, HPSS_VERSION, HpssSeparator
from sepgenre_training.separation.spleeter.tensors import SPLEETER_NAME, SPLEETER_VERSION
from sepgenre_training.separation.stems import Separator


@attrs.frozen(kw_only=True)
class SeparatorDescriptor:
    """What is known of a separator without loading it.

    Attributes
    ----------
    name, version : str
        As in `Separator`; together with the input they determine the stems.
    summary : str
        One sentence for the person who chooses.
    packages : tuple of str
        The packages that compute its stems; other versions of them may give others.
    create : Callable[[], Separator]
        Loads it; may take seconds and raise `SeparationError`.
    check : Callable[[], object]
        Raises `SeparationError` with the ways out where it cannot run here, such as for want of
        its weights; loads nothing.
    """

    name: str
    version: str
    summary: str
    packages: tuple[str, ...]
    create: Callable[[], Separator]
    check: Callable[[], object] = lambda: None


def _require_spleeter_weights() -> Path:
    from sepgenre_training.separation.weights.manifest import SPLEETER_4STEMS
    from sepgenre_training.separation.weights.store import require_weights

    return require_weights(SPLEETER_4STEMS)


def _create_spleeter() -> Separator:
    # TensorFlow takes seconds to import; only the process that separates pays.
    from sepgenre_training.separation.spleeter.engine import SpleeterSeparator

    return SpleeterSeparator(weights=_require_spleeter_weights())


_SEPARATORS = (
    SeparatorDescriptor(
        name=SPLEETER_NAME,
        version=SPLEETER_VERSION,
        summary="Spleeter's pretrained 4stems network, as in the paper; 157 MB of weights.",
        packages=("keras", "numpy", "scipy", "soxr", "tensorflow"),
        create=_create_spleeter,
        check=_require_spleeter_weights,
    ),
    SeparatorDescriptor(
        name=HPSS_NAME,
        version=HPSS_VERSION,
        summary="Harmonic/percussive masks, a bass band and a centred voice band; no download.",
        packages=("numpy", "scipy"),
        create=HpssSeparator,
    ),
)


def separators() -> tuple[SeparatorDescriptor, ...]:
    """Return the separators that exist here, in the order in which they are offered."""
    return _SEPARATORS


def describe_separator(name: str) -> SeparatorDescriptor:
    """Return the descriptor of the separator called `name`.

    Raises
    ------
    SeparationError
        Where there is none of that name; the message lists those there are.
    """
    for descriptor in separators():
        if descriptor.name == name:
            return descriptor
    known = ", ".join(repr(descriptor.name) for descriptor in separators())
    raise SeparationError(
        f"There is no separator called {name!r}.", remedy=f"Choose one of: {known}."
    )


def create_separator(name: str) -> Separator:
    """Load the separator called `name`.

    Raises
    ------
    SeparationError
        Where there is none of that name, or it cannot be loaded.
    """
    return describe_separator(name).create()
