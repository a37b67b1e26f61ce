"""One figure of the page, beside its peer or floor and its goal."""

from __future__ import annotations

import enum

import attrs


class Goal(enum.Enum):
    """What a goal is of."""

    VALUE = "at most {goal:g} {unit}"
    FASTER = "at least {goal:g} times faster"
    TIMES_FLOOR = "at most {goal:g} times"


@attrs.frozen(kw_only=True)
class Figure:
    """One line of the page.

    Attributes
    ----------
    what : str
    value : float
        In `unit`.
    goal : float
        Of what `kind` says.
    peer : float or None
        What is known to do the same, the least that it can take, or a smaller case, in `unit`, of
        the same run.
    peer_name : str
    """

    what: str
    value: float
    unit: str
    goal: float
    kind: Goal = Goal.VALUE
    peer: float | None = attrs.field(default=None)
    peer_name: str = ""

    @peer.validator
    def _check_peer(self, _: object, peer: float | None) -> None:
        if peer is None and self.kind is not Goal.VALUE:
            raise ValueError(f"{self.what}: a goal of a ratio needs a peer")

    @property
    def ratio(self) -> float | None:
        """How many times faster than the peer where that is the goal, else value by peer."""
        if self.peer is None:
            return None
        over, under = (
            (self.peer, self.value) if self.kind is Goal.FASTER else (self.value, self.peer)
        )
        # Clocks are coarse on some systems.
        return over / under if under else None

    @property
    def holds(self) -> bool:
        """Whether the goal is met."""
        if self.kind is Goal.VALUE:
            return self.value <= self.goal
        ratio = self.ratio
        if ratio is None:
            return False
        return ratio >= self.goal if self.kind is Goal.FASTER else ratio <= self.goal

    def line(self) -> str:
        """Return the line in Markdown."""
        peer = "" if self.peer is None else f"{self.peer_name}: {self.peer:.3g} {self.unit}"
        ratio = "" if self.ratio is None else f"{self.ratio:.1f}"
        goal = self.kind.value.format(goal=self.goal, unit=self.unit)
        value = f"{self.value:.3g} {self.unit}"
        verdict = "yes" if self.holds else "**no**"
        return f"| {self.what} | {value} | {peer} | {ratio} | {goal} | {verdict} |"
