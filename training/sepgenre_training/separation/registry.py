"""The separators that a person can choose from, by name."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.hpss import HPSS_NAME, HPSS_VERSION, HpssSeparator
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
    """

    name: str
    version: str
    summary: str
    packages: tuple[str, ...]
    create: Callable[[], Separator]


_SEPARATORS = (
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
