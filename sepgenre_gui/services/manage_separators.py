"""Separators and their weights: which there are, and installing, verifying, removing weights."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import attrs

from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.registry import separators
from sepgenre_training.separation.weights import store
from sepgenre_training.separation.weights.inspection import WeightsState, WeightsStatus
from sepgenre_training.separation.weights.manifest import MANIFESTS, WeightsManifest
from sepgenre_training.separation.weights.network import Patience
from sepgenre_training.separation.weights.reading import Watch

_NO_WATCH = Watch()


@attrs.frozen(kw_only=True)
class SeparatorListing:
    """A separator, and whether it can run.

    Attributes
    ----------
    name, version, summary : str
        As in its `SeparatorDescriptor`.
    weights : WeightsStatus or None
        How its weights stand; None where it needs none.
    """

    name: str
    version: str
    summary: str
    weights: WeightsStatus | None

    @property
    def is_ready(self) -> bool:
        """Whether nothing is missing."""
        return self.weights is None or self.weights.state is WeightsState.READY


def list_separators(
    *, manifests: Mapping[str, WeightsManifest] = MANIFESTS, watch: Watch = _NO_WATCH
) -> tuple[SeparatorListing, ...]:
    """Return every separator with the state of its weights, in the order they are offered."""
    return tuple(
        SeparatorListing(
            name=descriptor.name,
            version=descriptor.version,
            summary=descriptor.summary,
            weights=(
                store.verify(manifests[descriptor.name], watch=watch)
                if descriptor.name in manifests
                else None
            ),
        )
        for descriptor in separators()
    )


def install_weights(
    name: str,
    *,
    source: Path | None = None,
    manifests: Mapping[str, WeightsManifest] = MANIFESTS,
    patience: Patience | None = None,
    watch: Watch = _NO_WATCH,
) -> WeightsStatus:
    """Install the weights of the separator called `name`.

    Parameters
    ----------
    name : str
        The separator.
    source : Path, optional
        An archive, a folder or a file that the person has; without it they are downloaded.
    manifests : Mapping[str, WeightsManifest]
        The weights there are.
    patience : Patience, optional
        How long a server is waited for.
    watch : Watch
        Is told of progress, and may stop it.

    Raises
    ------
    SeparationError
        Where they cannot be had or are not the published ones, or `name` has no weights.
    """
    manifest = _manifest_of(name, manifests)
    if source is not None:
        return store.install_from(source, manifest, watch=watch)
    return store.install(manifest, patience=patience, watch=watch)


def verify_weights(
    name: str,
    *,
    manifests: Mapping[str, WeightsManifest] = MANIFESTS,
    watch: Watch = _NO_WATCH,
) -> WeightsStatus:
    """Read all weights of the separator called `name` anew, and return how they stand.

    Raises
    ------
    SeparationError
        Where `name` has no weights.
    """
    return store.verify(_manifest_of(name, manifests), full=True, watch=watch)


def ways_out(name: str, *, manifests: Mapping[str, WeightsManifest] = MANIFESTS) -> str:
    """Return what a person can do while the weights of `name` cannot be used, as a sentence.

    Raises
    ------
    SeparationError
        Where `name` has no weights.
    """
    return _manifest_of(name, manifests).ways_out


def remove_weights(
    name: str, *, manifests: Mapping[str, WeightsManifest] = MANIFESTS
) -> tuple[Path, bool]:
    """Remove the weights of the separator called `name`.

    Returns
    -------
    tuple of Path and bool
        Their folder, and whether there was anything to remove.

    Raises
    ------
    SeparationError
        Where `name` has no weights, or they cannot be removed.
    """
    manifest = _manifest_of(name, manifests)
    return store.weights_folder(manifest), store.remove(manifest)


def _manifest_of(name: str, manifests: Mapping[str, WeightsManifest]) -> WeightsManifest:
    if name in manifests:
        return manifests[name]
    known = ", ".join(repr(each) for each in manifests)
    if name in {descriptor.name for descriptor in separators()}:
        raise SeparationError(
            f"The separator {name!r} has no weights: there is nothing to install, verify or "
            "remove.",
            remedy=f"Separators with weights: {known}.",
        )
    raise SeparationError(
        f"There is no separator called {name!r}.",
        remedy=f"Separators with weights: {known}. All: `sepgenre separators list`.",
    )
