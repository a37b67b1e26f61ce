"""What is known of a separator without loading it, and whether it can run here."""

from __future__ import annotations

import enum
from collections.abc import Callable
from pathlib import Path

import attrs

from sepgenre_training.separation.external.environment import (
    EnvironmentState,
    EnvironmentStatus,
    PythonEnvironment,
    environment_status,
    require_environment,
)
from sepgenre_training.separation.stems import Separator
from sepgenre_training.separation.weights.inspection import WeightsState, WeightsStatus
from sepgenre_training.separation.weights.manifest import WeightsManifest
from sepgenre_training.separation.weights.reading import Watch

_NO_WATCH = Watch()


class SeparatorState(enum.Enum):
    """Whether a separator can run."""

    READY = "ready"
    """Nothing is missing."""

    NOT_INSTALLED = "not installed"
    """Its Python environment is missing, or cannot be used."""

    WEIGHTS_MISSING = "weights missing"
    """None of the files with its weights is there."""

    WEIGHTS_PARTIAL = "weights partial"
    """Some of the files with its weights are there, or a part of the download."""

    WEIGHTS_CORRUPT = "weights corrupt"
    """A file is not the published one."""


@attrs.frozen(kw_only=True)
class SeparatorStatus:
    """Whether a separator can run, and if not, why and what to do.

    Attributes
    ----------
    state : SeparatorState
        Of several things that are missing, the first one.
    environment : EnvironmentStatus or None
        How its Python environment stands; None where it needs none.
    weights : WeightsStatus or None
        How the weights that it uses stand; None where it needs none.
    reasons : tuple of str
        What is wrong, as sentences; empty where it is ready.
    commands : tuple of str
        What to run, in this order, so that it will be ready.
    remedy : str
        All that a person can do about it, as sentences; empty where it is ready.
    """

    state: SeparatorState
    environment: EnvironmentStatus | None = None
    weights: WeightsStatus | None = None
    reasons: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    remedy: str = ""


@attrs.frozen(kw_only=True)
class SeparatorDescriptor:
    """What is known of a separator without loading it.

    Attributes
    ----------
    name, version : str
        As in `Separator`; together with the input they determine the stems.
    summary : str
        One sentence for the person who chooses.
    latency : str
        How long 10 s of stereo take in one worker on one core, in words.
    needs : str
        What must be there before it can run, in words.
    packages : tuple of str
        The packages of this environment that compute its stems; other versions of them may give
        others. What computes in an environment of its own is part of `version`.
    create : Callable[[], Separator]
        Loads it; may take seconds and raise `SeparationError`.
    environment : PythonEnvironment or None
        The Python environment in which it runs, where that is not this one.
    weights : WeightsManifest or None
        The weights that it uses; they may be another separator's.
    """

    name: str
    version: str
    summary: str
    latency: str
    needs: str
    packages: tuple[str, ...]
    create: Callable[[], Separator]
    environment: PythonEnvironment | None = None
    weights: WeightsManifest | None = None

    @property
    def own_weights(self) -> WeightsManifest | None:
        """The weights that are installed and removed with it; None where there are none."""
        if self.weights is None or self.weights.name != self.name:
            return None
        return self.weights

    def check(self) -> None:
        """Raise where it cannot run here; loads nothing.

        Raises
        ------
        SeparationError
            Where its environment or its weights cannot be used; with the ways out.
        """
        self.require_environment()
        self.require_weights()

    def require_environment(self) -> Path | None:
        """Return the Python of its environment, or None where it needs none; raises as `check`."""
        return None if self.environment is None else require_environment(self.environment)

    def require_weights(self) -> Path | None:
        """Return the folder of its verified weights, or None; raises as `check`."""
        if self.weights is None:
            return None
        # With httpx, a tenth of a second that a start without separation saves.
        from sepgenre_training.separation.weights.store import require_weights

        return require_weights(self.weights)

    def status(self, *, full: bool = False, watch: Watch = _NO_WATCH) -> SeparatorStatus:
        """Return whether it can run here.

        Parameters
        ----------
        full : bool
            Import its packages and hash its weights anew, instead of trusting what was noted.
        watch : Watch
            Is told of progress, and may stop it.
        """
        environment = self._environment_status(full=full, watch=watch)
        weights = self._weights_status(full=full, watch=watch)
        state = SeparatorState.READY
        missing: list[PythonEnvironment | WeightsManifest] = []
        reasons: tuple[str, ...] = ()
        if weights is not None and weights.state is not WeightsState.READY:
            assert self.weights is not None, "it has a status"
            state, reasons = SeparatorState(f"weights {weights.state.value}"), weights.reasons
            missing.append(self.weights)
        if environment is not None and environment.state is not EnvironmentState.READY:
            assert self.environment is not None, "it has a status"
            state, reasons = SeparatorState.NOT_INSTALLED, (*environment.reasons, *reasons)
            missing.insert(0, self.environment)
        commands = [f"sepgenre separators install {each.name}" for each in missing]
        return SeparatorStatus(
            state=state,
            environment=environment,
            weights=weights,
            reasons=reasons,
            # One command installs both where they have one name.
            commands=tuple(dict.fromkeys(commands)),
            remedy=" ".join(each.ways_out for each in missing),
        )

    def _environment_status(self, *, full: bool, watch: Watch) -> EnvironmentStatus | None:
        if self.environment is None:
            return None
        if not full:
            return environment_status(self.environment)
        from sepgenre_training.separation.external.store import verify_environment

        return verify_environment(self.environment, watch=watch)

    def _weights_status(self, *, full: bool, watch: Watch) -> WeightsStatus | None:
        if self.weights is None:
            return None
        from sepgenre_training.separation.weights.store import verify

        return verify(self.weights, full=full, watch=watch)
