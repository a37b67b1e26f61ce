"""Separators: which there are and how they stand; installing, verifying and removing them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import attrs

from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.descriptor import (
    SeparatorDescriptor,
    SeparatorState,
    SeparatorStatus,
)
from sepgenre_training.separation.external.environment import (
    PythonEnvironment,
    environment_folder,
)
from sepgenre_training.separation.external.store import install_environment, remove_environment
from sepgenre_training.separation.registry import separators
from sepgenre_training.separation.weights import store
from sepgenre_training.separation.weights.manifest import WeightsManifest
from sepgenre_training.separation.weights.network import Patience
from sepgenre_training.separation.weights.reading import Watch

_NO_WATCH = Watch()


@attrs.frozen(kw_only=True)
class SeparatorListing:
    """A separator, and whether it can run.

    Attributes
    ----------
    name, version, summary, latency, needs : str
        As in its `SeparatorDescriptor`.
    status : SeparatorStatus
        Whether it can run; if not, why and what to do.
    """

    name: str
    version: str
    summary: str
    latency: str
    needs: str
    status: SeparatorStatus

    @property
    def is_ready(self) -> bool:
        """Whether nothing is missing."""
        return self.status.state is SeparatorState.READY


@attrs.frozen(kw_only=True)
class Removal:
    """One thing that belongs to a separator, and whether it was there to be removed.

    Attributes
    ----------
    what : str
        ``"environment"``, ``"weights"``, or, only where there was one, ``"unfinished
        installation"`` or ``"unfinished download"``.
    folder : Path
        Where it was, or would have been.
    removed : bool
        Whether anything was there.
    """

    what: str
    folder: Path
    removed: bool


def list_separators(
    *, among: Sequence[SeparatorDescriptor] | None = None, watch: Watch = _NO_WATCH
) -> tuple[SeparatorListing, ...]:
    """Return every separator with its state, in the order in which they are offered.

    Parameters
    ----------
    among : sequence of SeparatorDescriptor, optional
        The separators there are; by default those of the registry.
    watch : Watch
        Is told of progress where weights are hashed for the first time, and may stop it.
    """
    known = separators() if among is None else among
    return tuple(
        SeparatorListing(
            name=descriptor.name,
            version=descriptor.version,
            summary=descriptor.summary,
            latency=descriptor.latency,
            needs=descriptor.needs,
            status=descriptor.status(watch=watch),
        )
        for descriptor in known
    )


def install_separator(
    name: str,
    *,
    source: Path | None = None,
    among: Sequence[SeparatorDescriptor] | None = None,
    patience: Patience | None = None,
    watch: Watch = _NO_WATCH,
) -> SeparatorStatus:
    """Install what the separator called `name` needs: its environment, and its own weights.

    Weights that belong to another separator are left to that one; the status tells whether they
    are still missing.

    Parameters
    ----------
    name : str
        The separator.
    source : Path, optional
        Weights that the person has: an archive, a folder or a file. Without it they are
        downloaded.
    among : sequence of SeparatorDescriptor, optional
        The separators there are; by default those of the registry.
    patience : Patience, optional
        How long a server is waited for.
    watch : Watch
        Is told of progress, and may stop it.

    Returns
    -------
    SeparatorStatus
        How it stands now.

    Raises
    ------
    SeparationError
        Where something cannot be had or is not what was published, or `name` needs nothing.
    """
    descriptor = _managed(name, among)
    weights = descriptor.own_weights
    if source is not None:
        # First of all: a wrong file is told before minutes of downloading.
        store.install_from(source, _require_own_weights(descriptor), watch=watch)
    if descriptor.environment is not None:
        install_environment(descriptor.environment, watch=watch)
    if weights is not None and source is None:
        store.install(weights, patience=patience, watch=watch)
    return descriptor.status(watch=watch)


def verify_separator(
    name: str,
    *,
    among: Sequence[SeparatorDescriptor] | None = None,
    watch: Watch = _NO_WATCH,
) -> SeparatorStatus:
    """Look anew at all that the separator called `name` needs, and return how it stands.

    All weights are read, all packages listed, and those that it uses imported.

    Raises
    ------
    SeparationError
        Where `name` needs nothing.
    """
    return _managed(name, among).status(full=True, watch=watch)


def remove_separator(
    name: str, *, among: Sequence[SeparatorDescriptor] | None = None
) -> tuple[Removal, ...]:
    """Remove the environment and the own weights of the separator called `name`.

    Weights that belong to another separator stay.

    Raises
    ------
    SeparationError
        Where `name` needs nothing, or something cannot be removed.
    """
    descriptor = _managed(name, among)
    removals: list[Removal] = []
    if descriptor.environment is not None:
        removals.extend(_remove_environment(descriptor.environment))
    if descriptor.own_weights is not None:
        removals.extend(_remove_weights(descriptor.own_weights))
    return tuple(removals)


def remarks_on(name: str, *, among: Sequence[SeparatorDescriptor] | None = None) -> tuple[str, ...]:
    """Return what is worth telling of the separator called `name` beside its state.

    Which is what an installation or a download that has not ended keeps, and where.
    """
    status = _managed(name, among).status()
    found = (status.environment, status.weights)
    return tuple(each.remark for each in found if each is not None and each.remark)


def _remove_environment(environment: PythonEnvironment) -> tuple[Removal, ...]:
    folder = environment_folder(environment)
    removed = remove_environment(environment)
    return (
        Removal(what="environment", folder=folder, removed=folder in removed),
        *(
            Removal(what="unfinished installation", folder=each, removed=True)
            for each in removed
            if each != folder
        ),
    )


def _remove_weights(weights: WeightsManifest) -> tuple[Removal, ...]:
    folder = store.weights_folder(weights)
    removed = store.remove(weights)
    in_folder = any(path.parent == folder for path in removed)
    removals = [Removal(what="weights", folder=folder, removed=in_folder)]
    if any(path.parent != folder for path in removed):
        removals.append(Removal(what="unfinished download", folder=folder.parent, removed=True))
    return tuple(removals)


def _managed(name: str, among: Sequence[SeparatorDescriptor] | None) -> SeparatorDescriptor:
    known = separators() if among is None else among
    needy = [each for each in known if each.environment is not None or each.weights is not None]
    for descriptor in needy:
        if descriptor.name == name:
            return descriptor
    listed = ", ".join(repr(each.name) for each in needy)
    if name in {each.name for each in known}:
        raise SeparationError(
            f"The separator {name!r} needs nothing: there is nothing to install, verify or remove.",
            remedy=f"Separators that need something: {listed}.",
        )
    raise SeparationError(
        f"There is no separator called {name!r}.",
        remedy=f"Separators that need something: {listed}. All: `sepgenre separators list`.",
    )


def _require_own_weights(descriptor: SeparatorDescriptor) -> WeightsManifest:
    if descriptor.own_weights is not None:
        return descriptor.own_weights
    if descriptor.weights is None:
        raise SeparationError(
            f"The separator {descriptor.name!r} has no weights to be taken from a file.",
            remedy=f"Run `sepgenre separators install {descriptor.name}` without --from.",
        )
    owner = descriptor.weights.name
    raise SeparationError(
        f"The separator {descriptor.name!r} uses the weights of {owner!r}, and has none itself.",
        remedy=f"Run `sepgenre separators install {owner} --from FILE_OR_FOLDER`, and "
        f"`sepgenre separators install {descriptor.name}` without --from.",
    )
