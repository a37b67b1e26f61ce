"""The separators that a person can choose from, told at once: nothing large is read."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from sepgenre_training.separation.descriptor import (
    SeparatorDescriptor,
    SeparatorState,
    SeparatorStatus,
)
from sepgenre_training.separation.registry import separators
from sepgenre_training.separation.weights.reading import Watch


@attrs.frozen(kw_only=True)
class SeparatorChoice:
    """A separator as a person sees it before choosing.

    Attributes
    ----------
    name, version, summary, latency, needs : str
        As in its `SeparatorDescriptor`.
    state : SeparatorState
        Whether it can run.
    reasons : tuple of str
        What is wrong, or worth knowing, as sentences.
    remedy : str
        What to do about it, as sentences; empty where it is ready.
    commands : tuple of str
        What to run in a terminal, in this order, so that it will be ready.
    """

    name: str
    version: str
    summary: str
    latency: str
    needs: str
    state: SeparatorState
    reasons: tuple[str, ...] = ()
    remedy: str = ""
    commands: tuple[str, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether it can be chosen."""
        return self.state is SeparatorState.READY


class _WouldReadError(Exception):
    """Raised in place of reading a large file."""


def _refuse_to_read() -> None:
    raise _WouldReadError


def separator_choices(
    *, among: Sequence[SeparatorDescriptor] | None = None
) -> tuple[SeparatorChoice, ...]:
    """Return the separators in the order in which they are offered, and how each stands.

    Weights that nobody has checked yet count as ready: they are checked before they are first
    used, in the worker that separates, which refuses what is not the published file.

    Parameters
    ----------
    among : sequence of SeparatorDescriptor, optional
        The separators there are; by default those of the registry.
    """
    known = separators() if among is None else among
    return tuple(_choice(descriptor, _status(descriptor)) for descriptor in known)


def _status(descriptor: SeparatorDescriptor) -> SeparatorStatus:
    try:
        return descriptor.status(watch=Watch(check_cancelled=_refuse_to_read))
    except _WouldReadError:
        # Without weights, its environment alone says how it stands.
        status = attrs.evolve(descriptor, weights=None).status()
        remark = "Its weights are checked when it is first used."
        return attrs.evolve(status, reasons=(*status.reasons, remark))


def _choice(descriptor: SeparatorDescriptor, status: SeparatorStatus) -> SeparatorChoice:
    return SeparatorChoice(
        name=descriptor.name,
        version=descriptor.version,
        summary=descriptor.summary,
        latency=descriptor.latency,
        needs=descriptor.needs,
        state=status.state,
        reasons=status.reasons,
        remedy=status.remedy,
        commands=status.commands,
    )
