"""What the asking machine wants of its calls in this Dask worker."""

from __future__ import annotations

import time

import attrs

SIGN_EVERY_S = 5.0
"""How often the asking machine says that it is still there, in s."""

SILENCE_S = 120.0
"""After how long of silence its calls end by themselves, in s."""

_HOLD_S = 30.0


@attrs.define
class RunFlag:
    """What the asking machine wants of its calls here; nothing any more, once it is silent."""

    is_stopping: bool = False
    is_holding: bool = False
    heard_at_s: float = attrs.field(factory=time.monotonic)

    @property
    def silent_s(self) -> float:
        """For how long nothing was heard of it."""
        return time.monotonic() - self.heard_at_s

    def is_set(self) -> bool:
        """Return whether they are to stop."""
        return self.is_stopping or self.silent_s > SILENCE_S

    def is_paused(self) -> bool:
        """Return whether they are to wait."""
        return self.is_holding and self.silent_s < _HOLD_S


_flags: dict[str, RunFlag] = {}


def flag_of(topic: str) -> RunFlag:
    """Return the flag of the calls of `topic`; a new one at their first call."""
    return _flags.setdefault(topic, RunFlag())


def set_flag(topic: str, stop: bool, hold: bool) -> None:  # noqa: FBT001 - called over the network
    """Tell the calls of `topic` here to stop, to wait, or to go on."""
    flag = flag_of(topic)
    flag.is_stopping, flag.is_holding, flag.heard_at_s = stop, hold, time.monotonic()


def forget(topic: str) -> None:
    """Forget `topic`, of which nothing comes any more."""
    _flags.pop(topic, None)
